// A table: named typed columns over segments of rows, each row with its origin in a file.
// Immutable when queried; ingest appends whole segments.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/column.h"

namespace crumb {

struct ColumnSpec {
  std::string name;  // Microsoft's spelling
  Type type = Type::kString;
  friend bool operator==(const ColumnSpec&, const ColumnSpec&) = default;
};
using Schema = std::vector<ColumnSpec>;

[[nodiscard]] std::optional<std::uint32_t> find_column(
    const Schema& schema, std::string_view name);  // exact; KQL is case-sensitive

// Where a row came from: file (index into the case's files) and record (0-based ordinal in that
// file, rejects counted). The file's report turns a record into line and byte range.
struct RowRef {
  std::uint32_t file = 0;
  std::uint32_t record = 0;
  friend auto operator<=>(const RowRef&, const RowRef&) = default;
};

// The source rows of each row. A row read from a file has one, a joined or summarised row has
// several, a computed row (print, range, datatable) has none.
struct Origins {
  std::vector<RowRef> refs;
  std::vector<std::uint32_t>
      offsets;  // rows + 1 bounds into refs; empty means that row i has just refs[i]

  [[nodiscard]] bool empty() const { return refs.empty(); }
  [[nodiscard]] std::span<const RowRef> of(std::uint32_t row) const {
    if (refs.empty()) return {};
    if (offsets.empty()) return {&refs[row], 1};
    return {refs.data() + offsets[row], refs.data() + offsets[row + 1]};
  }
};

// Up to kMaxRows rows. Columns are parallel to the table's schema; origins are empty where nobody
// asked for them.
struct Segment {
  static constexpr std::uint32_t kMaxRows = 65'536;
  std::uint32_t rows = 0;
  std::vector<ColumnPtr> columns;
  Origins origins;
};

class Table {
 public:
  Table(std::string name, Schema schema) : name_(std::move(name)), schema_(std::move(schema)) {}

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const Schema& schema() const { return schema_; }
  [[nodiscard]] std::span<const Segment> segments() const { return segments_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  void append(Segment segment);

 private:
  std::string name_;
  Schema schema_;
  std::vector<Segment> segments_;
  std::uint64_t rows_ = 0;
};

using TablePtr = std::shared_ptr<const Table>;

}  // namespace crumb
