// The grammar of scalar expressions: operators by level, paths, calls, names, literals.
// Not the JSON inside dynamic(...), and not what pipes do.
#include <array>

#include "base/text.h"
#include "kql/literal.h"
#include "kql/parser_impl.h"

namespace crumb::kql {
namespace {

using ast::ExprKind;
using ast::ExprPtr;

constexpr std::uint8_t kOr = 1, kAnd = 2, kEquality = 3, kRelation = 4, kSum = 5, kProduct = 6,
                       kString = 7, kOperand = 8;

// Words that can never be a column or a table without brackets.
constexpr std::array<std::string_view, 39> kReserved = {"and",
                                                        "or",
                                                        "in",
                                                        "in~",
                                                        "between",
                                                        "contains",
                                                        "has",
                                                        "has_cs",
                                                        "has_any",
                                                        "has_all",
                                                        "by",
                                                        "of",
                                                        "to",
                                                        "asc",
                                                        "desc",
                                                        "startswith",
                                                        "endswith",
                                                        "contains_cs",
                                                        "startswith_cs",
                                                        "endswith_cs",
                                                        "where",
                                                        "project",
                                                        "as",
                                                        "union",
                                                        "hasprefix",
                                                        "hassuffix",
                                                        "hasprefix_cs",
                                                        "hassuffix_cs",
                                                        "matches",
                                                        "containscs",
                                                        "long",
                                                        "int",
                                                        "string",
                                                        "datetime",
                                                        "timespan",
                                                        "real",
                                                        "double",
                                                        "with_itemindex",
                                                        "boolean"};

bool is_reserved(std::string_view name) {
  for (std::string_view word : kReserved) {
    if (word == name) return true;
  }
  return name.starts_with('!');
}

}  // namespace

// One table for all infix operators. Old spellings map to today's when the tree is made.
const Parser::BinaryRow* Parser::binary_here(std::size_t& tokens) const {
  static constexpr BinaryRow kRows[] = {
      {"or", kOr, true},
      {"and", kAnd, true},
      {"==", kEquality, false},
      {"!=", kEquality, false},
      {"<>", kEquality, false},
      {"in", kEquality, false},
      {"!in", kEquality, false},
      {"in~", kEquality, false},
      {"!in~", kEquality, false},
      {"has_any", kEquality, false},
      {"has_all", kEquality, false},
      {"between", kEquality, false},
      {"!between", kEquality, false},
      {"<", kRelation, false},
      {"<=", kRelation, false},
      {">", kRelation, false},
      {">=", kRelation, false},
      {"+", kSum, true},
      {"-", kSum, true},
      {"*", kProduct, true},
      {"/", kProduct, true},
      {"%", kProduct, true},
      {"=~", kString, false},
      {"!~", kString, false},
      {"has", kString, false},
      {"!has", kString, false},
      {"has_cs", kString, false},
      {"!has_cs", kString, false},
      {"hasprefix", kString, false},
      {"!hasprefix", kString, false},
      {"hasprefix_cs", kString, false},
      {"!hasprefix_cs", kString, false},
      {"hassuffix", kString, false},
      {"!hassuffix", kString, false},
      {"hassuffix_cs", kString, false},
      {"!hassuffix_cs", kString, false},
      {"contains", kString, false},
      {"!contains", kString, false},
      {"contains_cs", kString, false},
      {"!contains_cs", kString, false},
      {"containscs", kString, false},
      {"notcontains", kString, false},
      {"notcontainscs", kString, false},
      {"startswith", kString, false},
      {"!startswith", kString, false},
      {"startswith_cs", kString, false},
      {"!startswith_cs", kString, false},
      {"endswith", kString, false},
      {"!endswith", kString, false},
      {"endswith_cs", kString, false},
      {"!endswith_cs", kString, false},
      {"matches regex", kString, false},
      {"like", kString, false},
      {"notlike", kString, false},
      {"likecs", kString, false},
      {"notlikecs", kString, false},
      {":", kString, false},
  };
  const Token& token = peek();
  if (token.kind != TokenKind::kName && token.kind != TokenKind::kPunct) return nullptr;
  std::string_view name = text(token);
  tokens = 1;
  if (name == "matches" && at_word("regex", 1)) {
    name = "matches regex";
    tokens = 2;
  }
  for (const BinaryRow& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

ExprPtr Parser::parse_binary(std::uint8_t level) {
  if (!enter()) return nullptr;
  ExprPtr left = parse_unary();
  std::uint8_t ceiling = kOperand;
  std::size_t tokens = 0;
  while (left != nullptr) {
    const BinaryRow* row = binary_here(tokens);
    if (row == nullptr || row->level < level || row->level > ceiling) break;
    Span op{peek().span.begin, peek(tokens - 1).span.end};
    pos_ += tokens;
    left = parse_right_side(std::move(left), *row, op);
    ceiling = row->chains ? row->level : static_cast<std::uint8_t>(row->level - 1);
  }
  leave();
  return left;
}

ExprPtr Parser::parse_sum() { return parse_binary(kSum); }

ExprPtr Parser::parse_right_side(ExprPtr left, const BinaryRow& row, Span op) {
  if (row.name == "between" || row.name == "!between")
    return parse_between(std::move(left), row, op);
  if (row.name == "has_any" || row.name == "has_all" || row.name.starts_with("in") ||
      row.name.starts_with("!in")) {
    return parse_list_operator(std::move(left), row, op);
  }
  ExprPtr right = parse_binary(static_cast<std::uint8_t>(row.level + 1));
  if (right == nullptr) return nullptr;
  bool logic = row.level <= kAnd;
  Span span{left->span.begin, right->span.end};
  if (logic && left->kind == ExprKind::kLogic && left->name == row.name) {
    left->span = span;
    return adopt(std::move(left), std::move(right));
  }
  ExprPtr out = make(logic ? ExprKind::kLogic : ExprKind::kBinary, span);
  static constexpr std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"<>", "!="},
      {"containscs", "contains_cs"},
      {"notcontains", "!contains"},
      {"notcontainscs", "!contains_cs"}};
  out->name = row.name;
  for (const auto& [old, today] : kSpellings) {
    if (row.name == old) out->name = today;
  }
  out->name_span = op;
  out = adopt(std::move(out), std::move(left));
  return adopt(std::move(out), std::move(right));
}

ExprPtr Parser::parse_list_operator(ExprPtr left, const BinaryRow& row, Span op) {
  if (!expect("(")) return nullptr;
  std::uint32_t begin = left->span.begin;
  ExprPtr out = make(ExprKind::kList, left->span);
  out->name = row.name;
  out->name_span = op;
  out = adopt(std::move(out), std::move(left));
  while (out != nullptr && !at(")")) {
    out = adopt(std::move(out), parse_pipe());
    if (!accept(",")) break;
    if (at(")")) return expected("a value");
  }
  if (out == nullptr || !expect(")")) return nullptr;
  out->span = span_from(begin);
  return out;
}

ExprPtr Parser::parse_between(ExprPtr left, const BinaryRow& row, Span op) {
  if (!expect("(")) return nullptr;
  std::uint32_t begin = left->span.begin;
  ExprPtr out = make(ExprKind::kBetween, left->span);
  out->name = row.name;
  out->name_span = op;
  out = adopt(adopt(std::move(out), std::move(left)), parse_expression());
  if (out == nullptr || !expect("..")) return nullptr;
  out = adopt(std::move(out), parse_expression());
  if (out == nullptr || !expect(")")) return nullptr;
  out->span = span_from(begin);
  return out;
}

ExprPtr Parser::parse_unary() {
  bool minus = at("-");
  if (!minus && !at("+")) return parse_postfix();
  Span sign = peek().span;
  advance();
  if (at("-") || at("+")) return expected("a value");
  ExprPtr operand = parse_postfix();
  if (operand == nullptr || !minus) return operand;
  ExprPtr out = make(ExprKind::kNegate, {sign.begin, operand->span.end});
  return adopt(std::move(out), std::move(operand));
}

ExprPtr Parser::parse_postfix() {
  ExprPtr left = parse_primary();
  while (left != nullptr) {
    std::uint32_t begin = left->span.begin;
    if (accept(".")) {
      ExprPtr path = make(ExprKind::kPath, left->span);
      if (at("[") && peek(1).kind != TokenKind::kString) continue;  // a.[0] is a[0]
      if (at("[")) {
        ExprPtr name = parse_bracketed_name();
        if (name == nullptr) return nullptr;
        path->name = name->name;
        path->name_span = name->span;
      } else if (peek().kind == TokenKind::kName || peek().kind == TokenKind::kLong) {
        path->name = text(peek());
        path->name_span = peek().span;
        advance();
        if (at("(")) {  // database("x").table("y"): the call is args[1]
          ExprPtr call = parse_call(path->name, path->name_span);
          left = adopt(adopt(std::move(path), std::move(left)), std::move(call));
          if (left != nullptr) left->span = span_from(begin);
          continue;
        }
      } else {
        return expected("a property name after '.'");
      }
      left = adopt(std::move(path), std::move(left));
      if (left != nullptr) left->span = span_from(begin);
    } else if (at("[") && !(peek().spaced && left->kind == ExprKind::kLiteral)) {
      advance();
      ExprPtr index = make(ExprKind::kIndex, left->span);
      index = adopt(adopt(std::move(index), std::move(left)), parse_expression());
      if (index == nullptr || !expect("]")) return nullptr;
      index->span = span_from(begin);
      left = std::move(index);
    } else {
      break;
    }
  }
  return pattern_reference(std::move(left));
}

// A * before an operator on texts.
bool Parser::star_operand() const {
  std::string_view next = word(1);
  if (next.starts_with('!')) next.remove_prefix(1);
  return at("=~", 1) || at("!~", 1) || next.starts_with("has") || next.starts_with("contains") ||
         next.starts_with("startswith") || next.starts_with("endswith") || next == "matches";
}

ExprPtr Parser::parse_primary() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::kString:
    case TokenKind::kLong:
    case TokenKind::kReal:
    case TokenKind::kTimespan:
    case TokenKind::kTyped:
    case TokenKind::kGuid:
      return parse_token_literal();
    case TokenKind::kName:
      return parse_name_or_call();
    case TokenKind::kPunct:
      if (at("(")) return parse_parens();
      if (at("[")) return parse_bracketed_name();
      if (at("*") && star_operand()) {  // * has "x": any column
        advance();
        return make(ExprKind::kStar, token.span);
      }
      break;
    case TokenKind::kEnd:
      break;
  }
  return expected("an expression");
}

