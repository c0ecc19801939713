// The syntax tree of KQL: what the parser makes and the binder reads. Owns its texts; spans point
// into the query. Nothing here is resolved: a name is a name, and an operator's words are those of
// the grammar.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "store/type.h"
#include "store/value.h"

namespace crumb::kql::ast {

struct Expr;
struct Operator;
struct Statement;
struct FunctionBody;
using ExprPtr = std::unique_ptr<Expr>;

enum class ExprKind : std::uint8_t {
  kLiteral,   // value (dynamic literals are compact JSON)
  kName,      // name
  kWildcard,  // name holds the pattern: `a*`, `*b*`; also names that are pieces of one
  kStar,      // * as a column list
  kPath,      // args[0] . name
  kIndex,     // args[0] [ args[1] ]
  kCall,      // name ( args )
  kNegate,    // - args[0]
  kBinary,    // args[0] name args[1]; name is the operator's KQL spelling
  kLogic,     // args joined by `and` or `or` (name); n-ary so that long chains stay flat
  kList,      // args[0] name (args[1..]): in, !in, in~, !in~, has_any, has_all
  kBetween,   // args[0] between/!between (args[1] .. args[2])
  kPipe,    // args[0] (absent when operators[0] is a source: datatable, range, print, union ...) |
            // operators
  kNamed,   // names = args[0]; several names for (a, b) = f()
  kTypeof,  // typeof(type); also bare type names where the grammar wants a type
  kParens,  // ( args[0] ): kept because it matters to names and to a pipe's extent
};

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Span span;
  std::uint16_t depth = 1;  // of the tree below; bounded by Limits::expression_depth
  bool bracketed = false;   // kName: written as ['x']
  std::string name;
  Span name_span;  // of the name or operator alone
  Value value;
  Type type = Type::kString;  // kTypeof
  std::vector<ExprPtr> args;
  std::vector<std::string> names;
  std::vector<Operator> operators;

  Expr();
  ~Expr();
};

// kind=inner, hint.strategy=broadcast, withsource=T, isfuzzy=true ...
struct Parameter {
  std::string name;
  std::string value;  // as text, quotes removed
  Span span;
};

struct SortTerm {
  ExprPtr expr;
  std::optional<bool> ascending;
  std::optional<bool> nulls_first;
};

// One item of a list of columns or aggregates: [name =] expression [asc|desc].
struct NameAndType {
  std::string name;
  Type type = Type::kString;
  Span span;
};

// --- operators
// -------------------------------------------------------------------------------------------
enum class ListKind : std::uint8_t {
  kExtend,
  kProject,
  kProjectAway,
  kProjectKeep,
  kProjectRename,
  kProjectReorder,
  kSerialize,
  kDistinct,
  kPrint
};

struct Where {
  ExprPtr condition;
};
struct List {
  ListKind kind = ListKind::kExtend;
  std::vector<ExprPtr> items;
  std::vector<std::string> orders;
};  // orders: of project-reorder, parallel
struct Summarize {
  std::vector<ExprPtr> aggregates;
  std::vector<ExprPtr> by;
};
struct Join {
  bool lookup = false;
  ExprPtr right;
  std::vector<ExprPtr> on;
};
struct Union {
  std::vector<ExprPtr> tables;
};
struct Sort {
  std::vector<SortTerm> terms;
};
struct Top {
  ExprPtr count;
  SortTerm term;
};
struct Take {
  ExprPtr count;
};
struct Count {
  std::string name;
};  // empty: Count
struct Expand {
  ExprPtr item;
  std::optional<Type> to;
};
struct MvExpand {
  std::vector<Expand> items;
  ExprPtr limit;
};
struct MvApply {
  std::vector<Expand> items;
  ExprPtr limit;
  ExprPtr subquery;
  std::string id;
};  // subquery: kPipe without a source
struct As {
  std::string name;
};
struct Range {
  std::string name;
  ExprPtr from, to, step;
};
struct Datatable {
  std::vector<NameAndType> columns;
  std::vector<ExprPtr> values;
};
struct GetSchema {};
struct Invoke {
  ExprPtr call;
};
struct Render {
  std::string kind;
  std::vector<std::pair<std::string, std::string>> properties;  // values as written
};
struct Consume {};

