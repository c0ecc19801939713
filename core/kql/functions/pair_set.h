// Which pairs of a group and a value came already: a bit a pair while all pairs have room, a hash
// set beyond that. Not a list of them: who wants their order keeps it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "kql/functions/hash_set.h"

namespace crumb::kql {

class PairSet {
 public:
  // Pairs to come are below these numbers; to be called before they come, as often as they grow.
  void reach(std::uint32_t groups, std::uint32_t values) {
    if (hashed_ || (groups <= groups_ && values <= stride_)) return;
    const std::uint64_t stride = std::max(stride_, std::bit_ceil(std::max(values, 64u)));
    const std::uint64_t wide = groups <= groups_ ? groups_ : std::max(groups, groups_ * 2);
    if (stride * wide > kMostBits) return leave_bits();
    std::vector<std::uint64_t> bits(static_cast<std::size_t>(stride / 64 * wide));
    for (std::uint64_t group = 0; group < groups_; ++group) {
      const auto from = bits_.begin() + static_cast<std::ptrdiff_t>(group * (stride_ / 64));
      std::copy(from, from + stride_ / 64,
                bits.begin() + static_cast<std::ptrdiff_t>(group * (stride / 64)));
    }
    bits_ = std::move(bits);
    stride_ = static_cast<std::uint32_t>(stride);
    groups_ = static_cast<std::uint32_t>(wide);
  }

  // True: it is new.
  bool insert(std::uint32_t group, std::uint32_t value) {
    if (hashed_) {
      bool added = false;
      keys_.insert(std::uint64_t{group} << 32 | value, added);
      return added;
    }
    std::uint64_t& word = bits_[std::size_t{group} * (stride_ / 64) + value / 64];
    const std::uint64_t bit = 1ull << (value % 64);
    const bool added = (word & bit) == 0;
    word |= bit;
    return added;
  }

  [[nodiscard]] std::uint64_t bytes() const { return bits_.capacity() * 8 + keys_.bytes(); }

 private:
  static constexpr std::uint64_t kMostBits = 1u << 25;  // 4 MiB: what a cache holds

  void leave_bits() {
    hashed_ = true;
    for (std::size_t group = 0; group < groups_; ++group) {
      for (std::uint32_t word = 0; word < stride_ / 64; ++word) {
        bool added = false;
        for (std::uint64_t bits = bits_[group * (stride_ / 64) + word]; bits != 0; bits &= bits - 1)
          keys_.insert(std::uint64_t{group} << 32 |
                           (word * 64u + static_cast<unsigned>(std::countr_zero(bits))),
                       added);
      }
    }
    bits_ = {};
  }

  std::vector<std::uint64_t> bits_;  // groups_ x stride_ bits
  std::uint32_t groups_ = 0;
  std::uint32_t stride_ = 0;
  bool hashed_ = false;
  KeySet keys_;
};

}  // namespace crumb::kql
