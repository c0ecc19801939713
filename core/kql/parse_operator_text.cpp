// Operators that take a text apart: parse, parse-where, parse-kv. Not the meaning of their patterns
// (bind_parse.cpp).
#include "kql/literal.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

// [kind=KIND] [flags=FLAGS] TEXT with PIECE...
bool Parser::parse_parse(ast::Operator& out) {
  if (!parse_settings({"kind", "flags"}, out)) return false;
  ast::Parse parse;
  if ((parse.text = parse_expression()) == nullptr || !expect_word("with")) return false;
  do {
    if (!parse_pattern_piece(parse.pieces.emplace_back())) return false;
  } while (!at_list_end());
  out.op = std::move(parse);
  return true;
}

bool Parser::parse_pattern_piece(ast::ParsePiece& out) {
  std::uint32_t begin = peek().span.begin;
  if (accept("*")) {
    out.kind = ast::ParsePiece::Kind::kStar;
  } else if (peek().kind == TokenKind::kString) {
    out.kind = ast::ParsePiece::Kind::kText;
    if (!parse_more_strings(out.text)) return false;
  } else {
    out.kind = ast::ParsePiece::Kind::kColumn;
    if (!parse_declared_name(out.text, out.span)) return false;
    if (accept(":") && !parse_type(out.type)) return false;
  }
  out.span = span_from(begin);
  return true;
}

// TEXT as (KEY:type, ...) [with (OPTION=VALUE, ...)]
bool Parser::parse_parse_kv(ast::Operator& out) {
  ast::ParseKv parse;
  if ((parse.text = parse_expression()) == nullptr) return false;
  if (!expect_word("as") || !expect("(") || !parse_columns(parse.columns, nullptr)) return false;
  if (accept_word("with")) {
    if (!expect("(")) return false;
    if (!at(")") && !parse_named_list(parse.options, false)) return false;
    if (!expect(")")) return false;
  }
  out.op = std::move(parse);
  return true;
}

}  // namespace crumb::kql
