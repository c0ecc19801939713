// Operators that bring other tables or split rows: join, lookup, union, mv-expand, mv-apply.
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

ExprPtr Parser::parse_table_reference() {
  if (at("(")) return parse_parens();
  bool pattern = at("*") || (peek().kind == TokenKind::kName && at("*", 1) && !peek(1).spaced);
  return pattern ? parse_column_pattern() : parse_postfix();
}

bool Parser::parse_join(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Join join;
  join.lookup = out.label == "lookup";
  join.right = parse_table_reference();
  if (join.right == nullptr) return false;
  if (at_word("where")) {
    error(peek().span, "unsupported: join ... where", ErrorCode::kUnsupported);
    return false;
  }
  if (accept_word("on")) {
    do {
      ExprPtr key = parse_expression();
      if (key == nullptr) return false;
      join.on.push_back(std::move(key));
    } while (accept(","));
  }
  out.op = std::move(join);
  return true;
}

bool Parser::parse_union(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Union tables;
  do {
    ExprPtr table = parse_table_reference();
    if (table == nullptr) return false;
    tables.tables.push_back(std::move(table));
  } while (accept(","));
  out.op = std::move(tables);
  return true;
}

bool Parser::parse_expand_items(std::vector<ast::Expand>& items) {
  do {
    ast::Expand item;
    item.item = parse_named_expression();
    if (item.item == nullptr) return false;
    if (accept_word("to")) {
      Type type = Type::kDynamic;
      if (!expect_word("typeof") || !expect("(") || !parse_type(type) || !expect(")")) return false;
      item.to = type;
    }
    items.push_back(std::move(item));
  } while (accept(","));
  return true;
}

bool Parser::parse_mv_expand(ast::Operator& out) {
  ast::MvExpand expand;
  if (!parse_settings({"bagexpansion", "kind", "with_itemindex"}, out)) return false;
  if (!parse_expand_items(expand.items)) return false;
  if (accept_word("limit") && (expand.limit = parse_expression()) == nullptr) return false;
  out.op = std::move(expand);
  return true;
}

bool Parser::parse_mv_apply(ast::Operator& out) {
  ast::MvApply apply;
  if (!parse_settings({"with_itemindex"}, out)) return false;
  if (!parse_expand_items(apply.items)) return false;
  if (accept_word("limit") && (apply.limit = parse_expression()) == nullptr) return false;
  if (accept_word("id")) {
    apply.id = text(peek());
    advance();
  }
  if (!expect_word("on") || !expect("(")) return false;
  apply.subquery = parse_operators();
  if (apply.subquery == nullptr || !expect(")")) return false;
  out.op = std::move(apply);
  return true;
}

}  // namespace crumb::kql
