// Lifts a function of one row's values to whole vectors: nulls, constants and dictionaries are
// handled here, once. Not for joins or aggregates: an answer depends on its own row only.
//
// Most functions are a row and a lambda:
//   row<"(text:text) -> string">("reverse", "...", each<Type::kString, [](const Cells& c,
//   std::string& out) { ... }>)
//
// Where all arguments that vary are dictionary-coded, the lambda runs once for each combination of
// entries that occurs, and the answers are gathered. Hot numeric kernels use map_unary and
// map_binary, plain loops that the compiler vectorises.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kql/context.h"
#include "kql/vector.h"

namespace crumb::kql {

using Args = std::span<const Vector>;

inline constexpr std::size_t kMaxTextBytes = 16u << 20;  // of one computed string; beyond it kLimit

// A borrowed callable, for calls that last no longer than the callable.
template <class>
class FunctionRef;
template <class R, class... A>
class FunctionRef<R(A...)> {
 public:
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, FunctionRef>)
  FunctionRef(F&& f)  // NOLINT: implicit on purpose
      : object_(const_cast<void*>(static_cast<const void*>(&f))),
        call_([](void* object, A... args) -> R {
          return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<A>(args)...);
        }) {}
  R operator()(A... args) const { return call_(object_, std::forward<A>(args)...); }

 private:
  void* object_;
  R (*call_)(void*, A...);
};

// The arguments of one row.
struct Cells {
  Args args;
  EvalContext& context;
  std::uint32_t row = 0;
  mutable std::optional<Error> error = {};  // set by fail()

  [[nodiscard]] std::size_t size() const { return args.size(); }
  [[nodiscard]] const Column& column(std::size_t i) const { return *args[i].column; }
  [[nodiscard]] std::uint32_t at(std::size_t i) const {
    return args[i].at(row);
  }  // row of column(i)
  [[nodiscard]] bool null(std::size_t i) const { return args[i].column->is_null(at(i)); }
  [[nodiscard]] std::string_view text(std::size_t i) const {
    return column(i).text(at(i));
  }  // string, dynamic
  [[nodiscard]] bool truth(std::size_t i) const { return column(i).bools()[at(i)] != 0; }
  [[nodiscard]] std::int64_t integer(std::size_t i) const {
    return column(i).longs()[at(i)];
  }  // long, datetime, timespan
  [[nodiscard]] double real(std::size_t i) const { return column(i).reals()[at(i)]; }
  // Of an optional argument.
  [[nodiscard]] std::int64_t integer_or(std::size_t i, std::int64_t absent) const {
    return i < size() ? integer(i) : absent;
  }

  // Ends the whole call with kLimit; the lambda's answer is then not looked at.
  bool stop(std::string message) const {
    if (!error) error = Error{ErrorCode::kLimit, std::move(message), {}};
    return false;
  }
};

enum class Nulls : std::uint8_t {
  kSkip,  // a null argument makes a null answer (an empty one for string) without asking the lambda
  kSee,   // the lambda looks at null(i) itself
};

// `f` appends to the (empty) text and answers false for null. Types: string, decimal (canonical),
// dynamic (compact JSON; "null" is null).
[[nodiscard]] Result<ColumnPtr> lift_text(Type type, Args args, std::uint32_t rows,
                                          EvalContext& context, Nulls nulls,
                                          FunctionRef<bool(const Cells&, std::string&)> f);
// Types: bool, int, long, datetime, timespan.
[[nodiscard]] Result<ColumnPtr> lift_integer(
    Type type, Args args, std::uint32_t rows, EvalContext& context, Nulls nulls,
    FunctionRef<std::optional<std::int64_t>(const Cells&)> f);
[[nodiscard]] Result<ColumnPtr> lift_real(Args args, std::uint32_t rows, EvalContext& context,
                                          Nulls nulls,
                                          FunctionRef<std::optional<double>(const Cells&)> f);
[[nodiscard]] Result<ColumnPtr> lift_guid(Args args, std::uint32_t rows, EvalContext& context,
                                          Nulls nulls,
                                          FunctionRef<std::optional<Guid>(const Cells&)> f);

// As above, by the type and the shape of the lambda: (cells, out) -> bool or void, or (cells) ->
// value or optional value.
template <class F>
[[nodiscard]] Result<ColumnPtr> lift(Type type, Args args, std::uint32_t rows, EvalContext& context,
                                     const F& f, Nulls nulls = Nulls::kSkip) {
  if constexpr (std::is_invocable_v<F, const Cells&, std::string&>) {
    return lift_text(type, args, rows, context, nulls, [&f](const Cells& cells, std::string& out) {
      if constexpr (std::is_void_v<std::invoke_result_t<F, const Cells&, std::string&>>) {
        f(cells, out);
        return true;
      } else {
        return f(cells, out);
      }
    });
  } else {
    using R = std::invoke_result_t<F, const Cells&>;
    if constexpr (std::is_convertible_v<R, std::optional<Guid>>) {
      return lift_guid(args, rows, context, nulls, f);
    } else if constexpr (std::is_same_v<R, double> || std::is_same_v<R, std::optional<double>>) {
      return lift_real(args, rows, context, nulls, f);
    } else {
      return lift_integer(
          type, args, rows, context, nulls,
          [&f](const Cells& cells) -> std::optional<std::int64_t> {
            const auto answer = f(cells);
            if constexpr (std::is_integral_v<std::remove_const_t<decltype(answer)>>) {
              return static_cast<std::int64_t>(answer);
            } else {
              if (!answer) return std::nullopt;
              return static_cast<std::int64_t>(*answer);
            }
          });
    }
  }
}

