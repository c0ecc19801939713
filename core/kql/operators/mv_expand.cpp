// mv-expand: a row for each element of an array or bag, the other columns repeated by reference.
// Not the taking apart of arrays (exec/elements.h).
#include <optional>

#include "kql/exec/elements.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class MvExpand : public Operator {
 public:
  MvExpand(const Node& node, const MvExpandOp& op, const Build& build)
      : Operator(node, build), op_(op) {
    add_input(make_operator(*node.inputs[0], build));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    const auto columns = static_cast<std::uint32_t>(node_.inputs[0]->schema.size());
    for (;;) {
      if (expansion_.has_value() && expansion_->next(Segment::kMaxRows, columns, batch)) break;
      CRUMB_TRY(const bool more, input().next(from_));
      if (!more) return false;
      expansion_.emplace(op_, from_, needed_);
    }
    given_ += batch.rows();
    CRUMB_CHECK_OK(session().check_rows(given_ / 20, node_.span));
    return true;
  }

 private:
  const MvExpandOp& op_;
  Batch from_;
  std::optional<Expansion> expansion_;
  std::uint64_t given_ = 0;
};

}  // namespace

OperatorPtr make(const Node& node, const MvExpandOp& op, const Build& build) {
  return std::make_unique<MvExpand>(node, op, build);
}

}  // namespace crumb::kql
