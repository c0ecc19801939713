// The conversion kernels, by kind of source: text, dynamic, number. Which function asks for them is
// in conversions.cpp.
#include "kql/functions/convert.h"

#include <limits>

#include "base/time.h"
#include "kql/functions/decimals.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

std::optional<std::int64_t> narrow(std::optional<std::int64_t> value) {
  if (!value || *value < std::numeric_limits<std::int32_t>::min() ||
      *value > std::numeric_limits<std::int32_t>::max()) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> in_time(std::optional<std::int64_t> ticks) {
  if (!ticks || *ticks < 0 || *ticks > kMaxDatetimeTicks) return std::nullopt;
  return ticks;
}

// A text as a value of any type that is stored as an integer.
std::optional<std::int64_t> integer_of(std::string_view text, Type to) {
  switch (to) {
    case Type::kBool: {
      const auto value = parse_bool(text);
      return value ? std::optional<std::int64_t>(*value) : std::nullopt;
    }
    case Type::kInt:
      return narrow(parse_long(text));
    case Type::kLong:
      return parse_long(text);
    case Type::kDatetime:
      return parse_datetime(text);
    case Type::kTimespan:
      return parse_timespan(text);
    default:
      return std::nullopt;
  }
}

Result<ColumnPtr> from_text(Args args, Type to, std::uint32_t rows, EvalContext& context) {
  switch (to) {
    case Type::kReal:
      return lift(to, args, rows, context, [](const Cells& c) { return parse_real(c.text(0)); });
    case Type::kGuid:
      return lift(to, args, rows, context,
                  [](const Cells& c) { return parse_leading_guid(c.text(0)); });
    default:
      return lift(to, args, rows, context,
                  [to](const Cells& c) { return integer_of(c.text(0), to); });
  }
}

// A JSON scalar: strings are read as texts, numbers and bools as what they are; arrays and bags
// give null.
std::optional<std::int64_t> integer_of_token(std::string_view token, Type to) {
  switch (kind_of(token)) {
    case JsonKind::kString:
      return integer_of(token_text(token), to);
    case JsonKind::kBool:
      return token == "true" ? 1 : 0;
    case JsonKind::kInteger:
    case JsonKind::kReal: {
      const auto value = parse_long(token);
      if (to == Type::kBool) return value ? std::optional<std::int64_t>(*value != 0) : std::nullopt;
      return to == Type::kInt ? narrow(value) : to == Type::kDatetime ? in_time(value) : value;
    }
    default:
      return std::nullopt;
  }
}

std::optional<double> real_of_token(std::string_view token) {
  switch (kind_of(token)) {
    case JsonKind::kString:
      return parse_real(token_text(token));
    case JsonKind::kBool:
      return token == "true" ? 1.0 : 0.0;
    case JsonKind::kInteger:
    case JsonKind::kReal:
      return parse_real(token);
    default:
      return std::nullopt;
  }
}

Result<ColumnPtr> from_dynamic(Args args, Type to, std::uint32_t rows, EvalContext& context) {
  switch (to) {
    case Type::kReal:
      return lift(to, args, rows, context, [](const Cells& c) { return real_of_token(c.text(0)); });
    case Type::kGuid:
      return lift(to, args, rows, context,
                  [](const Cells& c) { return parse_leading_guid(token_text(c.text(0))); });
    default:
      return lift(to, args, rows, context,
                  [to](const Cells& c) { return integer_of_token(c.text(0), to); });
  }
}

// From bool, int, long, datetime, timespan, as A; a datetime is its ticks.
template <class A>
ColumnPtr from_integer(const Vector& from, Type to) {
  switch (to) {
    case Type::kBool:
      return map_unary<A>(to, from, [](A x) { return x != A{}; });
    case Type::kInt:
      if constexpr (std::is_same_v<A, std::int64_t>) {
        return map_unary<A>(to, from, [](A x) -> std::optional<std::int32_t> {
          if (!narrow(x)) return std::nullopt;
          return static_cast<std::int32_t>(x);
        });
      } else {
        return map_unary<A>(to, from, [](A x) { return static_cast<std::int32_t>(x); });
      }
    case Type::kReal:
      return map_unary<A>(to, from, [](A x) { return static_cast<double>(x); });
    case Type::kDatetime:
      return map_unary<A>(to, from, [](A x) { return in_time(static_cast<std::int64_t>(x)); });
    default:
      return map_unary<A>(to, from, [](A x) { return static_cast<std::int64_t>(x); });
  }
}

ColumnPtr from_real(const Vector& from, Type to) {
  switch (to) {
    case Type::kBool:
      return map_unary<double>(to, from, [](double x) { return x != 0; });
    case Type::kInt:
      return map_unary<double>(to, from, [](double x) -> std::optional<std::int32_t> {
        const auto value = narrow(real_to_long(x));
        if (!value) return std::nullopt;
        return static_cast<std::int32_t>(*value);
      });
    case Type::kDatetime:
      return map_unary<double>(to, from, [](double x) { return in_time(real_to_long(x)); });
    default:
      return map_unary<double>(to, from, [](double x) { return real_to_long(x); });
  }
}

std::optional<Decimal> decimal_of_text(std::string_view text) { return Decimal::parse(text); }

// A real by its shortest text; NaN and the infinities are no decimals.
std::optional<Decimal> decimal_of_cell(const Column& column, std::uint32_t row) {
  switch (column.type()) {
    case Type::kBool:
      return Decimal::of(column.bools()[row] != 0 ? 1 : 0);
    case Type::kInt:
      return Decimal::of(column.ints()[row]);
    case Type::kReal: {
      std::string text;
      append_real(text, column.reals()[row]);
      return decimal_of_text(text);
    }
    case Type::kString:
      return decimal_of_text(column.text(row));
    case Type::kDynamic: {
      const std::string_view token = column.text(row);
      if (kind_of(token) == JsonKind::kBool) return Decimal::of(token == "true" ? 1 : 0);
      if (kind_of(token) == JsonKind::kArray || kind_of(token) == JsonKind::kObject)
        return std::nullopt;
      return decimal_of_text(token_text(token));
    }
    default:
      return Decimal::of(column.longs()[row]);
  }
}

Result<ColumnPtr> from_decimal(Args args, Type to, std::uint32_t rows, EvalContext& context) {
  if (to == Type::kReal)
    return lift(to, args, rows, context, [](const Cells& c) { return parse_real(c.text(0)); });
  return lift(to, args, rows, context, [to](const Cells& c) -> std::optional<std::int64_t> {
    const Decimal value = decimal_at(c.column(0), c.at(0));
    if (to == Type::kBool) return value.is_zero() ? 0 : 1;
    const auto whole = value.to_long();
    return to == Type::kInt ? narrow(whole) : to == Type::kDatetime ? in_time(whole) : whole;
  });
}

ColumnPtr all_null(Type type, const Vector& from) {
  return constant_column(Value::null_of(type), from.column->size());
}

}  // namespace

