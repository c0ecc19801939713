// The parser's ground: tokens, errors, recovery, depth. The grammar is in parse_*.cpp.
#include "kql/parser.h"

#include <algorithm>

#include "base/text.h"
#include "kql/parser_impl.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxErrors = 20;
constexpr std::size_t kMaxStatements = 4096;

}  // namespace

Parser::Parser(std::string_view text, const Limits& limits) : source_(text), limits_(limits) {
  Tokens lexed = tokenize(text);
  tokens_ = std::move(lexed.tokens);
  errors_ = std::move(lexed.errors);
  brackets_.reserve(tokens_.size());
  std::uint32_t depth = 0;
  for (const Token& token : tokens_) {
    brackets_.push_back(depth);
    if (token.kind != TokenKind::kPunct) continue;
    char c = text[token.span.begin];
    bool one = token.span.end - token.span.begin == 1;
    if (one && (c == '(' || c == '[' || c == '{')) ++depth;
    if (one && (c == ')' || c == ']' || c == '}') && depth > 0) {
      --depth;
      brackets_.back() = depth;  // a closing bracket belongs to the level it returns to
    }
  }
}

Parsed Parser::run() {
  Parsed out;
  parse_statements(out.query.statements, false);
  if (out.query.statements.size() > kMaxStatements)
    error({}, "the query has too many statements", ErrorCode::kLimit);
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const Error& a, const Error& b) { return a.span.begin < b.span.begin; });
  out.errors = std::move(errors_);
  return out;
}

std::string_view Parser::word(std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kName ? text(token) : std::string_view();
}

bool Parser::at(std::string_view punct, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return token.kind == TokenKind::kPunct && text(token) == punct;
}

bool Parser::accept(std::string_view punct) {
  if (!at(punct)) return false;
  advance();
  return true;
}

bool Parser::accept_word(std::string_view name) {
  if (!at_word(name)) return false;
  advance();
  return true;
}

bool Parser::expect(std::string_view punct) {
  if (accept(punct)) return true;
  expected("'" + std::string(punct) + "'");
  return false;
}

bool Parser::expect_word(std::string_view name) {
  if (accept_word(name)) return true;
  expected("'" + std::string(name) + "'");
  return false;
}

Span Parser::span_from(std::uint32_t begin) const {
  std::uint32_t end = pos_ > 0 ? tokens_[pos_ - 1].span.end : begin;
  return {begin, std::max(begin, end)};
}

std::nullptr_t Parser::error(Span span, std::string message, ErrorCode code) {
  if (too_deep_ || errors_.size() >= kMaxErrors) return nullptr;
  too_deep_ = code == ErrorCode::kLimit;
  for (const Error& known : errors_) {
    if (known.span == span) return nullptr;  // the scanner, or an outer rule, said it already
  }
  errors_.push_back({code, std::move(message), span});
  return nullptr;
}

std::nullptr_t Parser::expected(std::string_view what) {
  const Token& token = peek();
  if (at_end())
    return error(token.span, "expected " + std::string(what) + ", found the end of the query");
  std::string_view found = text(token);
  if (found.size() > 40) found = found.substr(0, 40);
  return error(token.span,
               "expected " + std::string(what) + ", found '" + make_visible(found) + "'");
}

void Parser::skip_to_pipe(std::uint32_t depth) {
  while (!at_end() && depth_here() >= depth) {
    if (depth_here() == depth && (at("|") || at(";"))) return;
    ++pos_;
  }
}

void Parser::skip_to_semicolon(std::uint32_t depth) {
  while (!at_end() && depth_here() >= depth && !(depth_here() == depth && at(";"))) ++pos_;
}

bool Parser::enter() {
  if (depth_ >= limits_.expression_depth) {
    error(peek().span, "the query is nested too deeply", ErrorCode::kLimit);
    return false;
  }
  ++depth_;
  return true;
}

ast::ExprPtr Parser::make(ast::ExprKind kind, Span span) const {
  auto out = std::make_unique<ast::Expr>();
  out->kind = kind;
  out->span = span;
  return out;
}

ast::ExprPtr Parser::adopt(ast::ExprPtr parent, ast::ExprPtr child) {
  if (parent == nullptr || child == nullptr) return nullptr;
  std::uint32_t depth = std::max<std::uint32_t>(parent->depth, child->depth + 1u);
  if (depth > limits_.expression_depth)
    return error(child->span, "the expression is nested too deeply", ErrorCode::kLimit);
  parent->depth = static_cast<std::uint16_t>(depth);
  parent->args.push_back(std::move(child));
  return parent;
}

Parsed parse_all(std::string_view text, const Limits& limits) {
  if (text.size() > limits.query_bytes) {
    return {{},
            {{ErrorCode::kLimit,
              "the query is longer than " + std::to_string(limits.query_bytes) + " bytes",
              {}}}};
  }
  return Parser(text, limits).run();
}

Result<ast::Query> parse(std::string_view text, const Limits& limits) {
  Parsed parsed = parse_all(text, limits);
  if (!parsed.errors.empty()) return std::unexpected(std::move(parsed.errors.front()));
  return std::move(parsed.query);
}

}  // namespace crumb::kql
