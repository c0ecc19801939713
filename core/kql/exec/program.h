// The expressions of one operator, compiled to a list of steps in which equal subexpressions are
// one step. Not a bytecode: each step calls a kernel over whole vectors.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "kql/exec/batch.h"
#include "kql/exec/runtime.h"
#include "kql/plan.h"

namespace crumb::kql {

// How a value is obtained, cheapest first:
// - what depends on no column is computed once and kept;
// - what depends on one string or dynamic column only is computed for the entries of that column's
// dictionary, once as
//   long as batches share the dictionary, and then looked up for each row (see Lift);
// - all else is computed for the rows of the batch, once a batch.
// All arms of a condition are computed for all rows; kernels answer null where they cannot answer.
class Program {
 public:
  using Index = std::uint32_t;

  explicit Program(Runtime& runtime) : runtime_(runtime) {}
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] Index add(const Expr& expr);

  // Values are kept until the next begin(). The batch must outlive them; its rows must not change
  // in between.
  void begin(Batch& batch);
  [[nodiscard]] Result<Vector> value(Index step);  // dense or constant
  [[nodiscard]] Result<Lane> lane(
      Index step);  // as a lane of an output batch; plain columns are not gathered
  // Rows of the batch for which the bool step is true (null is not), ascending.
  [[nodiscard]] Result<void> matches(Index step, std::vector<std::uint32_t>& rows);

  // For ordering conjuncts: what computing the step for a row costs, roughly.
  [[nodiscard]] std::uint32_t cost(Index step) const { return steps_[step].cost; }

 private:
  static constexpr std::uint32_t kNoColumn = 0xFFFF'FFFFu;  // depends on no column
  static constexpr std::uint32_t kManyColumns = 0xFFFF'FFFEu;

  struct Step {
    ExprKind kind = ExprKind::kLiteral;
    const Expr* expr = nullptr;
    std::vector<Index> args;
    std::vector<json::Step> path;
    std::uint32_t source = kNoColumn;  // the only column that the value depends on
    Type source_type = Type::kString;
    bool pure = true;
    std::uint32_t cost = 0;
  };

  // A place where steps are evaluated: the batch, or a column's dictionary with its entries as
  // rows.
  struct Frame {
    Batch* batch = nullptr;
    Vector
        entries;  // when batch is null: the column's value for each entry, then a null for dynamic
    std::uint32_t rows = 0;
    std::vector<Vector> memo;
  };
  struct Lift {
    std::uint32_t column = 0;
    DictionaryPtr dictionary;
    std::vector<std::uint64_t> rows_seen;  // by step: rows of batches that asked for it
    Frame frame;
  };

  [[nodiscard]] Index add_step(Step step, const std::string& key);
  [[nodiscard]] Result<Vector> eval(Index step,
                                    Frame& frame);  // through the dictionary where that pays
  [[nodiscard]] Result<Vector> eval_here(Index step, Frame& frame);  // for the frame's rows
  [[nodiscard]] Result<Vector> compute(Index step, Frame& frame);
  [[nodiscard]] Result<Vector> call(const Step& step, Frame& frame);
  [[nodiscard]] Lift* lift_of(Index step);  // null: not possible, or not worth it
  [[nodiscard]] Lift& lift_for(std::uint32_t column, const DictionaryPtr& dictionary, Type type);

  Runtime& runtime_;
  std::vector<Step> steps_;
  std::unordered_map<std::string, Index> known_;    // by what the step is made of
  std::unordered_map<std::uint32_t, Index> memos_;  // by the slot of a kMemo
  std::vector<Vector> constants_;
  std::vector<Lift> lifts_;
  Frame frame_;
};

// Splits `a and b and c` into its parts.
void split_conjunction(const Expr& expr, std::vector<const Expr*>& parts);

}  // namespace crumb::kql
