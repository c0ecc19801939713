// Functions of numbers: rounding, powers, logarithms, trigonometry, bits. bin() also takes times.
// Source: learn.microsoft.com/kusto/query/bin-function, round-function ... Outside of its domain a
// function is null.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "base/time.h"
#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Real = std::optional<double>;
using Whole = std::optional<std::int64_t>;

template <auto kFunction>
Result<ColumnPtr> real_to_real(Args args, std::uint32_t, EvalContext&) {
  return map_unary<double>(Type::kReal, args[0], kFunction);
}
template <auto kFunction>
Result<ColumnPtr> reals_to_real(Args args, std::uint32_t rows, EvalContext&) {
  return map_binary<double, double>(Type::kReal, args[0], args[1], rows, kFunction);
}
template <auto kTest>
Result<ColumnPtr> test_real(Args args, std::uint32_t, EvalContext&) {
  return map_unary<double>(Type::kBool, args[0], kTest);
}
template <auto kFunction>
Result<ColumnPtr> longs_to_long(Args args, std::uint32_t rows, EvalContext&) {
  return map_binary<std::int64_t, std::int64_t>(Type::kLong, args[0], args[1], rows, kFunction);
}

// --- bin
// -------------------------------------------------------------------------------------------------------
// The largest multiple of `size` that is not above x, counted from `origin`.
Whole bin_whole(std::int64_t x, std::int64_t size, std::int64_t origin = 0) {
  if (size <= 0) return std::nullopt;
  std::int64_t from = 0;
  if (__builtin_sub_overflow(x, origin, &from)) return std::nullopt;
  std::int64_t rest = from % size;
  if (rest < 0) rest += size;
  std::int64_t out = 0;
  return __builtin_sub_overflow(x, rest, &out) ? Whole() : out;
}
// Logs come in the order of time: a value mostly lies in the bin of the one before it, and a
// division is saved.
class LastBin {
 public:
  Whole of(std::int64_t x, std::int64_t size) {
    if (size == size_ && static_cast<std::uint64_t>(x) - static_cast<std::uint64_t>(begin_) <
                             static_cast<std::uint64_t>(size))
      return begin_;
    const Whole begin = bin_whole(x, size);
    size_ = begin ? size : 0;
    begin_ = begin.value_or(0);
    return begin;
  }

 private:
  std::int64_t size_ = 0;  // none yet
  std::int64_t begin_ = 0;
};
Real bin_real(double x, double size, double origin = 0) {
  if (!(size > 0)) return std::nullopt;
  return std::floor((x - origin) / size) * size + origin;
}

using Exact = std::optional<Decimal>;

Exact bin_exact(const Decimal& x, const Decimal& size, const Decimal& origin = {}) {
  if (size.is_zero() || size.is_negative()) return std::nullopt;
  const Exact from = x.minus(origin);
  const Exact rest = from ? from->modulo(size) : from;
  return rest ? x.minus(*rest) : rest;
}

// The type that bin() and bin_at() count numbers in.
Type bin_type(Type a, Type b) { return std::max({a, b, Type::kLong}); }

Result<Signature> bind_bin(std::span<const BoundArg> args) {
  const Type a = args[0].type;
  const Type b = args[1].type;
  if (is_numeric(a) && is_numeric(b)) {
    const Type type = bin_type(a, b);
    return Signature{{type, type}, {type}};
  }
  if (a == b && (a == Type::kTimespan || a == Type::kDatetime)) return Signature{{a, b}, {a}};
  if (a == Type::kDatetime && b == Type::kTimespan) return Signature{{a, b}, {a}};
  return wrong_type("the bin size of " + std::string(type_name(a)),
                    is_numeric(a) ? "a number" : "a timespan", b);
}

Result<ColumnPtr> bin(Args args, std::uint32_t rows, EvalContext& context) {
  const Type type = args[0].type();
  if (type == Type::kDecimal) {
    return lift(type, args, rows, context, [](const Cells& c, std::string& out) {
      return put_decimal(
          bin_exact(decimal_at(c.column(0), c.at(0)), decimal_at(c.column(1), c.at(1))), out);
    });
  }
  if (type == Type::kReal) {
    return map_binary<double, double>(type, args[0], args[1], rows,
                                      [](double x, double size) { return bin_real(x, size); });
  }
  return map_binary<std::int64_t, std::int64_t>(
      type, args[0], args[1], rows,
      [last = LastBin()](std::int64_t x, std::int64_t size) mutable { return last.of(x, size); });
}

