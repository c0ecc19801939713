// The compression function twice: portable, and with x86 SHA extensions chosen at run time.
#include "base/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__) && !defined(__EMSCRIPTEN__)
#include <cpuid.h>
#include <immintrin.h>
#define CRUMB_SHA_NI 1
#endif

namespace crumb {
namespace {

alignas(16) constexpr std::array<std::uint32_t, 64> kRound = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t load_be(const std::uint8_t* p) {
  std::uint32_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return std::byteswap(v);
}

void compress_portable(std::array<std::uint32_t, 8>& state, const std::uint8_t* p,
                       std::size_t blocks) {
  std::array<std::uint32_t, 64> w{};
  for (; blocks != 0; --blocks, p += 64) {
    for (std::size_t i = 0; i < 16; ++i) w[i] = load_be(p + i * 4);
    for (std::size_t i = 16; i < 64; ++i) {
      const std::uint32_t s0 =
          std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
      const std::uint32_t s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t s1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
      const std::uint32_t t1 = h + s1 + ((e & f) ^ (~e & g)) + kRound[i] + w[i];
      const std::uint32_t s0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
      const std::uint32_t t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> add = {a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i) state[i] += add[i];
  }
}

#ifdef CRUMB_SHA_NI
bool has_sha_instructions() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & (1u << 29)) != 0;
}

// Four rounds an instruction pair; the state is kept as ABEF and CDGH, as the instructions want it.
__attribute__((target("sha,sse4.1"))) void compress_sha_ni(std::array<std::uint32_t, 8>& state,
                                                           const std::uint8_t* p,
                                                           std::size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  auto* words = reinterpret_cast<__m128i*>(state.data());
  __m128i t = _mm_shuffle_epi32(_mm_loadu_si128(words), 0xB1);
  __m128i s1 = _mm_shuffle_epi32(_mm_loadu_si128(words + 1), 0x1B);
  __m128i s0 = _mm_alignr_epi8(t, s1, 8);
  s1 = _mm_blend_epi16(s1, t, 0xF0);
  for (; blocks != 0; --blocks, p += 64) {
    const __m128i save0 = s0, save1 = s1;
    __m128i m[4];
    for (int i = 0; i < 4; ++i) {
      m[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i), swap);
    }
    for (int i = 0; i < 16; ++i) {
      __m128i w = m[i & 3];
      if (i >= 4) {
        const __m128i m1 = m[(i + 1) & 3], m2 = m[(i + 2) & 3], m3 = m[(i + 3) & 3];
        w = _mm_sha256msg2_epu32(
            _mm_add_epi32(_mm_sha256msg1_epu32(w, m1), _mm_alignr_epi8(m3, m2, 4)), m3);
        m[i & 3] = w;
      }
      const __m128i k = _mm_load_si128(reinterpret_cast<const __m128i*>(kRound.data()) + i);
      const __m128i wk = _mm_add_epi32(w, k);
      s1 = _mm_sha256rnds2_epu32(s1, s0, wk);
      s0 = _mm_sha256rnds2_epu32(s0, s1, _mm_shuffle_epi32(wk, 0x0E));
    }
    s0 = _mm_add_epi32(s0, save0);
    s1 = _mm_add_epi32(s1, save1);
  }
  t = _mm_shuffle_epi32(s0, 0x1B);
  s1 = _mm_shuffle_epi32(s1, 0xB1);
  _mm_storeu_si128(words, _mm_blend_epi16(t, s1, 0xF0));
  _mm_storeu_si128(words + 1, _mm_alignr_epi8(s1, t, 8));
}
#endif

void compress(std::array<std::uint32_t, 8>& state, const std::uint8_t* p, std::size_t blocks) {
#ifdef CRUMB_SHA_NI
  static const bool kFast = has_sha_instructions();
  if (kFast) return compress_sha_ni(state, p, blocks);
#endif
  compress_portable(state, p, blocks);
}

}  // namespace

void Sha256::update(std::span<const std::uint8_t> bytes) {
  total_ += bytes.size();
  if (in_block_ != 0) {
    const std::size_t take = std::min(bytes.size(), block_.size() - in_block_);
    std::memcpy(block_.data() + in_block_, bytes.data(), take);
    in_block_ += take;
    bytes = bytes.subspan(take);
    if (in_block_ < block_.size()) return;
    compress(state_, block_.data(), 1);
    in_block_ = 0;
  }
  const std::size_t blocks = bytes.size() / 64;
  if (blocks != 0) compress(state_, bytes.data(), blocks);
  bytes = bytes.subspan(blocks * 64);
  if (!bytes.empty()) std::memcpy(block_.data(), bytes.data(), bytes.size());
  in_block_ = bytes.size();
}

std::array<std::uint8_t, 32> Sha256::finish() {
  const std::uint64_t bits = total_ * 8;
  block_[in_block_++] = 0x80;
  if (in_block_ > 56) {
    std::fill(block_.begin() + static_cast<std::ptrdiff_t>(in_block_), block_.end(),
              std::uint8_t{0});
    compress(state_, block_.data(), 1);
    in_block_ = 0;
  }
  std::fill(block_.begin() + static_cast<std::ptrdiff_t>(in_block_), block_.end(), std::uint8_t{0});
  const std::uint64_t big = std::byteswap(bits);
  std::memcpy(block_.data() + 56, &big, 8);
  compress(state_, block_.data(), 1);
  std::array<std::uint8_t, 32> out{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint32_t word = std::byteswap(state_[i]);
    std::memcpy(out.data() + i * 4, &word, 4);
  }
  return out;
}

std::string Sha256::finish_hex() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : finish()) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

}  // namespace crumb
