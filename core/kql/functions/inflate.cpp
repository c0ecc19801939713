// Canonical Huffman codes are read a bit at a time, by counting: small rather than fast.
// Every read and every copy is bounded; a stream that ends early or refers too far back is broken.
#include "kql/functions/inflate.h"

#include <array>
#include <optional>
#include <span>

namespace crumb::kql {
namespace {

constexpr std::size_t kMostCodeBits = 15;

// Bits from the least significant end of each byte. Past the end all are 0 and `ended` is set.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint32_t take(unsigned count) {
    std::uint32_t out = 0;
    for (unsigned i = 0; i < count; ++i) out |= bit() << i;
    return out;
  }
  std::uint32_t bit() {
    if (at_ / 8 >= bytes_.size()) {
      ended_ = true;
      return 0;
    }
    const auto byte = static_cast<unsigned char>(bytes_[at_ / 8]);
    const std::uint32_t out = byte >> (at_ % 8) & 1u;
    ++at_;
    return out;
  }
  void to_byte() { at_ = (at_ + 7) / 8 * 8; }
  // Whole bytes, after to_byte(). nullopt: there are not so many.
  std::optional<std::string_view> bytes(std::size_t count) {
    const std::size_t from = at_ / 8;
    if (count > bytes_.size() - from) return std::nullopt;
    at_ += count * 8;
    return bytes_.substr(from, count);
  }
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;  // bit
  bool ended_ = false;
};

// How many codes there are of each length, and the symbols in the order of their codes.
struct HuffmanCode {
  std::array<std::uint16_t, kMostCodeBits + 1> counts{};
  std::array<std::uint16_t, 288> symbols{};

  // false: more codes than there is room for, or fewer (but for a single one).
  bool build(std::span<const std::uint8_t> lengths) {
    counts.fill(0);
    for (const std::uint8_t length : lengths) ++counts[length];
    int left = 1;
    for (std::size_t bits = 1; bits <= kMostCodeBits; ++bits) {
      left = left * 2 - counts[bits];
      if (left < 0) return false;
    }
    std::array<std::uint16_t, kMostCodeBits + 2> offsets{};
    for (std::size_t bits = 1; bits <= kMostCodeBits; ++bits)
      offsets[bits + 1] = static_cast<std::uint16_t>(offsets[bits] + counts[bits]);
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
      if (lengths[symbol] != 0)
        symbols[offsets[lengths[symbol]]++] = static_cast<std::uint16_t>(symbol);
    }
    const std::size_t used = lengths.size() - counts[0];
    return left == 0 || (used <= 1 && counts[1] == used);
  }

  // -1: no code has these bits.
  int read(BitReader& in) const {
    int code = 0;
    int first = 0;
    int index = 0;
    for (std::size_t bits = 1; bits <= kMostCodeBits; ++bits) {
      code |= static_cast<int>(in.bit());
      const int count = counts[bits];
      if (code - first < count) return symbols[static_cast<std::size_t>(index + code - first)];
      index += count;
      first = (first + count) * 2;
      code *= 2;
    }
    return -1;
  }
};

constexpr std::array<std::uint16_t, 29> kLengthBase = {3,  4,  5,  6,   7,   8,   9,   10,  11, 13,
                                                       15, 17, 19, 23,  27,  31,  35,  43,  51, 59,
                                                       67, 83, 99, 115, 131, 163, 195, 227, 258};
constexpr std::array<std::uint8_t, 29> kLengthBits = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                      2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
constexpr std::array<std::uint16_t, 30> kDistanceBase = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

class Inflater {
 public:
  Inflater(std::string_view bytes, std::size_t most) : in_(bytes), most_(most) {}

  std::expected<void, InflateError> run() {
    bool last = false;
    while (!last) {
      last = in_.bit() != 0;
      const std::uint32_t kind = in_.take(2);
      if (in_.ended() || kind == 3) return std::unexpected(InflateError::kBroken);
      auto done = kind == 0 ? stored() : (kind == 1 ? fixed() : dynamic());
      if (!done) return done;
    }
    in_.to_byte();
    return {};
  }
  std::string out;
  BitReader& rest() { return in_; }

 private:
  using Done = std::expected<void, InflateError>;
  static std::unexpected<InflateError> broken() { return std::unexpected(InflateError::kBroken); }

  Done stored() {
    in_.to_byte();
    const std::uint32_t size = in_.take(16);
    const std::uint32_t check = in_.take(16);
    if (in_.ended() || (size ^ check) != 0xFFFF) return broken();
    const auto bytes = in_.bytes(size);
    if (!bytes) return broken();
    if (size > most_ - out.size()) return std::unexpected(InflateError::kTooLarge);
    out += *bytes;
    return {};
  }