Result<Signature> bind_bin_at(std::span<const BoundArg> args) {
  const Type a = args[0].type;
  const Type b = args[1].type;
  if (is_numeric(a) && is_numeric(b) && is_numeric(args[2].type)) {
    const Type type = bin_type(wider(a, b), args[2].type);
    return Signature{{type, type, type}, {type}};
  }
  const bool size =
      is_numeric(b) || b == Type::kTimespan || (a == Type::kDatetime && b == Type::kDatetime);
  if ((a == Type::kTimespan || a == Type::kDatetime) && args[2].type == a && size) {
    return Signature{{a, is_numeric(b) ? Type::kLong : b, a}, {a}};
  }
  return wrong_type("the fixed point", type_name(a), args[2].type);
}

Result<ColumnPtr> bin_at(Args args, std::uint32_t rows, EvalContext& context) {
  const Type type = args[0].type();
  if (type == Type::kDecimal) {
    return lift(type, args, rows, context, [](const Cells& c, std::string& out) {
      return put_decimal(
          bin_exact(decimal_at(c.column(0), c.at(0)), decimal_at(c.column(1), c.at(1)),
                    decimal_at(c.column(2), c.at(2))),
          out);
    });
  }
  if (type == Type::kReal) {
    return lift(type, args, rows, context,
                [](const Cells& c) { return bin_real(c.real(0), c.real(1), c.real(2)); });
  }
  return lift(type, args, rows, context,
              [](const Cells& c) { return bin_whole(c.integer(0), c.integer(1), c.integer(2)); });
}

// --- rounding: the answer has the argument's type
// --------------------------------------------------------------
double round_to(double x, std::int64_t digits) {
  if (!std::isfinite(x) || digits > 300) return x;
  if (digits < -300) return 0;
  const double scale = std::pow(10.0, static_cast<double>(digits < 0 ? -digits : digits));
  if (digits < 0) return std::round(x / scale) * scale;
  const double scaled = x * scale;
  return std::isfinite(scaled) ? std::round(scaled) / scale : x;
}

Result<ColumnPtr> round(Args args, std::uint32_t rows, EvalContext& context) {
  const Type type = args[0].type();
  return lift(type, args, rows, context, [type](const Cells& c) -> Real {
    return round_to(type == Type::kReal ? c.real(0) : static_cast<double>(c.integer(0)),
                    c.integer_or(1, 0));
  });
}
Result<ColumnPtr> round_integer(Args args, std::uint32_t rows, EvalContext& context) {
  if (args.size() == 1) return args[0].column;
  return lift(args[0].type(), args, rows, context, [](const Cells& c) -> Whole {
    const bool is_int = c.column(0).type() == Type::kInt;
    const std::int64_t x = is_int ? c.column(0).ints()[c.at(0)] : c.integer(0);
    if (c.integer(1) >= 0) return x;
    const Whole rounded = real_to_long(round_to(static_cast<double>(x), c.integer(1)));
    if (is_int && rounded && *rounded != static_cast<std::int32_t>(*rounded)) return std::nullopt;
    return rounded;
  });
}
Result<ColumnPtr> round_any(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kDecimal) {
    return lift(Type::kDecimal, args, rows, context, [](const Cells& c, std::string& out) {
      return put_decimal(decimal_at(c.column(0), c.at(0)).rounded(c.integer_or(1, 0)), out);
    });
  }
  return args[0].type() == Type::kReal ? round(args, rows, context)
                                       : round_integer(args, rows, context);
}

Result<ColumnPtr> ceiling(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kDecimal) {
    return lift(Type::kDecimal, args, rows, context, [](const Cells& c, std::string& out) {
      return put_decimal(decimal_at(c.column(0), c.at(0)).ceiled(), out);
    });
  }
  if (args[0].type() != Type::kReal) return args[0].column;
  return map_unary<double>(Type::kReal, args[0], [](double x) { return std::ceil(x); });
}

std::int64_t absolute(std::int64_t x) {
  return static_cast<std::int64_t>(x < 0 ? 0 - static_cast<std::uint64_t>(x)
                                         : static_cast<std::uint64_t>(x));
}

