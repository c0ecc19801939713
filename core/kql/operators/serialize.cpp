// serialize: all rows in one batch, in the order in which they came.
// Not the window functions themselves (functions/) and not sort.
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Serialize : public Operator {
 public:
  Serialize(const Node& node, const Build& build)
      : Operator(node, build), held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    CRUMB_TRY(batch, collect(input(), session(), held_, node_.span));
    return batch.rows() > 0;
  }

 private:
  bool done_ = false;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const SerializeOp&, const Build& build) {
  return std::make_unique<Serialize>(node, build);
}

}  // namespace crumb::kql
