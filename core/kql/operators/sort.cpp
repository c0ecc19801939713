// sort and top: rows in the order of their keys, in one batch so that window functions may follow.
// Equal rows stay in the order in which they came. Inside an mv-apply each input row's rows are
// ordered (and limited) among themselves. Not the comparison of keys (exec/sort_keys.h).
#include <algorithm>

#include "kql/exec/program.h"
#include "kql/exec/sort_keys.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class Sort : public Operator {
 public:
  Sort(const Node& node, const SortOp& op, const Build& build)
      : Operator(node, build), op_(op), program_(build.runtime), held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    for (const SortKey& key : op.keys) keys_.push_back(program_.add(*key.expr));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    if (op_.limit.has_value() && !carries_row_) {
      CRUMB_TRY(batch, top(*op_.limit));
      return batch.rows() > 0;
    }
    CRUMB_TRY(batch, collect(input(), session(), held_, node_.span));
    if (batch.rows() == 0) return false;
    CRUMB_TRY(const SortKeys keys, keys_of(batch));
    batch.select(make_map(keys.order()));
    if (op_.limit.has_value()) limit_each(batch);
    return true;
  }

 private:
  Result<SortKeys> keys_of(Batch& batch) { return keys_of(batch, keys_.size()); }

  // By the first `count` keys.
  Result<SortKeys> keys_of(Batch& batch, std::size_t count) {
    SortKeys keys(batch.rows());
    program_.begin(batch);
    if (carries_row_) keys.add(batch.vector(batch.width() - 1), false, false);
    for (std::size_t i = 0; i < count; ++i) {
      CRUMB_TRY(const Vector vector, program_.value(keys_[i]));
      keys.add(vector, op_.keys[i].descending, op_.keys[i].nulls_first);
    }
    return keys;
  }

  // Keeps the best rows of each batch, and from time to time only the best of those.
  Result<Batch> top(std::uint64_t limit) {
    std::vector<Batch> pool;
    std::uint64_t pooled = 0;
    for (Batch from;;) {
      CRUMB_TRY(const bool more, input().next(from));
      if (!more) break;
      CRUMB_CHECK_OK(keep_best(from, limit));
      pooled += from.rows();
      CRUMB_CHECK_OK(held_.add(bytes_of(session(), from), node_.span));
      pool.push_back(std::move(from));
      if (pooled > std::max<std::uint64_t>(limit * 4, 16'384)) {
        CRUMB_CHECK_OK(shrink(pool, limit));
        pooled = pool.front().rows();
      }
    }
    if (pool.empty()) return Batch(0);
    CRUMB_CHECK_OK(session().check_rows(pooled, node_.span));
    CRUMB_CHECK_OK(shrink(pool, limit));
    return std::move(pool.front());
  }

  Result<void> shrink(std::vector<Batch>& pool, std::uint64_t limit) {
    Batch joined = join_batches(std::move(pool), wants_origins());
    CRUMB_CHECK_OK(keep_best(joined, limit));
    pool.clear();
    CRUMB_CHECK_OK(held_.set(bytes_of(session(), joined), node_.span));
    pool.push_back(std::move(joined));
    return {};
  }

  Result<void> keep_best(Batch& batch, std::uint64_t limit) {
    if (keys_.size() > 1 && batch.rows() / 8 > limit) {
      // Most rows are out by their first key: the others' need not be computed for them.
      CRUMB_TRY(const SortKeys lead, keys_of(batch, 1));
      batch.select(make_map(lead.contenders(limit)));
    }
    CRUMB_TRY(const SortKeys keys, keys_of(batch));
    batch.select(make_map(keys.first(limit)));
    for (std::uint32_t at = 0; at < batch.width();
         ++at) {  // so that whole segments are not held for a few rows
      if (batch.has(at)) (void)batch.vector(at);
    }
    return {};
  }

  void limit_each(Batch& batch) {
    const ColumnPtr owners = batch.column(batch.width() - 1);
    std::vector<std::uint32_t> rows;
    std::uint64_t taken = 0;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
      if (row > 0 && owners->longs()[row] != owners->longs()[row - 1]) taken = 0;
      if (taken++ < *op_.limit) rows.push_back(row);
    }
    batch.select(make_map(std::move(rows)));
  }

  const SortOp& op_;
  Program program_;
  std::vector<Program::Index> keys_;
  bool done_ = false;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const SortOp& op, const Build& build) {
  return std::make_unique<Sort>(node, op, build);
}

}  // namespace crumb::kql
