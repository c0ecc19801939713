// Building Origins row by row, in the two shapes that store/table.h allows.
// Not asked for in the common case: every caller checks that origins are wanted first.
#include "kql/exec/origins.h"

#include <algorithm>
#include <utility>

namespace crumb::kql {

OriginLane origin_lane(std::shared_ptr<const Origins> origins) {
  OriginLane lane;
  if (origins != nullptr && !origins->empty()) lane.push_back({std::move(origins), nullptr});
  return lane;
}

void OriginsBuilder::end_row(std::size_t begin) {
  one_each_ = one_each_ && origins_.refs.size() == begin + 1;
  origins_.offsets.push_back(static_cast<std::uint32_t>(origins_.refs.size()));
}

void OriginsBuilder::add_row(std::span<const RowRef> refs) {
  const std::size_t begin = origins_.refs.size();
  origins_.refs.insert(origins_.refs.end(), refs.begin(), refs.end());
  end_row(begin);
}

void OriginsBuilder::add_row(const OriginLane& lane, std::uint32_t row) {
  std::vector<RowRef>& all = origins_.refs;
  const std::size_t begin = all.size();
  each_source(lane, row, [&](std::span<const RowRef> refs) {
    if (all.size() == begin) {
      all.insert(all.end(), refs.begin(), refs.end());
      return;
    }
    for (const RowRef& ref : refs) {
      if (all.size() - begin >= kMaxRefsPerJoinedRow) return;
      if (std::find(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end(), ref) == all.end())
        all.push_back(ref);
    }
  });
  end_row(begin);
}

void OriginsBuilder::add_rows(const OriginLane& lane, std::uint32_t rows) {
  for (std::uint32_t row = 0; row < rows; ++row) add_row(lane, row);
}

std::shared_ptr<const Origins> OriginsBuilder::finish() {
  if (origins_.refs.empty()) return nullptr;
  if (one_each_) origins_.offsets.clear();
  return std::make_shared<const Origins>(std::exchange(origins_, Origins{{}, {0}}));
}

void GroupOrigins::keep(Group& group, const RowRef& ref) {
  if (group.count == 0 || group.highest < ref) {
    group.highest = ref;
  } else {
    std::uint32_t at = group.first;
    for (std::uint32_t i = 0; i < group.count; ++i, at = links_[at].next) {
      if (links_[at].ref == ref) return;
    }
  }
  const auto link = static_cast<std::uint32_t>(links_.size());
  links_.push_back({ref, 0});
  (group.count == 0 ? group.first : links_[group.last].next) = link;
  group.last = link;
  ++group.count;
}

void GroupOrigins::add(const OriginLane& lane, std::span<const std::uint32_t> groups,
                       std::uint32_t group_count) {
  groups_.resize(group_count);
  if (lane.empty()) return;
  for (std::uint32_t row = 0; row < groups.size(); ++row) {
    Group& group = groups_[groups[row]];
    if (group.count >= kMaxRefsPerRow) continue;
    each_source(lane, row, [&](std::span<const RowRef> refs) {
      for (const RowRef& ref : refs) {
        if (group.count >= kMaxRefsPerRow) return;
        keep(group, ref);
      }
    });
  }
}

std::shared_ptr<const Origins> GroupOrigins::finish(std::uint32_t group_count) {
  groups_.resize(group_count);
  OriginsBuilder builder;
  std::vector<RowRef> refs;
  for (const Group& group : groups_) {
    refs.clear();
    std::uint32_t at = group.first;
    for (std::uint32_t i = 0; i < group.count; ++i, at = links_[at].next)
      refs.push_back(links_[at].ref);
    builder.add_row(refs);
  }
  return builder.finish();
}

}  // namespace crumb::kql
