// Running a plan into a table, and computing its shared tables when they are first asked for.
// Not the operators, and not the binding of scalars (program.cpp asks for them).
#include "kql/exec/runtime.h"

#include <algorithm>
#include <string>
#include <utility>

#include "kql/exec/group_table.h"
#include "kql/exec/operator.h"
#include "kql/exec/origins.h"

namespace crumb::kql {

namespace {

// A batch as segments of at most Segment::kMaxRows rows. Missing lanes stay missing columns.
void append_batch(Table& table, Batch& batch, bool origins) {
  std::vector<ColumnPtr> columns(table.schema().size());
  for (std::uint32_t at = 0; at < columns.size(); ++at) {
    if (batch.has(at)) columns[at] = batch.column(at);
  }
  for (std::uint32_t begin = 0; begin < batch.rows(); begin += Segment::kMaxRows) {
    Segment segment;
    segment.rows = std::min(batch.rows() - begin, Segment::kMaxRows);
    for (const ColumnPtr& column : columns) {
      segment.columns.push_back(column == nullptr ? nullptr : slice(column, begin, segment.rows));
    }
    if (origins) {
      OriginsBuilder builder;
      for (std::uint32_t row = 0; row < segment.rows; ++row)
        builder.add_row(batch.origins(), begin + row);
      if (const auto refs = builder.finish(); refs != nullptr) segment.origins = *refs;
    }
    table.append(std::move(segment));
  }
}

}  // namespace

Runtime::Runtime(Plan& plan, Session& session, bool whole_tables)
    : plan_(plan),
      session_(session),
      needed_(plan, whole_tables),
      held_(session),
      lists_(plan.shared.size()) {}
Runtime::~Runtime() = default;

Result<TablePtr> Runtime::run_node(const Node& node, std::string name) {
  const OperatorPtr root = make_operator(node, {*this});
  const auto table = std::make_shared<Table>(std::move(name), node.schema);
  for (Batch batch;;) {
    CRUMB_TRY(const bool more, root->next(batch));
    if (!more) break;
    CRUMB_CHECK_OK(session_.check_rows(table->rows() + batch.rows(), node.span));
    append_batch(*table, batch, session_.origins);
    CRUMB_CHECK_OK(held_.add(bytes_of(session_, batch), node.span));
  }
  root->report(session_.stages, 0);
  return table;
}

Result<TablePtr> Runtime::run() { return run_node(*plan_.root, {}); }

Result<TablePtr> Runtime::shared_table(std::uint32_t slot) {
  SharedTable& shared = plan_.shared[slot];
  if (shared.table != nullptr) return shared.table;
  if (shared.lazy == nullptr) {
    CRUMB_TRY(shared.table, run_node(*shared.plan, shared.name));
  } else {
    LazyTable& lazy = *shared.lazy;
    if (lazy.table == nullptr || (session_.origins && !lazy.has_origins)) {
      Runtime runtime(lazy.plan, session_);
      CRUMB_TRY(lazy.table, runtime.run_node(*lazy.plan.root, lazy.name));
      lazy.has_origins = session_.origins;
    }
    shared.table = lazy.table;
  }
  for (const Segment& segment : shared.table->segments()) {
    for (const ColumnPtr& column : segment.columns) session_.add_resident(column);
  }
  return shared.table;
}

Result<Value> Runtime::scalar_of(std::uint32_t slot, Type type) {
  CRUMB_TRY(const TablePtr table, shared_table(slot));
  for (const Segment& segment : table->segments()) {
    if (segment.rows > 0) return segment.columns[0]->value(0);
  }
  return Value::null_of(type);
}

Result<Value> Runtime::list_of(std::uint32_t slot) {
  if (lists_[slot].has_value()) return *lists_[slot];
  CRUMB_TRY(const TablePtr table, shared_table(slot));
  GroupTable distinct({table->schema()[0].type});
  std::vector<std::uint32_t> groups;
  for (const Segment& segment : table->segments()) {
    const Vector column{segment.columns[0], false};
    distinct.insert({&column, 1}, segment.rows, groups);
  }
  std::string text = "[";
  const ColumnPtr values = distinct.key(0);
  for (std::uint32_t row = 0; row < distinct.size(); ++row) {
    if (text.size() > 1) text += ',';
    append_json(text, values->value(row));
  }
  text += ']';
  lists_[slot] = Value::of_dynamic(text);
  return *lists_[slot];
}

}  // namespace crumb::kql
