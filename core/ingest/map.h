// From the records of one file to rows of known tables: finds dialect and table, plans where each
// column goes, routes records whose export names their table, and keeps the account: every record
// becomes a row or a reject. Not a reader of bytes (ingest/file.h) and no de-duplication
// (ingest/publish.cpp).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "ingest/dialect.h"
#include "ingest/ingest.h"
#include "ingest/layout.h"
#include "ingest/record.h"
#include "ingest/rows.h"

namespace crumb::ingest {

struct RejectedRecord {
  std::uint32_t record = 0;
  std::uint32_t line = 0;
  std::string reason;
  std::string raw;  // the record's beginning
};

// By an export's word for it: a table's own name, an alias, or the category of diagnostic logs.
// nullptr: not one of ours.
[[nodiscard]] const schema::TableInfo* table_of_category(std::string_view category);

class FileMapper {
 public:
  FileMapper(std::uint32_t file, const IngestLimits& limits, FileReport& report);

  // A table with named columns follows: CSV ("csv"), or columns and rows of JSON ("rows").
  void set_columns(std::span<const std::string_view> names, std::string_view container,
                   std::string_view envelope);
  [[nodiscard]] bool has_columns() const { return has_columns_; }
  void row(std::span<const Cell> cells, const RawRecord& raw);
  // Many rows of the right width at once, cells record by record: written column by column where no
  // record needs a route.
  void rows(std::span<const Cell> cells, std::span<const RawRecord> records);
  void object(std::span<const json::Field> fields, std::string_view envelope, const RawRecord& raw);
  void reject(const RawRecord& raw, std::string reason);

  // Ends the last segments, decides day and month, fills the report's counts, times and columns.
  void finish();

  [[nodiscard]] std::vector<std::unique_ptr<RowBuilder>>& builders() { return builders_; }
  [[nodiscard]] const OwnTable* own_table() const { return own_.get(); }
  [[nodiscard]] const std::vector<RejectedRecord>& rejected() const { return rejected_; }
  void note(std::string sentence);  // added to the report's reason once

 private:
  struct PlanSlot {
    std::uint32_t slot = 0;
    std::uint32_t source = 0;
    std::vector<std::uint32_t> more;  // further sources, tried in order while empty
  };
  struct Plan {
    RowBuilder* builder = nullptr;  // nullptr: records of this shape are refused
    std::string refuse;
    std::vector<PlanSlot> slots;
  };
  // A cell behind those of the record, with its name behind theirs.
  enum class Extra : std::uint8_t { kNone, kRecord, kFile };
  struct Shape {                     // a set of columns, and the plans for it
    std::string category;            // of events within an envelope record
    std::vector<std::string> keys;   // as in the file
    std::vector<std::string> names;  // lower case
    const Dialect* dialect = nullptr;
    Extra extra = Extra::kNone;
    Plan plan;
    std::map<std::string, Plan, std::less<>> routes;  // by the record's own table name
    std::int32_t type_column = -1, category_column = -1;
  };

  RowBuilder* builder_for(const Layout& layout, const schema::TableInfo& table);
  void read_names(Shape& shape, std::span<const std::string_view> names);
  void settle(Shape& shape, std::string_view container, std::string_view envelope,
              std::string_view category);
  void settle_by_dialect(Shape& shape);
  void settle_as_own_table(Shape& shape);
  [[nodiscard]] const Layout& layout_for(const schema::TableInfo& table) const;
  void name_own_table();
  [[nodiscard]] std::span<const Cell> with_extra(const Shape& shape, std::span<const Cell> cells,
                                                 const RawRecord& raw);
  void settle_by_columns(Shape& shape, std::string_view container, std::string_view envelope);
  [[nodiscard]] Plan make_plan(const Shape& shape, const Layout& layout,
                               const schema::TableInfo& table);
  [[nodiscard]] Plan* plan_for(Shape& shape, std::span<const Cell> cells);
  Plan* route(Shape& shape, std::string_view table_name);
  using Shapes = std::vector<std::unique_ptr<Shape>>;
  Shape* known_shape(Shapes& shapes, Shape*& last, std::span<const json::Field> fields,
                     std::string_view category);
  Shape& new_shape(Shapes& shapes, std::span<const json::Field> fields, std::string_view category);
  Shape* shape_for(std::span<const json::Field> fields, std::string_view envelope);
  Shape* event_shape(const Dialect& dialect, std::string_view category);
  void event(const Dialect& dialect, std::span<const json::Field> fields, const RawRecord& raw);
  void write(const Plan& plan, std::span<const Cell> cells, const Shape& shape,
             const RawRecord& raw);
  [[nodiscard]] bool write_columns(const Plan& plan, std::span<const Cell> cells,
                                   std::uint32_t count);
  void named(const Dialect* dialect);
  [[nodiscard]] std::vector<std::string> table_names(std::string lower) const;
  void finish_columns();
  void finish_times();
  void find_gaps();
  void decide_day_and_month();
  void finish_reason();

  std::uint32_t file_;
  const IngestLimits* limits_;
  FileReport* report_;
  std::vector<std::unique_ptr<RowBuilder>> builders_;
  std::unique_ptr<OwnTable> own_;                 // of a watchlist
  std::vector<const schema::TableInfo*> tables_;  // in order of appearance
  std::vector<RejectedRecord> rejected_;
  std::vector<std::string> notes_;
  std::vector<const Dialect*> named_;
  std::string refusal_;  // the first reason for which a whole shape was refused
  bool has_columns_ = false;
  bool local_time_ = false;
  bool utc_mark_ = false;
  Shape columns_;        // of CSV and of rows
  Shapes shapes_;        // of objects
  Shapes event_shapes_;  // of events within them
  Shape* last_shape_ = nullptr;
  Shape* last_event_shape_ = nullptr;
  std::size_t shapes_made_ = 0;
  std::set<std::string, std::less<>> seen_columns_;  // as in the file, of records that are read
  std::vector<Cell> cells_;
  std::vector<json::Field> merged_;
  std::vector<json::Field> nested_;
  json::RecordReader reader_;
};

}  // namespace crumb::ingest
