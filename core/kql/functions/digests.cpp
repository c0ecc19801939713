// See digests.h. Written out plainly; none of them is hot.
#include "kql/functions/digests.h"

#include <bit>
#include <cmath>
#include <string>

namespace crumb::kql {
namespace {

// Little-endian whatever the machine's order is.
template <class T>
T load(const char* bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  return value;
}

constexpr std::uint64_t kP1 = 11400714785074694791ull;
constexpr std::uint64_t kP2 = 14029467366897019727ull;
constexpr std::uint64_t kP3 = 1609587929392839161ull;
constexpr std::uint64_t kP4 = 9650029242287828579ull;
constexpr std::uint64_t kP5 = 2870177450012600261ull;

std::uint64_t turn(std::uint64_t lane, std::uint64_t input) {
  return std::rotl(lane + input * kP2, 31) * kP1;
}

// The message with a 1 bit, zeros, and its length in bits, to a multiple of 64 bytes.
std::string padded(std::string_view bytes, bool big_endian) {
  std::string out(bytes);
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  out.push_back('\x80');
  while (out.size() % 64 != 56) out.push_back('\0');
  for (int i = 0; i < 8; ++i)
    out.push_back(static_cast<char>(bits >> (8 * (big_endian ? 7 - i : i)) & 255));
  return out;
}

// floor(2^32 * |sin(i + 1)|), as RFC 1321 defines them. Exact in a double on every target: no value
// is near an integer.
std::uint32_t sine(std::uint32_t i) {
  return static_cast<std::uint32_t>(std::fabs(std::sin(i + 1.0)) * 4294967296.0);
}

constexpr std::array<std::array<int, 4>, 4> kShifts = {
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

}  // namespace

std::uint64_t xxhash64(std::string_view bytes) {
  const char* p = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t h = kP5;
  if (left >= 32) {
    std::array<std::uint64_t, 4> lanes = {kP1 + kP2, kP2, 0, 0 - kP1};
    for (; left >= 32; left -= 32) {
      for (std::uint64_t& lane : lanes) {
        lane = turn(lane, load<std::uint64_t>(p));
        p += 8;
      }
    }
    h = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
        std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes) h = (h ^ turn(0, lane)) * kP1 + kP4;
  }
  h += bytes.size();
  for (; left >= 8; left -= 8, p += 8)
    h = std::rotl(h ^ turn(0, load<std::uint64_t>(p)), 27) * kP1 + kP4;
  if (left >= 4) {
    h = std::rotl(h ^ (std::uint64_t{load<std::uint32_t>(p)} * kP1), 23) * kP2 + kP3;
    left -= 4;
    p += 4;
  }
  for (; left > 0; --left, ++p) h = std::rotl(h ^ (static_cast<unsigned char>(*p) * kP5), 11) * kP1;
  h = (h ^ (h >> 33)) * kP2;
  h = (h ^ (h >> 29)) * kP3;
  return h ^ (h >> 32);
}

std::array<std::uint8_t, 16> md5(std::string_view bytes) {
  const std::string message = padded(bytes, false);
  std::array<std::uint32_t, 4> state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  for (std::size_t block = 0; block < message.size(); block += 64) {
    auto [a, b, c, d] = state;
    for (std::uint32_t i = 0; i < 64; ++i) {
      const std::uint32_t round = i / 16;
      const std::uint32_t f = round == 0   ? (b & c) | (~b & d)
                              : round == 1 ? (d & b) | (~d & c)
                              : round == 2 ? b ^ c ^ d
                                           : c ^ (b | ~d);
      const std::uint32_t word = round == 0   ? i
                                 : round == 1 ? (5 * i + 1) % 16
                                 : round == 2 ? (3 * i + 5) % 16
                                              : 7 * i % 16;
      const std::uint32_t sum =
          a + f + sine(i) + load<std::uint32_t>(message.data() + block + 4 * std::size_t{word});
      a = d;
      d = c;
      c = b;
      b += std::rotl(sum, kShifts[round][i % 4]);
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
  }
  std::array<std::uint8_t, 16> digest{};
  for (std::size_t i = 0; i < 16; ++i)
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
  return digest;
}

std::array<std::uint8_t, 20> sha1(std::string_view bytes) {
  const std::string message = padded(bytes, true);
  std::array<std::uint32_t, 5> state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (std::size_t block = 0; block < message.size(); block += 64) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 16; ++i)
      w[i] = __builtin_bswap32(load<std::uint32_t>(message.data() + block + 4 * i));
    for (std::size_t i = 16; i < 80; ++i)
      w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::uint32_t f = i < 20              ? (b & c) | (~b & d)
                              : i < 40 || i >= 60 ? b ^ c ^ d
                                                  : (b & c) | (b & d) | (c & d);
      const std::uint32_t k = i < 20   ? 0x5a827999
                              : i < 40 ? 0x6ed9eba1
                              : i < 60 ? 0x8f1bbcdc
                                       : 0xca62c1d6;
      const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[i];
      e = d;
      d = c;
      c = std::rotl(b, 30);
      b = a;
      a = next;
    }
    state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e};
  }
  std::array<std::uint8_t, 20> digest{};
  for (std::size_t i = 0; i < 20; ++i)
    digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

}  // namespace crumb::kql
