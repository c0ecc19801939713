// union: the rows of each input after another, their columns put in place; a column that an input
// lacks is null. Not the matching of names (the binder did that).
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Union : public Operator {
 public:
  Union(const Node& node, const UnionOp& op, const Build& build) : Operator(node, build), op_(op) {
    for (const NodePtr& from : node.inputs) add_input(make_operator(*from, build));
    for (const ColumnSpec& column : node.schema) nulls_.push_back(null_lane(column.type));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    for (; at_ < node_.inputs.size(); ++at_) {
      Batch from;
      CRUMB_TRY(const bool more, input(at_).next(from));
      if (!more) continue;
      batch = Batch(from.rows());
      batch.reserve(width());
      for (std::uint32_t i = 0; i < width(); ++i) {
        const std::optional<std::uint32_t> column = op_.columns[at_][i];
        if (!needed_[i]) {
          batch.add(Lane{});
        } else {
          batch.add(column.has_value() ? from.lane(*column) : nulls_[i]);
        }
      }
      batch.set_origins(from.origins());
      return true;
    }
    return false;
  }

 private:
  const UnionOp& op_;
  std::vector<Lane> nulls_;
  std::size_t at_ = 0;
};

}  // namespace

OperatorPtr make(const Node& node, const UnionOp& op, const Build& build) {
  return std::make_unique<Union>(node, op, build);
}

}  // namespace crumb::kql
