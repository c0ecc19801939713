// Source rows of result rows: building, gathering and joining Origins. Costs nothing where nobody
// asked for them. Not the origins of files: a RowRef is opaque here.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kql/exec/batch.h"

namespace crumb::kql {

inline constexpr std::uint32_t kMaxRefsPerRow =
    64;  // distinct refs that a summarised row keeps, the first ones
inline constexpr std::uint32_t kMaxRefsPerJoinedRow =
    256;  // and a row that several joins put together

// A lane of one source; none when there are no refs.
[[nodiscard]] OriginLane origin_lane(std::shared_ptr<const Origins> origins);

// `use(refs)` for each source of a row.
template <class Use>
void each_source(const OriginLane& lane, std::uint32_t row, const Use& use) {
  for (const OriginSource& source : lane)
    use(source.origins->of(source.map == nullptr ? row : (*source.map)[row]));
}

// Appends rows one after another. Refs that several sources of a row share are kept once.
class OriginsBuilder {
 public:
  void add_row(const OriginLane& lane, std::uint32_t row);
  void add_row(std::span<const RowRef> refs);
  void add_rows(const OriginLane& lane, std::uint32_t rows);
  // Null when no row has a ref.
  [[nodiscard]] std::shared_ptr<const Origins> finish();

 private:
  void end_row(std::size_t begin);

  Origins origins_{{}, {0}};
  bool one_each_ = true;
};

// Refs gathered for each group of a summarize, first ones kept, no ref twice.
class GroupOrigins {
 public:
  void add(const OriginLane& lane, std::span<const std::uint32_t> groups,
           std::uint32_t group_count);
  [[nodiscard]] std::shared_ptr<const Origins> finish(std::uint32_t group_count);

 private:
  struct Group {
    std::uint32_t first = 0, last = 0, count = 0;  // a list in links_
    RowRef highest;  // rows mostly come in order: a higher ref is a new one
  };
  struct Link {
    RowRef ref;
    std::uint32_t next = 0;
  };
  void keep(Group& group, const RowRef& ref);

  std::vector<Group> groups_;
  std::vector<Link> links_;
};

}  // namespace crumb::kql