ExprPtr Parser::parse_token_literal() {
  const Token& first = peek();
  Result<Value> value = decode_literal(source_, first);
  advance();
  if (!value.has_value())
    return error(value.error().span, value.error().message, value.error().code);
  ExprPtr out = make(ExprKind::kLiteral, first.span);
  out->value = *std::move(value);
  if (first.kind == TokenKind::kString && !parse_more_strings(out->value.text)) return nullptr;
  out->span = span_from(first.span.begin);
  return out;
}

// Adjacent strings are one.
bool Parser::parse_more_strings(std::string& out) {
  while (peek().kind == TokenKind::kString) {
    Result<void> more = decode_string(source_, peek(), out);
    advance();
    if (more.has_value()) continue;
    error(more.error().span, more.error().message);
    return false;
  }
  return true;
}

ExprPtr Parser::parse_name_or_call() {
  const Token& token = peek();
  std::string_view name = text(token);
  if (name == "dynamic" && at("(", 1)) return parse_dynamic();
  if (name == "typeof" && at("(", 1)) return parse_typeof();
  for (std::string_view truth : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (name != truth) continue;
    advance();
    ExprPtr out = make(ExprKind::kLiteral, token.span);
    out->value = Value::of_bool(name[0] == 't' || name[0] == 'T');
    return out;
  }
  if (is_reserved(name)) return expected("an expression");
  Span span = token.span;
  advance();
  if (at("(")) return parse_call(std::string(name), span);
  ExprPtr out = make(ExprKind::kName, span);
  out->name = name;
  out->name_span = span;
  return out;
}

