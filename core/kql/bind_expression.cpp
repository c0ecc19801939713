// Scalar expressions: operators, lists, ranges, dynamic paths; and the split between values and
// tables.
#include <algorithm>
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {

Result<Bound> Binder::bind_any(const ast::Expr& expr) {
  DepthGuard guard(*this);
  if (guard.too_much())
    return fail(ErrorCode::kLimit, "the query is too large or nested too deeply", expr.span);
  switch (expr.kind) {
    case AstKind::kName:
      return bind_name(expr);
    case AstKind::kParens:
      return bind_any(*expr.args[0]);
    case AstKind::kNamed:
      return bind_any(*expr.args[0]);
    case AstKind::kCall:
      return bind_call(expr);
    case AstKind::kPipe: {
      RowGuard row(*this, nullptr);
      NodePtr source;
      if (!expr.args.empty()) {
        CRUMB_TRY(source, bind_table(*expr.args[0]));
      }
      CRUMB_TRY(NodePtr table, bind_pipe(expr, std::move(source)));
      return Bound{nullptr, std::move(table)};
    }
    default: {
      CRUMB_TRY(ExprPtr value, bind_value(expr));
      return Bound{std::move(value), nullptr};
    }
  }
}

Result<ExprPtr> Binder::bind_scalar(const ast::Expr& expr) {
  CRUMB_TRY(Bound bound, bind_any(expr));
  if (bound.scalar == nullptr)
    return fail(ErrorCode::kSemantic,
                "a value is wanted here, and this is a table; toscalar() takes its first value",
                expr.span);
  return std::move(bound.scalar);
}

Result<NodePtr> Binder::bind_table(const ast::Expr& expr) {
  RowGuard row(*this, nullptr);
  CRUMB_TRY(Bound bound, bind_any(expr));
  if (bound.table == nullptr)
    return fail(ErrorCode::kSemantic, "a table is wanted here, and this is a value", expr.span);
  return std::move(bound.table);
}

Result<ExprPtr> Binder::bind_value(const ast::Expr& expr) {
  switch (expr.kind) {
    case AstKind::kLiteral:
      return make_literal(expr.value, expr.span);
    case AstKind::kPath:
      return bind_path(expr);
    case AstKind::kIndex:
      return bind_index(expr);
    case AstKind::kNegate:
      return bind_negate(expr);
    case AstKind::kLogic:
      return bind_logic(expr);
    case AstKind::kList:
      return bind_list(expr);
    case AstKind::kBinary:
    case AstKind::kBetween:
      return bind_operator(expr);
    case AstKind::kTypeof:
      return fail(ErrorCode::kSemantic, "typeof() cannot stand here", expr.span);
    case AstKind::kStar:
      return fail(ErrorCode::kSemantic, "* cannot stand here", expr.span);
    case AstKind::kWildcard:
      return fail(ErrorCode::kSemantic, "a name with * cannot stand here", expr.span);
    default:
      return fail(ErrorCode::kInternal, "an expression of no kind", expr.span);
  }
}

Result<ExprPtr> Binder::call_operator(std::string_view name, std::vector<ExprPtr> args, Span span) {
  const ScalarFunction* function = find_operator(name);
  if (function == nullptr)
    return fail(ErrorCode::kUnsupported, "unsupported: " + std::string(name), span);
  return make_call(*function, std::move(args), span, row_.schema, context_);
}

// `* contains "x"`: one of the columns does, read as text.
Result<ExprPtr> Binder::bind_any_column(const ast::Expr& expr) {
  if (row_.schema == nullptr || row_.schema->empty())
    return fail(ErrorCode::kSemantic, "* needs a row", expr.args[0]->span);
  CRUMB_TRY(ExprPtr value, bind_scalar(*expr.args[1]));
  std::vector<ExprPtr> terms;
  std::uint32_t begin = 0;
  std::uint32_t end = static_cast<std::uint32_t>(row_.schema->size());
  if (any_row_ != 0 && row_.id == any_row_) {
    begin = any_begin_;
    end = std::min(end, any_end_);
  }
  if (begin >= end) return fail(ErrorCode::kSemantic, "* needs a column", expr.args[0]->span);
  for (std::uint32_t i = begin; i < end; ++i) {
    std::vector<ExprPtr> args;
    CRUMB_TRY(args.emplace_back(),
              convert(make_column(i, (*row_.schema)[i].type, expr.args[0]->span), Type::kString,
                      context_));
    args.push_back(copy_of(*value));
    CRUMB_TRY(terms.emplace_back(), call_operator(expr.name, std::move(args), expr.span));
  }
  return join_terms("or", std::move(terms));
}

Result<ExprPtr> Binder::bind_operator(const ast::Expr& expr) {
  if (expr.args[0]->kind == AstKind::kStar) return bind_any_column(expr);
  std::vector<ExprPtr> args;
  for (const ast::ExprPtr& arg : expr.args) {
    CRUMB_TRY(args.emplace_back(), bind_scalar(*arg));
  }
  return call_operator(expr.name, std::move(args), expr.span);
}

Result<ExprPtr> Binder::bind_logic(const ast::Expr& expr) {
  std::vector<ExprPtr> terms;
  for (const ast::ExprPtr& arg : expr.args) {
    CRUMB_TRY(terms.emplace_back(), bind_scalar(*arg));
  }
  return join_terms(expr.name, std::move(terms));
}

// A long chain of `and` or `or` becomes a balanced tree.
Result<ExprPtr> Binder::join_terms(std::string_view name, std::vector<ExprPtr> terms) {
  while (terms.size() > 1) {
    std::vector<ExprPtr> next;
    for (std::size_t i = 0; i + 1 < terms.size(); i += 2) {
      Span span{terms[i]->span.begin, terms[i + 1]->span.end};
      std::vector<ExprPtr> pair;
      pair.push_back(std::move(terms[i]));
      pair.push_back(std::move(terms[i + 1]));
      CRUMB_TRY(next.emplace_back(), call_operator(name, std::move(pair), span));
    }
    if (terms.size() % 2 == 1) next.push_back(std::move(terms.back()));
    terms = std::move(next);
  }
  return std::move(terms[0]);
}

Result<ExprPtr> Binder::bind_list(const ast::Expr& expr) {
  std::vector<ExprPtr> args;
  CRUMB_TRY(args.emplace_back(), bind_scalar(*expr.args[0]));
  for (std::size_t i = 1; i < expr.args.size(); ++i) {
    CRUMB_TRY(Bound item, bind_any(*expr.args[i]));
    if (item.scalar != nullptr) {
      args.push_back(std::move(item.scalar));
      continue;
    }
    if (item.table->schema.empty())
      return fail(ErrorCode::kSemantic, "this table has no column to look in", expr.args[i]->span);
    auto list = std::make_unique<Expr>();
    list->kind = ExprKind::kListSubquery;
    list->type = Type::kDynamic;
    list->span = expr.args[i]->span;
    list->slot = slot_of(std::move(item.table), "");
    args.push_back(std::move(list));
  }
  return call_operator(expr.name, std::move(args), expr.span);
}

// Kusto's binder keeps the operand's type, but gives a long for an int that is no constant.
Result<ExprPtr> Binder::bind_negate(const ast::Expr& expr) {
  CRUMB_TRY(ExprPtr operand, bind_scalar(*expr.args[0]));
  Type type = operand->type;
  if (operand->kind == ExprKind::kLiteral && !operand->literal.null &&
      (type == Type::kInt || type == Type::kLong || type == Type::kTimespan)) {
    operand->literal.integer =
        static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(operand->literal.integer));
    operand->span = expr.span;
    return operand;
  }
  if (type == Type::kInt) type = Type::kLong;
  std::vector<ExprPtr> args;
  switch (type) {
    case Type::kLong:
      args.push_back(make_literal(Value::of_long(-1), expr.span));
      break;
    case Type::kReal:
    case Type::kDynamic:
      args.push_back(make_literal(Value::of_real(-1), expr.span));
      break;
    case Type::kDecimal:
      args.push_back(make_literal(Value::of_decimal(Decimal::of(-1)), expr.span));
      break;
    case Type::kTimespan:
      args.push_back(make_literal(Value::of_timespan(0), expr.span));
      break;
    default:
      return fail(ErrorCode::kSemantic, "a " + std::string(type_name(type)) + " has no negative",
                  expr.span);
  }
  args.push_back(std::move(operand));
  CRUMB_TRY(ExprPtr out,
            call_operator(type == Type::kTimespan ? "-" : "*", std::move(args), expr.span));
  return convert(std::move(out), type, context_);
}

