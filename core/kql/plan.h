// What the binder makes of a query and the engine runs: typed expressions over column positions,
// operators over them. Names are resolved, lets are expanded, conversions are explicit; nothing
// here refers to the text but spans.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "kql/functions/registry.h"
#include "kql/functions/text_pattern.h"
#include "store/table.h"

namespace crumb::kql {

// --- expressions
// ---------------------------------------------------------------------------------------
struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class ExprKind : std::uint8_t {
  kLiteral,         // literal
  kColumn,          // column of the input
  kCall,            // function(args)
  kPath,            // args[0] is dynamic; path steps into it (constant steps fused into one walk)
  kScalarSubquery,  // toscalar(): first column of the first row of shared table `slot`, null of
                    // `type` when empty
  kListSubquery,    // right side of `in (tabular)`: the first column of `slot` as a dynamic array,
                    // made once
  kMemo,  // a value that several places share (a let of a function body, a function's argument):
          // evaluate `shared` once a batch, keyed by `slot` (unique in the plan), over all rows of
          // the batch
};

struct PathStep {
  std::string name;
  std::int64_t index = 0;
  bool is_index = false;
};

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Type type = Type::kString;
  Span span;
  Value literal;
  std::uint32_t column = 0;
  const ScalarFunction* function = nullptr;
  std::vector<ExprPtr> args;
  std::vector<PathStep> path;
  std::uint32_t slot = 0;  // kScalarSubquery, kListSubquery: of Plan::shared; kMemo: the memo's id
  std::shared_ptr<const Expr> shared;  // kMemo only; columns in it are those of the same input
};

// --- operators
// ------------------------------------------------------------------------------------------
struct Node;
using NodePtr = std::unique_ptr<Node>;

struct Output {
  ExprPtr expr;  // a plain kColumn passes the column through untouched
};

struct SortKey {
  ExprPtr expr;
  bool descending = true;    // Kusto's default
  bool nulls_first = false;  // binder fills the default: asc -> nulls first, desc -> nulls last
};

struct AggregateCall {
  const AggregateFunction* function = nullptr;
  Signature signature;
  std::vector<ExprPtr> args;
  std::vector<BoundArg>
      bound;  // as given to bind(); `name` and `constant` point into `names` and `args`
  std::vector<std::string> arg_names;
  Span span;
};

enum class JoinKind : std::uint8_t {
  kInnerUnique,
  kInner,
  kLeftOuter,
  kRightOuter,
  kFullOuter,
  kLeftAnti,
  kRightAnti,
  kLeftSemi,
  kRightSemi
};

