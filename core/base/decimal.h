// An exact decimal number: 34 significant digits and a power of ten, as IEEE 754's decimal128 has
// them; beyond 34 digits rounded half to even. Not a real: no NaN, no infinity, no negative zero.
// What overflows, and a division by zero, is nullopt; what is too small to be told from 0 is 0.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb {

class Decimal {
 public:
  __extension__ typedef unsigned __int128 Digits;

  static constexpr int kDigits = 34;
  static constexpr int kMaxExponent = 6144;   // of the first digit
  static constexpr int kMinExponent = -6143;  // of the first digit; smaller values are 0

  Decimal() = default;
  [[nodiscard]] static Decimal of(std::int64_t value);
  // [+-] digits [. digits] [e [+-] digits], blanks around; a digit before or after the point.
  [[nodiscard]] static std::optional<Decimal> parse(std::string_view text);

  // One text for one value: plain with up to 34 digits before the point and six zeros behind it,
  // else 1.5E+40.
  void append_to(std::string& out) const;
  [[nodiscard]] std::string text() const;

  // Cut to an integer; nullopt where no long holds it.
  [[nodiscard]] std::optional<std::int64_t> to_long() const;

  [[nodiscard]] bool is_zero() const { return digits_ == 0; }
  [[nodiscard]] bool is_negative() const { return negative_; }
  [[nodiscard]] Decimal negated() const;
  [[nodiscard]] Decimal absolute() const;

  [[nodiscard]] std::optional<Decimal> plus(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> minus(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> times(const Decimal& other) const;
  [[nodiscard]] std::optional<Decimal> over(const Decimal& other) const;
  // The rest of a division, 0 <= rest < |other|.
  [[nodiscard]] std::optional<Decimal> modulo(const Decimal& other) const;

  // With so many digits behind the point (negative: before it).
  [[nodiscard]] std::optional<Decimal> rounded(std::int64_t places) const;  // half away from zero
  [[nodiscard]] std::optional<Decimal> floored() const;
  [[nodiscard]] std::optional<Decimal> ceiled() const;

  // Ordered as the values are.
  [[nodiscard]] Digits order_key() const;

  friend bool operator==(const Decimal&, const Decimal&) = default;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    return a.order_key() <=> b.order_key();
  }

 private:
  // digits * 10^exponent; `more`: something not zero stands behind the digits.
  [[nodiscard]] static std::optional<Decimal> fitted(bool negative, Digits digits,
                                                     std::int64_t exponent, bool more = false);
  enum class Way : std::uint8_t { kDown, kUp, kHalfUp };
  [[nodiscard]] std::optional<Decimal> cut(std::int64_t places, Way way) const;

  bool negative_ = false;  // never of zero
  std::int32_t exponent_ = 0;
  Digits digits_ = 0;  // no zero at its end
};

}  // namespace crumb