// --- dynamic paths
// ---------------------------------------------------------------------------------------
Result<ExprPtr> Binder::add_step(ExprPtr base, PathStep step, Span span) {
  if (base->kind != ExprKind::kPath) {
    auto path = std::make_unique<Expr>();
    path->kind = ExprKind::kPath;
    path->type = Type::kDynamic;
    path->args.push_back(std::move(base));
    base = std::move(path);
  }
  base->path.push_back(std::move(step));
  base->span = span;
  return base;
}

Result<ExprPtr> Binder::bind_path(const ast::Expr& expr) {
  if (expr.args.size() == 2) {  // database("x").table("y")
    const ast::Expr& root = *expr.args[0];
    return fail(ErrorCode::kUnsupported,
                "unsupported: " +
                    (root.kind == AstKind::kCall ? root.name + "()" : expr.name + "() after a '.'"),
                root.span);
  }
  CRUMB_TRY(std::optional<ExprPtr> state, bind_step_column(expr));
  if (state.has_value()) return std::move(*state);
  const ast::Expr& base = *expr.args[0];
  if (base.kind == AstKind::kName && base.name.starts_with('$')) {
    return fail(ErrorCode::kSemantic, base.name + " belongs into the 'on' of a join", base.span);
  }
  CRUMB_TRY(Bound left, bind_any(base));
  if (left.scalar == nullptr)
    return fail(ErrorCode::kSemantic, "a table has no property '" + expr.name + "'",
                expr.name_span);
  if (left.scalar->type != Type::kDynamic) {
    return fail(ErrorCode::kSemantic,
                "a " + std::string(type_name(left.scalar->type)) + " has no property '" +
                    expr.name + "'; parse_json() makes a dynamic of it",
                expr.name_span);
  }
  return add_step(std::move(left.scalar), {expr.name, 0, false}, expr.span);
}

