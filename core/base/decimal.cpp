// Decimal arithmetic over 128-bit coefficients. The text of numbers in logs is not read here
// (ingest), nor are reals (json::append_real).
#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace crumb {
namespace {

using Digits = Decimal::Digits;

constexpr int kMost = 38;  // 10^38 is the largest power of ten in 128 bits

constexpr std::array<Digits, kMost + 1> kPowers = [] {
  std::array<Digits, kMost + 1> powers{};
  Digits power = 1;
  for (int i = 0; i <= kMost; ++i) {
    powers[static_cast<std::size_t>(i)] = power;
    if (i < kMost) power *= 10;
  }
  return powers;
}();

Digits power_of_ten(std::int64_t exponent) { return kPowers[static_cast<std::size_t>(exponent)]; }

int digit_count(Digits value) {
  int count = 0;
  while (count <= kMost && value >= power_of_ten(count)) ++count;
  return count;
}

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::int64_t kFar = 1'000'000'000;  // an exponent that no value has

// Reads [+-]digits; an exponent beyond kFar is kFar.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_decimal_digit(c)) return std::nullopt;
    value = std::min(kFar, value * 10 + (c - '0'));
  }
  return negative ? -value : value;
}

}  // namespace

std::optional<Decimal> Decimal::fitted(bool negative, Digits digits, std::int64_t exponent,
                                       bool more) {
  // To 34 digits, and no digit below that of the smallest value.
  int count = digit_count(digits);
  std::int64_t drop = std::max(count - kDigits, 0);
  drop = std::max(drop, std::int64_t{kMinExponent - (kDigits - 1)} - exponent);
  if (drop > kMost) return Decimal();
  if (drop > 0) {
    const Digits unit = power_of_ten(drop);
    const Digits rest = digits % unit;
    const Digits half = unit / 2;
    digits /= unit;
    exponent += drop;
    if (rest > half || (rest == half && (more || digits % 2 == 1))) ++digits;
  }
  if (digits == 0) return Decimal();
  while (digits % 10 == 0) {
    digits /= 10;
    ++exponent;
  }
  count = digit_count(digits);
  if (exponent + count - 1 > kMaxExponent) return std::nullopt;
  if (exponent + count - 1 < kMinExponent) return Decimal();
  Decimal out;
  out.negative_ = negative;
  out.exponent_ = static_cast<std::int32_t>(exponent);
  out.digits_ = digits;
  return out;
}

Decimal Decimal::of(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return fitted(value < 0, value < 0 ? 0 - bits : bits, 0).value_or(Decimal());
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Digits digits = 0;
  int kept = 0;  // digits without leading zeros, kDigits + 2 at most
  bool more = false;
  bool any = false;
  bool point = false;
  std::int64_t exponent = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_decimal_digit(c)) break;
    any = true;
    if (kept < kDigits + 2) {
      digits = digits * 10 + static_cast<Digits>(c - '0');
      if (digits != 0) ++kept;
      if (point) --exponent;
    } else {
      more = more || c != '0';
      if (!point) ++exponent;
    }
  }
  if (!any) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    const auto written = read_exponent(text.substr(at + 1));
    if (!written) return std::nullopt;
    exponent += *written;
  }
  if (digits == 0) return Decimal();
  return fitted(negative, digits, exponent, more);
}

void Decimal::append_to(std::string& out) const {
  if (digits_ == 0) {
    out.push_back('0');
    return;
  }
  std::array<char, kMost + 1> buffer{};
  std::size_t begin = buffer.size();
  for (Digits rest = digits_; rest != 0; rest /= 10)
    buffer[--begin] = static_cast<char>('0' + static_cast<int>(rest % 10));
  const std::string_view digits(buffer.data() + begin, buffer.size() - begin);
  const auto count = static_cast<std::int64_t>(digits.size());
  const std::int64_t first = exponent_ + count - 1;  // the first digit's power
  if (negative_) out.push_back('-');
  if (first >= kDigits || first < -7) {
    out.push_back(digits[0]);
    if (count > 1) (out += '.') += digits.substr(1);
    (out += first < 0 ? "E-" : "E+") += std::to_string(first < 0 ? -first : first);
  } else if (exponent_ >= 0) {
    out += digits;
    out.append(static_cast<std::size_t>(exponent_), '0');
  } else if (first >= 0) {
    const auto whole = static_cast<std::size_t>(first + 1);
    ((out += digits.substr(0, whole)) += '.') += digits.substr(whole);
  } else {
    out += "0.";
    out.append(static_cast<std::size_t>(-first - 1), '0');
    out += digits;
  }
}

std::string Decimal::text() const {
  std::string out;
  append_to(out);
  return out;
}

std::optional<std::int64_t> Decimal::to_long() const {
  Digits whole = digits_;
  if (exponent_ > 0) {
    if (exponent_ + digit_count(digits_) > 19) return std::nullopt;
    whole *= power_of_ten(exponent_);
  } else if (exponent_ < 0) {
    whole = exponent_ < -kMost ? 0 : whole / power_of_ten(-exponent_);
  }
  const Digits most = static_cast<Digits>(std::numeric_limits<std::int64_t>::max());
  if (whole > most + (negative_ ? 1 : 0)) return std::nullopt;
  const auto bits = static_cast<std::uint64_t>(whole);
  return static_cast<std::int64_t>(negative_ ? 0 - bits : bits);
}

Decimal Decimal::negated() const {
  Decimal out = *this;
  out.negative_ = digits_ != 0 && !negative_;
  return out;
}

