// What simdjson's Westmere kernel needs from x86's headers, for WebAssembly: Emscripten's SSE4.2
// plus one instruction that WebAssembly lacks. Only simdjson's headers include this.
#pragma once
#include <nmmintrin.h>

// Carry-less multiplication, for a second operand of all ones only (simdjson uses no other): each
// bit of the product is the exclusive or of all lower bits of the first operand.
static inline __m128i _mm_clmulepi64_si128(__m128i first, __m128i, int) {
  auto bits =
      static_cast<unsigned long long>(wasm_i64x2_extract_lane(static_cast<v128_t>(first), 0));
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return static_cast<__m128i>(wasm_i64x2_make(static_cast<long long>(bits), 0));
}

static inline int _popcnt64(unsigned long long bits) { return __builtin_popcountll(bits); }

static inline unsigned long long _umul128(unsigned long long a, unsigned long long b,
                                          unsigned long long* high) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  *high = static_cast<unsigned long long>(product >> 64);
  return static_cast<unsigned long long>(product);
}
