// == != < <= > >= between !between over every pair of types that Kusto compares. Not =~ and the
// string operators. Source: learn.microsoft.com/kusto/query/scalar-data-types/null-values: equality
// with one null is false, with two null; the others are null when a side is. Types: Microsoft's
// binder.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/time.h"
#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

enum class Op : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
constexpr bool is_equality(Op op) { return op == Op::kEqual || op == Op::kNotEqual; }

bool is_number_or_bool(Type type) { return is_numeric(type) || type == Type::kBool; }

bool fits_int(const BoundArg& arg) {
  return arg.type == Type::kLong && arg.constant != nullptr && !arg.constant->null &&
         arg.constant->integer >= std::numeric_limits<std::int32_t>::min() &&
         arg.constant->integer <= std::numeric_limits<std::int32_t>::max();
}

// An int column is compared with a literal as ints, not widened.
Type common_number(const BoundArg& a, const BoundArg& b) {
  if ((a.type == Type::kInt && fits_int(b)) || (b.type == Type::kInt && fits_int(a)))
    return Type::kInt;
  return wider(a.type, b.type);
}

// The type that both sides become where the types differ; nullopt: each stays what it is (dynamic
// next to a number).
std::optional<Type> common_type(const BoundArg& a, const BoundArg& b) {
  if (a.type == b.type) return a.type;
  if (is_number_or_bool(a.type) && is_number_or_bool(b.type)) return common_number(a, b);
  for (const auto& [one, other] : {std::pair(a.type, b.type), std::pair(b.type, a.type)}) {
    if (one == Type::kDynamic) {
      const bool stays = is_numeric(other) && other != Type::kDecimal;
      return stays ? std::nullopt : std::optional(other);
    }
    // A text next to a number is compared as text ("ResultType == 0"), next to anything else as
    // what that is.
    if (one == Type::kString) return is_numeric(other) ? Type::kString : other;
  }
  return a.type == Type::kGuid || b.type == Type::kGuid
             ? Type::kString
             : Type::kLong;  // no such pair makes sense: ticks
}

bool are_ordered(Type a, Type b) {
  if (is_number_or_bool(a) && is_number_or_bool(b)) return true;
  if (a == b) return a == Type::kDatetime || a == Type::kTimespan || a == Type::kDynamic;
  return (a == Type::kDynamic && is_numeric(b)) || (b == Type::kDynamic && is_numeric(a));
}

template <Op kOp>
Result<Signature> bind_comparison(std::span<const BoundArg> args) {
  if (!is_equality(kOp) && !are_ordered(args[0].type, args[1].type)) {
    return fail(ErrorCode::kSemantic, "the operator does not compare " +
                                          std::string(type_name(args[0].type)) + " with " +
                                          std::string(type_name(args[1].type)));
  }
  const auto type = common_type(args[0], args[1]);
  const auto widen = [](Type t) { return t == Type::kInt ? Type::kLong : t; };
  if (!type) return Signature{{widen(args[0].type), widen(args[1].type)}, {Type::kBool}};
  return Signature{{*type, *type}, {Type::kBool}};
}

template <Op kOp, class T>
constexpr bool holds(const T& a, const T& b) {
  switch (kOp) {
    case Op::kEqual:
      return a == b;
    case Op::kNotEqual:
      return a != b;
    case Op::kLess:
      return a < b;
    case Op::kLessEqual:
      return a <= b;
    case Op::kGreater:
      return a > b;
    case Op::kGreaterEqual:
      return a >= b;
  }
}

// Equality knows what one null means; the loops above it only know that some operand is null.
void settle_nulls(Op op, Args args, std::vector<std::uint8_t>& truth,
                  std::vector<std::uint8_t>& nulls) {
  if (nulls.empty() || !is_equality(op)) return;
  for (std::uint32_t i = 0; i < nulls.size(); ++i) {
    if (nulls[i] == 0 || (args[0].is_null(i) && args[1].is_null(i))) continue;
    nulls[i] = 0;
    truth[i] = op == Op::kNotEqual ? 1 : 0;
  }
}

