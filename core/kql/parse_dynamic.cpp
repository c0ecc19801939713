// The literal dynamic(...): JSON with Kusto's extensions (single quotes, datetime(...), timespans,
// nested dynamic) to compact JSON. Not a JSON parser for data: see base/json.h.
#include "base/json.h"
#include "base/text.h"
#include "kql/literal.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

ast::ExprPtr Parser::parse_dynamic() {
  Span begin = peek().span;
  advance();
  if (!expect("(")) return nullptr;
  std::string json;
  if (!parse_json_value(json) || !expect(")")) return nullptr;
  ast::ExprPtr out = make(ast::ExprKind::kLiteral, span_from(begin.begin));
  out->value = Value::of_dynamic(json);
  return out;
}

bool Parser::parse_json_value(std::string& out) {
  if (!enter()) return false;
  bool ok = at("[")   ? parse_json_array(out)
            : at("{") ? parse_json_object(out)
                      : parse_json_scalar(out);
  leave();
  return ok;
}

bool Parser::parse_json_array(std::string& out) {
  advance();
  out.push_back('[');
  for (bool first = true; !at("]"); first = false) {
    if (!first && !expect(",")) return false;
    if (!first) out.push_back(',');
    if (!parse_json_value(out)) return false;
  }
  out.push_back(']');
  return expect("]");
}

bool Parser::parse_json_object(std::string& out) {
  advance();
  out.push_back('{');
  for (bool first = true; !at("}"); first = false) {
    if (!first && !expect(",")) return false;
    if (!first) out.push_back(',');
    if (peek().kind != TokenKind::kString) {
      expected("a property name in quotes");
      return false;
    }
    std::string key;
    if (!parse_more_strings(key)) return false;
    append_json_string(out, key);
    out.push_back(':');
    if (!expect(":") || !parse_json_value(out)) return false;
  }
  out.push_back('}');
  return expect("}");
}

bool Parser::parse_json_scalar(std::string& out) {
  if (at_word("null") || at_word("true") || at_word("false")) {
    out += text(peek());
    advance();
    return true;
  }
  if (at_word("dynamic") && at("(", 1)) {
    pos_ += 2;
    return parse_json_value(out) && expect(")");
  }
  bool negative = at("-");
  if (negative || at("+")) advance();
  const Token& token = peek();
  if (token.kind == TokenKind::kEnd || token.kind == TokenKind::kName ||
      token.kind == TokenKind::kPunct ||
      (negative && token.kind != TokenKind::kLong && token.kind != TokenKind::kReal &&
       token.kind != TokenKind::kTimespan)) {
    expected("a JSON value");
    return false;
  }
  Result<Value> value = decode_literal(source_, token);
  if (!value.has_value()) {
    error(value.error().span, value.error().message, value.error().code);
    return false;
  }
  advance();
  if (value->type == Type::kString && !parse_more_strings(value->text)) return false;
  if (negative) {
    value->integer = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value->integer));
    value->real = -value->real;
  }
  switch (value->type) {
    case Type::kString:
      append_json_string(out, value->text);
      break;
    case Type::kReal:
      json::append_real(out, value->real);
      break;
    case Type::kDatetime:
    case Type::kTimespan:
    case Type::kGuid:
      if (value->null) {
        out += "null";
      } else {
        append_json_string(out, to_string(*value));
      }
      break;
    default:
      append_json(out, *value);
      break;
  }
  return true;
}

}  // namespace crumb::kql