Result<ColumnPtr> abs(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kDecimal) {
    return lift(Type::kDecimal, args, rows, context, [](const Cells& c, std::string& out) {
      decimal_at(c.column(0), c.at(0)).absolute().append_to(out);
    });
  }
  if (args[0].type() == Type::kReal)
    return map_unary<double>(Type::kReal, args[0], [](double x) { return std::fabs(x); });
  return map_unary<std::int64_t>(args[0].type(), args[0], absolute);
}

// --- bits
// ------------------------------------------------------------------------------------------------------
// A shift is taken modulo 64, as Kusto does; a negative one is null.
Whole shift_left(std::int64_t x, std::int64_t by) {
  if (by < 0) return std::nullopt;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(x) << (by % 64));
}
Whole shift_right(std::int64_t x, std::int64_t by) {
  if (by < 0) return std::nullopt;
  return x >> (by % 64);
}

void to_hex(const Cells& c, std::string& out) {
  const bool is_int = c.column(0).type() == Type::kInt;
  std::uint64_t value = is_int ? static_cast<std::uint32_t>(c.column(0).ints()[c.at(0)])
                               : static_cast<std::uint64_t>(c.integer(0));
  if (is_int && (c.size() < 2 || c.integer(1) > 8) && (value >> 31) != 0)
    value |= 0xFFFF'FFFF'0000'0000ull;
  do {
    out.push_back("0123456789abcdef"[value & 15]);
    value >>= 4;
  } while (value != 0);
  const auto least = static_cast<std::size_t>(std::clamp<std::int64_t>(c.integer_or(1, 0), 0, 64));
  while (out.size() < least) out.push_back('0');
  std::reverse(out.begin(), out.end());
}

Result<ColumnPtr> pi(Args, std::uint32_t, EvalContext&) {
  return constant_column(Value::of_real(std::numbers::pi), 1);
}

constexpr std::string_view kBin =
    "The multiple of the bin size at or below the value; null when the size is not positive.";

constexpr ScalarFunction kRounding[] = {
    row<"(value:summable, size:summable) -> real">("bin", kBin, bind_bin, bin),
    row<"(value:summable, size:summable) -> real">("floor", kBin, bind_bin, bin),
    row<"(value:summable, size:summable, origin:summable) -> real">(
        "bin_at", "bin() with bins that are counted from an origin.", bind_bin_at, bin_at),
    row<"(x:numeric, [digits:long!]) -> $1">(
        "round", "Rounded to so many digits after the point, half away from zero.", round_any),
    row<"(x:numeric) -> $1">("ceiling", "The smallest integer that is not below x.", ceiling),
    row<"(x:long) -> long | (x:real) -> real | (x:decimal) -> decimal | (x:timespan) -> timespan">(
        "abs", "Without its sign.", abs),
    row<"(x:number) -> real">(
        "sign", "-1, 0 or 1.",
        real_to_real<[](double x) { return x > 0 ? 1.0 : (x < 0 ? -1.0 : x); }>),
    row<"(value:int, [digits:long]) -> string | (value:long, [digits:long]) -> string">(
        "tohex", "In hexadecimal, negatives as two's complement, padded to so many digits.",
        each<Type::kString, to_hex>),
};

constexpr ScalarFunction kPowers[] = {
    row<"(base:number, exponent:number) -> real">(
        "pow", "base raised to exponent.",
        reals_to_real<[](double x, double y) { return std::pow(x, y); }>),
    row<"(x:number) -> real">(
        "sqrt", "Square root; null for negatives.",
        real_to_real<[](double x) { return x < 0 ? Real() : Real(std::sqrt(x)); }>),
    row<"(x:number) -> real">("exp", "e raised to x.",
                              real_to_real<[](double x) { return std::exp(x); }>),
    row<"(x:number) -> real">("exp2", "2 raised to x.",
                              real_to_real<[](double x) { return std::exp2(x); }>),
    row<"(x:number) -> real">("exp10", "10 raised to x.",
                              real_to_real<[](double x) { return std::pow(10.0, x); }>),
    row<"(x:number) -> real">(
        "log", "Natural logarithm; null for negatives.",
        real_to_real<[](double x) { return x < 0 ? Real() : Real(std::log(x)); }>),
    row<"(x:number) -> real">(
        "log2", "Logarithm to base 2; null for negatives.",
        real_to_real<[](double x) { return x < 0 ? Real() : Real(std::log2(x)); }>),
    row<"(x:number) -> real">(
        "log10", "Logarithm to base 10; null for negatives.",
        real_to_real<[](double x) { return x < 0 ? Real() : Real(std::log10(x)); }>),
    row<"(x:number) -> real">("gamma", "The gamma function.",
                              real_to_real<[](double x) { return std::tgamma(x); }>),
    row<"(x:number) -> real">("loggamma", "Logarithm of the absolute value of the gamma function.",
                              real_to_real<[](double x) { return std::lgamma(x); }>),
    row<"(x:number) -> real">("erf", "The error function.",
                              real_to_real<[](double x) { return std::erf(x); }>),
    row<"(x:number) -> real">("erfc", "The complementary error function.",
                              real_to_real<[](double x) { return std::erfc(x); }>),
    row<"() -> real">("pi", "The constant pi.", pi),
};