ExprPtr Parser::parse_call(std::string name, Span name_span) {
  if (!expect("(") || !enter()) return nullptr;
  ExprPtr out = make(ExprKind::kCall, name_span);
  out->name = std::move(name);
  out->name_span = name_span;
  while (out != nullptr && !at(")")) {
    ExprPtr argument;
    if (at("*") && (at(")", 1) || at(",", 1))) {
      argument = make(ExprKind::kStar, peek().span);
      advance();
    } else if ((peek().kind == TokenKind::kName && at("=", 1)) || at("[")) {
      argument = parse_named_expression(true);
    } else {
      argument = parse_pipe();
    }
    out = adopt(std::move(out), std::move(argument));
    if (!accept(",")) break;
    if (at(")")) out = expected("an argument");
  }
  leave();
  if (out == nullptr || !expect(")")) return nullptr;
  out->span = span_from(name_span.begin);
  return out;
}

ExprPtr Parser::parse_parens() {
  Span open = peek().span;
  advance();
  ExprPtr inner = parse_pipe();
  if (inner == nullptr || !expect(")")) return nullptr;
  return adopt(make(ExprKind::kParens, span_from(open.begin)), std::move(inner));
}

ExprPtr Parser::parse_bracketed_name() {
  Span open = peek().span;
  advance();
  if (peek().kind != TokenKind::kString) return expected("a name in quotes");
  ExprPtr out = make(ExprKind::kName, open);
  out->bracketed = true;
  if (!parse_more_strings(out->name) || !expect("]")) return nullptr;
  out->span = span_from(open.begin);
  out->name_span = out->span;
  return out;
}

