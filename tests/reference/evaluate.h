// A second evaluator of bound plans: a row at a time, a value at a time, everything in vectors. It
// exists to disagree with the engine, from which it shares the parser, the binder and the printing
// of values, but no kernel and no operator.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kql/plan.h"
#include "reference/values.h"

namespace crumb::reference {

struct Rows {
  std::vector<Row> rows;
  Verdict verdict;
};

// The rows of the plan's result, in order.
[[nodiscard]] Rows evaluate(const kql::Plan& plan, std::int64_t now_ticks);

// --- between the files of the evaluator
class Evaluator;

// A row among the rows of its operator (window functions look at the others).
struct Place {
  const std::vector<Row>& rows;
  std::size_t at;
};

// One call: arguments are evaluated already, but `expr` and `place` are there for window functions.
struct Call {
  const kql::Expr& expr;
  std::vector<Value> args;
  const Place& place;
  Evaluator& evaluator;

  [[nodiscard]] Verdict& verdict() const;
  [[nodiscard]] Value null() const { return Value::null_of(expr.type); }
};

using FunctionOf = Value (*)(Call&);
struct FunctionRow {
  std::string_view name;
  bool sticky;  // a null argument makes the answer null
  FunctionOf eval;
};
[[nodiscard]] const FunctionRow* find_operator(std::string_view name);
[[nodiscard]] const FunctionRow* find_function(std::string_view name);

class Evaluator {
 public:
  Evaluator(const kql::Plan& plan, std::int64_t now) : now_ticks(now), plan_(plan) {}

  [[nodiscard]] Value value(const kql::Expr& expr, const Place& place);
  [[nodiscard]] std::vector<Row> rows(const kql::Node& node);
  // The results of one aggregate over the rows of a group.
  [[nodiscard]] std::vector<Value> aggregate(const kql::AggregateCall& call,
                                             const std::vector<Row>& group);

  Verdict verdict;
  std::int64_t now_ticks;

 private:
  friend struct OperatorVisitor;
  const std::vector<Row>& shared(std::uint32_t slot);

  const kql::Plan& plan_;
  std::map<std::uint32_t, std::vector<Row>> shared_;
  std::vector<Row> sub_input_;
  // innerunique joins that had a choice of left rows: a filter above one may decide it.
  std::uint64_t choices_ = 0;
};

}  // namespace crumb::reference
