// Lanes: gathering late, and composing row maps so that every lane still points at its source.
// Not the evaluation of expressions (program.cpp).
#include "kql/exec/batch.h"

#include <numeric>
#include <utility>

namespace crumb::kql {

RowMap make_map(std::vector<std::uint32_t> rows) {
  return std::make_shared<const std::vector<std::uint32_t>>(std::move(rows));
}

RowMap sequence(std::uint32_t begin, std::uint32_t rows) {
  std::vector<std::uint32_t> out(rows);
  std::iota(out.begin(), out.end(), begin);
  return make_map(std::move(out));
}

Lane null_lane(Type type) { return {constant_column(Value::null_of(type), 1), nullptr, true}; }

Vector Batch::vector(std::uint32_t at) {
  Lane& lane = lanes_[at];
  if (lane.constant) return {lane.column, true};
  if (lane.map != nullptr) {
    lane.column = take(lane.column, *lane.map);
    lane.map = nullptr;
  }
  return {lane.column, false};
}

ColumnPtr Batch::column(std::uint32_t at) {
  const Vector vector = this->vector(at);
  if (!vector.constant) return vector.column;
  return take(vector.column, std::vector<std::uint32_t>(rows_, 0));
}

namespace {

// Lanes of one source share their map, so few distinct maps are composed.
class Composer {
 public:
  explicit Composer(const RowMap& outer) : outer_(outer) {}

  RowMap operator()(const RowMap& inner) {
    if (inner == nullptr) return outer_;
    for (const auto& [from, to] : done_) {
      if (from == inner) return to;
    }
    std::vector<std::uint32_t> rows(outer_->size());
    const std::uint32_t* map = inner->data();
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = map[(*outer_)[i]];
    done_.emplace_back(inner, make_map(std::move(rows)));
    return done_.back().second;
  }

 private:
  const RowMap& outer_;
  std::vector<std::pair<RowMap, RowMap>> done_;
};

}  // namespace

void Batch::select(const RowMap& map) {
  Composer compose(map);
  for (Lane& lane : lanes_) {
    if (lane.column != nullptr && !lane.constant) lane.map = compose(lane.map);
  }
  for (OriginSource& source : origins_) source.map = compose(source.map);
  rows_ = static_cast<std::uint32_t>(map->size());
}

}  // namespace crumb::kql
