// The one table of functions, operators and aggregates: binder, engine, documentation, completion
// and help read it. A row is added in the file of its family (functions/strings.cpp,
// functions/datetime.cpp ...), in that family's table; registry.cpp lists the families. No static
// initialisers: the tables are constants.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/context.h"
#include "kql/vector.h"
#include "store/type.h"
#include "store/value.h"

namespace crumb::kql {

// What the binder knows of an argument. Names are needed for automatic column names and bags.
struct BoundArg {
  Type type = Type::kString;
  const Value* constant = nullptr;  // when the argument is a literal or folds to one
  std::string_view name;            // column name when the argument is a plain column, else empty
};

// The types that the kernel wants (the binder inserts conversions where an argument differs) and
// those it gives.
struct Signature {
  std::vector<Type> params;   // one for each argument given
  std::vector<Type> results;  // one; aggregates such as arg_max give several
};

// How the binder calls operators:
// - in, !in, in~, !in~, has_any, has_all: args[0] is the value; then the items as written, any
// number of them. An item of
//   type dynamic stands for the elements of its array (also the answer of a subquery).
// - between, !between: value, low, high. `and`, `or`: two arguments. Unary minus arrives as (-1 *
// x), or (0s - x) for timespan.
// - a comparison with both sides as they were written: bind() names the types that both are
// converted to.
enum class FunctionKind : std::uint8_t {
  kScalar,    // written as a call: strlen(x)
  kOperator,  // written as an operator: the name is its KQL spelling ("+", "=~", "!has_cs",
              // "matches regex", "between")
  kWindow,  // needs serialized input; its kernel is given all rows at once: prev, next, row_number,
            // row_cumsum
};

struct ScalarFunction {
  std::string_view name;
  std::string_view
      parameters;  // "(source:string, start:long, [length:long])", for help and documentation
  std::string_view summary;  // one sentence
  std::uint8_t min_args = 0;
  std::uint8_t max_args = 0;  // 255: any number
  FunctionKind kind = FunctionKind::kScalar;
  // kSemantic when Kusto's binder would refuse these types.
  Result<Signature> (*bind)(std::span<const BoundArg> args) = nullptr;
  // `args` have exactly the types of the signature. The answer has `rows` values, or 1 when every
  // argument is constant (the engine then marks it constant). Null in, null out unless the
  // documentation says otherwise.
  Result<ColumnPtr> (*eval)(std::span<const Vector> args, std::uint32_t rows,
                            EvalContext& context) = nullptr;
  bool pure = true;  // false: equal arguments may give other answers (rand, new_guid); never
                     // folded, shared or reordered
  // A sentence that the answer of a query with this call carries as a warning; empty: none.
  std::string_view (*caution)(std::span<const BoundArg> args) = nullptr;
  bool needs_networks = false;  // refused by name where the catalog has no network pack
};

// Accumulates rows into groups 0..group_count-1, group_count only ever grows.
class Aggregator {
 public:
  virtual ~Aggregator() = default;
  // groups[row] is the row's group; rows with kNoGroup are left out.
  virtual Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                           std::uint32_t group_count, EvalContext& context) = 0;
  // One column for each result type of the signature, group_count rows each. Called once.
  // Groups that got no row (all of them, when there was no input) answer the aggregate's default.
  virtual Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) = 0;
  // Memory held beyond a few words a group (the lists of make_list, the sets of dcount); asked
  // between batches.
  [[nodiscard]] virtual std::uint64_t bytes() const { return 0; }
  static constexpr std::uint32_t kNoGroup = 0xFFFF'FFFFu;
};

struct AggregateFunction {
  std::string_view name;
  std::string_view parameters;
  std::string_view summary;
  std::uint8_t min_args = 0;
  std::uint8_t max_args = 0;
  Result<Signature> (*bind)(std::span<const BoundArg> args) = nullptr;
  std::unique_ptr<Aggregator> (*make)(const Signature& signature,
                                      std::span<const BoundArg> args) = nullptr;
};

// Names are matched exactly, as Kusto does. nullptr: unknown here.
[[nodiscard]] const ScalarFunction* find_scalar(
    std::string_view name);  // calls and window functions
[[nodiscard]] const ScalarFunction* find_operator(std::string_view symbol);
[[nodiscard]] const AggregateFunction* find_aggregate(std::string_view name);

// Kusto has it, we do not: the binder answers "unsupported: NAME" instead of "unknown function".
[[nodiscard]] bool is_known_to_kusto(std::string_view function_name);

[[nodiscard]] std::vector<const ScalarFunction*>
all_scalars();  // sorted by name; operators included
[[nodiscard]] std::vector<const AggregateFunction*> all_aggregates();

// The implicit or explicit conversion kernel (tostring, tolong, todatetime ... and what the binder
// inserts). nullptr: no such conversion.
[[nodiscard]] const ScalarFunction* find_conversion(Type from, Type to);

}  // namespace crumb::kql
