// The binder's class, shared by its files: one file a family of statements, operators or
// expressions. Not for anybody else: see binder.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kql/binder.h"
#include "kql/exprs.h"
#include "kql/names.h"
#include "kql/projection.h"
#include "kql/scope.h"

namespace crumb::kql {

using AstKind = ast::ExprKind;

// What an expression turned out to be: exactly one of the two.
struct Bound {
  ExprPtr scalar;
  NodePtr table;
};

// The aggregates of one summarize while its expressions are bound.
struct AggregateList {
  std::uint32_t key_count = 0;
  std::uint32_t result_count = 0;  // columns that the calls so far give
  std::vector<AggregateCall> calls;
  std::vector<std::uint32_t> key_columns;  // input columns that are keys as they stand
};

// How a list of expressions becomes columns (see projection.h).
enum class Style : std::uint8_t { kProject, kExtend, kSummarize, kPrint, kReplace };

class Binder final : public ColumnNamer {
 public:
  Binder(const BindInput& input, std::vector<Error>* all);

  Result<Plan> bind_query(const ast::Query& query);
  Result<Definition> bind_definition(const ast::Statement& statement);

  [[nodiscard]] bool is_user_function(std::string_view name) const override;

 private:
  // The row that names may refer to. Expressions carry its id so that none is used over another
  // input.
  struct Row {
    const Schema* schema = nullptr;
    std::uint32_t id = 0;
  };
  class RowGuard;
  class ScopeGuard;
  class DepthGuard;

  // --- bind_statement.cpp
  // --------------------------------------------------------------------------------
  void bind_statements(const std::vector<ast::Statement>& statements, std::optional<Bound>& last);
  Result<void> bind_let(const ast::Let& let);
  Result<Bound> bind_let_value(const ast::Let& let, bool top);
  Result<NodePtr> one_row(ExprPtr value, std::string name);  // a scalar as a table
  void report(Error error);
  void warn(std::string_view sentence);
  void warn_of(const ScalarFunction& function, const std::vector<ExprPtr>& args);

  // --- bind_name.cpp
  // ---------------------------------------------------------------------------------------
  Result<Bound> bind_name(const ast::Expr& expr);
  Result<Bound> use_scalar(const ScalarName& name, const ast::Expr& at);
  [[nodiscard]] const NameMeaning* find_name(std::string_view name) const;
  [[nodiscard]] bool has_column(std::string_view name) const;
  [[nodiscard]] bool names_something(std::string_view name) const;
  std::unexpected<Error> unknown_name(std::string_view name, Span span,
                                      std::string_view what) const;
  NodePtr scan(TablePtr table, Span span);
  NodePtr shared_node(std::uint32_t slot, Span span);
  std::uint32_t new_slot(std::string name, NodePtr plan);
  std::uint32_t slot_of(NodePtr plan, std::string name);  // reuses the slot of a bare SharedOp
  std::uint32_t lazy_slot(const std::shared_ptr<LazyTable>& lazy);
  [[nodiscard]] const Schema& slot_schema(std::uint32_t slot) const;

  // --- bind_expression.cpp
  // -----------------------------------------------------------------------------------
  Result<Bound> bind_any(const ast::Expr& expr);
  Result<ExprPtr> bind_scalar(const ast::Expr& expr);
  Result<NodePtr> bind_table(const ast::Expr& expr);
  Result<ExprPtr> bind_value(const ast::Expr& expr);  // every kind that can only be a scalar
  Result<ExprPtr> bind_path(const ast::Expr& expr);
  Result<ExprPtr> bind_index(const ast::Expr& expr);
  Result<ExprPtr> bind_negate(const ast::Expr& expr);
  Result<ExprPtr> bind_logic(const ast::Expr& expr);
  Result<ExprPtr> bind_list(const ast::Expr& expr);
  Result<ExprPtr> bind_operator(const ast::Expr& expr);
  Result<ExprPtr> bind_any_column(const ast::Expr& expr);  // * contains "x"
  Result<ExprPtr> join_terms(std::string_view name, std::vector<ExprPtr> terms);
  Result<ExprPtr> add_step(ExprPtr base, PathStep step, Span span);
  Result<ExprPtr> call_operator(std::string_view name, std::vector<ExprPtr> args, Span span);
  Result<std::uint64_t> bind_count(const ast::Expr& expr,
                                   std::string_view what);  // a constant, not negative

