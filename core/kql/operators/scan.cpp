// The leaves of a plan: tables, shared tables, computed rows, and the expanded rows of an mv-apply.
// Nothing is copied. Not range (range.cpp).
#include <optional>
#include <utility>

#include "kql/exec/origins.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Scan : public Operator {
 public:
  // Without a table: that of a shared slot, once rows are asked for.
  Scan(const Node& node, const Build& build, TablePtr table, std::uint32_t slot)
      : Operator(node, build), table_(std::move(table)), slot_(slot) {}

 protected:
  Result<bool> produce(Batch& batch) override {
    if (table_ == nullptr) {
      CRUMB_TRY(table_, runtime_.shared_table(slot_));
    }
    if (at_ == table_->segments().size()) return false;
    const Segment& segment = table_->segments()[at_++];
    batch = Batch(segment.rows);
    batch.reserve(width());
    for (std::uint32_t i = 0; i < width(); ++i) {
      batch.add(needed_[i] ? Lane{segment.columns[i], nullptr, false} : Lane{});
      if (needed_[i]) session().add_resident(segment.columns[i]);
    }
    if (wants_origins())
      batch.set_origins(origin_lane(std::shared_ptr<const Origins>(table_, &segment.origins)));
    return true;
  }

 private:
  TablePtr table_;
  std::uint32_t slot_;
  std::size_t at_ = 0;
};

class SubInputScan : public Operator {
 public:
  SubInputScan(const Node& node, const Build& build)
      : Operator(node, build), rows_(build.sub_input->rows) {}

 protected:
  Result<bool> produce(Batch& batch) override {
    if (rows_ == nullptr) return false;
    batch = *std::exchange(rows_, nullptr);
    return true;
  }

 private:
  const Batch* rows_;
};

}  // namespace

OperatorPtr make(const Node& node, const ScanOp& op, const Build& build) {
  return std::make_unique<Scan>(node, build, op.table, 0);
}
OperatorPtr make(const Node& node, const RowsOp& op, const Build& build) {
  return std::make_unique<Scan>(node, build, op.table, 0);
}
OperatorPtr make(const Node& node, const SharedOp& op, const Build& build) {
  return std::make_unique<Scan>(node, build, nullptr, op.slot);
}
OperatorPtr make(const Node& node, const SubInputOp&, const Build& build) {
  return std::make_unique<SubInputScan>(node, build);
}

}  // namespace crumb::kql
