// project, extend and their kin: computes the outputs that somebody needs; plain columns pass
// through ungathered. With window functions all input rows are taken as one batch first.
#include "kql/exec/program.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Project : public Operator {
 public:
  Project(const Node& node, const ProjectOp& op, const Build& build)
      : Operator(node, build),
        program_(build.runtime),
        serialize_(op.serialize),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    steps_.resize(width());
    for (std::uint32_t i = 0; i < width(); ++i) {
      if (needed_[i]) steps_[i] = program_.add(*op.outputs[i].expr);
    }
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    Batch from;
    CRUMB_TRY(const bool more, pull(from));
    if (!more) return false;
    program_.begin(from);
    std::vector<Lane> lanes(width());
    for (std::uint32_t i = 0; i < width(); ++i) {
      if (!needed_[i]) continue;
      CRUMB_TRY(lanes[i], program_.lane(steps_[i]));
    }
    batch = Batch(from.rows());
    batch.reserve(width() + 1);
    for (Lane& lane : lanes) batch.add(std::move(lane));
    if (carries_row_) batch.add(from.lane(from.width() - 1));
    batch.set_origins(from.origins());
    return true;
  }

 private:
  Result<bool> pull(Batch& from) {
    if (!serialize_) return input().next(from);
    if (done_) return false;
    done_ = true;
    CRUMB_TRY(from, collect(input(), session(), held_, node_.span));
    return from.rows() > 0;
  }

  Program program_;
  std::vector<Program::Index> steps_;
  bool serialize_;
  bool done_ = false;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const ProjectOp& op, const Build& build) {
  return std::make_unique<Project>(node, op, build);
}

}  // namespace crumb::kql