struct ScanOp {
  TablePtr table;
};  // no inputs
struct SharedOp {
  std::uint32_t slot = 0;
};  // a table that Plan::shared computes once
struct RowsOp {
  TablePtr table;
};  // datatable, getschema; print is a ProjectOp over one row without columns
struct RangeOp {
  ExprPtr from, to, step;
};  // one column; no inputs
struct FilterOp {
  ExprPtr condition;
};  // null counts as false
struct ProjectOp {
  std::vector<Output> outputs;
  bool serialize = false;
};  // extend, project*, print; serialize: has window calls
struct SummarizeOp {
  std::vector<ExprPtr> keys;
  std::vector<AggregateCall> aggregates;
};  // keys first, then results in order; distinct too
struct JoinOp {
  JoinKind kind = JoinKind::kInnerUnique;
  std::vector<ExprPtr> left_keys, right_keys;  // same types pairwise
  bool lookup = false;                         // `lookup`: right keys are not part of the output
  std::vector<std::uint32_t>
      right_outputs;  // right columns in the output, after all left ones (empty for semi and anti
                      // kinds, whose output is the whole left or the whole right row)
};
struct UnionOp {
  // For each input, for each output column: the input's column, or nullopt (null). The binder made
  // the types equal by putting conversions into a ProjectOp below.
  std::vector<std::vector<std::optional<std::uint32_t>>> columns;
};
struct SortOp {
  std::vector<SortKey> keys;
  std::optional<std::uint64_t> limit;
};  // top N when limit is there
struct TakeOp {
  std::uint64_t rows = 0;
};
struct MvExpandOp {
  // Expanded in step, cast to type, in place in the output. An item that is an expression is a
  // column already: the binder put a ProjectOp below.
  struct Item {
    std::uint32_t column = 0;
    Type type = Type::kDynamic;
  };
  std::vector<Item> items;
  bool has_index = false;       // with_itemindex: one more long column at the end
  std::uint64_t row_limit = 0;  // per input row; 0: none
  bool bag_as_array = false;    // kind=array
};
struct MvApplyOp {
  // inputs[0] is expanded by `expand`; `subplan` runs on the rows of each input row alone (its leaf
  // is SubInputOp, whose schema is that of MvExpandOp over inputs[0]). The output has the carried
  // columns, then those of the subplan.
  MvExpandOp expand;
  NodePtr subplan;
  std::vector<std::uint32_t> carried;  // columns of inputs[0] (as they were before the expansion)
};
struct ParseOp {
  ExprPtr text;  // string
  std::shared_ptr<const TextPattern> pattern;
  std::vector<Type> types;   // of the columns that the pattern gives, appended to the input's
  bool all_or_none = false;  // a row with a piece that is not of its type gets none of them
  bool only_parsed = false;  // parse-where: other rows go
};
struct PivotOp {
  // A column for each of `values`: the aggregate over the rows of a key whose `pivot` text is that
  // value. The output has the keys, then these. Rows with other texts make a key, too.
  std::vector<ExprPtr> keys;
  ExprPtr pivot;
  std::vector<std::string> values;
  AggregateCall aggregate;  // of one result
};
struct NetworkLookupOp {
  // Each row of inputs[0] with every row of inputs[1] whose network overlaps its address (the
  // shorter prefix counts) and whose further keys are equal.
  bool v6 = false;
  std::uint32_t left = 0, right = 0;                 // the columns of the addresses
  std::vector<std::uint32_t> left_keys, right_keys;  // same types pairwise
  std::vector<std::uint32_t> right_outputs;          // in the output, after all left ones
  bool keep_unmatched = false;                       // with nulls on the right
};
struct MakeSeriesOp {
  // The input has `keys` key columns, a column for each of `defaults`, then the bin of the axis;
  // one row for each key and bin. The output has the keys, then an array for each other column.
  std::uint32_t keys = 0;
  std::vector<ExprPtr> defaults;
  ExprPtr from, to, step;  // of the axis' type (a timespan for the step of times); from and to may
                           // be null
  bool inclusive = false;  // `to` belongs to the series, and bins are multiples of the step
  bool non_empty = false;  // a row of defaults for no input
};
struct PartitionOp {
  // inputs[0] is taken apart by `key`; `subplan` runs on the rows of each value alone (its leaf is
  // SubInputOp with the input's schema), in order of first appearance.
  ExprPtr key;
  NodePtr subplan;
  std::uint64_t max_values = 0;  // more distinct values are a kLimit error; 0: any number
};
struct NestedLevel {
  ExprPtr key;
  AggregateCall aggregate;             // one result
  std::optional<std::uint64_t> limit;  // of the values below each row of the level before
  bool descending = true;
  bool nulls_first = false;
  std::optional<Value> others;  // stands for the values that are not among them
};
struct TopNestedOp {
  std::vector<NestedLevel> levels;
};  // two columns a level: value, aggregate
struct ScanStep {
  enum class Output : std::uint8_t { kAll, kLast, kNone };
  struct Assignment {
    std::uint32_t declared = 0;
    ExprPtr value;
  };
  ExprPtr condition;
  std::vector<Assignment> assignments;
  Output output = Output::kAll;
};
struct ScanStepsOp {
  // Expressions read a row of the input's columns and the declared ones, then the same columns
  // again as each step's state has them.
  std::vector<Value> declared;  // defaults
  std::vector<ScanStep> steps;
  bool has_match_id = false;
};
struct SubInputOp {};   // the leaf of an mv-apply subplan
struct SerializeOp {};  // order is kept and all rows form one batch

struct Node {
  Schema schema;  // of the output; names are final
  std::vector<NodePtr> inputs;
  Span span;          // the operator's text, for --explain
  std::string label;  // "where", "summarize", ... as written
  std::variant<ScanOp, SharedOp, RowsOp, RangeOp, FilterOp, ProjectOp, SummarizeOp, JoinOp, UnionOp,
               SortOp, TakeOp, MvExpandOp, MvApplyOp, PivotOp, NetworkLookupOp, MakeSeriesOp,
               SubInputOp, SerializeOp, ParseOp, PartitionOp, TopNestedOp, ScanStepsOp>
      op;
};

// The plan that an operator runs on parts of its input; nullptr: it has none.
[[nodiscard]] inline NodePtr* subplan_of(Node& node) {
  if (auto* apply = std::get_if<MvApplyOp>(&node.op)) return &apply->subplan;
  if (auto* partition = std::get_if<PartitionOp>(&node.op)) return &partition->subplan;
  return nullptr;
}

// A table that an Environment defines: computed on the first use by any query, then kept.
struct LazyTable;

// Shared tables are computed at most once, on first use, in any order (they refer only to lower
// slots).
struct SharedTable {
  std::string name;  // let name, or empty
  NodePtr plan;      // nullptr: `table` or `lazy` has it
  TablePtr table;    // given by the caller, or computed from `plan`
  std::shared_ptr<LazyTable>
      lazy;  // an environment's: run lazy->plan unless lazy->table is there, and keep it there
};

// What `render` asks for; the engine draws nothing.
struct ChartWish {
  std::string kind;
  std::vector<std::pair<std::string, std::string>> properties;  // values as written
};

struct Plan {
  std::vector<SharedTable> shared;
  NodePtr root;
  std::optional<ChartWish> chart;
  std::vector<std::string> warnings;  // sentences, each once; the query runs all the same
};

struct LazyTable {
  std::string name;
  Schema schema;
  Plan plan;       // its own shared slots, which may be other lazy tables
  TablePtr table;  // nullptr until computed
  bool has_origins =
      false;  // `table` was computed with origins; computed anew when they are asked for later
};

}  // namespace crumb::kql
