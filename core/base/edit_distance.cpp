// Optimal string alignment over three rolling rows.
#include "base/edit_distance.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crumb {

std::uint32_t edit_distance(std::string_view a, std::string_view b, std::uint32_t limit) {
  constexpr std::size_t kLongest = 256;
  a = a.substr(0, kLongest);
  b = b.substr(0, kLongest);
  const std::size_t gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > limit) return limit + 1;
  std::array<std::array<std::uint32_t, kLongest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& above2 = rows[(i + 1) % 3];
    row[0] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::uint32_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], above2[j - 2] + 1);
    }
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

NearestName::NearestName(std::string_view wanted)
    : wanted_(to_lower(wanted)),
      best_distance_(std::max<std::uint32_t>(1, static_cast<std::uint32_t>(wanted.size() / 3)) +
                     1) {}

void NearestName::offer(std::string_view known) {
  const std::uint32_t distance = edit_distance(wanted_, to_lower(known), best_distance_);
  if (distance < best_distance_) {
    best_distance_ = distance;
    best_ = known;
  }
}

}  // namespace crumb
