// pivot: rows to keys, and in each key to one cell by the text of the pivoted column; one
// aggregator fills all cells. Which texts are columns is part of the plan (bind_pivot.cpp).
#include <algorithm>

#include "kql/exec/group_table.h"
#include "kql/exec/origins.h"
#include "kql/exec/program.h"
#include "kql/exprs.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Pivot : public Operator {
 public:
  Pivot(const Node& node, const PivotOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        program_(build.runtime),
        groups_(types_of(op.keys)),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    for (const ExprPtr& key : op.keys) keys_.push_back(program_.add(*key));
    pivot_ = program_.add(*op.pivot);
    for (const ExprPtr& arg : op.aggregate.args) args_.push_back(program_.add(*arg));
    aggregator_ = op.aggregate.function->make(op.aggregate.signature, op.aggregate.bound);
    for (const std::string& value : op.values) (void)texts_.insert(value);
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    for (Batch from;;) {
      CRUMB_TRY(const bool more, input().next(from));
      if (!more) break;
      CRUMB_CHECK_OK(add(from));
    }
    CRUMB_TRY(batch, finish());
    return true;
  }

 private:
  [[nodiscard]] std::uint32_t group_count() const {
    return op_.keys.empty() ? (any_ ? 1 : 0) : groups_.size();
  }

  Result<void> add(Batch& from) {
    any_ = true;
    program_.begin(from);
    std::vector<Vector> keys;
    for (const Program::Index key : keys_) {
      CRUMB_TRY(keys.emplace_back(), program_.value(key));
    }
    if (keys.empty()) {
      group_of_.assign(from.rows(), 0);
    } else {
      groups_.insert(keys, from.rows(), group_of_);
    }
    if (wants_origins()) origins_.add(from.origins(), group_of_, group_count());
    CRUMB_CHECK_OK(session().check_rows(group_count(), node_.span));
    const std::uint64_t cells = std::uint64_t{group_count()} * op_.values.size();
    CRUMB_CHECK_OK(held_.set(groups_.bytes() + aggregator_->bytes() + cells * 24, node_.span));
    if (cells >= Aggregator::kNoGroup)
      return fail(ErrorCode::kLimit, "The pivoted table has too many cells.", node_.span);

    CRUMB_TRY(const Vector pivot, program_.value(pivot_));
    ids_.resize(from.rows());
    texts_.ids(*pivot.column, pivot.constant, from.rows(), false, ids_.data());
    const auto width = static_cast<std::uint32_t>(op_.values.size());
    for (std::uint32_t row = 0; row < from.rows(); ++row) {
      std::uint32_t& group = group_of_[row];
      group = ids_[row] == TextPool::kNone ? Aggregator::kNoGroup : group * width + ids_[row];
    }
    std::vector<Vector> args;
    for (const Program::Index arg : args_) {
      CRUMB_TRY(args.emplace_back(), program_.value(arg));
    }
    return aggregator_->add(args, group_of_, static_cast<std::uint32_t>(cells), session().eval);
  }

  Result<Batch> finish() {
    const std::uint32_t groups = group_count();
    const auto width = static_cast<std::uint32_t>(op_.values.size());
    Batch out(groups);
    for (std::uint32_t i = 0; i < op_.keys.size(); ++i) out.add(groups_.key(i));
    CRUMB_TRY(const std::vector<ColumnPtr> cells, aggregator_->finish(groups * width));
    std::vector<std::uint32_t> rows(groups);
    for (std::uint32_t at = 0; at < width; ++at) {
      for (std::uint32_t group = 0; group < groups; ++group) rows[group] = group * width + at;
      out.add(take(cells[0], rows));
    }
    if (wants_origins()) out.set_origins(origin_lane(origins_.finish(groups)));
    return out;
  }

  const PivotOp& op_;
  Program program_;
  std::vector<Program::Index> keys_, args_;
  Program::Index pivot_ = 0;
  std::unique_ptr<Aggregator> aggregator_;
  GroupTable groups_;
  TextPool texts_;  // id = place among the values
  std::vector<std::uint32_t> group_of_, ids_;
  GroupOrigins origins_;
  Held held_;
  bool any_ = false;
  bool done_ = false;
};

}  // namespace

OperatorPtr make(const Node& node, const PivotOp& op, const Build& build) {
  return std::make_unique<Pivot>(node, op, build);
}

}  // namespace crumb::kql
