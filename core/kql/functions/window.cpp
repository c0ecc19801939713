// Window functions: they see all rows of a serialized table at once, in order.
// Sources: learn.microsoft.com/kusto/query/prev-function, row-number-function,
// row-window-session-function ...
#include <limits>

#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

bool is_true(const Vector& v, std::uint32_t row) {
  return !v.is_null(row) && v.column->bools()[v.at(row)] != 0;
}

// Row i of the answer is a row of `column`, or of `other` where `from` says so.
ColumnPtr gather_or(const Vector& column, const std::vector<std::int64_t>& from,
                    const Vector* other) {
  const auto rows = static_cast<std::uint32_t>(from.size());
  const ColumnPtr missing =
      other != nullptr ? other->column : constant_column(Value::null_of(column.type()), 1);
  const ColumnPtr parts[] = {column.column, missing};
  const ColumnPtr both = concat(parts);
  const std::uint32_t size = column.column->size();
  std::vector<std::uint32_t> places(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (from[i] >= 0)
      places[i] = column.at(static_cast<std::uint32_t>(from[i]));
    else
      places[i] = size + (other != nullptr ? other->at(i) : 0);
  }
  return take(both, places);
}

// prev (kSign -1) and next (+1): the value so many rows away, else a default.
template <int kSign>
Result<ColumnPtr> neighbour(Args args, std::uint32_t rows, EvalContext&) {
  std::vector<std::int64_t> from(rows);
  for (std::uint32_t i = 0; i < rows; ++i) {
    std::int64_t distance = 1;
    if (args.size() > 1)
      distance = args[1].is_null(i) ? std::numeric_limits<std::int64_t>::max()
                                    : args[1].column->longs()[args[1].at(i)];
    std::int64_t place = -1;
    if (__builtin_mul_overflow(distance, kSign, &place) ||
        __builtin_add_overflow(place, std::int64_t{i}, &place))
      place = -1;
    from[i] = place >= 0 && place < rows ? place : -1;
  }
  return gather_or(args[0], from, args.size() > 2 ? &args[2] : nullptr);
}

Result<Signature> bind_neighbour(std::span<const BoundArg> args) {
  Signature signature{{args[0].type}, {args[0].type}};
  if (args.size() > 1) {
    if (args[1].type != Type::kLong && args[1].type != Type::kInt)
      return wrong_type("the offset", "an integer", args[1].type);
    signature.params.push_back(Type::kLong);
  }
  if (args.size() > 2) {
    if (args[2].constant == nullptr)
      return fail(ErrorCode::kSemantic, "the default must be a constant");
    signature.params.push_back(args[0].type);
  }
  return signature;
}

Result<ColumnPtr> row_number(Args args, std::uint32_t rows, EvalContext&) {
  std::vector<std::int64_t> out(rows);
  std::int64_t next = 1;
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::int64_t start = args.empty() ? 1 : args[0].column->longs()[args[0].at(i)];
    if (i == 0 || (args.size() > 1 && is_true(args[1], i))) next = start;
    out[i] = next;
    next = static_cast<std::int64_t>(static_cast<std::uint64_t>(next) + 1);
  }
  return make_column(Type::kLong, std::move(out));
}

// Nulls add nothing.
template <class T>
ColumnPtr running_sum(Args args, std::uint32_t rows) {
  const auto values = values_of<T>(*args[0].column);
  std::vector<T> out(rows);
  T sum = 0;
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (args.size() > 1 && is_true(args[1], i)) sum = 0;
    if (!args[0].is_null(i)) {
      const T value = values[args[0].at(i)];
      if constexpr (std::is_integral_v<T>) {
        using U = std::make_unsigned_t<T>;
        sum = static_cast<T>(static_cast<U>(sum) + static_cast<U>(value));
      } else {
        sum += value;
      }
    }
    out[i] = sum;
  }
  return make_column(args[0].type(), std::move(out));
}

// Null from where it overflows to the next restart.
ColumnPtr running_decimals(Args args, std::uint32_t rows) {
  ColumnBuilder out(Type::kDecimal);
  std::optional<Decimal> sum = Decimal();
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (args.size() > 1 && is_true(args[1], i)) sum = Decimal();
    if (sum && !args[0].is_null(i)) sum = sum->plus(decimal_at(*args[0].column, args[0].at(i)));
    if (sum)
      out.append_text(sum->text());
    else
      out.append_null();
  }
  return out.finish();
}