Result<ColumnPtr> convert(const Vector& from, Type to, std::uint32_t rows, EvalContext& context) {
  if (from.type() == to) return from.column;
  const Args args(&from, 1);
  if (to == Type::kString) {
    return lift(to, args, rows, context,
                [](const Cells& c, std::string& out) { append_text(out, c.column(0), c.at(0)); });
  }
  if (to == Type::kDynamic) {
    return lift(to, args, rows, context,
                [](const Cells& c, std::string& out) { append_json(out, c.column(0), c.at(0)); });
  }
  if (to == Type::kDecimal) {
    if (from.type() == Type::kGuid) return all_null(to, from);
    return lift(to, args, rows, context, [](const Cells& c, std::string& out) {
      return put_decimal(decimal_of_cell(c.column(0), c.at(0)), out);
    });
  }
  if (from.type() == Type::kDecimal && to != Type::kGuid)
    return from_decimal(args, to, rows, context);
  const bool written = from.type() == Type::kString || from.type() == Type::kDynamic;
  if (to == Type::kGuid && !written) return all_null(to, from);  // no number or time is a guid
  switch (from.type()) {
    case Type::kString:
      return from_text(args, to, rows, context);
    case Type::kDynamic:
      return from_dynamic(args, to, rows, context);
    case Type::kBool:
      return from_integer<bool>(from, to);
    case Type::kInt:
      return from_integer<std::int32_t>(from, to);
    case Type::kReal:
      return from_real(from, to);
    case Type::kGuid: {
      if (to == Type::kReal || to == Type::kBool || to == Type::kInt) {
        const ColumnPtr ticks = all_null(Type::kLong, from);
        return convert({ticks, from.constant}, to, rows, context);
      }
      return all_null(to, from);
    }
    default:
      return from_integer<std::int64_t>(from, to);
  }
}

}  // namespace crumb::kql