// The one answer that all rows of a time column have against `y`, told by its range; none when they
// differ, or when only the rows can tell.
template <Op kOp>
std::optional<bool> answer_of_all(const Vector& times, const Vector& bound) {
  if (times.constant || !bound.constant || bound.column->has_nulls() || !times.column->range())
    return std::nullopt;
  const auto [least, greatest] = *times.column->range();
  const std::int64_t y = bound.column->longs()[0];
  if (is_equality(kOp))
    return y < least || y > greatest ? std::optional(kOp == Op::kNotEqual) : std::nullopt;
  const bool first = holds<kOp>(least, y);
  return first == holds<kOp>(greatest, y) ? std::optional(first) : std::nullopt;
}

template <Op kOp, class T>
ColumnPtr compare_values(Args args, std::uint32_t rows) {
  if constexpr (std::is_same_v<T, std::int64_t>) {
    if (const auto all = answer_of_all<kOp>(args[0], args[1]))
      return constant_column(Value::of_bool(*all), 1);
  }
  const std::uint32_t n = answer_rows(args, rows);
  const auto a = values_of<T>(*args[0].column);
  const auto b = values_of<T>(*args[1].column);
  std::vector<std::uint8_t> truth(n);
  if (args[1].constant) {
    const T y = static_cast<T>(b[0]);
    for (std::uint32_t i = 0; i < n; ++i) truth[i] = holds<kOp>(static_cast<T>(a[i]), y);
  } else if (args[0].constant) {
    const T x = static_cast<T>(a[0]);
    for (std::uint32_t i = 0; i < n; ++i) truth[i] = holds<kOp>(x, static_cast<T>(b[i]));
  } else {
    for (std::uint32_t i = 0; i < n; ++i)
      truth[i] = holds<kOp>(static_cast<T>(a[i]), static_cast<T>(b[i]));
  }
  std::vector<std::uint8_t> nulls = merged_nulls(args, n);
  settle_nulls(kOp, args, truth, nulls);
  return make_column(Type::kBool, std::move(truth), std::move(nulls));
}

// A dynamic next to a number: exact where both are integers; texts count as the number that they
// spell.
std::optional<std::partial_ordering> order_number(std::string_view token, const Column& column,
                                                  std::uint32_t row) {
  const std::string text = token_text(token);
  if (column.type() == Type::kLong) {
    std::int64_t exact = 0;
    if (text.find_first_of(".eE") == std::string::npos) {
      const auto value = parse_long(text);
      if (!value) return std::nullopt;
      exact = *value;
      return exact <=> column.longs()[row];
    }
  }
  const auto value = parse_real(text);
  if (!value) return std::nullopt;
  const double other =
      column.type() == Type::kLong ? static_cast<double>(column.longs()[row]) : column.reals()[row];
  return *value <=> other;
}

bool is_number_token(std::string_view token) {
  return kind_of(token) == JsonKind::kInteger || kind_of(token) == JsonKind::kReal;
}

std::optional<std::partial_ordering> order_tokens(std::string_view a, std::string_view b) {
  if (is_number_token(a) && is_number_token(b)) {
    const auto x = parse_long(a);
    const auto y = parse_long(b);
    if (kind_of(a) == JsonKind::kInteger && kind_of(b) == JsonKind::kInteger && x && y)
      return *x <=> *y;
    return parse_real(a).value_or(0) <=> parse_real(b).value_or(0);
  }
  if (kind_of(a) != kind_of(b)) return std::partial_ordering::unordered;
  return token_text(a) <=> token_text(b);
}

bool is_true(Op op, std::partial_ordering order) {
  switch (op) {
    case Op::kEqual:
      return order == 0;
    case Op::kNotEqual:
      return order != 0;
    case Op::kLess:
      return order < 0;
    case Op::kLessEqual:
      return order <= 0;
    case Op::kGreater:
      return order > 0;
    case Op::kGreaterEqual:
      return order >= 0;
  }
  return false;
}

template <Op kOp>
Result<ColumnPtr> compare_dynamic(Args args, std::uint32_t rows, EvalContext& context) {
  const auto f = [](const Cells& c) -> std::optional<bool> {
    const bool a = c.null(0);
    const bool b = c.null(1);
    if (a || b)
      return is_equality(kOp) && a != b ? std::optional(kOp == Op::kNotEqual) : std::nullopt;
    std::optional<std::partial_ordering> order;
    if (c.column(0).type() != Type::kDynamic) {
      order = order_number(c.text(1), c.column(0), c.at(0));
      if (order) order = 0 <=> *order;
    } else if (c.column(1).type() != Type::kDynamic) {
      order = order_number(c.text(0), c.column(1), c.at(1));
    } else {
      order = order_tokens(c.text(0), c.text(1));
    }
    if (!order) return is_equality(kOp) ? std::optional(kOp == Op::kNotEqual) : std::nullopt;
    return is_true(kOp, *order);
  };
  return lift(Type::kBool, args, rows, context, f, Nulls::kSee);
}

