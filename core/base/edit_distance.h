// Damerau-Levenshtein distance and the nearest of many names, for "did you mean". Not a search
// index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crumb {

// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), over
// bytes. Stops at `limit`: any larger distance is answered as limit + 1. Texts over 256 bytes are
// compared by their first 256.
[[nodiscard]] std::uint32_t edit_distance(std::string_view a, std::string_view b,
                                          std::uint32_t limit);

// Offer known names, ask for the best: within a third of the wanted name's length (at least 1),
// case counts little.
class NearestName {
 public:
  explicit NearestName(std::string_view wanted);
  void offer(std::string_view known);
  [[nodiscard]] const std::string& best() const { return best_; }  // empty: nothing near

 private:
  std::string wanted_;
  std::string best_;
  std::uint32_t best_distance_;
};

}  // namespace crumb
