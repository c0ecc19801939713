// A run of rows on its way through the operators: lanes of columns, each gathered only when
// somebody looks at it. Not a segment of a table: a lane may still point into a larger column, or
// hold one value that stands for all rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kql/vector.h"
#include "store/table.h"

namespace crumb::kql {

// Row numbers into a column: row i of the batch is row (*map)[i] of the column. Null: row i is row
// i.
using RowMap = std::shared_ptr<const std::vector<std::uint32_t>>;

[[nodiscard]] RowMap make_map(std::vector<std::uint32_t> rows);
[[nodiscard]] RowMap sequence(std::uint32_t begin, std::uint32_t rows);  // begin, begin + 1, ...

struct Lane {
  ColumnPtr column;       // null: nobody above needs this lane, and it is never looked at
  RowMap map;             // null for constants
  bool constant = false;  // the column has one row that stands for all
};

[[nodiscard]] Lane null_lane(Type type);  // a constant null

// Where each row came from: the refs that each source has for it, one source after another (a
// joined row has those of both sides). No source when nobody asked for origins or the rows are
// computed.
struct OriginSource {
  std::shared_ptr<const Origins> origins;  // never null
  RowMap map;
};
using OriginLane = std::vector<OriginSource>;

// Operators hand on batches of at least one row, of up to Segment::kMaxRows unless order or
// serialization keeps all rows in one.
class Batch {
 public:
  Batch() = default;
  explicit Batch(std::uint32_t rows) : rows_(rows) {}

  [[nodiscard]] std::uint32_t rows() const { return rows_; }
  [[nodiscard]] std::uint32_t width() const { return static_cast<std::uint32_t>(lanes_.size()); }
  [[nodiscard]] const Lane& lane(std::uint32_t at) const { return lanes_[at]; }
  [[nodiscard]] bool has(std::uint32_t at) const { return lanes_[at].column != nullptr; }

  void reserve(std::size_t lanes) { lanes_.reserve(lanes); }
  void add(Lane lane) { lanes_.push_back(std::move(lane)); }
  void add(ColumnPtr dense) { lanes_.push_back({std::move(dense), nullptr, false}); }
  void set(std::uint32_t at, Lane lane) { lanes_[at] = std::move(lane); }

  // The lane's values, gathered at most once; a constant stays one row.
  [[nodiscard]] Vector vector(std::uint32_t at);
  [[nodiscard]] ColumnPtr column(std::uint32_t at);  // one value a row, constants spread

  void select(const RowMap& map);  // row i becomes what row (*map)[i] was; rows may be dropped,
                                   // moved, repeated

  void set_origins(OriginLane origins) { origins_ = std::move(origins); }
  [[nodiscard]] const OriginLane& origins() const { return origins_; }

 private:
  std::uint32_t rows_ = 0;
  std::vector<Lane> lanes_;
  OriginLane origins_;
};

}  // namespace crumb::kql