constexpr ScalarFunction kAngles[] = {
    row<"(x:number) -> real">("sin", "Sine of an angle in radians.",
                              real_to_real<[](double x) { return std::sin(x); }>),
    row<"(x:number) -> real">("cos", "Cosine of an angle in radians.",
                              real_to_real<[](double x) { return std::cos(x); }>),
    row<"(x:number) -> real">("tan", "Tangent of an angle in radians.",
                              real_to_real<[](double x) { return std::tan(x); }>),
    row<"(x:number) -> real">("cot", "Cotangent of an angle in radians.",
                              real_to_real<[](double x) { return 1.0 / std::tan(x); }>),
    row<"(x:number) -> real">(
        "asin", "Angle of a sine; null outside of -1 .. 1.",
        real_to_real<[](double x) { return std::fabs(x) > 1 ? Real() : Real(std::asin(x)); }>),
    row<"(x:number) -> real">(
        "acos", "Angle of a cosine; null outside of -1 .. 1.",
        real_to_real<[](double x) { return std::fabs(x) > 1 ? Real() : Real(std::acos(x)); }>),
    row<"(x:number) -> real">("atan", "Angle of a tangent.",
                              real_to_real<[](double x) { return std::atan(x); }>),
    row<"(y:number, x:number) -> real">(
        "atan2", "Angle of the point (x, y).",
        reals_to_real<[](double y, double x) { return std::atan2(y, x); }>),
    row<"(x:number) -> real">(
        "degrees", "Radians to degrees.",
        real_to_real<[](double x) { return x * (180.0 / std::numbers::pi); }>),
    row<"(x:number) -> real">(
        "radians", "Degrees to radians.",
        real_to_real<[](double x) { return x * (std::numbers::pi / 180.0); }>),
    row<"(x:real) -> bool">("isnan", "Is no number (NaN).",
                            test_real<[](double x) { return std::isnan(x); }>),
    row<"(x:real) -> bool">("isinf", "Is infinite, of either sign.",
                            test_real<[](double x) { return std::isinf(x); }>),
    row<"(x:real) -> bool">("isfinite", "Is neither infinite nor NaN.",
                            test_real<[](double x) { return std::isfinite(x); }>),
};

constexpr ScalarFunction kBits[] = {
    row<"(a:long, b:long) -> long">(
        "binary_and", "Bits that both have.",
        longs_to_long<[](std::int64_t a, std::int64_t b) { return a & b; }>),
    row<"(a:long, b:long) -> long">(
        "binary_or", "Bits that one has.",
        longs_to_long<[](std::int64_t a, std::int64_t b) { return a | b; }>),
    row<"(a:long, b:long) -> long">(
        "binary_xor", "Bits that just one has.",
        longs_to_long<[](std::int64_t a, std::int64_t b) { return a ^ b; }>),
    row<"(a:long) -> long">("binary_not", "All bits turned over.",
                            each<Type::kLong, [](const Cells& c) { return ~c.integer(0); }>),
    row<"(a:long, by:long) -> long">("binary_shift_left", "Bits moved up, by modulo 64.",
                                     longs_to_long<shift_left>),
    row<"(a:long, by:long) -> long">("binary_shift_right",
                                     "Bits moved down, the sign kept, by modulo 64.",
                                     longs_to_long<shift_right>),
    row<"(a:long) -> long">("bitset_count_ones", "How many bits are set.",
                            each<Type::kLong,
                                 [](const Cells& c) {
                                   return std::popcount(static_cast<std::uint64_t>(c.integer(0)));
                                 }>),
};

}  // namespace

ScalarTable rounding_functions() { return kRounding; }
ScalarTable power_functions() { return kPowers; }
ScalarTable angle_functions() { return kAngles; }
ScalarTable bit_functions() { return kBits; }

}  // namespace crumb::kql
