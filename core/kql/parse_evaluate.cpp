// evaluate with a plugin's call and output schema, and make-series.
// Not the arguments of plugins: those are expressions (parse_expression.cpp).
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

bool Parser::parse_evaluate(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Evaluate evaluate;
  evaluate.call = parse_postfix();
  if (evaluate.call == nullptr) return false;
  if (evaluate.call->kind != ExprKind::kCall) {
    error(evaluate.call->span, "evaluate wants a plugin's call");
    return false;
  }
  if (accept(":")) {
    evaluate.has_schema = true;
    if (!expect("(") || !parse_columns(evaluate.columns, &evaluate.all_columns)) return false;
  }
  out.op = std::move(evaluate);
  return true;
}

// make-series a = avg(x) default=0, ... on t from A to B step S by k, ...
bool Parser::parse_make_series(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::MakeSeries series;
  do {
    ast::MakeSeries::Item& item = series.items.emplace_back();
    if ((item.aggregate = parse_named_expression()) == nullptr) return false;
    if (!at_word("default") || !at("=", 1)) continue;
    pos_ += 2;
    if ((item.default_value = parse_expression()) == nullptr) return false;
  } while (accept(","));
  if (!expect_word("on")) return false;
  const std::uint32_t begin = peek().span.begin;
  std::string name;
  Span name_span;
  const bool named = peek().kind == TokenKind::kName && at("=", 1);
  if (named && (!parse_declared_name(name, name_span) || !expect("="))) return false;
  if ((series.axis = parse_sum()) == nullptr) return false;
  if (named) {
    ExprPtr outer = make(ExprKind::kNamed, name_span);
    outer->names.push_back(std::move(name));
    outer->name_span = name_span;
    series.axis = adopt(std::move(outer), std::move(series.axis));
    if (series.axis == nullptr) return false;
    series.axis->span = span_from(begin);
  }
  if (accept_word("in")) {
    series.in_range = true;
    if (!expect_word("range") || !expect("(") || (series.from = parse_expression()) == nullptr ||
        !expect(",") || (series.to = parse_expression()) == nullptr || !expect(",") ||
        (series.step = parse_expression()) == nullptr || !expect(")"))
      return false;
  } else {
    if (accept_word("from") && (series.from = parse_expression()) == nullptr) return false;
    if (accept_word("to") && (series.to = parse_expression()) == nullptr) return false;
    if (!expect_word("step") || (series.step = parse_expression()) == nullptr) return false;
  }
  if (accept_word("by") && !parse_named_list(series.by, false)) return false;
  out.op = std::move(series);
  return true;
}

}  // namespace crumb::kql
