// What all operators share: counting, stopping, collecting. And the table of node kinds.
// Not an operator.
#include "kql/exec/operator.h"

#include <algorithm>
#include <utility>

#include "kql/exec/origins.h"
#include "kql/operators/make.h"

namespace crumb::kql {

Result<bool> Operator::next(Batch& batch) {
  double (*const clock)() = session().seconds;
  const double begin = clock == nullptr ? 0 : clock();
  auto more = next_rows(batch);
  if (clock != nullptr) seconds_ += clock() - begin;
  return more;
}

Result<bool> Operator::next_rows(Batch& batch) {
  do {
    CRUMB_CHECK_OK(session().check_cancelled());
    CRUMB_TRY(const bool more, produce(batch));
    if (!more) return false;
  } while (batch.rows() == 0);
  rows_out_ += batch.rows();
  return true;
}

void Operator::report(std::vector<StageStats>& stages, std::uint32_t depth) const {
  std::uint64_t rows_in = 0;
  double seconds = seconds_;
  for (std::size_t at = 0; at < inputs_.size(); ++at) {
    inputs_[at]->report(stages, at == 0 ? depth : depth + 1);
    rows_in += inputs_[at]->rows_out_;
    seconds -= inputs_[at]->seconds_;
  }
  stages.push_back({node_.label, node_.span, inputs_.empty() ? rows_out_ : rows_in, rows_out_,
                    std::max(seconds, 0.0), depth});
}

Result<Batch> collect(Operator& source, Session& session, Held& held, Span span) {
  std::vector<Batch> batches;
  std::uint64_t rows = 0;
  for (Batch batch;;) {
    CRUMB_TRY(const bool more, source.next(batch));
    if (!more) break;
    rows += batch.rows();
    CRUMB_CHECK_OK(session.check_rows(rows, span));
    CRUMB_CHECK_OK(held.add(bytes_of(session, batch), span));
    batches.push_back(std::move(batch));
  }
  const bool copied = batches.size() > 1;
  Batch joined = join_batches(std::move(batches), session.origins);
  if (copied) CRUMB_CHECK_OK(held.add(bytes_of(session, joined), span));
  return joined;
}

namespace {

// Same dictionary or same fixed width: one column. Constants stay constants when all batches have
// the same one.
Lane join_lanes(std::vector<Batch>& batches, std::uint32_t at) {
  bool constant = true;
  for (const Batch& batch : batches) {
    constant = constant && batch.lane(at).constant &&
               batch.lane(at).column == batches.front().lane(at).column;
  }
  if (constant) return batches.front().lane(at);
  std::vector<ColumnPtr> columns;
  columns.reserve(batches.size());
  for (Batch& batch : batches) columns.push_back(batch.column(at));
  return {concat(columns), nullptr, false};
}

}  // namespace

Batch join_batches(std::vector<Batch> batches, bool origins) {
  if (batches.empty()) return Batch(0);
  if (batches.size() == 1) return std::move(batches.front());
  std::uint32_t rows = 0;
  for (const Batch& batch : batches) rows += batch.rows();
  Batch out(rows);
  for (std::uint32_t at = 0; at < batches.front().width(); ++at) {
    out.add(batches.front().has(at) ? join_lanes(batches, at) : Lane{});
  }
  if (origins) {
    OriginsBuilder builder;
    for (const Batch& batch : batches) builder.add_rows(batch.origins(), batch.rows());
    out.set_origins(origin_lane(builder.finish()));
  }
  return out;
}

OperatorPtr make_operator(const Node& node, const Build& build) {
  return std::visit([&](const auto& op) { return make(node, op, build); }, node.op);
}

}  // namespace crumb::kql
