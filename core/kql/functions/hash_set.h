// Two small hash sets for hot loops: of 64-bit keys, and of texts that get dense numbers. Open
// addressing, no deletion. Not containers in general: they only ever grow.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "store/dictionary.h"

namespace crumb::kql {

[[nodiscard]] constexpr std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 32)) * 0xD6E8'FEB8'6659'FD93ull;
  x = (x ^ (x >> 32)) * 0xD6E8'FEB8'6659'FD93ull;
  return x ^ (x >> 32);
}

// 64-bit keys, each with the number of its insertion (0, 1, 2 ...).
class KeySet {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFu;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }
  [[nodiscard]] std::uint64_t key(std::uint32_t number) const { return keys_[number]; }
  [[nodiscard]] std::uint64_t bytes() const { return keys_.capacity() * 8 + slots_.capacity() * 4; }

  [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = mix_bits(key) & mask();; at = (at + 1) & mask()) {
      const std::uint32_t number = slots_[at];
      if (number == kNone || keys_[number] == key) return number;
    }
  }
  // The number of the key, and in `added` whether it is new.
  std::uint32_t insert(std::uint64_t key, bool& added) {
    if (keys_.size() * 10 >= slots_.size() * 7) grow();
    std::size_t at = mix_bits(key) & mask();
    while (slots_[at] != kNone && keys_[slots_[at]] != key) at = (at + 1) & mask();
    added = slots_[at] == kNone;
    if (added) {
      slots_[at] = size();
      keys_.push_back(key);
    }
    return slots_[at];
  }

 private:
  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
  void grow() {
    slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, kNone);
    for (std::uint32_t i = 0; i < keys_.size(); ++i) {
      std::size_t at = mix_bits(keys_[i]) & mask();
      while (slots_[at] != kNone) at = (at + 1) & mask();
      slots_[at] = i;
    }
  }

  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> slots_;
};

// Texts, each with the number of its insertion. Owns copies.
class TextSet {
 public:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFu;

  [[nodiscard]] std::uint32_t size() const { return texts_.size(); }
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] bool contains(std::string_view text) const { return find(text) != kNone; }
  [[nodiscard]] std::uint64_t bytes() const { return texts_.bytes() + slots_.capacity() * 4; }
  [[nodiscard]] const Dictionary& texts() const { return texts_; }

  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    if (slots_.empty()) return kNone;
    for (std::size_t at = hash_bytes(text) & mask();; at = (at + 1) & mask()) {
      const std::uint32_t number = slots_[at];
      if (number == kNone || texts_[number] == text) return number;
    }
  }
  std::uint32_t insert(std::string_view text) {
    if (std::uint64_t{texts_.size()} * 10 >= slots_.size() * 7) grow();
    std::size_t at = hash_bytes(text) & mask();
    while (slots_[at] != kNone && texts_[slots_[at]] != text) at = (at + 1) & mask();
    if (slots_[at] == kNone) slots_[at] = texts_.append(text);
    return slots_[at];
  }

 private:
  [[nodiscard]] std::size_t mask() const { return slots_.size() - 1; }
  void grow() {
    slots_.assign(slots_.empty() ? 16 : slots_.size() * 2, kNone);
    for (std::uint32_t i = 0; i < texts_.size(); ++i) {
      std::size_t at = hash_bytes(texts_[i]) & mask();
      while (slots_[at] != kNone) at = (at + 1) & mask();
      slots_[at] = i;
    }
  }

  Dictionary texts_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace crumb::kql
