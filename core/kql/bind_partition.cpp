// partition: the operators in its parentheses, bound over the rows of one value of the column.
// Strategies only say how Kusto runs it; the legacy one allows 64 values.
// Source: learn.microsoft.com/kusto/query/partition-operator.
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

constexpr std::uint64_t kLegacyValues = 64;

}  // namespace

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Partition& partition) {
  PartitionOp out;
  const ast::Parameter* strategy = op.find("hint.strategy");
  const bool legacy = strategy == nullptr || strategy->value == "legacy";
  if (!legacy && strategy->value != "native" && strategy->value != "shuffle")
    return fail(ErrorCode::kSemantic,
                "partition has no strategy '" + make_visible(strategy->value) + "'",
                strategy->span);
  if (legacy) out.max_values = kLegacyValues;
  CRUMB_TRY(out.key, bind_scalar(*partition.by));
  if (!is_column_reference(*partition.by, *out.key))
    return fail(ErrorCode::kSemantic, "partition wants a column", partition.by->span);
  if (out.key->type == Type::kDynamic)
    return fail(ErrorCode::kSemantic, "partition cannot compare a dynamic", partition.by->span);
  NodePtr leaf = make_node(op, nullptr);
  leaf->schema = input->schema;
  leaf->op = SubInputOp{};
  {
    RowGuard row(*this, nullptr);
    CRUMB_TRY(out.subplan, bind_pipe(*partition.subquery, std::move(leaf)));
  }
  NodePtr node = make_node(op, std::move(input));
  node->schema = out.subplan->schema;
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