  // --- bind_call.cpp and bind_function.cpp
  // ---------------------------------------------------------------------
  Result<Bound> bind_call(const ast::Expr& call);
  Result<ExprPtr> bind_scalar_call(const ast::Expr& call);
  Result<Bound> bind_to_scalar(const ast::Expr& call);
  Result<Bound> bind_materialize(const ast::Expr& call);
  Result<Bound> bind_table_call(const ast::Expr& call);
  Result<Bound> bind_column_if_exists(const ast::Expr& call);
  Result<Bound> bind_pack_all(const ast::Expr& call);
  Result<Bound> bind_pack_columns(const ast::Expr& call);
  Result<Bound> bind_assert(const ast::Expr& call);
  Result<Bound> bind_random(const ast::Expr& call);
  Result<Bound> bind_watchlist(const ast::Expr& call);
  Result<Bound> bind_column_names_of(const ast::Expr& call);
  Result<Bound> bind_unsupported_call(const ast::Expr& call);
  using CallBinder = Result<Bound> (Binder::*)(const ast::Expr&);
  static CallBinder special_call(std::string_view name);
  Result<Bound> call_user_function(const FunctionName& function, const ast::Expr& call,
                                   NodePtr first);
  Result<Bound> run_function_body(const FunctionName& function, ScopePtr inner);
  Result<void> bind_parameters(const FunctionName& function, const ast::Expr& call, NodePtr first,
                               Scope& inner);
  Result<void> put_parameter(const ast::FunctionParameter& parameter, const ast::Expr* argument,
                             NodePtr table, Span span, Scope& inner);
  std::optional<FunctionName> find_function(std::string_view name) const;
  Result<ScalarName> scalar_name(ExprPtr expr);
  [[nodiscard]] std::uint32_t depth_of(const Expr& expr) const;  // memos opened

  // --- bind_pipe.cpp
  // ---------------------------------------------------------------------------------------------
  Result<NodePtr> bind_pipe(const ast::Expr& pipe, NodePtr source);
  Result<NodePtr> apply(NodePtr input, const ast::Operator& op);
  NodePtr make_node(const ast::Operator& op, NodePtr input) const;
  NodePtr project_node(const ast::Operator& op, NodePtr input,
                       std::vector<ProjectedColumn> columns) const;
  void pass_all(const Schema& schema, Projection& into, bool once) const;

