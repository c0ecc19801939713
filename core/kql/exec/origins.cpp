// Building Origins row by row, in the two shapes that store/table.h allows.
// Not asked for in the common case: every caller checks that origins are wanted first.
#include "kql/exec/origins.h"

#include <algorithm>
#include <utility>

namespace crumb::kql {

std::span<const RowRef> refs_of(const OriginLane& lane, std::uint32_t row) {
  if (lane.origins == nullptr) return {};
  return lane.origins->of(lane.map == nullptr ? row : (*lane.map)[row]);
}

void OriginsBuilder::add_row(std::span<const RowRef> refs, std::span<const RowRef> more) {
  const std::size_t begin = origins_.refs.size();
  origins_.refs.insert(origins_.refs.end(), refs.begin(), refs.end());
  for (const RowRef& ref : more.first(std::min(more.size(), kMaxRefsPerRow))) {
    if (std::find(refs.begin(), refs.end(), ref) == refs.end()) origins_.refs.push_back(ref);
  }
  one_each_ = one_each_ && origins_.refs.size() == begin + 1;
  origins_.offsets.push_back(static_cast<std::uint32_t>(origins_.refs.size()));
}

void OriginsBuilder::add_rows(const OriginLane& lane, std::uint32_t rows) {
  for (std::uint32_t row = 0; row < rows; ++row) add_row(refs_of(lane, row));
}

std::shared_ptr<const Origins> OriginsBuilder::finish() {
  if (origins_.refs.empty()) return nullptr;
  if (one_each_) origins_.offsets.clear();
  return std::make_shared<const Origins>(std::exchange(origins_, Origins{{}, {0}}));
}

void GroupOrigins::add(const OriginLane& lane, std::span<const std::uint32_t> groups, std::uint32_t group_count) {
  refs_.resize(group_count);
  if (lane.origins == nullptr) return;
  for (std::uint32_t row = 0; row < groups.size(); ++row) {
    std::vector<RowRef>& kept = refs_[groups[row]];
    for (const RowRef& ref : refs_of(lane, row)) {
      if (kept.size() >= kMaxRefsPerRow) break;
      if (std::find(kept.begin(), kept.end(), ref) == kept.end()) kept.push_back(ref);
    }
  }
}

std::shared_ptr<const Origins> GroupOrigins::finish(std::uint32_t group_count) {
  refs_.resize(group_count);
  OriginsBuilder builder;
  for (const std::vector<RowRef>& refs : refs_) builder.add_row(refs);
  return builder.finish();
}

}  // namespace crumb::kql
