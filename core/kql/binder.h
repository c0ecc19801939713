// The binder: a syntax tree and the names around it in, a typed plan out. Runs nothing but constant
// expressions. Call order: parse() -> bind() -> the engine runs the plan; or parse() ->
// bind_definition() for each let of define().
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "kql/ast.h"
#include "kql/context.h"
#include "kql/engine.h"
#include "kql/environment.h"
#include "kql/plan.h"
#include "store/catalog.h"

namespace crumb::kql {

// Runs a part of a query while the rest is being bound: plugins such as bag_unpack have columns
// that only the rows tell. The engine has one (exec/stage.h); who only checks a text has none.
class Stage {
 public:
  virtual ~Stage() = default;
  // Computes the table of a slot of a plan that is still being made, and those that it uses; all of
  // them are then tables of the plan. The plan's root must be free.
  [[nodiscard]] virtual Result<TablePtr> table_of(Plan& plan, std::uint32_t slot, Span span) = 0;
};

// What a text may refer to. `environment` may be nullptr; `context` serves constant folding (now())
// and limits.
struct BindInput {
  const Catalog& catalog;
  Environment::Impl* environment = nullptr;
  const Bindings& bindings;
  EvalContext& context;
  Stage* stage = nullptr;  // nullptr: columns that rows decide stay unknown
};

// Binds a query: lets, then the last tabular expression. A scalar expression as the last one gives
// one row, one column. Errors: kSemantic, kUnsupported, kLimit. `all`, when given, receives every
// diagnostic (the returned one is the first).
// Without a stage the plan has no root where only rows tell the columns: nothing behind is checked.
[[nodiscard]] Result<Plan> bind(const ast::Query& query, const BindInput& input,
                                std::vector<Error>* all = nullptr);

// One let statement of define(). Tables (lazy) and functions are put into input.environment here;
// for a scalar the caller runs `plan` (one row, one column) and puts the value itself, before it
// binds the next statement.
struct Definition {
  std::string name;
  bool scalar = false;
  Plan plan;
};
// Errors: as bind(); kSemantic for a statement that is no let.
[[nodiscard]] Result<Definition> bind_definition(const ast::Statement& statement,
                                                 const BindInput& input);

}  // namespace crumb::kql
