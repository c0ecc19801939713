// and, or, not, with three-valued logic: false decides an `and`, true an `or`, whatever the other
// side is.
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// kDecides: the value that settles the answer by itself.
template <bool kDecides>
Result<ColumnPtr> combine(Args args, std::uint32_t rows, EvalContext&) {
  const std::uint32_t n = answer_rows(args, rows);
  const auto a = args[0].column->bools();
  const auto b = args[1].column->bools();
  std::vector<std::uint8_t> truth(n);
  for (std::uint32_t i = 0; i < n; ++i) {
    const bool x = a[args[0].at(i)] != 0;
    const bool y = b[args[1].at(i)] != 0;
    truth[i] = kDecides ? (x || y) : (x && y);
  }
  std::vector<std::uint8_t> nulls = merged_nulls(args, n);
  for (std::uint32_t i = 0; i < nulls.size(); ++i) {
    if (nulls[i] == 0) continue;
    const auto decides = [i](const Vector& v, std::span<const std::uint8_t> values) {
      return !v.is_null(i) && (values[v.at(i)] != 0) == kDecides;
    };
    if (!decides(args[0], a) && !decides(args[1], b)) continue;
    nulls[i] = 0;
    truth[i] = kDecides ? 1 : 0;
  }
  return make_column(Type::kBool, std::move(truth), std::move(nulls));
}

Result<ColumnPtr> negate(Args args, std::uint32_t, EvalContext&) {
  return map_unary<bool>(Type::kBool, args[0], [](bool x) { return !x; });
}

// bool, or dynamic that holds one.
Result<Signature> bind_logic(std::span<const BoundArg> args) {
  for (const BoundArg& arg : args) {
    if (arg.type != Type::kBool && arg.type != Type::kDynamic)
      return wrong_type("a side of `and` or `or`", "a bool", arg.type);
  }
  return Signature{{Type::kBool, Type::kBool}, {Type::kBool}};
}

constexpr ScalarFunction kLogic[] = {
    row<"(left:bool, right:bool) -> bool">("and", "Both are true.", bind_logic, combine<false>,
                                           FunctionKind::kOperator),
    row<"(left:bool, right:bool) -> bool">("or", "One is true.", bind_logic, combine<true>,
                                           FunctionKind::kOperator),
    row<"(condition:bool) -> bool">("not", "True for false, false for true, null for null.",
                                    negate),
};

}  // namespace

ScalarTable logic_operators() { return kLogic; }

}  // namespace crumb::kql