// One piece of the pattern of `parse`.
struct ParsePiece {
  enum class Kind : std::uint8_t { kStar, kText, kColumn };
  Kind kind = Kind::kStar;
  std::string text;  // the text, or the column's name
  Type type = Type::kString;
  Span span;
};
struct Parse {
  ExprPtr text;
  std::vector<ParsePiece> pieces;
};  // parse, parse-where; kind and flags are parameters
struct ParseKv {
  ExprPtr text;
  std::vector<NameAndType> columns;
  std::vector<ExprPtr> options;  // kNamed: pair_delimiter="," ...
};
struct Evaluate {
  ExprPtr call;              // the plugin with its arguments
  bool has_schema = false;   // `: (name:type, ...)` after the call
  bool all_columns = false;  // that schema begins with *
  std::vector<NameAndType> columns;
};
struct MakeSeries {
  struct Item {
    ExprPtr aggregate;
    ExprPtr default_value;  // may be null
  };
  std::vector<Item> items;
  ExprPtr axis;
  ExprPtr from, to, step;  // from and to may be null
  bool in_range = false;   // the older `in range(from, to, step)`
  std::vector<ExprPtr> by;
};
struct Sample {
  ExprPtr count;
  ExprPtr of;
};  // sample; sample-distinct with `of`
struct TopHitters {
  ExprPtr count, of, by;
};
struct NestedLevel {
  ExprPtr count, of, others;
  SortTerm by;
};
struct TopNested {
  std::vector<NestedLevel> levels;
};
struct ByNames {
  std::vector<ExprPtr> items;
};
struct Search {
  std::vector<ExprPtr> tables;
  ExprPtr predicate;
};
struct FindColumn {
  std::string name;
  std::optional<Type> type;
  Span span;
};
struct Find {
  std::vector<ExprPtr> tables;
  ExprPtr predicate;
  std::vector<FindColumn> columns;
  bool project = false;  // `columns` are given
  bool pack = false;     // pack(*)
};
struct Partition {
  ExprPtr by;
  ExprPtr subquery;  // kPipe without a source
};
struct ScanStep {
  enum class Output : std::uint8_t { kAll, kLast, kNone };
  std::string name;
  Span span;
  Output output = Output::kAll;
  ExprPtr condition;
  std::vector<ExprPtr> assignments;  // kNamed
};
struct ScanDeclared {
  NameAndType column;
  ExprPtr value;  // may be missing
};
struct ScanSteps {
  std::string match_id;  // empty: none
  Span match_span;
  std::vector<ScanDeclared> declared;
  std::vector<ScanStep> steps;
};
struct Unsupported {};  // Kusto has it and we do not; the parser has reported it

struct Operator {
  Span span;  // the whole operator
  Span keyword;
  std::string label;  // as written: "where", "filter", "project-away"
  std::vector<Parameter> parameters;
  std::variant<Where, List, Summarize, Join, Union, Sort, Top, Take, Count, MvExpand, MvApply, As,
               Range, Datatable, GetSchema, Invoke, Render, Consume, Parse, ParseKv, Evaluate,
               MakeSeries, Sample, TopHitters, TopNested, ByNames, Search, Find, Partition,
               ScanSteps, Unsupported>
      op;

  [[nodiscard]] const Parameter* find(std::string_view name) const;
};

// The deepest expression of an operator; 0 when it has none.
[[nodiscard]] std::uint16_t depth_of(const Operator& op);

// --- statements
// ------------------------------------------------------------------------------------------
struct FunctionParameter {
  std::string name;
  Span span;
  bool tabular = false;
  bool any_columns = false;  // T:(*)
  Type type = Type::kString;
  std::vector<NameAndType> columns;  // of a tabular parameter
  ExprPtr default_value;
};

struct FunctionBody {
  std::vector<FunctionParameter> parameters;
  std::vector<Statement> statements;  // lets
  ExprPtr result;                     // never null after a clean parse
  bool view = false;
  Span span;
};

struct Let {
  std::string name;
  Span name_span;
  ExprPtr value;  // exactly one of value and function
  std::shared_ptr<const FunctionBody> function;
};
struct Expression {
  ExprPtr expr;
};
struct Ignored {
};  // `set` and `declare query_parameters` with defaults read as lets, `alias`, `restrict`

struct Statement {
  Span span;
  std::variant<Let, Expression, Ignored> what;
};

struct Query {
  std::vector<Statement> statements;
};

}  // namespace crumb::kql::ast
