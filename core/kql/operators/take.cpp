// take, limit: the first rows that come, then no more are asked for. Inside an mv-apply: the first
// of each input row. Not top (sort.cpp).
#include <algorithm>

#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Take : public Operator {
 public:
  Take(const Node& node, const TakeOp& op, const Build& build)
      : Operator(node, build), limit_(op.rows), left_(op.rows) {
    add_input(make_operator(*node.inputs[0], build));
    if (carries_row_) left_of_row_.assign(build.sub_input->input_rows, op.rows);
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (limit_ == 0 || (!carries_row_ && left_ == 0)) return false;
    CRUMB_TRY(const bool more, input().next(batch));
    if (!more) return false;
    if (carries_row_) {
      take_of_each(batch);
    } else {
      if (batch.rows() > left_) batch.select(sequence(0, static_cast<std::uint32_t>(left_)));
      left_ -= batch.rows();
    }
    return true;
  }

 private:
  void take_of_each(Batch& batch) {
    const ColumnPtr owners = batch.column(batch.width() - 1);
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
      std::uint64_t& left = left_of_row_[static_cast<std::size_t>(owners->longs()[row])];
      if (left == 0) continue;
      --left;
      rows.push_back(row);
    }
    batch.select(make_map(std::move(rows)));
  }

  std::uint64_t limit_;
  std::uint64_t left_;
  std::vector<std::uint64_t> left_of_row_;
};

}  // namespace

OperatorPtr make(const Node& node, const TakeOp& op, const Build& build) {
  return std::make_unique<Take>(node, op, build);
}

}  // namespace crumb::kql