Result<ExprPtr> Binder::bind_index(const ast::Expr& expr) {
  CRUMB_TRY(ExprPtr base, bind_scalar(*expr.args[0]));
  CRUMB_TRY(ExprPtr index, bind_scalar(*expr.args[1]));
  if (base->type != Type::kDynamic) {
    return fail(ErrorCode::kSemantic,
                "a " + std::string(type_name(base->type)) +
                    " has no elements; parse_json() or split() make a dynamic",
                expr.span);
  }
  if (index->kind == ExprKind::kLiteral && !index->literal.null) {
    if (index->type == Type::kString)
      return add_step(std::move(base), {index->literal.text, 0, false}, expr.span);
    if (index->type == Type::kLong || index->type == Type::kInt)
      return add_step(std::move(base), {"", index->literal.integer, true}, expr.span);
  }
  std::vector<ExprPtr> args;
  args.push_back(std::move(base));
  args.push_back(std::move(index));
  return call_operator("[]", std::move(args), expr.span);
}

Result<std::uint64_t> Binder::bind_count(const ast::Expr& expr, std::string_view what) {
  RowGuard row(*this, nullptr);
  CRUMB_TRY(ExprPtr value, bind_scalar(expr));
  bool whole = value->kind == ExprKind::kLiteral && !value->literal.null &&
               (value->type == Type::kLong || value->type == Type::kInt);
  if (!whole || value->literal.integer < 0)
    return fail(ErrorCode::kSemantic, std::string(what) + " wants a constant whole number",
                expr.span);
  return static_cast<std::uint64_t>(value->literal.integer);
}

}  // namespace crumb::kql
