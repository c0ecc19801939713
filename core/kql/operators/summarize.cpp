// summarize and distinct: rows to groups by their keys, aggregators fed batch by batch, one row a
// group at the end. Without keys there is one row even for no input. Inside an mv-apply every group
// belongs to one input row.
#include "kql/exec/group_table.h"
#include "kql/exec/origins.h"
#include "kql/exec/program.h"
#include "kql/exprs.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Summarize : public Operator {
 public:
  Summarize(const Node& node, const SummarizeOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        program_(build.runtime),
        groups_(key_types(op, build)),
        fixed_groups_(op.keys.empty() ? (build.carries_row ? build.sub_input->input_rows : 1) : 0),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    for (const ExprPtr& key : op.keys) keys_.push_back(program_.add(*key));
    auto column = static_cast<std::uint32_t>(op.keys.size());
    for (const AggregateCall& call : op.aggregates) {
      Fold& fold = folds_.emplace_back();
      fold.first_column = column;
      for (std::size_t i = 0; i < call.signature.results.size(); ++i)
        fold.wanted = fold.wanted || needed_[column + i];
      column += static_cast<std::uint32_t>(call.signature.results.size());
      if (!fold.wanted) continue;
      for (const ExprPtr& arg : call.args) fold.args.push_back(program_.add(*arg));
      fold.aggregator = call.function->make(call.signature, call.bound);
    }
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
  struct Fold {
    std::unique_ptr<Aggregator> aggregator;
    std::vector<Program::Index> args;
    std::uint32_t first_column = 0;
    bool wanted = false;
  };

  static std::vector<Type> key_types(const SummarizeOp& op, const Build& build) {
    std::vector<Type> types = types_of(op.keys);
    if (build.carries_row) types.push_back(Type::kLong);
    return types;
  }

  [[nodiscard]] std::uint32_t group_count() const {
    return op_.keys.empty() ? fixed_groups_ : groups_.size();
  }

  Result<void> add(Batch& from) {
    program_.begin(from);
    if (op_.keys.empty()) {
      number_without_keys(from);
    } else {
      std::vector<Vector> keys;
      for (const Program::Index key : keys_) {
        CRUMB_TRY(keys.emplace_back(), program_.value(key));
      }
      if (carries_row_) keys.push_back(from.vector(from.width() - 1));
      groups_.insert(keys, from.rows(), group_of_);
    }
    std::uint64_t bytes = groups_.bytes();
    for (Fold& fold : folds_) {
      if (!fold.wanted) continue;
      std::vector<Vector> args;
      for (const Program::Index arg : fold.args) {
        CRUMB_TRY(args.emplace_back(), program_.value(arg));
      }
      CRUMB_CHECK_OK(fold.aggregator->add(args, group_of_, group_count(), session().eval));
      bytes += fold.aggregator->bytes() + std::uint64_t{group_count()} * 16;
    }
    if (wants_origins()) origins_.add(from.origins(), group_of_, group_count());
    CRUMB_CHECK_OK(session().check_rows(group_count(), node_.span));
    return held_.set(bytes, node_.span);
  }

  void number_without_keys(Batch& from) {
    group_of_.assign(from.rows(), 0);
    if (!carries_row_) return;
    const ColumnPtr owners = from.column(from.width() - 1);
    for (std::uint32_t row = 0; row < from.rows(); ++row)
      group_of_[row] = static_cast<std::uint32_t>(owners->longs()[row]);
  }

  Result<Batch> finish() {
    Batch out(group_count());
    out.reserve(width() + 1);
    for (std::uint32_t i = 0; i < op_.keys.size(); ++i)
      out.add(Lane{needed_[i] ? groups_.key(i) : nullptr, nullptr, false});
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      const std::size_t results = op_.aggregates[i].signature.results.size();
      std::vector<ColumnPtr> columns(results);
      if (folds_[i].wanted) {
        CRUMB_TRY(columns, folds_[i].aggregator->finish(group_count()));
      }
      for (ColumnPtr& column : columns) out.add(std::move(column));
    }
    if (carries_row_) out.add(owners());
    if (wants_origins()) out.set_origins(origin_lane(origins_.finish(group_count())));
    return out;
  }

  [[nodiscard]] ColumnPtr owners() const {
    if (!op_.keys.empty()) return groups_.key(static_cast<std::uint32_t>(op_.keys.size()));
    ColumnBuilder builder(Type::kLong);
    for (std::uint32_t row = 0; row < fixed_groups_; ++row) builder.append_long(row);
    return builder.finish();
  }

  const SummarizeOp& op_;
  Program program_;
  std::vector<Program::Index> keys_;
  std::vector<Fold> folds_;
  GroupTable groups_;
  std::uint32_t fixed_groups_;  // without keys: known beforehand
  std::vector<std::uint32_t> group_of_;
  GroupOrigins origins_;
  Held held_;
  bool done_ = false;
};

}  // namespace

OperatorPtr make(const Node& node, const SummarizeOp& op, const Build& build) {
  return std::make_unique<Summarize>(node, op, build);
}

}  // namespace crumb::kql
