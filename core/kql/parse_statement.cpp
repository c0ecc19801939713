// Statements: let (scalar, tabular, function), set, declare query_parameters, and the final
// expression.
#include "base/text.h"
#include "kql/literal.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

bool Parser::parse_statements(std::vector<ast::Statement>& out, bool in_function) {
  for (;;) {
    if (accept(";") && at(";")) expected("a statement");
    while (accept(";")) {
    }
    if (at_end() || (in_function && at("}"))) return true;
    std::uint32_t depth = depth_here();
    std::uint32_t begin = peek().span.begin;
    bool ok = parse_statement(out);
    if (ok) out.back().span = span_from(begin);
    bool ended = at_end() || at(";") || (in_function && at("}"));
    if (ok && !ended) expected("';' or the end of the query");
    if (!ended) {
      std::size_t before = pos_;
      skip_to_semicolon(depth);
      if (pos_ == before && !at_end() && !at(";")) {
        if (in_function) return false;
        advance();  // a closing bracket with nothing to close
      }
    }
  }
}

bool Parser::parse_statement(std::vector<ast::Statement>& out) {
  std::string_view first = word();
  if (first == "let" && !at("=", 1)) return parse_let(out.emplace_back());
  if (first == "set" && !at("=", 1) && !at("|", 1)) {
    skip_to_semicolon(depth_here());
    out.emplace_back().what = ast::Ignored{};
    return true;
  }
  if (first == "declare") {
    if (at_word("query_parameters", 1)) return parse_query_parameters(out);
    if (at_word("pattern", 1)) return parse_pattern(out);
    advance();
    expected("pattern or query_parameters");
    return false;
  }
  bool other =
      (first == "alias" && at_word("database", 1)) || (first == "restrict" && at_word("access", 1));
  if (other) {
    error(peek().span, "unsupported: " + std::string(first), ErrorCode::kUnsupported);
    return false;
  }
  ExprPtr expr = parse_pipe();
  if (expr == nullptr) return false;
  out.emplace_back().what = ast::Expression{std::move(expr)};
  return true;
}

bool Parser::parse_declared_name(std::string& name, Span& span) {
  span = peek().span;
  if (at("[")) {
    ExprPtr bracketed = parse_bracketed_name();
    if (bracketed == nullptr) return false;
    name = std::move(bracketed->name);
    span = bracketed->span;
    return true;
  }
  if (peek().kind != TokenKind::kName || word().starts_with('!')) {
    expected("a name");
    return false;
  }
  name = text(peek());
  advance();
  return true;
}

bool Parser::parse_let(ast::Statement& out) {
  advance();
  ast::Let let;
  if (!parse_declared_name(let.name, let.name_span) || !expect("=")) return false;
  if (at_function()) {
    let.function = parse_function();
    if (let.function == nullptr) return false;
  } else {
    let.value = parse_pipe();
    if (let.value == nullptr) return false;
  }
  out.what = std::move(let);
  return true;
}

// declare query_parameters(a:long = 5, ...): a let for each default, which the caller's bindings
// may replace.
bool Parser::parse_query_parameters(std::vector<ast::Statement>& out) {
  pos_ += 2;
  if (!expect("(")) return false;
  std::uint32_t begin = peek().span.begin;
  while (!at(")")) {
    ast::FunctionParameter parameter;
    if (!parse_function_parameter(parameter)) return false;
    if (parameter.default_value == nullptr) {
      error(parameter.span, "the query parameter '" + parameter.name + "' has no value here",
            ErrorCode::kSemantic);
      return false;
    }
    ast::Let let;
    let.name = std::move(parameter.name);
    let.name_span = parameter.span;
    let.value = std::move(parameter.default_value);
    ast::Statement& statement = out.emplace_back();
    statement.span = span_from(begin);
    statement.what = std::move(let);
    if (!accept(",")) break;
  }
  if (!expect(")")) return false;
  out.emplace_back().what = ast::Ignored{};
  return true;
}

// [view] ( ... ) {
bool Parser::at_function() const {
  std::size_t at_token = pos_;
  if (word() == "view" && at("(", 1)) ++at_token;
  if (!tokens_[at_token].text(source_).starts_with('(')) return false;
  std::uint32_t depth = brackets_[at_token];
  for (++at_token; at_token < tokens_.size() && brackets_[at_token] > depth; ++at_token) {
  }
  return at_token + 1 < tokens_.size() && tokens_[at_token].text(source_) == ")" &&
         tokens_[at_token + 1].text(source_) == "{";
}

std::shared_ptr<const ast::FunctionBody> Parser::parse_function() {
  if (!enter()) return nullptr;
  auto out = std::make_shared<ast::FunctionBody>();
  std::uint32_t begin = peek().span.begin;
  out->view = accept_word("view");
  bool ok = expect("(");
  while (ok && !at(")")) {
    ok = parse_function_parameter(out->parameters.emplace_back());
    if (!accept(",")) break;
  }
  ok = ok && expect(")") && parse_function_body(*out, begin);
  leave();
  return ok ? out : nullptr;
}

bool Parser::parse_function_body(ast::FunctionBody& out, std::uint32_t begin) {
  if (!expect("{") || !parse_statements(out.statements, true) || !expect("}")) return false;
  out.span = span_from(begin);
  if (!out.statements.empty()) {
    if (auto* last = std::get_if<ast::Expression>(&out.statements.back().what)) {
      out.result = std::move(last->expr);
      out.statements.pop_back();
    }
  }
  if (out.result == nullptr) error(out.span, "a function ends with the expression that it returns");
  return out.result != nullptr;
}

bool Parser::parse_function_parameter(ast::FunctionParameter& out) {
  if (!parse_declared_name(out.name, out.span) || !expect(":")) return false;
  if (accept("(")) {
    out.tabular = true;
    return parse_columns(out.columns, &out.any_columns);
  }
  if (!parse_type(out.type)) return false;
  if (!accept("=")) return true;
  out.default_value = parse_expression();
  return out.default_value != nullptr;
}

// After '(': name:type, ... ')'. With `any`, (*) is allowed.
bool Parser::parse_columns(std::vector<ast::NameAndType>& out, bool* any) {
  while (!at(")")) {
    if (any != nullptr && accept("*")) {
      *any = true;
    } else {
      ast::NameAndType& column = out.emplace_back();
      if (!parse_declared_name(column.name, column.span) || !expect(":") ||
          !parse_type(column.type))
        return false;
    }
    if (!accept(",")) break;
  }
  return expect(")");
}

bool Parser::parse_type(Type& out) {
  std::optional<Type> type = type_from_name(word());
  if (!type.has_value()) {
    expected("a type such as string or long");
    return false;
  }
  out = *type;
  advance();
  return true;
}

}  // namespace crumb::kql