template <Op kOp>
Result<ColumnPtr> compare_text(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(Type::kBool, args, rows, context,
              [](const Cells& c) { return holds<kOp>(c.text(0), c.text(1)); });
}

// Equal decimals have equal texts, but the order is that of the values.
template <Op kOp>
Result<ColumnPtr> compare_decimals(Args args, std::uint32_t rows, EvalContext& context) {
  const auto f = [](const Cells& c) -> std::optional<bool> {
    const bool a = c.null(0);
    const bool b = c.null(1);
    if (a || b)
      return is_equality(kOp) && a != b ? std::optional(kOp == Op::kNotEqual) : std::nullopt;
    if (is_equality(kOp)) return holds<kOp>(c.text(0), c.text(1));
    return is_true(kOp, decimal_at(c.column(0), c.at(0)) <=> decimal_at(c.column(1), c.at(1)));
  };
  return lift(Type::kBool, args, rows, context, f, Nulls::kSee);
}

template <Op kOp>
Result<ColumnPtr> comparison(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kDynamic || args[1].type() == Type::kDynamic)
    return compare_dynamic<kOp>(args, rows, context);
  switch (args[0].type()) {
    case Type::kString:
      return compare_text<kOp>(args, rows, context);
    case Type::kDecimal:
      return compare_decimals<kOp>(args, rows, context);
    case Type::kBool:
      return compare_values<kOp, bool>(args, rows);
    case Type::kInt:
      return compare_values<kOp, std::int32_t>(args, rows);
    case Type::kReal:
      return compare_values<kOp, double>(args, rows);
    case Type::kGuid:
      return compare_values<kOp, Guid>(args, rows);
    default:
      return compare_values<kOp, std::int64_t>(args, rows);
  }
}

// --- between
// ---------------------------------------------------------------------------------------------------
Result<Signature> bind_between(std::span<const BoundArg> args) {
  const Type x = args[0].type;
  const Type low = args[1].type;
  const Type high = args[2].type;
  if (is_numeric(x) && is_numeric(low) && is_numeric(high)) {
    const Type type = wider(common_number(args[0], args[1]), common_number(args[0], args[2]));
    return Signature{{type, type, type}, {Type::kBool}};
  }
  const bool times = x == Type::kDatetime || x == Type::kTimespan;
  if (times && low == x && (high == x || (x == Type::kDatetime && high == Type::kTimespan))) {
    return Signature{{x, low, high}, {Type::kBool}};
  }
  // With a dynamic value or dynamic bounds the others are numbers; both bounds have one type.
  if (low == high && !has_decimal(args) &&
      ((is_numeric(x) && low == Type::kDynamic) || (x == Type::kDynamic && is_numeric(low)))) {
    return Signature{{Type::kReal, Type::kReal, Type::kReal}, {Type::kBool}};
  }
  if (has_decimal(args) && (x == Type::kDynamic || low == Type::kDynamic)) return no_decimal();
  return fail(ErrorCode::kSemantic, "between does not take " + std::string(type_name(x)) +
                                        " with a range from " + std::string(type_name(low)) +
                                        " to " + std::string(type_name(high)));
}