  // --- one family a file
  // ---------------------------------------------------------------------------------------------
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Where& where);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::List& list);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::Summarize& summarize);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Join& join);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Union& tables);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Sort& sort);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Top& top);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Take& take);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Count& count);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::MvExpand& expand);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::MvApply& apply);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::As& as);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Range& range);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::Datatable& table);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::GetSchema& schema);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Invoke& invoke);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Render& render);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::Consume& consume);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Parse& parse);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::ParseKv& parse);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Sample& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::TopHitters& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::TopNested& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::ByNames& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Search& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Find& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::Partition& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op, const ast::ScanSteps& what);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::Evaluate& evaluate);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::MakeSeries& series);
  Result<NodePtr> bind_operator(NodePtr input, const ast::Operator& op,
                                const ast::Unsupported& unsupported);

  Result<void> add_column(const ast::Expr& item, Style style, Projection& into,
                          std::string_view print_name);
  std::string automatic_name(Style style);
  [[nodiscard]] const ast::Expr* tuple_call(const ast::Expr& item) const;  // bind_tuple.cpp
  Result<std::vector<ProjectedColumn>> bind_tuple(const ast::Expr& call, bool aggregates);
  Result<void> add_tuple(const ast::Expr& item, const ast::Expr& call, Style style,
                         Projection& into, std::string_view print_name);
  [[nodiscard]] bool is_column_reference(const ast::Expr& ast, const Expr& bound) const;
  Result<NodePtr> bind_distinct(NodePtr input, const ast::Operator& op, const ast::List& list);
  Result<NodePtr> bind_name_list(NodePtr input, const ast::Operator& op, const ast::List& list);
  Result<NodePtr> bind_rename(NodePtr input, const ast::Operator& op, const ast::List& list);
  Result<std::vector<std::uint32_t>> match_columns(const Schema& schema,
                                                   const ast::Expr& pattern) const;
  Result<SortKey> bind_sort_key(const ast::SortTerm& term, bool allow_dynamic);

  Result<std::vector<ExprPtr>> bind_keys(const std::vector<ast::ExprPtr>& by,
                                         const ast::Operator& op, Projection& columns,
                                         AggregateList& aggregates);  // bind_summarize.cpp
  Result<Bound> bind_aggregate(const ast::Expr& call, AggregateList& into);
  Result<std::vector<ProjectedColumn>> bind_tuple(const ast::Expr& call, AggregateList& into);
  Result<std::vector<ProjectedColumn>> add_aggregate(const AggregateFunction& function,
                                                     std::vector<ExprPtr> args,
                                                     std::vector<ProjectedColumn> names, Span span,
                                                     AggregateList& into);
  Result<void> add_tuple(const ast::Expr& item, const ast::Expr& call, Projection& into,
                         AggregateList& aggregates);

  Result<NodePtr> parse_node(NodePtr input, const ast::Operator& op, const ast::Expr& text,
                             ParseOp parse, const std::vector<ast::NameAndType>& columns);

  // --- bind_evaluate.cpp and one file a family of plugins
  // -------------------------------------------------------------------------------------------
  using PluginBinder = Result<NodePtr> (Binder::*)(NodePtr, const ast::Operator&,
                                                   const ast::Evaluate&);
  static PluginBinder plugin_binder(std::string_view name);
  Result<NodePtr> bind_bag_unpack(NodePtr input, const ast::Operator& op,
                                  const ast::Evaluate& plugin);
  Result<NodePtr> bind_pivot(NodePtr input, const ast::Operator& op, const ast::Evaluate& plugin);
  Result<NodePtr> bind_network_lookup(NodePtr input, const ast::Operator& op,
                                      const ast::Evaluate& plugin);
  Result<TablePtr> stage(NodePtr& input, const ast::Operator& op);  // input becomes that table
  Result<std::uint32_t> plugin_column(const ast::Expr& arg, const Schema& schema);
  Result<Value> plugin_constant(const ast::Expr& arg, Type type);

  // --- bind_series.cpp
  // -------------------------------------------------------------------------------------------
  struct SeriesAxis {
    ExprPtr value, from, to, step;  // of one type, a timespan for the step of times
    std::string name;
  };
  Result<SeriesAxis> bind_axis(const ast::MakeSeries& series);
  Result<ExprPtr> series_call(std::string_view name, std::vector<const Expr*> args, Span span);

  struct Leg {
    NodePtr node;
    std::string source;
  };
  Result<NodePtr> union_of(const ast::Operator& op, std::vector<Leg> legs,
                           const std::string& source, bool inner);  // source: a column, or empty
  Result<std::vector<Leg>> bind_legs(NodePtr input, const ast::Operator& op,
                                     const std::vector<ast::ExprPtr>& tables);
  Result<void> add_leg(const ast::Expr& leg, bool fuzzy, std::vector<Leg>& legs);
  [[nodiscard]] bool is_missing(const ast::Expr& leg) const;

  // How the predicates of search and find read a text that stands alone.
  struct TermRules {
    bool wildcards = false;  // bi*lg
    bool case_sensitive = false;
  };
  Result<ExprPtr> bind_terms(const ast::Expr& expr, TermRules rules);
  Result<ExprPtr> term_in(ExprPtr column, std::string_view term, TermRules rules, Span span);
  Result<ExprPtr> term_anywhere(std::string_view term, TermRules rules, Span span);

  // What every leg of a find gives.
  struct FindPlan {
    const ast::Expr* predicate = nullptr;
    Schema named;                     // columns that the predicate names
    std::string source;               // name of the source's column
    std::vector<ColumnSpec> outputs;  // by name in the leg; missing ones are null
    std::string pack;                 // name of the bag's column; empty: none
    bool pack_all = false;            // the bag has the output columns, too
  };
  Result<NodePtr> find_leg(Leg leg, const ast::Operator& op, const FindPlan& plan);

  // The steps of a scan while their expressions are bound: s1.x is a column of the row.
  struct ScanNames {
    std::vector<std::string> steps;
    std::uint32_t width = 0;  // of the input's and the declared columns
    std::uint32_t row = 0;
  };
  Result<std::optional<ExprPtr>> bind_step_column(const ast::Expr& path);
  Result<void> bind_scan_steps(const ast::ScanSteps& scan, const Schema& record, ScanStepsOp& into);

  struct Expansion {
    NodePtr input;
    MvExpandOp op;
    Schema schema;
    std::vector<std::uint32_t> applied;
    std::vector<ProjectedColumn> visible;
  };
  Result<Expansion> bind_expansion(NodePtr input, const ast::Operator& op,
                                   const std::vector<ast::Expand>& items, const ast::Expr* limit,
                                   bool keep);

  Result<void> bind_join_keys(const ast::Expr& condition, const Schema& left, const Schema& right,
                              JoinOp& into);

  const BindInput& input_;
  EvalContext& context_;
  std::vector<Error>* all_;
  std::vector<Error> errors_;
  Plan plan_;
  ScopePtr scope_;
  Row row_;
  const ScanNames* scan_ = nullptr;
  std::uint32_t any_row_ = 0;  // in the row of this id, * means the columns of this range only
  std::uint32_t any_begin_ = 0;
  std::uint32_t any_end_ = 0;
  AggregateList* aggregates_ = nullptr;  // not null while the expressions of a summarize are bound
  Row aggregate_row_;                    // the input of that summarize
  bool top_level_ = true;                // bindings replace lets
  bool open_ = false;                    // a stage was wanted, and there is none
  std::uint32_t next_row_ = 0;
  std::int64_t next_stream_ = 0;  // of rand() and new_guid(), one for each call in the text
  std::uint32_t next_memo_ = 0;
  std::vector<std::uint32_t>
      memo_depths_;                // of memo i + 1: its expression with the memos in it opened
  std::uint32_t next_column_ = 1;  // of automatic names: Column1 ...
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;
  std::unordered_map<const LazyTable*, std::uint32_t> lazy_slots_;
};

