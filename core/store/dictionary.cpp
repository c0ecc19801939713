// The string pool: one arena of bytes, offsets, and an open-addressing index for interning.
#include "store/dictionary.h"

#include <bit>
#include <cstring>

namespace crumb {
namespace {

constexpr Dictionary::Code kEmpty = 0xFFFF'FFFFu;

std::uint64_t load64(const char* p) {
  std::uint64_t v = 0;
  std::memcpy(&v, p, sizeof v);  // both targets are little-endian
  return v;
}

// One step: 64-bit products only, since WebAssembly has no wider ones.
std::uint64_t step(std::uint64_t h, std::uint64_t word, std::uint64_t factor) {
  return std::rotl((h ^ word) * factor, 31);
}

}  // namespace

// Two independent lanes, multiplied and rotated, then stirred well; not for secrets.
std::uint64_t hash_bytes(std::string_view text) {
  constexpr std::uint64_t k0 = 0x9E37'79B9'7F4A'7C15ull;
  constexpr std::uint64_t k1 = 0xD6E8'FEB8'6659'FD93ull;
  const char* p = text.data();
  std::size_t n = text.size();
  std::uint64_t even = k0 ^ n;
  std::uint64_t odd = k1;
  for (; n >= 16; n -= 16, p += 16) {
    even = step(even, load64(p), k1);
    odd = step(odd, load64(p + 8), k0);
  }
  if (n >= 8) {
    even = step(even, load64(p), k1);
    p += 8;
    n -= 8;
  }
  std::uint64_t tail = 0;
  if (n != 0) std::memcpy(&tail, p, n);
  std::uint64_t h = even ^ std::rotl(step(odd, tail, k0), 23);
  h = (h ^ (h >> 33)) * k0;
  h = (h ^ (h >> 29)) * k1;
  return h ^ (h >> 32);
}

std::uint64_t Dictionary::bytes() const {
  return bytes_.capacity() + offsets_.capacity() * sizeof(std::uint64_t) +
         index_.capacity() * sizeof(Code);
}

void Dictionary::reserve(std::uint32_t entries, std::uint64_t bytes) {
  offsets_.reserve(entries + 1);
  bytes_.reserve(static_cast<std::size_t>(bytes));
}

Dictionary::Code Dictionary::append(std::string_view text) {
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  offsets_.push_back(bytes_.size());
  return size() - 1;
}

Dictionary::Code Dictionary::append_all(const Dictionary& other) {
  const Code first = size();
  const std::uint64_t base = offsets_.back();
  bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
  for (auto end = other.offsets_.begin() + 1; end != other.offsets_.end(); ++end)
    offsets_.push_back(base + *end);
  return first;
}

void Dictionary::grow_index() {
  const std::size_t wanted = std::bit_ceil<std::size_t>(std::size_t{size()} * 2 + 64);
  index_.assign(wanted, kEmpty);
  const std::size_t mask = wanted - 1;
  for (Code code = 0; code < size(); ++code) {
    std::size_t at = hash_bytes((*this)[code]) & mask;
    while (index_[at] != kEmpty) {
      if ((*this)[index_[at]] == (*this)[code])
        break;  // an appended repeat: the first one stands for it
      at = (at + 1) & mask;
    }
    if (index_[at] == kEmpty) index_[at] = code;
  }
  indexed_ = size();
}

Dictionary::Code Dictionary::intern(std::string_view text) {
  if (indexed_ != size() || (std::size_t{size()} + 1) * 2 > index_.size()) grow_index();
  const std::size_t mask = index_.size() - 1;
  std::size_t at = hash_bytes(text) & mask;
  while (index_[at] != kEmpty) {
    if ((*this)[index_[at]] == text) return index_[at];
    at = (at + 1) & mask;
  }
  const Code code = append(text);
  index_[at] = code;
  indexed_ = size();
  return code;
}

}  // namespace crumb
