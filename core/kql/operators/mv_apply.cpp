// mv-apply: a subplan over the expanded rows of each input row. Where the subplan only filters,
// projects, summarizes, orders, takes or expands it runs once over all rows, which carry the number
// of their input row; else once a row. Not the taking apart of arrays (exec/elements.h).
#include <optional>

#include "kql/exec/elements.h"
#include "kql/exec/subplan.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

constexpr std::uint32_t kSmall =
    4096;  // rows; results of single input rows are gathered up to this

class MvApply : public Operator {
 public:
  MvApply(const Node& node, const MvApplyOp& op, const Build& build)
      : Operator(node, build), op_(op), at_once_(runs_at_once(*op.subplan)) {
    add_input(make_operator(*node.inputs[0], build));
    needed_rows_.assign(node.inputs[0]->schema.size() + 1, false);
    add_needed_rows(*op.subplan, build.runtime.needed(), needed_rows_);
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    for (;;) {
      Batch rows;
      const auto columns = static_cast<std::uint32_t>(node_.inputs[0]->schema.size());
      if (!expansion_.has_value() || !expansion_->next(Segment::kMaxRows, columns, rows)) {
        CRUMB_TRY(const bool more, input().next(from_));
        if (!more) return false;
        expansion_.emplace(op_.expand, from_, needed_rows_);
        continue;
      }
      // Input rows that gave any row are numbered 0, 1, 2 ...
      std::vector<std::uint32_t> owners;
      ColumnBuilder numbers(Type::kLong);
      numbers.reserve(rows.rows());
      for (const std::uint32_t source : *expansion_->sources()) {
        if (owners.empty() || owners.back() != source) owners.push_back(source);
        numbers.append_long(static_cast<std::int64_t>(owners.size()) - 1);
      }
      if (at_once_) {
        rows.add(numbers.finish());
        CRUMB_TRY(batch, run_at_once(rows, owners));
      } else {
        CRUMB_TRY(batch, run_each(rows, owners));
      }
      if (batch.rows() > 0) return true;
    }
  }

 private:
  // The carried columns of the owners' rows, then the subplan's.
  Batch output(Batch& result, const RowMap& owners) {
    Batch carried = from_;
    carried.select(owners);
    Batch out(result.rows());
    out.reserve(width());
    for (std::size_t i = 0; i < op_.carried.size(); ++i)
      out.add(needed_[i] ? carried.lane(op_.carried[i]) : Lane{});
    for (auto i = static_cast<std::uint32_t>(op_.carried.size()); i < width(); ++i) {
      out.add(result.lane(i - static_cast<std::uint32_t>(op_.carried.size())));
    }
    out.set_origins(result.origins());
    return out;
  }

  Result<Batch> run_at_once(const Batch& rows, const std::vector<std::uint32_t>& owners) {
    const SubInput sub{&rows, static_cast<std::uint32_t>(owners.size())};
    const OperatorPtr root = make_operator(*op_.subplan, {runtime_, &sub, true});
    std::vector<Batch> results;
    for (Batch result;;) {
      CRUMB_TRY(const bool more, root->next(result));
      if (!more) break;
      const ColumnPtr numbers = result.column(result.width() - 1);
      std::vector<std::uint32_t> map(result.rows());
      for (std::uint32_t row = 0; row < result.rows(); ++row)
        map[row] = owners[static_cast<std::size_t>(numbers->longs()[row])];
      results.push_back(output(result, make_map(std::move(map))));
    }
    return join_batches(std::move(results), wants_origins());
  }

  Result<Batch> run_each(const Batch& rows, const std::vector<std::uint32_t>& owners) {
    std::vector<Batch> results;
    std::uint32_t begin = 0;
    for (const std::uint32_t owner : owners) {
      CRUMB_CHECK_OK(session().check_cancelled());
      std::uint32_t end = begin;
      while (end < rows.rows() && (*expansion_->sources())[end] == owner) ++end;
      Batch part = rows;
      part.select(sequence(begin, end - begin));
      begin = end;
      const SubInput sub{&part, 1};
      const OperatorPtr root = make_operator(*op_.subplan, {runtime_, &sub, false});
      for (Batch result;;) {
        CRUMB_TRY(const bool more, root->next(result));
        if (!more) break;
        results.push_back(
            output(result, make_map(std::vector<std::uint32_t>(result.rows(), owner))));
      }
      if (results.size() < kSmall) continue;
      Batch joined = join_batches(std::move(results), wants_origins());
      results.clear();
      results.push_back(std::move(joined));
    }
    return join_batches(std::move(results), wants_origins());
  }

  const MvApplyOp& op_;
  bool at_once_;
  std::vector<bool> needed_rows_;  // by column of the expanded rows
  Batch from_;
  std::optional<Expansion> expansion_;
};

}  // namespace

OperatorPtr make(const Node& node, const MvApplyOp& op, const Build& build) {
  return std::make_unique<MvApply>(node, op, build);
}

}  // namespace crumb::kql
