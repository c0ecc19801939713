// Makers and questions over typed expressions. Conversions are ordinary calls; see
// functions/registry.h.
#include "kql/exprs.h"

#include <string>
#include <unordered_set>

namespace crumb::kql {
namespace {

// The value of a pure call of literals, or nullptr when it cannot be had now (the engine will say
// why, or has it then).
ExprPtr folded(const Expr& call, EvalContext& context) {
  if (!call.function->pure || call.function->kind == FunctionKind::kWindow ||
      call.function->eval == nullptr)
    return nullptr;
  std::vector<Vector> args;
  for (const ExprPtr& arg : call.args) {
    if (arg->kind != ExprKind::kLiteral) return nullptr;
    args.push_back({constant_column(arg->literal, 1), true});
  }
  Result<ColumnPtr> column = call.function->eval(args, 1, context);
  if (!column.has_value() || *column == nullptr || (*column)->size() != 1 ||
      (*column)->type() != call.type)
    return nullptr;
  return make_literal((*column)->value(0), call.span);
}

void visit(const Expr& expr, std::unordered_set<const Expr*>& seen,
           const std::function<void(const Expr&)>& each) {
  each(expr);
  if (expr.shared != nullptr && seen.insert(expr.shared.get()).second)
    visit(*expr.shared, seen, each);
  for (const ExprPtr& arg : expr.args) visit(*arg, seen, each);
}

std::string arity_message(const ScalarFunction& function, std::size_t given) {
  std::string out(function.name);
  out += "() takes ";
  if (function.min_args == function.max_args) {
    out += std::to_string(function.min_args);
  } else if (function.max_args == 255) {
    out += "at least " + std::to_string(function.min_args);
  } else {
    out += std::to_string(function.min_args) + " to " + std::to_string(function.max_args);
  }
  out += function.max_args == 1 ? " argument" : " arguments";
  return out + ", not " + std::to_string(given);
}

}  // namespace

ExprPtr make_literal(Value value, Span span) {
  auto out = std::make_unique<Expr>();
  out->kind = ExprKind::kLiteral;
  out->type = value.type;
  out->literal = std::move(value);
  out->span = span;
  return out;
}

ExprPtr make_column(std::uint32_t column, Type type, Span span) {
  auto out = std::make_unique<Expr>();
  out->kind = ExprKind::kColumn;
  out->type = type;
  out->column = column;
  out->span = span;
  return out;
}

ExprPtr copy_of(const Expr& expr) {
  auto out = std::make_unique<Expr>();
  out->kind = expr.kind;
  out->type = expr.type;
  out->span = expr.span;
  out->literal = expr.literal;
  out->column = expr.column;
  out->function = expr.function;
  out->path = expr.path;
  out->slot = expr.slot;
  out->shared = expr.shared;
  out->args.reserve(expr.args.size());
  for (const ExprPtr& arg : expr.args) out->args.push_back(copy_of(*arg));
  return out;
}

void for_each_node(const Expr& expr, const std::function<void(const Expr&)>& each) {
  std::unordered_set<const Expr*> seen;
  visit(expr, seen, each);
}

std::vector<Type> types_of(const std::vector<ExprPtr>& exprs) {
  std::vector<Type> types;
  types.reserve(exprs.size());
  for (const ExprPtr& expr : exprs) types.push_back(expr->type);
  return types;
}

bool reads_columns(const Expr& expr) {
  bool found = false;
  for_each_node(expr, [&](const Expr& node) { found = found || node.kind == ExprKind::kColumn; });
  return found;
}

bool has_window_call(const Expr& expr) {
  bool found = false;
  for_each_node(expr, [&](const Expr& node) {
    found = found || (node.kind == ExprKind::kCall && node.function->kind == FunctionKind::kWindow);
  });
  return found;
}

std::vector<BoundArg> describe(const std::vector<ExprPtr>& args, const Schema* schema) {
  std::vector<BoundArg> out;
  out.reserve(args.size());
  for (const ExprPtr& arg : args) {
    BoundArg& bound = out.emplace_back();
    bound.type = arg->type;
    bound.constant = constant_of(*arg);
    if (arg->kind == ExprKind::kColumn && schema != nullptr && arg->column < schema->size())
      bound.name = (*schema)[arg->column].name;
  }
  return out;
}

Result<ExprPtr> convert(ExprPtr expr, Type type, EvalContext& context) {
  if (expr->type == type) return expr;
  if (expr->kind == ExprKind::kLiteral && expr->literal.null)
    return make_literal(Value::null_of(type), expr->span);
  const ScalarFunction* conversion = find_conversion(expr->type, type);
  if (conversion == nullptr) {
    return fail(ErrorCode::kSemantic,
                "a " + std::string(type_name(expr->type)) + " cannot be used as a " +
                    std::string(type_name(type)),
                expr->span);
  }
  auto call = std::make_unique<Expr>();
  call->kind = ExprKind::kCall;
  call->type = type;
  call->span = expr->span;
  call->function = conversion;
  call->args.push_back(std::move(expr));
  if (ExprPtr value = folded(*call, context); value != nullptr) return value;
  return call;
}

Result<ExprPtr> make_call(const ScalarFunction& function, std::vector<ExprPtr> args, Span span,
                          const Schema* schema, EvalContext& context) {
  bool too_many = function.max_args != 255 && args.size() > function.max_args;
  if (args.size() < function.min_args || too_many)
    return fail(ErrorCode::kSemantic, arity_message(function, args.size()), span);
  std::vector<BoundArg> bound = describe(args, schema);
  Result<Signature> signature = function.bind(bound);
  if (!signature.has_value()) {
    Error error = std::move(signature).error();
    if (error.span == Span{}) error.span = span;
    return std::unexpected(std::move(error));
  }
  if (signature->params.size() != args.size() || signature->results.empty()) {
    return fail(ErrorCode::kInternal,
                "the signature of " + std::string(function.name) + " does not fit its arguments",
                span);
  }
  for (std::size_t i = 0; i < args.size(); ++i) {
    CRUMB_TRY(args[i], convert(std::move(args[i]), signature->params[i], context));
  }
  auto call = std::make_unique<Expr>();
  call->kind = ExprKind::kCall;
  call->type = signature->results[0];
  call->span = span;
  call->function = &function;
  call->args = std::move(args);
  if (ExprPtr value = folded(*call, context); value != nullptr) return value;
  return call;
}

}  // namespace crumb::kql