Decimal Decimal::absolute() const { return negative_ ? negated() : *this; }

std::optional<Decimal> Decimal::plus(const Decimal& other) const {
  if (digits_ == 0) return other;
  if (other.digits_ == 0) return *this;
  const Decimal& high = exponent_ >= other.exponent_ ? *this : other;
  const Decimal& low = exponent_ >= other.exponent_ ? other : *this;
  // The higher one gets up to 37 digits, so that their sum still fits; what the lower one then has
  // below it only counts for the rounding.
  std::int64_t gap = std::int64_t{high.exponent_} - low.exponent_;
  const std::int64_t shift = std::min<std::int64_t>(gap, kMost - 1 - digit_count(high.digits_));
  const Digits a = high.digits_ * power_of_ten(shift);
  gap -= shift;
  Digits b = gap > kMost ? 0 : low.digits_ / power_of_ten(gap);
  const bool more = gap > kMost || low.digits_ % power_of_ten(gap) != 0;
  const std::int64_t exponent = high.exponent_ - shift;
  if (high.negative_ == low.negative_) return fitted(high.negative_, a + b, exponent, more);
  if (more) ++b;  // a - b - something is a - (b + 1) + something
  return a >= b ? fitted(high.negative_, a - b, exponent, more)
                : fitted(low.negative_, b - a, exponent, more);
}

std::optional<Decimal> Decimal::minus(const Decimal& other) const { return plus(other.negated()); }

std::optional<Decimal> Decimal::times(const Decimal& other) const {
  // Both in halves of 17 digits: no product of halves has more than 34.
  const Digits base = power_of_ten(kDigits / 2);
  const Digits whole = power_of_ten(kDigits);
  const Digits a1 = digits_ / base, a0 = digits_ % base;
  const Digits b1 = other.digits_ / base, b0 = other.digits_ % base;
  const Digits middle = a1 * b0 + a0 * b1;
  Digits low = a0 * b0 + middle % base * base;
  Digits high = a1 * b1 + middle / base + low / whole;
  low %= whole;
  std::int64_t exponent = std::int64_t{exponent_} + other.exponent_;
  bool more = false;
  if (high != 0) {
    // 36 digits and whether there is more.
    const int keep = std::min(kDigits, kDigits + 2 - digit_count(high));
    const Digits unit = power_of_ten(kDigits - keep);
    more = low % unit != 0;
    low = high * power_of_ten(keep) + low / unit;
    exponent += kDigits - keep;
  }
  return fitted(negative_ != other.negative_, low, exponent, more);
}

std::optional<Decimal> Decimal::over(const Decimal& other) const {
  if (other.digits_ == 0) return std::nullopt;
  Digits quotient = digits_ / other.digits_;
  Digits rest = digits_ % other.digits_;
  std::int64_t exponent = std::int64_t{exponent_} - other.exponent_;
  while (rest != 0 && quotient < power_of_ten(kDigits + 1)) {
    rest *= 10;
    quotient = quotient * 10 + rest / other.digits_;
    rest %= other.digits_;
    --exponent;
  }
  return fitted(negative_ != other.negative_, quotient, exponent, rest != 0);
}

std::optional<Decimal> Decimal::modulo(const Decimal& other) const {
  if (other.digits_ == 0) return std::nullopt;
  Digits rest = digits_;
  std::int64_t exponent = exponent_;
  if (exponent_ >= other.exponent_) {
    rest %= other.digits_;
    for (; exponent > other.exponent_ && rest != 0; --exponent)
      rest = rest * 10 % other.digits_;  // at most 12,287 times
  } else {
    const std::int64_t gap = std::int64_t{other.exponent_} - exponent_;
    if (gap + digit_count(other.digits_) <= kMost) rest %= other.digits_ * power_of_ten(gap);
  }
  const auto out = fitted(negative_, rest, exponent);
  if (!out || !out->negative_) return out;
  return other.absolute().plus(*out);
}

std::optional<Decimal> Decimal::cut(std::int64_t places, Way way) const {
  if (places > kFar) return *this;
  if (places < -kFar) return Decimal();
  const std::int64_t drop = -places - exponent_;
  if (drop <= 0) return *this;
  const bool far = drop > kMost;
  const Digits unit = far ? 0 : power_of_ten(drop);
  Digits kept = far ? 0 : digits_ / unit;
  const Digits rest = far ? digits_ : digits_ % unit;
  if (way == Way::kUp && rest != 0) ++kept;
  if (way == Way::kHalfUp && !far && rest >= unit / 2) ++kept;
  return fitted(negative_, kept, -places);
}

std::optional<Decimal> Decimal::rounded(std::int64_t places) const {
  return cut(places, Way::kHalfUp);
}
std::optional<Decimal> Decimal::floored() const {
  return cut(0, negative_ ? Way::kUp : Way::kDown);
}
std::optional<Decimal> Decimal::ceiled() const { return cut(0, negative_ ? Way::kDown : Way::kUp); }

// Sign, exponent of the first digit, 34 digits: 1 + 14 + 113 bits.
Decimal::Digits Decimal::order_key() const {
  constexpr Digits kZero = Digits{1} << 127;
  if (digits_ == 0) return kZero;
  const int count = digit_count(digits_);
  const auto power = static_cast<Digits>(exponent_ + count - 1 - kMinExponent + 1);
  const Digits size = power << 113 | digits_ * power_of_ten(kDigits - count);
  return negative_ ? kZero - size : kZero + size;
}

}  // namespace crumb
