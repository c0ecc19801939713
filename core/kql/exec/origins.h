// Source rows of result rows: building, gathering and joining Origins. Costs nothing where nobody asked for them.
// Not the origins of files: a RowRef is opaque here.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kql/exec/batch.h"

namespace crumb::kql {

inline constexpr std::size_t kMaxRefsPerRow = 64;  // distinct refs that a summarised row keeps, the first ones

// Refs of one row of a batch; nothing when the batch carries none.
[[nodiscard]] std::span<const RowRef> refs_of(const OriginLane& lane, std::uint32_t row);

// Appends rows one after another.
class OriginsBuilder {
 public:
  void add_row(std::span<const RowRef> refs) { add_row(refs, {}); }
  void add_row(std::span<const RowRef> refs, std::span<const RowRef> more);
  void add_rows(const OriginLane& lane, std::uint32_t rows);
  // Null when no row has a ref.
  [[nodiscard]] std::shared_ptr<const Origins> finish();

 private:
  Origins origins_{{}, {0}};
  bool one_each_ = true;
};

// Refs gathered for each group of a summarize, first ones kept, no ref twice.
class GroupOrigins {
 public:
  void add(const OriginLane& lane, std::span<const std::uint32_t> groups, std::uint32_t group_count);
  [[nodiscard]] std::shared_ptr<const Origins> finish(std::uint32_t group_count);

 private:
  std::vector<std::vector<RowRef>> refs_;
};

}  // namespace crumb::kql
