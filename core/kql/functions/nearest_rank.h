// The percentile of weighted items in order, by nearest rank. Not how items are kept
// (aggregate_percentile.cpp, sketches.h).
#pragma once

#include <vector>

namespace crumb::kql {

// The first item that at least so many percent of the weight do not exceed; nullptr: no items, or
// `percent` is not within 0 and 100.
template <class Item>
[[nodiscard]] const Item* nearest_rank(const std::vector<Item>& items, double percent) {
  if (items.empty() || !(percent >= 0 && percent <= 100)) return nullptr;
  double total = 0;
  for (const Item& item : items) total += static_cast<double>(item.weight);
  const double wanted = total * percent / 100;
  double so_far = 0;
  for (const Item& item : items) {
    so_far += static_cast<double>(item.weight);
    if (so_far >= wanted) return &item;
  }
  return &items.back();
}

}  // namespace crumb::kql