Result<ColumnPtr> row_cumsum(Args args, std::uint32_t rows, EvalContext&) {
  switch (args[0].type()) {
    case Type::kDecimal:
      return running_decimals(args, rows);
    case Type::kInt:
      return running_sum<std::int32_t>(args, rows);
    case Type::kReal:
      return running_sum<double>(args, rows);
    default:
      return running_sum<std::int64_t>(args, rows);
  }
}

bool same_as_before(const Vector& v, std::uint32_t row) {
  return v.constant || v.column->value(row) == v.column->value(row - 1);
}

// Dense: 1, 2, 2, 3. Otherwise the number of the first row that has the value: 1, 2, 2, 4.
template <bool kDense>
Result<ColumnPtr> row_rank(Args args, std::uint32_t rows, EvalContext&) {
  std::vector<std::int64_t> out(rows);
  std::int64_t rank = 0;
  std::int64_t number = 0;
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (i == 0 || (args.size() > 1 && is_true(args[1], i))) {
      rank = number = 1;
    } else {
      ++number;
      if (!same_as_before(args[0], i)) rank = kDense ? rank + 1 : number;
    }
    out[i] = rank;
  }
  return make_column(Type::kLong, std::move(out));
}

// Where the session of each row began: a new one when it lasts too long, after too long a gap, or
// when told so.
Result<ColumnPtr> row_window_session(Args args, std::uint32_t rows, EvalContext&) {
  const auto times = args[0].column->longs();
  std::vector<std::int64_t> out(rows);
  std::vector<std::uint8_t> nulls(rows, 0);
  const auto limit = [](std::int64_t from, const Vector& span, std::uint32_t row) {
    std::int64_t end = 0;
    const bool endless =
        span.is_null(row) || __builtin_add_overflow(from, span.column->longs()[span.at(row)], &end);
    return endless ? std::numeric_limits<std::int64_t>::max() : end;
  };
  bool open = false;
  std::int64_t start = 0;
  std::int64_t before = 0;
  for (std::uint32_t i = 0; i < rows; ++i) {
    if (args[0].is_null(i)) {
      open = false;
      nulls[i] = 1;
      continue;
    }
    const std::int64_t time = times[args[0].at(i)];
    const bool restart = args.size() > 3 && is_true(args[3], i);
    if (!open || restart || time >= limit(start, args[1], i) || time >= limit(before, args[2], i))
      start = time;
    open = true;
    before = time;
    out[i] = start;
  }
  return make_column(Type::kDatetime, std::move(out), std::move(nulls));
}

template <FixedText kForms>
constexpr ScalarFunction window(std::string_view name, std::string_view summary, EvalFn eval,
                                BindFn bind = bind_as<kForms>) {
  return row<kForms>(name, summary, bind, eval, FunctionKind::kWindow);
}

constexpr ScalarFunction kWindow[] = {
    window<"(column:scalar, [offset:long], [default:scalar]) -> $1">(
        "prev", "The value so many rows before, by default one.", neighbour<-1>, bind_neighbour),
    window<"(column:scalar, [offset:long], [default:scalar]) -> $1">(
        "next", "The value so many rows after, by default one.", neighbour<1>, bind_neighbour),
    window<"([start:long], [restart:bool]) -> long">(
        "row_number", "Number of the row, from 1 or a start.", row_number),
    window<"(term:numeric, [restart:bool]) -> $1">("row_cumsum", "Sum of the values up to the row.",
                                                   row_cumsum),
    window<"(term:plain, [restart:bool]) -> long">(
        "row_rank_dense", "Rank of the row, without gaps.", row_rank<true>),
    window<"(term:plain, [restart:bool]) -> long">(
        "row_rank_min", "Rank of the row: the number of the first with its value.",
        row_rank<false>),
    window<"(time:datetime, longest:timespan, gap:timespan, [restart:bool]) -> datetime">(
        "row_window_session", "When the row's session began.", row_window_session),
};

}  // namespace

ScalarTable window_functions() { return kWindow; }

}  // namespace crumb::kql