// Sets the row that names refer to, for a while.
class Binder::RowGuard {
 public:
  RowGuard(Binder& binder, const Schema* schema)
      : RowGuard(binder, Row{schema, schema == nullptr ? 0 : ++binder.next_row_}) {}
  RowGuard(Binder& binder, Row row)
      : binder_(binder), saved_(binder.row_), aggregates_(binder.aggregates_) {
    binder.row_ = row;
    binder.aggregates_ = nullptr;
  }
  ~RowGuard() {
    binder_.row_ = saved_;
    binder_.aggregates_ = aggregates_;
  }
  RowGuard(const RowGuard&) = delete;
  RowGuard& operator=(const RowGuard&) = delete;

 private:
  Binder& binder_;
  Row saved_;
  AggregateList* aggregates_;
};

class Binder::ScopeGuard {
 public:
  ScopeGuard(Binder& binder, ScopePtr scope)
      : binder_(binder),
        saved_(std::exchange(binder.scope_, std::move(scope))),
        top_(std::exchange(binder.top_level_, false)) {}
  ~ScopeGuard() {
    binder_.scope_ = std::move(saved_);
    binder_.top_level_ = top_;
  }
  ScopeGuard(const ScopeGuard&) = delete;
  ScopeGuard& operator=(const ScopeGuard&) = delete;

 private:
  Binder& binder_;
  ScopePtr saved_;
  bool top_;
};

class Binder::DepthGuard {
 public:
  explicit DepthGuard(Binder& binder) : binder_(binder) {
    ++binder.depth_;
    ++binder.steps_;
  }
  ~DepthGuard() { --binder_.depth_; }
  DepthGuard(const DepthGuard&) = delete;
  DepthGuard& operator=(const DepthGuard&) = delete;
  [[nodiscard]] bool too_much() const {
    return binder_.depth_ > binder_.context_.limits.expression_depth || binder_.steps_ > kMaxSteps;
  }

 private:
  static constexpr std::uint64_t kMaxSteps = 300'000;
  Binder& binder_;
};

}  // namespace crumb::kql
