// partition: the rows of each value of a column together, in order of first appearance, given to a
// subplan: once over all of them where its operators carry the number of the value along, else
// once for each value. Not mv-apply, whose parts are rows of arrays.
#include <algorithm>

#include "kql/exec/group_table.h"
#include "kql/exec/program.h"
#include "kql/exec/subplan.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Partition : public Operator {
 public:
  Partition(const Node& node, const PartitionOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        program_(build.runtime),
        groups_({op.key->type}),
        at_once_(runs_at_once(*op.subplan)),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    key_ = program_.add(*op.key);
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (!begun_) {
      begun_ = true;
      CRUMB_CHECK_OK(begin());
    }
    for (;;) {
      if (running_ != nullptr) {
        Batch result;
        CRUMB_TRY(const bool more, running_->next(result));
        if (more) {
          batch = Batch(result.rows());
          batch.reserve(width());
          for (std::uint32_t i = 0; i < width(); ++i) batch.add(result.lane(i));
          batch.set_origins(result.origins());
          return true;
        }
        running_ = nullptr;
      }
      CRUMB_CHECK_OK(session().check_cancelled());
      if (next_ == ends_.size()) return false;
      start_next();
    }
  }

 private:
  Result<void> begin() {
    CRUMB_TRY(rows_, collect(input(), session(), held_, node_.span));
    if (rows_.rows() == 0) return {};
    program_.begin(rows_);
    CRUMB_TRY(const Vector key, program_.value(key_));
    std::vector<std::uint32_t> group_of;
    groups_.insert({&key, 1}, rows_.rows(), group_of);
    if (op_.max_values != 0 && groups_.size() > op_.max_values) {
      return fail(ErrorCode::kLimit,
                  "partition has more than " + std::to_string(op_.max_values) +
                      " values; hint.strategy=native takes any number",
                  node_.span);
    }
    // Rows by value, in order.
    ends_.assign(groups_.size(), 0);
    for (const std::uint32_t group : group_of) ++ends_[group];
    std::uint32_t sum = 0;
    for (std::uint32_t& end : ends_) sum = end += sum;
    std::vector<std::uint32_t> order(group_of.size());
    for (std::size_t row = group_of.size(); row-- > 0;)
      order[--ends_[group_of[row]]] = static_cast<std::uint32_t>(row);
    for (std::size_t i = 0; i + 1 < ends_.size(); ++i) ends_[i] = ends_[i + 1];
    ends_.back() = rows_.rows();
    rows_.select(make_map(std::move(order)));
    if (!at_once_) return {};
    ColumnBuilder numbers(Type::kLong);
    numbers.reserve(rows_.rows());
    for (std::uint32_t group = 0, row = 0; group < ends_.size(); ++group) {
      for (; row < ends_[group]; ++row) numbers.append_long(group);
    }
    rows_.add(numbers.finish());
    return {};
  }

  void start_next() {
    if (at_once_) {
      part_ = rows_;
      sub_ = {&part_, static_cast<std::uint32_t>(ends_.size())};
      next_ = ends_.size();
    } else {
      const std::uint32_t from = next_ == 0 ? 0 : ends_[next_ - 1];
      part_ = rows_;
      part_.select(sequence(from, ends_[next_] - from));
      sub_ = {&part_, 1};
      ++next_;
    }
    running_ = make_operator(*op_.subplan, {runtime_, &sub_, at_once_});
  }

  const PartitionOp& op_;
  Program program_;
  Program::Index key_ = 0;
  GroupTable groups_;
  bool at_once_;
  bool begun_ = false;
  Batch rows_;                       // by value
  std::vector<std::uint32_t> ends_;  // of each value's rows
  std::size_t next_ = 0;
  Batch part_;
  SubInput sub_;
  OperatorPtr running_;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const PartitionOp& op, const Build& build) {
  return std::make_unique<Partition>(node, op, build);
}

}  // namespace crumb::kql
