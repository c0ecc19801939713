// Statements: lets into scopes, definitions into an environment, the last expression into the
// plan's root.
#include <algorithm>
#include <utility>

#include "kql/binder_impl.h"
#include "kql/tidy.h"

namespace crumb::kql {
namespace {

bool is_literal(const ast::Expr& expr) {
  if (expr.kind == ast::ExprKind::kLiteral) return true;
  bool wraps = expr.kind == ast::ExprKind::kParens || expr.kind == ast::ExprKind::kNegate;
  return wraps && is_literal(*expr.args[0]);
}

}  // namespace

Binder::Binder(const BindInput& input, std::vector<Error>* all)
    : input_(input), context_(input.context), all_(all), scope_(std::make_shared<Scope>()) {}

// An error without a message follows from one that was reported.
void Binder::report(Error error) {
  if (!error.message.empty()) errors_.push_back(std::move(error));
}

void Binder::warn(std::string_view sentence) {
  if (std::find(plan_.warnings.begin(), plan_.warnings.end(), sentence) == plan_.warnings.end())
    plan_.warnings.emplace_back(sentence);
}

void Binder::warn_of(const ScalarFunction& function, const std::vector<ExprPtr>& args) {
  if (function.caution == nullptr) return;
  const std::string_view sentence = function.caution(describe(args, row_.schema));
  if (!sentence.empty()) warn(sentence);
}

void Binder::bind_statements(const std::vector<ast::Statement>& statements,
                             std::optional<Bound>& last) {
  for (const ast::Statement& statement : statements) {
    if (const auto* let = std::get_if<ast::Let>(&statement.what)) {
      Result<void> done = bind_let(*let);
      if (done.has_value()) continue;
      report(std::move(done).error());
      if (!scope_->has_own(let->name)) scope_->put(let->name, BrokenName{});
    } else if (const auto* expression = std::get_if<ast::Expression>(&statement.what)) {
      Result<Bound> bound = bind_any(*expression->expr);
      if (bound.has_value()) {
        last = *std::move(bound);
      } else {
        report(std::move(bound).error());
      }
    }
  }
}

Result<void> Binder::bind_let(const ast::Let& let) {
  if (scope_->has_own(let.name)) {
    return fail(ErrorCode::kSemantic, "'" + let.name + "' is defined twice", let.name_span);
  }
  if (let.function != nullptr) {
    scope_->put(let.name, FunctionName{let.function, scope_, scope_->size()});
    return {};
  }
  CRUMB_TRY(Bound value, bind_let_value(let, top_level_));
  if (value.table != nullptr) {
    scope_->put(let.name, TableName{slot_of(std::move(value.table), let.name)});
  } else {
    CRUMB_TRY(ScalarName name, scalar_name(std::move(value.scalar)));
    scope_->put(let.name, std::move(name));
  }
  return {};
}

// The value that the text gives, or the caller's where the text is a literal and the name is bound.
Result<Bound> Binder::bind_let_value(const ast::Let& let, bool top) {
  if (top && is_literal(*let.value)) {
    auto bound = input_.bindings.find(let.name);
    if (bound != input_.bindings.end())
      return Bound{make_literal(bound->second, let.value->span), nullptr};
  }
  return bind_any(*let.value);
}

std::uint32_t Binder::depth_of(const Expr& expr) const {
  if (expr.kind == ExprKind::kMemo) return memo_depths_[expr.slot - 1] + 1;
  std::uint32_t out = 0;
  for (const ExprPtr& arg : expr.args) out = std::max(out, depth_of(*arg));
  return out + 1;
}

Result<ScalarName> Binder::scalar_name(ExprPtr expr) {
  ScalarName out;
  out.row = reads_columns(*expr) ? row_.id : 0;
  bool cheap = expr->kind != ExprKind::kCall && expr->kind != ExprKind::kPath;
  if (!cheap) {
    memo_depths_.push_back(depth_of(*expr));
    if (memo_depths_.back() > context_.limits.expression_depth)
      return fail(ErrorCode::kLimit, "values depend on each other too deeply", expr->span);
    out.memo = ++next_memo_;
  }
  out.expr = std::shared_ptr<const Expr>(std::move(expr));
  return out;
}

Result<NodePtr> Binder::one_row(ExprPtr value, std::string name) {
  auto rows = std::make_shared<Table>("", Schema{});
  Segment segment;
  segment.rows = 1;
  rows->append(std::move(segment));
  auto source = std::make_unique<Node>();
  source->label = "print";
  source->span = value->span;
  source->op = RowsOp{std::move(rows)};
  auto node = std::make_unique<Node>();
  node->label = "print";
  node->span = value->span;
  node->schema.push_back({std::move(name), value->type});
  ProjectOp project;
  project.outputs.push_back({std::move(value)});
  node->op = std::move(project);
  node->inputs.push_back(std::move(source));
  return node;
}

Result<Plan> Binder::bind_query(const ast::Query& query) {
  std::optional<Bound> last;
  bind_statements(query.statements, last);
  if (errors_.empty() && open_) return Plan{};
  if (errors_.empty() && !last.has_value()) {
    report({ErrorCode::kSemantic,
            query.statements.empty() ? "the query is empty"
                                     : "the query defines names but asks nothing",
            {}});
  }
  if (last.has_value() && last->table == nullptr) {
    Result<NodePtr> table = one_row(std::move(last->scalar), "print_0");
    if (table.has_value()) last->table = *std::move(table);
  }
  if (!errors_.empty()) {
    Error first = errors_.front();
    if (all_ != nullptr) *all_ = std::move(errors_);
    return std::unexpected(std::move(first));
  }
  plan_.root = std::move(last->table);
  scope_.reset();  // so that memos know how many uses they have
  tidy(plan_);
  return std::move(plan_);
}

Result<Definition> Binder::bind_definition(const ast::Statement& statement) {
  Definition out;
  if (std::holds_alternative<ast::Ignored>(statement.what)) return out;
  const auto* let = std::get_if<ast::Let>(&statement.what);
  if (let == nullptr)
    return fail(ErrorCode::kSemantic, "only let statements can stand here", statement.span);
  out.name = let->name;
  if (let->function != nullptr) {
    input_.environment->entries.insert_or_assign(let->name, let->function);
    return out;
  }
  CRUMB_TRY(Bound value, bind_let_value(*let, true));
  scope_.reset();
  if (value.table != nullptr) {
    auto lazy = std::make_shared<LazyTable>();
    lazy->name = let->name;
    lazy->schema = value.table->schema;
    plan_.root = std::move(value.table);
    tidy(plan_);
    lazy->plan = std::move(plan_);
    input_.environment->entries.insert_or_assign(let->name, std::move(lazy));
    return out;
  }
  out.scalar = true;
  CRUMB_TRY(plan_.root, one_row(std::move(value.scalar), let->name));
  tidy(plan_);
  out.plan = std::move(plan_);
  return out;
}

Result<Plan> bind(const ast::Query& query, const BindInput& input, std::vector<Error>* all) {
  return Binder(input, all).bind_query(query);
}

Result<Definition> bind_definition(const ast::Statement& statement, const BindInput& input) {
  return Binder(input, nullptr).bind_definition(statement);
}

}  // namespace crumb::kql
