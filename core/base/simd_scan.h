// 64 bytes at a time as bit masks: which bytes equal a given one, which are not ASCII; and the
// prefix-xor of a mask. One source for native and WASM SIMD128 (clang vector extensions). Not a
// parser.
#pragma once

#include <cstdint>
#include <cstring>

namespace crumb::simd {

using Bytes16 = std::uint8_t __attribute__((vector_size(16)));
using Bits16 = bool __attribute__((ext_vector_type(16)));

struct Block {
  Bytes16 part[4];

  static Block load(const char* p) {
    Block block;
    std::memcpy(block.part, p, sizeof block.part);
    return block;
  }
};

inline std::uint64_t mask_of(Bytes16 compared) {
  return __builtin_bit_cast(std::uint16_t, __builtin_convertvector(compared, Bits16));
}

inline std::uint64_t equal_mask(const Block& block, char wanted) {
  const Bytes16 all = Bytes16{} + static_cast<std::uint8_t>(wanted);
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; ++i)
    mask |= mask_of(static_cast<Bytes16>(block.part[i] == all)) << (16 * i);
  return mask;
}

inline bool has_high_bit(const Block& block) {
  const Bytes16 any = block.part[0] | block.part[1] | block.part[2] | block.part[3];
  return mask_of(static_cast<Bytes16>((any & static_cast<std::uint8_t>(0x80)) != 0)) != 0;
}

// Bit i of the answer is the xor of bits 0..i: inside or outside of quotes, given the quotes.
inline std::uint64_t prefix_xor(std::uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  bits ^= bits << 32;
  return bits;
}

}  // namespace crumb::simd
