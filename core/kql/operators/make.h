// One maker for each kind of node; make_operator() picks by the node's variant. A new operator is
// one line here and a file. Not for use outside exec/ and operators/.
#pragma once

#include "kql/exec/operator.h"

namespace crumb::kql {

[[nodiscard]] OperatorPtr make(const Node& node, const ScanOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const SharedOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const RowsOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const RangeOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const FilterOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const ProjectOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const SummarizeOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const JoinOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const UnionOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const SortOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const TakeOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const MvExpandOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const MvApplyOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const PivotOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const NetworkLookupOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const MakeSeriesOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const SubInputOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const ParseOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const PartitionOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const TopNestedOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const ScanStepsOp& op, const Build& build);
[[nodiscard]] OperatorPtr make(const Node& node, const SerializeOp& op, const Build& build);

}  // namespace crumb::kql