// The same as a kernel, for lambdas without captures.
template <Type kType, auto kFunction, Nulls kNulls = Nulls::kSkip>
Result<ColumnPtr> each(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(kType, args, rows, context, kFunction, kNulls);
}

// --- numeric loops
// ---------------------------------------------------------------------------------------------
template <class T>
using Stored = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;

// T: bool, int32_t, int64_t, double, Guid as the column's type has it.
template <class T>
[[nodiscard]] std::span<const Stored<T>> values_of(const Column& column) {
  if constexpr (std::is_same_v<T, bool>)
    return column.bools();
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return column.ints();
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return column.longs();
  else if constexpr (std::is_same_v<T, double>)
    return column.reals();
  else
    return column.guids();
}

template <class T>
[[nodiscard]] ColumnPtr make_column(Type type, std::vector<T> values,
                                    std::vector<std::uint8_t> nulls = {}) {
  return std::make_shared<const Column>(type, Column::Data(std::move(values)), std::move(nulls));
}
[[nodiscard]] ColumnPtr make_text_column(Type type, std::vector<Dictionary::Code> codes,
                                         DictionaryPtr dictionary,
                                         std::vector<std::uint8_t> nulls = {});

// How many values the answer has: 1 when all arguments are constant (or there are none).
[[nodiscard]] std::uint32_t answer_rows(Args args, std::uint32_t rows);
// Row by row, null where any argument is; empty when no argument has nulls.
[[nodiscard]] std::vector<std::uint8_t> merged_nulls(Args args, std::uint32_t rows);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {
  using Value = T;
};

// Collects answers of type R or optional R.
template <class R>
class Answers {
 public:
  Answers(std::uint32_t rows, std::vector<std::uint8_t> nulls)
      : values_(rows), nulls_(std::move(nulls)) {}
  void put(std::uint32_t i, const R& answer) {
    if constexpr (IsOptional<R>::value) {
      if (answer) {
        values_[i] = static_cast<StoredValue>(*answer);
      } else {
        if (nulls_.empty()) nulls_.assign(values_.size(), 0);
        nulls_[i] = 1;
      }
    } else {
      values_[i] = static_cast<StoredValue>(answer);
    }
  }
  [[nodiscard]] ColumnPtr finish(Type type) {
    return make_column(type, std::move(values_), std::move(nulls_));
  }

 private:
  template <class T>
  struct Unwrap {
    using Type = T;
  };
  template <class T>
  struct Unwrap<std::optional<T>> {
    using Type = T;
  };
  using StoredValue = Stored<typename Unwrap<R>::Type>;
  std::vector<StoredValue> values_;
  std::vector<std::uint8_t> nulls_;
};

// f(A) -> R or optional R, null in null out. `f` runs on the values under nulls too: it must be
// total.
template <class A, class F>
[[nodiscard]] ColumnPtr map_unary(Type type, const Vector& a, F f) {
  const auto values = values_of<A>(*a.column);
  const auto nulls = a.column->nulls();
  Answers<std::invoke_result_t<F, A>> out(a.column->size(), {nulls.begin(), nulls.end()});
  for (std::uint32_t i = 0; i < values.size(); ++i) out.put(i, f(static_cast<A>(values[i])));
  return out.finish(type);
}

template <class A, class B, class F>
[[nodiscard]] ColumnPtr map_binary(Type type, const Vector& a, const Vector& b, std::uint32_t rows,
                                   F f) {
  const Vector both[] = {a, b};
  const std::uint32_t n = answer_rows(both, rows);
  const auto left = values_of<A>(*a.column);
  const auto right = values_of<B>(*b.column);
  Answers<std::invoke_result_t<F, A, B>> out(n, merged_nulls(both, n));
  if (a.constant && !b.constant) {
    const A x = static_cast<A>(left[0]);
    for (std::uint32_t i = 0; i < n; ++i) out.put(i, f(x, static_cast<B>(right[i])));
  } else if (b.constant && !a.constant) {
    const B y = static_cast<B>(right[0]);
    for (std::uint32_t i = 0; i < n; ++i) out.put(i, f(static_cast<A>(left[i]), y));
  } else {
    for (std::uint32_t i = 0; i < n; ++i)
      out.put(i, f(static_cast<A>(left[i]), static_cast<B>(right[i])));
  }
  return out.finish(type);
}

}  // namespace crumb::kql
