// declare pattern: texts that stand for tabular expressions. Each entry becomes a let of a function
// without parameters, a reference a call of it; the binder knows no patterns.
// Source: learn.microsoft.com/kusto/query/pattern-statement.
#include <algorithm>

#include "base/text.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

namespace {

// app("x").["y"]: no name that a query would write.
void add_argument(std::string& entry, std::string_view text) {
  if (!entry.ends_with('(')) entry += ',';
  append_json_string(entry, text);
}
void add_path(std::string& entry, std::string_view text) {
  append_json_string(entry += ".[", text);
  entry += ']';
}

}  // namespace

// declare pattern NAME [= (a:string, ...)[[path:string]] { ENTRIES }]
bool Parser::parse_pattern(std::vector<ast::Statement>& out) {
  pos_ += 2;
  Pattern pattern;
  Span span;
  if (!parse_declared_name(pattern.name, span)) return false;
  const bool known = std::any_of(patterns_.begin(), patterns_.end(),
                                 [&](const Pattern& other) { return other.name == pattern.name; });
  if (known) {
    error(span, "the pattern '" + pattern.name + "' is declared twice", ErrorCode::kSemantic);
    return false;
  }
  if (accept("=")) {
    std::size_t arguments = 0;
    if (!expect("(")) return false;
    do {
      if (!parse_pattern_parameter(")")) return false;
      ++arguments;
    } while (accept(","));
    if (!expect(")")) return false;
    pattern.has_path = accept("[");
    if (pattern.has_path && (!parse_pattern_parameter("]") || !expect("]"))) return false;
    if (!parse_pattern_entries(arguments, pattern, out)) return false;
  }
  patterns_.push_back(std::move(pattern));
  out.emplace_back().what = ast::Ignored{};
  return true;
}

bool Parser::parse_pattern_parameter(std::string_view close) {
  std::string name;
  Span span;
  Type type = Type::kString;
  if (!parse_declared_name(name, span) || !expect(":") || !parse_type(type)) return false;
  if (type != Type::kString) {
    error(span, "the argument '" + name + "' of a pattern must be a string", ErrorCode::kSemantic);
    return false;
  }
  if (at(close) || at(",")) return true;
  expected("the next argument");
  return false;
}

// { ("a", ...)[.["path"]] = { EXPRESSION }; ... }
bool Parser::parse_pattern_entries(std::size_t arguments, Pattern& pattern,
                                   std::vector<ast::Statement>& out) {
  if (!expect("{")) return false;
  while (!at("}")) {
    const std::uint32_t begin = peek().span.begin;
    std::string entry = pattern.name + "(";
    std::size_t count = 0;
    if (!expect("(")) return false;
    do {
      ExprPtr text = peek().kind == TokenKind::kString ? parse_token_literal() : nullptr;
      if (text == nullptr) {
        expected("a text in quotes");
        return false;
      }
      add_argument(entry, text->value.text);
      ++count;
    } while (accept(","));
    if (!expect(")")) return false;
    entry += ')';
    if (pattern.has_path) {
      ExprPtr path = expect(".") ? parse_bracketed_name() : nullptr;
      if (path == nullptr) return false;
      add_path(entry, path->name);
    }
    if (count != arguments) {
      error(span_from(begin), "the pattern '" + pattern.name + "' has another number of arguments",
            ErrorCode::kSemantic);
      return false;
    }
    ast::Let let;
    let.name_span = span_from(begin);
    auto body = std::make_shared<ast::FunctionBody>();
    if (!expect("=") || !enter()) return false;
    const bool ok = parse_function_body(*body, begin);
    leave();
    if (!ok) return false;
    let.name = entry;
    let.function = std::move(body);
    ast::Statement& statement = out.emplace_back();
    statement.span = span_from(begin);
    statement.what = std::move(let);
    pattern.entries.push_back(std::move(entry));
    if (!accept(";")) break;
  }
  return expect("}");
}

ExprPtr Parser::pattern_reference(ExprPtr expr) {
  if (expr == nullptr || patterns_.empty()) return expr;
  const ast::Expr* path =
      expr->kind == ExprKind::kPath && expr->args.size() == 1 ? expr.get() : nullptr;
  const ast::Expr& call = path != nullptr ? *expr->args[0] : *expr;
  if (call.kind != ExprKind::kCall) return expr;
  const auto pattern = std::find_if(patterns_.begin(), patterns_.end(),
                                    [&](const Pattern& p) { return p.name == call.name; });
  if (pattern == patterns_.end()) return expr;
  std::string entry = call.name + "(";
  for (const ExprPtr& arg : call.args) {
    if (arg->kind != ExprKind::kLiteral || arg->value.type != Type::kString)
      return error(arg->span, "a pattern wants texts in quotes", ErrorCode::kSemantic);
    add_argument(entry, arg->value.text);
  }
  entry += ')';
  if (path != nullptr) add_path(entry, path->name);
  if (std::find(pattern->entries.begin(), pattern->entries.end(), entry) ==
      pattern->entries.end()) {
    return error(expr->span,
                 "one or more pattern references were not declared: " + make_visible(entry),
                 ErrorCode::kSemantic);
  }
  ExprPtr out = make(ExprKind::kCall, expr->span);
  out->name = std::move(entry);
  out->name_span = expr->span;
  return out;
}

}  // namespace crumb::kql
