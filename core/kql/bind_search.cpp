// search: its tables as a union with their names, its predicate as a filter; and what a text that
// stands alone means, for find, too. Source: learn.microsoft.com/kusto/query/search-operator.
#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

// String operators that do not see case; what search kind=case_sensitive makes of them inside of
// comparisons is not built.
constexpr std::array<std::string_view, 18> kCaseless = {
    "has",      "!has",      "contains",  "!contains",  "startswith", "!startswith",
    "endswith", "!endswith", "hasprefix", "!hasprefix", "hassuffix",  "!hassuffix",
    "=~",       "!~",        "in~",       "!in~",       "has_any",    "has_all"};

const ast::Expr* caseless_operator(const ast::Expr& expr) {
  const bool compares = expr.kind == AstKind::kBinary || expr.kind == AstKind::kList;
  if (compares && std::find(kCaseless.begin(), kCaseless.end(), expr.name) != kCaseless.end())
    return &expr;
  for (const ast::ExprPtr& arg : expr.args) {
    if (const ast::Expr* found = caseless_operator(*arg)) return found;
  }
  return nullptr;
}

constexpr std::string_view kTableName = "$table";  // the column that says where a row is from

struct TermTest {
  std::string_view op;
  std::string text;
};

// billg, billg*, *billg, *billg*, bi*lg
TermTest test_of(std::string_view term, bool wildcards, bool case_sensitive) {
  if (!wildcards || term.find('*') == std::string_view::npos)
    return {case_sensitive ? "has_cs" : "has", std::string(term)};
  const bool front = term.starts_with('*');
  const bool back = term.size() > 1 && term.ends_with('*');
  const std::string_view inside = term.substr(front ? 1 : 0, term.size() - front - back);
  if (inside.find('*') == std::string_view::npos) {
    if (front && (back || inside.empty()))
      return {case_sensitive ? "contains_cs" : "contains", std::string(inside)};
    if (front) return {case_sensitive ? "hassuffix_cs" : "hassuffix", std::string(inside)};
    return {case_sensitive ? "hasprefix_cs" : "hasprefix", std::string(inside)};
  }
  std::string regex = case_sensitive ? "" : "(?i)";
  if (!front) regex += "\\b";
  for (const char c : inside) {
    if (c == '*') {
      regex += ".*";
    } else {
      if (std::string_view("\\^$.|?+()[]{}").find(c) != std::string_view::npos) regex += '\\';
      regex += c;
    }
  }
  if (!back) regex += "\\b";
  return {"matches regex", std::move(regex)};
}

}  // namespace

Result<ExprPtr> Binder::term_in(ExprPtr column, std::string_view term, TermRules rules, Span span) {
  TermTest test = test_of(term, rules.wildcards, rules.case_sensitive);
  std::vector<ExprPtr> args;
  CRUMB_TRY(args.emplace_back(), convert(std::move(column), Type::kString, context_));
  args.push_back(make_literal(Value::of_string(test.text), span));
  return call_operator(test.op, std::move(args), span);
}

Result<ExprPtr> Binder::term_anywhere(std::string_view term, TermRules rules, Span span) {
  if (rules.wildcards && term.find_first_not_of('*') == std::string_view::npos && !term.empty())
    return make_literal(Value::of_bool(true), span);
  std::vector<ExprPtr> tests;
  const auto width = static_cast<std::uint32_t>(row_.schema->size());
  const bool range = any_row_ != 0 && row_.id == any_row_;
  for (std::uint32_t i = range ? any_begin_ : 0; i < (range ? any_end_ : width); ++i) {
    CRUMB_TRY(tests.emplace_back(),
              term_in(make_column(i, (*row_.schema)[i].type, span), term, rules, span));
  }
  if (tests.empty()) return make_literal(Value::of_bool(false), span);
  return join_terms("or", std::move(tests));
}

Result<ExprPtr> Binder::bind_terms(const ast::Expr& expr, TermRules rules) {
  DepthGuard guard(*this);
  if (guard.too_much())
    return fail(ErrorCode::kLimit, "the query is too large or nested too deeply", expr.span);
  if (expr.kind == AstKind::kParens) return bind_terms(*expr.args[0], rules);
  if (expr.kind == AstKind::kStar) return make_literal(Value::of_bool(true), expr.span);
  if (expr.kind == AstKind::kLogic) {
    std::vector<ExprPtr> terms;
    for (const ast::ExprPtr& arg : expr.args) {
      CRUMB_TRY(terms.emplace_back(), bind_terms(*arg, rules));
    }
    return join_terms(expr.name, std::move(terms));
  }
  if (expr.kind == AstKind::kBinary && expr.name == ":") {
    CRUMB_TRY(ExprPtr column, bind_scalar(*expr.args[0]));
    CRUMB_TRY(const ExprPtr term, bind_scalar(*expr.args[1]));
    const Value* text = constant_of(*term);
    if ((column->type != Type::kString && column->type != Type::kDynamic) || text == nullptr ||
        text->type != Type::kString)
      return fail(ErrorCode::kSemantic, "column:\"text\" wants a string column and a constant text",
                  expr.span);
    return term_in(std::move(column), text->text, rules, expr.span);
  }
  if (rules.case_sensitive) {
    if (const ast::Expr* found = caseless_operator(expr))
      return fail(ErrorCode::kUnsupported,
                  "unsupported: search kind=case_sensitive with " + found->name, found->name_span);
  }
  CRUMB_TRY(ExprPtr condition, bind_scalar(expr));
  const Value* text = constant_of(*condition);
  const bool alone = expr.kind == AstKind::kLiteral || expr.kind == AstKind::kName;
  if (alone && text != nullptr && text->type == Type::kString)
    return term_anywhere(text->text, rules, expr.span);
  if (condition->type == Type::kBool) return condition;
  return fail(
      ErrorCode::kSemantic,
      "a text or a condition is wanted, and this is a " + std::string(type_name(condition->type)),
      expr.span);
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Search& search) {
  TermRules rules{true, false};
  if (const ast::Parameter* kind = op.find("kind")) {
    rules.case_sensitive = kind->value == "case_sensitive";
    if (!rules.case_sensitive && kind->value != "case_insensitive" && kind->value != "default")
      return fail(ErrorCode::kSemantic,
                  "there is no search of kind '" + make_visible(kind->value) + "'", kind->span);
  }
  if (input != nullptr && !search.tables.empty())
    return fail(ErrorCode::kSemantic, "search in (...) begins a query", op.keyword);
  NodePtr rows;
  if (input != nullptr && !input->schema.empty() && input->schema[0].name == kTableName) {
    rows = std::move(input);  // a search after a search
  } else {
    CRUMB_TRY(std::vector<Leg> legs, bind_legs(std::move(input), op, search.tables));
    CRUMB_TRY(rows, union_of(op, std::move(legs), std::string(kTableName), false));
  }
  const Schema schema = rows->schema;
  RowGuard row(*this, &schema);
  any_row_ = row_.id;
  any_begin_ = 1;  // not the table's name
  any_end_ = static_cast<std::uint32_t>(schema.size());
  CRUMB_TRY(ExprPtr condition, bind_terms(*search.predicate, rules));
  NodePtr node = make_node(op, std::move(rows));
  node->op = FilterOp{std::move(condition)};
  return node;
}

}  // namespace crumb::kql
