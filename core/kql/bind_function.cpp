// Calls of let functions: each call binds the body anew with its arguments in scope.
// Tabular arguments become slots; scalar ones are shared by all their uses in the body.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"
#include "kql/tidy.h"

namespace crumb::kql {
namespace {

const Schema kNoColumns;

std::string missing(const ast::FunctionParameter& parameter, const std::string& function) {
  return function + "() needs a value for '" + parameter.name + "'";
}

}  // namespace

Result<Bound> Binder::call_user_function(const FunctionName& function, const ast::Expr& call,
                                         NodePtr first) {
  DepthGuard guard(*this);
  if (guard.too_much())
    return fail(ErrorCode::kLimit, "functions call each other too deeply", call.span);
  auto inner = std::make_shared<Scope>(function.scope.lock(), function.visible);
  CRUMB_CHECK_OK(bind_parameters(function, call, std::move(first), *inner));
  std::size_t slots = plan_.shared.size();
  Result<Bound> out = run_function_body(function, std::move(inner));
  if (!function.foreign) return out;
  if (!out.has_value()) {
    Error error = std::move(out).error();
    if (error.code != ErrorCode::kUnsupported && !error.message.empty())
      error.message = "in " + make_visible(call.name) + "(): " + error.message;
    error.span = call.span;
    return std::unexpected(std::move(error));
  }
  if (out->scalar != nullptr) set_spans(*out->scalar, call.span);
  if (out->table != nullptr) set_spans(*out->table, call.span);
  for (; slots < plan_.shared.size(); ++slots) {
    if (plan_.shared[slots].plan != nullptr) set_spans(*plan_.shared[slots].plan, call.span);
  }
  return out;
}

Result<Bound> Binder::run_function_body(const FunctionName& function, ScopePtr inner) {
  ScopeGuard scope(*this, std::move(inner));
  // The body sees its parameters, not the caller's columns; expressions among the parameters still
  // read the caller's row.
  RowGuard row(*this, row_.schema == nullptr ? Row{} : Row{&kNoColumns, row_.id});
  for (const ast::Statement& statement : function.body->statements) {
    const auto* let = std::get_if<ast::Let>(&statement.what);
    if (let == nullptr)
      return fail(ErrorCode::kSemantic, "only the last expression of a function is its result",
                  statement.span);
    CRUMB_CHECK_OK(bind_let(*let));
  }
  return bind_any(*function.body->result);
}

Result<void> Binder::bind_parameters(const FunctionName& function, const ast::Expr& call,
                                     NodePtr first, Scope& inner) {
  const std::vector<ast::FunctionParameter>& parameters = function.body->parameters;
  std::vector<const ast::Expr*> given(parameters.size(), nullptr);
  std::size_t offset = first != nullptr ? 1 : 0;
  if (offset > parameters.size())
    return fail(ErrorCode::kSemantic, call.name + "() takes no table", call.span);
  if (call.kind == ast::ExprKind::kCall) {
    for (std::size_t ordinal = 0; ordinal < call.args.size(); ++ordinal) {
      const ast::ExprPtr& argument = call.args[ordinal];
      std::size_t at = offset + ordinal;
      if (argument->kind == ast::ExprKind::kNamed && argument->names.size() == 1) {
        auto named = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const auto& p) { return p.name == argument->names[0]; });
        if (named == parameters.end()) {
          return fail(ErrorCode::kSemantic,
                      call.name + "() has no parameter '" + make_visible(argument->names[0]) + "'",
                      argument->name_span);
        }
        at = static_cast<std::size_t>(named - parameters.begin());
      }
      if (at >= parameters.size()) {
        return fail(ErrorCode::kSemantic,
                    call.name + "() takes " + std::to_string(parameters.size() - offset) +
                        " arguments, not " + std::to_string(call.args.size()),
                    call.span);
      }
      if (given[at] != nullptr)
        return fail(ErrorCode::kSemantic, "'" + parameters[at].name + "' is given twice",
                    argument->span);
      given[at] = argument.get();
    }
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (given[i] == nullptr && i >= offset && parameters[i].default_value == nullptr)
      return fail(ErrorCode::kSemantic, missing(parameters[i], call.name), call.span);
    CRUMB_CHECK_OK(put_parameter(parameters[i], given[i], i < offset ? std::move(first) : nullptr,
                                 call.span, inner));
  }
  return {};
}

Result<void> Binder::put_parameter(const ast::FunctionParameter& parameter,
                                   const ast::Expr* argument, NodePtr table, Span span,
                                   Scope& inner) {
  if (parameter.tabular) {
    if (table == nullptr) {
      if (argument == nullptr)
        return fail(ErrorCode::kSemantic, "a table is wanted for '" + parameter.name + "'", span);
      CRUMB_TRY(table, bind_table(*argument));
    }
    for (const ast::NameAndType& wanted : parameter.columns) {
      auto column = find_column(table->schema, wanted.name);
      if (column.has_value() && table->schema[*column].type == wanted.type) continue;
      return fail(ErrorCode::kSemantic,
                  "the table for '" + parameter.name + "' has no column '" + wanted.name +
                      "' of type " + std::string(type_name(wanted.type)),
                  argument == nullptr ? span : argument->span);
    }
    inner.put(parameter.name, TableName{slot_of(std::move(table), parameter.name)});
    return {};
  }
  if (table != nullptr)
    return fail(ErrorCode::kSemantic, "'" + parameter.name + "' is not a table", span);
  ExprPtr value;
  if (argument != nullptr) {
    CRUMB_TRY(value, bind_scalar(*argument));
  } else {
    RowGuard row(*this, nullptr);
    CRUMB_TRY(value, bind_scalar(*parameter.default_value));
  }
  CRUMB_TRY(value, convert(std::move(value), parameter.type, context_));
  CRUMB_TRY(ScalarName name, scalar_name(std::move(value)));
  inner.put(parameter.name, std::move(name));
  return {};
}

}  // namespace crumb::kql
