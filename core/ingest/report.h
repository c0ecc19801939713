// What is said about a file: what it is, what it held, what was refused and why. `inspect` and the
// verdict print it. Not the rows themselves (store/table.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crumb::ingest {

// Where a record stands in its file, after decoding to UTF-8: enough to show it again.
struct RecordPlace {
  // First byte, in the decoded text, its byte order mark counted (three bytes): in a UTF-8 file
  // this is the offset in the file. Other encodings: decode the file with TextDecoder
  // (ingest/decode.h) and count there.
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;  // capped at 16 MiB
  std::uint32_t line = 0;   // 1-based physical line of the first byte; of a sheet, the row
};

struct Reject {
  std::uint32_t record = 0;  // 0-based ordinal of the record in the file
  std::string reason;        // one plain sentence
};

// The archive that a file came out of, as received.
struct Container {
  std::string name;
  std::string sha256;  // lower-case hex; empty when the archive came as a stream
};

// Field names are those of the JSON contract (DESIGN section 3). rows + rejected + duplicates ==
// records.
struct FileReport {
  std::string name;    // as given; members as "a.zip/member", sheets as "a.xlsx/sheet"
  std::string sha256;  // lower-case hex, of the bytes as received; in a container, as unpacked; of a
                       // sheet, the workbook's
  Container container;  // empty: it came as it is
  std::uint64_t bytes = 0;
  std::string
      format;  // "csv", "ndjson", "json", "json-envelope", "xlsx" (one sheet); empty when it is no
               // text of records
  std::string dialect;   // dialect file that matched, e.g. "advanced-hunting-csv"; several are
                         // joined with '+'
  std::string table;     // tables joined with '+'; empty when refused
  std::string encoding;  // "utf-8", "utf-8-bom", "utf-16le" ...
  std::uint64_t records =
      0;  // of a refused file too, as far as they can be told apart: all are rejected
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
  std::uint64_t duplicates = 0;
  std::int64_t first_ticks = 0;  // of the table's time column; 0 and 0 when no row has a time
  std::int64_t last_ticks = 0;
  std::vector<std::pair<std::int64_t, std::int64_t>>
      gaps;  // a day or more without any row: ticks of the rows before and after; the longest few
  bool truncated = false;  // cut in mid-record, or a row count that export limits produce
  std::string reason;      // a sentence when refused, damaged or truncated; else empty
  std::vector<std::string> unknown_columns;  // in the file, not in the table
  std::vector<std::string> missing_columns;  // in the table, not in the file
  std::vector<Reject> rejects;               // bounded; `rejected` counts all
  std::vector<RecordPlace> places;           // one a record, in order

  [[nodiscard]] bool refused() const { return table.empty(); }
};

void append_json(std::string& out, const FileReport& report);

}  // namespace crumb::ingest
