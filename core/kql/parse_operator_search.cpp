// Operators that look for texts: search and find. Not what a text that stands alone means
// (bind_search.cpp).
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprPtr;

// in (A, B*), where it is there.
bool Parser::parse_in_tables(std::vector<ExprPtr>& out) {
  if (!at_word("in") || !at("(", 1)) return true;
  pos_ += 2;
  do {
    ExprPtr table = parse_table_reference();
    if (table == nullptr) return false;
    out.push_back(std::move(table));
  } while (accept(","));
  return expect(")");
}

bool Parser::parse_search(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Search search;
  if (!parse_in_tables(search.tables)) return false;
  if (at("*") && (peek(1).kind == TokenKind::kEnd || at("|", 1) || at(";", 1) || at(")", 1))) {
    search.predicate = make(ast::ExprKind::kStar, peek().span);
    advance();
  } else {
    search.predicate = parse_expression();
  }
  if (search.predicate == nullptr) return false;
  out.op = std::move(search);
  return true;
}

// find [in (TABLES) where] PREDICATE [project-smart | project COLUMN[:TYPE], ..., pack(*)]
bool Parser::parse_find(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Find find;
  const bool in = at_word("in");
  if (!parse_in_tables(find.tables)) return false;
  if (in) {
    if (!expect_word("where")) return false;
  } else {
    accept_word("where");
  }
  if ((find.predicate = parse_expression()) == nullptr) return false;
  if (at_word("project") && at("-", 1) && at_word("smart", 2)) {
    pos_ += 3;
  } else if (accept_word("project")) {
    find.project = true;
    if (!parse_find_columns(find)) return false;
  }
  out.op = std::move(find);
  return true;
}

bool Parser::parse_find_columns(ast::Find& out) {
  do {
    const bool pack = (at_word("pack") && at("(", 1) && at("*", 2) && at(")", 3));
    if (pack || (at_word("pack_all") && at("(", 1) && at(")", 2))) {
      out.pack = true;
      pos_ += pack ? 4 : 3;
      continue;
    }
    ast::FindColumn& column = out.columns.emplace_back();
    if (!parse_declared_name(column.name, column.span)) return false;
    if (!accept(":")) continue;
    Type type = Type::kString;
    if (!parse_type(type)) return false;
    column.type = type;
  } while (accept(","));
  return true;
}

}  // namespace crumb::kql