ExprPtr Parser::parse_typeof() {
  Span begin = peek().span;
  advance();
  ExprPtr out = make(ExprKind::kTypeof, begin);
  if (!expect("(") || !parse_type(out->type) || !expect(")")) return nullptr;
  out->span = span_from(begin.begin);
  return out;
}

// [name =] expression, or (name, name) = expression. In a call's arguments the expression may be a
// pipeline.
ExprPtr Parser::parse_named_expression(bool in_call) {
  std::uint32_t begin = peek().span.begin;
  std::size_t saved = pos_;
  std::vector<std::string> names;
  Span name_span;
  if (peek().kind == TokenKind::kName && at("=", 1)) {
    names.emplace_back(text(peek()));
    name_span = peek().span;
    pos_ += 2;
  } else if (at("[") && peek(1).kind == TokenKind::kString && at("]", 2) && at("=", 3)) {
    ExprPtr name = parse_bracketed_name();
    if (name == nullptr) return nullptr;
    names.push_back(name->name);
    name_span = name->span;
    advance();
  } else if (at("(")) {
    std::size_t at_token = 1;
    while (peek(at_token).kind == TokenKind::kName &&
           (at(",", at_token + 1) || at(")", at_token + 1))) {
      names.emplace_back(text(peek(at_token)));
      at_token += 2;
      if (at(")", at_token - 1)) break;
    }
    if (!names.empty() && at(")", at_token - 1) && at("=", at_token)) {
      pos_ += at_token;
      name_span = span_from(begin);
      ++pos_;
    } else {
      names.clear();
      pos_ = saved;
    }
  }
  if (names.empty()) return in_call ? parse_pipe() : parse_expression();
  ExprPtr out = make(ExprKind::kNamed, name_span);
  out->names = std::move(names);
  out->name_span = name_span;
  out = adopt(std::move(out), in_call ? parse_pipe() : parse_expression());
  if (out != nullptr) out->span = span_from(begin);
  return out;
}

}  // namespace crumb::kql
