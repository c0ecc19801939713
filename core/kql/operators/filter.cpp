// where: narrows a batch to the rows that pass; no column moves. The parts of a conjunction run one
// after another, cheap ones first, each on what the ones before it left. Not a push-down: that has
// happened in the plan (exec/push_down.h).
#include <algorithm>

#include "kql/exec/program.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Filter : public Operator {
 public:
  Filter(const Node& node, const FilterOp& op, const Build& build)
      : Operator(node, build), program_(build.runtime) {
    add_input(make_operator(*node.inputs[0], build));
    std::vector<const Expr*> parts;
    split_conjunction(*op.condition, parts);
    for (const Expr* part : parts) parts_.push_back(program_.add(*part));
    std::stable_sort(parts_.begin(), parts_.end(), [this](Program::Index a, Program::Index b) {
      return program_.cost(a) < program_.cost(b);
    });
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    CRUMB_TRY(const bool more, input().next(batch));
    if (!more) return false;
    program_.begin(batch);
    for (const Program::Index part : parts_) {
      CRUMB_CHECK_OK(program_.matches(part, rows_));
      if (rows_.size() == batch.rows()) continue;
      batch.select(make_map(rows_));
      if (batch.rows() == 0) break;
      program_.begin(batch);
    }
    return true;
  }

 private:
  Program program_;
  std::vector<Program::Index> parts_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace

OperatorPtr make(const Node& node, const FilterOp& op, const Build& build) {
  return std::make_unique<Filter>(node, op, build);
}

}  // namespace crumb::kql