template <class T, bool kWanted>
ColumnPtr range_test(Args args, std::uint32_t rows) {
  const std::uint32_t n = answer_rows(args, rows);
  const auto x = values_of<T>(*args[0].column);
  const auto low = values_of<T>(*args[1].column);
  const auto high = values_of<T>(*args[2].column);
  const bool span =
      args[0].type() == Type::kDatetime && args[2].type() == Type::kTimespan;  // low .. low + high
  if constexpr (std::is_same_v<T, std::int64_t>) {
    const auto after = answer_of_all<Op::kGreaterEqual>(args[0], args[1]);
    const auto before = span ? std::nullopt : answer_of_all<Op::kLessEqual>(args[0], args[2]);
    const bool known = !args[1].column->has_nulls() && !args[2].column->has_nulls();
    const bool outside = known && (after == false || before == false);
    if (outside || (known && after == true && before == true))
      return constant_column(Value::of_bool(outside != kWanted), 1);
  }
  std::vector<std::uint8_t> truth(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const T from = low[args[1].at(i)];
    T to = high[args[2].at(i)];
    if constexpr (std::is_same_v<T, std::int64_t>) {
      if (span && __builtin_add_overflow(from, to, &to))
        to = std::numeric_limits<std::int64_t>::max();
    }
    const T value = x[args[0].at(i)];
    truth[i] = (value >= from && value <= to) == kWanted;
  }
  return make_column(Type::kBool, std::move(truth), merged_nulls(args, n));
}

template <bool kWanted>
Result<ColumnPtr> between(Args args, std::uint32_t rows, EvalContext& context) {
  switch (args[0].type()) {
    case Type::kDecimal:
      return lift(Type::kBool, args, rows, context, [](const Cells& c) {
        const Decimal value = decimal_at(c.column(0), c.at(0));
        return (value >= decimal_at(c.column(1), c.at(1)) &&
                value <= decimal_at(c.column(2), c.at(2))) == kWanted;
      });
    case Type::kInt:
      return range_test<std::int32_t, kWanted>(args, rows);
    case Type::kReal:
      return range_test<double, kWanted>(args, rows);
    default:
      return range_test<std::int64_t, kWanted>(args, rows);
  }
}

// --- around: center - delta <= value <= center + delta
// -----------------------------------------------------------
Result<Signature> bind_around(std::span<const BoundArg> args) {
  if (has_decimal(args)) return no_decimal();
  const Type value = args[0].type;
  if (is_numeric(value) && is_numeric(args[1].type) && is_numeric(args[2].type)) {
    return Signature{{Type::kReal, Type::kReal, Type::kReal}, {Type::kBool}};
  }
  const bool times = (value == Type::kDatetime || value == Type::kTimespan) &&
                     args[1].type == value && args[2].type == Type::kTimespan;
  if (!times) return fail(ErrorCode::kSemantic, "around() wants numbers, or times and a timespan");
  return Signature{{value, value, Type::kTimespan}, {Type::kBool}};
}

Result<ColumnPtr> around(Args args, std::uint32_t rows, EvalContext& context) {
  const bool real = args[0].type() == Type::kReal;
  return lift(Type::kBool, args, rows, context, [real](const Cells& c) {
    if (real) return std::fabs(c.real(0) - c.real(1)) <= c.real(2);
    std::int64_t distance = 0;
    if (__builtin_sub_overflow(c.integer(0), c.integer(1), &distance)) return false;
    return (distance < 0 ? -distance : distance) <= c.integer(2);
  });
}

template <Op kOp>
constexpr ScalarFunction op(std::string_view symbol, std::string_view summary) {
  return row<"(left:scalar, right:scalar) -> bool">(symbol, summary, bind_comparison<kOp>,
                                                    comparison<kOp>, FunctionKind::kOperator);
}

template <bool kWanted>
constexpr ScalarFunction between_op(std::string_view symbol, std::string_view summary) {
  return row<"(value:summable, low:summable, high:summable) -> bool">(
      symbol, summary, bind_between, between<kWanted>, FunctionKind::kOperator);
}

constexpr ScalarFunction kComparison[] = {
    op<Op::kEqual>("==", "Equal; strings by case."),
    op<Op::kNotEqual>("!=", "Not equal; strings by case."),
    op<Op::kLess>("<", "Less."),
    op<Op::kLessEqual>("<=", "Less or equal."),
    op<Op::kGreater>(">", "Greater."),
    op<Op::kGreaterEqual>(">=", "Greater or equal."),
    row<"(value:summable, center:summable, delta:summable) -> bool">(
        "around", "At most so far from the center.", bind_around, around),
    between_op<true>("between",
                     "In the closed range low .. high; after a datetime, high may be a timespan."),
    between_op<false>("!between", "Outside of the closed range low .. high."),
};

}  // namespace

ScalarTable comparison_operators() { return kComparison; }

}  // namespace crumb::kql