  Done fixed() {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t i = 0; i < 288; ++i)
      lengths[i] = static_cast<std::uint8_t>(i < 144 ? 8 : (i < 256 ? 9 : (i < 280 ? 7 : 8)));
    std::array<std::uint8_t, 30> distances{};
    distances.fill(5);
    HuffmanCode literals;
    HuffmanCode back;
    (void)literals.build(lengths);
    (void)back.build(distances);  // two of the 32 codes stay free
    return block(literals, back);
  }

  Done dynamic() {
    static constexpr std::array<std::uint8_t, 19> kCodeLengthOrder = {
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    const std::size_t literal_count = in_.take(5) + 257;
    const std::size_t distance_count = in_.take(5) + 1;
    const std::size_t code_count = in_.take(4) + 4;
    if (in_.ended() || literal_count > 286 || distance_count > 30) return broken();
    std::array<std::uint8_t, 19> code_lengths{};
    for (std::size_t i = 0; i < code_count; ++i)
      code_lengths[kCodeLengthOrder[i]] = static_cast<std::uint8_t>(in_.take(3));
    HuffmanCode codes;
    if (!codes.build(code_lengths)) return broken();
    std::array<std::uint8_t, 286 + 30> lengths{};
    const std::size_t count = literal_count + distance_count;
    for (std::size_t i = 0; i < count;) {
      const int symbol = codes.read(in_);
      if (symbol < 0 || in_.ended()) return broken();
      if (symbol < 16) {
        lengths[i++] = static_cast<std::uint8_t>(symbol);
        continue;
      }
      if (symbol == 16 && i == 0) return broken();
      const std::uint8_t value = symbol == 16 ? lengths[i - 1] : std::uint8_t{0};
      const std::size_t times =
          symbol == 16 ? 3 + in_.take(2) : (symbol == 17 ? 3 + in_.take(3) : 11 + in_.take(7));
      if (times > count - i) return broken();
      for (std::size_t k = 0; k < times; ++k) lengths[i++] = value;
    }
    HuffmanCode literals;
    HuffmanCode back;
    const std::span<const std::uint8_t> all(lengths);
    if (lengths[256] == 0 || !literals.build(all.first(literal_count)) ||
        !back.build(all.subspan(literal_count, distance_count)))
      return broken();
    return block(literals, back);
  }

  Done block(const HuffmanCode& literals, const HuffmanCode& back) {
    for (;;) {
      const int symbol = literals.read(in_);
      if (symbol < 0 || in_.ended()) return broken();
      if (symbol == 256) return {};
      if (symbol < 256) {
        if (out.size() >= most_) return std::unexpected(InflateError::kTooLarge);
        out.push_back(static_cast<char>(symbol));
        continue;
      }
      const auto at = static_cast<std::size_t>(symbol - 257);
      if (at >= kLengthBase.size()) return broken();
      const std::size_t length = kLengthBase[at] + in_.take(kLengthBits[at]);
      const int far = back.read(in_);
      if (far < 0 || static_cast<std::size_t>(far) >= kDistanceBase.size()) return broken();
      const auto bits = static_cast<unsigned>(far < 2 ? 0 : far / 2 - 1);
      const std::size_t distance = kDistanceBase[static_cast<std::size_t>(far)] + in_.take(bits);
      if (in_.ended() || distance > out.size()) return broken();
      if (length > most_ - out.size()) return std::unexpected(InflateError::kTooLarge);
      for (std::size_t i = 0; i < length; ++i) out.push_back(out[out.size() - distance]);
    }
  }

  BitReader in_;
  std::size_t most_;
};

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1;
  std::uint32_t b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65'521;
    b = (b + a) % 65'521;
  }
  return b << 16 | a;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFF'FFFFu;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB8'8320u : 0u);
  }
  return ~crc;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

}  // namespace

Inflated unzlib(std::string_view bytes, std::size_t most) {
  const auto broken = std::unexpected(InflateError::kBroken);
  if (bytes.size() < 2) return broken;
  const unsigned method = byte_at(bytes, 0);
  const unsigned flags = byte_at(bytes, 1);
  const bool dictionary = (flags & 0x20) != 0;
  if ((method & 15) != 8 || method >> 4 > 7 || (method * 256 + flags) % 31 != 0 || dictionary)
    return broken;
  Inflater inflater(bytes.substr(2), most);
  if (const auto done = inflater.run(); !done) return std::unexpected(done.error());
  const auto check = inflater.rest().bytes(4);
  if (!check) return broken;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum = sum << 8 | byte_at(*check, i);
  if (sum != adler32(inflater.out)) return broken;
  return std::move(inflater.out);
}

// As Kusto, without the optional parts of the header.
Inflated gunzip(std::string_view bytes, std::size_t most) {
  const auto broken = std::unexpected(InflateError::kBroken);
  if (bytes.size() < 10 || !bytes.starts_with("\x1f\x8b\x08") || bytes[3] != 0) return broken;
  Inflater inflater(bytes.substr(10), most);
  if (const auto done = inflater.run(); !done) return std::unexpected(done.error());
  const auto trailer = inflater.rest().bytes(8);
  if (!trailer) return broken;
  std::uint32_t sum = 0;
  std::uint32_t size = 0;
  for (std::size_t i = 4; i-- > 0;) {
    sum = sum << 8 | byte_at(*trailer, i);
    size = size << 8 | byte_at(*trailer, 4 + i);
  }
  if (sum != crc32(inflater.out) || size != inflater.out.size()) return broken;
  return std::move(inflater.out);
}

}  // namespace crumb::kql
