// The out-of-line pieces of the syntax tree. Not a printer.
#include "kql/ast.h"

namespace crumb::kql::ast {

Expr::Expr() = default;
Expr::~Expr() = default;

const Parameter* Operator::find(std::string_view name) const {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

}  // namespace crumb::kql::ast
