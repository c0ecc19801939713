// Dialects: what an export is called, how it is told from others, what can be read of it. Data
// files in ingest/dialects/, each with samples that are its tests; this is their reader. Not the
// reader of records.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crumb::ingest {

struct DialectSample {
  std::string name;
  std::string text;
  std::string table;  // expected
  std::uint64_t records = 0, rows = 0, rejected = 0;
  std::string cells;  // expected cells of the table's first row: "Column=value" joined with '|'
};

struct Rename {
  std::string from, to;  // lower case; one column may fill several
};

struct Dialect {
  std::string id;
  std::string title;       // as in sentences: "a Purview audit search export"
  std::int64_t order = 0;  // the lowest that fits is taken
  std::string container;   // "csv", "object" (JSON objects) or "rows" (JSON columns and rows)
  std::vector<std::string> envelopes;       // any of these, when not empty: see JsonShape::envelope
  std::vector<std::string> all, any, none;  // column names, lower case
  std::vector<std::string> platforms;       // of the table found by columns; empty: any
  bool utc_mark = false;                    // a header ends in " [UTC]"
  std::string reads;  // "columns", "table", "watchlist", "category", or empty: it is refused
  std::string table;  // reads "table": the one whose columns these are, by the names of `rename`
  std::string record_column;    // of that table: takes the whole record
  std::string file_column;      // of that table: takes the file's name
  std::string category_prefix;  // of the value of `category`; what follows names the table
  std::string nested;           // member that holds the event
  std::string
      otherwise;  // table of events whose category is no table's name, if their columns fit it
  std::vector<Rename> rename, rename_outer;
  std::string refuse;                   // why it is not read, one sentence
  std::vector<std::uint64_t> row_caps;  // row counts at which this export is cut
  std::vector<DialectSample> samples;
};

struct DialectContext {
  std::string_view container;
  std::string_view envelope;
  std::span<const std::string> names;  // lower case
  std::string_view category;           // of the first record, when it has one
  std::string_view platform;  // of the table that the columns lead to; empty: not known yet
  bool utc_mark = false;
};

[[nodiscard]] std::span<const Dialect> dialects();  // in order
// The first dialect that is recognised by its own marks, or nullptr.
[[nodiscard]] const Dialect* marked_dialect(const DialectContext& context);
// The dialect of an export whose columns are a table's own, or nullptr.
[[nodiscard]] const Dialect* columns_dialect(const DialectContext& context);
// The dialect of an envelope whose rows belong to no table, or nullptr.
[[nodiscard]] const Dialect* envelope_dialect(const DialectContext& context);

}  // namespace crumb::ingest
