// The parser's class, shared by its files: statements, pipelines, operators, expressions, dynamic
// literals. Not for anybody else: see parser.h.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kql/ast.h"
#include "kql/context.h"
#include "kql/lexer.h"
#include "kql/parser.h"

namespace crumb::kql {

// A parse function answers nullptr (or false) after it has reported why; its caller passes that on
// up to the nearest operator or statement, which skips to a token where parsing can go on.
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits);
  Parsed run();

 private:
  // --- parser.cpp: tokens and errors
  // ------------------------------------------------------------------
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(pos_ + ahead, tokens_.size() - 1)];
  }
  std::string_view text(const Token& token) const { return token.text(source_); }
  std::string_view word(std::size_t ahead = 0) const;  // text of a name token, else empty
  bool at_end() const { return peek().kind == TokenKind::kEnd; }
  bool at(std::string_view punct, std::size_t ahead = 0) const;
  bool at_word(std::string_view name, std::size_t ahead = 0) const { return word(ahead) == name; }
  bool accept(std::string_view punct);
  bool accept_word(std::string_view name);
  bool expect(std::string_view punct);
  bool expect_word(std::string_view name);
  void advance() {
    if (!at_end()) ++pos_;
  }
  Span span_from(std::uint32_t begin) const;  // up to the last token taken
  std::nullptr_t error(Span span, std::string message, ErrorCode code = ErrorCode::kSyntax);
  std::nullptr_t expected(std::string_view what);  // "expected X, found 'y'" at the current token
  std::uint32_t depth_here() const { return brackets_[std::min(pos_, brackets_.size() - 1)]; }
  void skip_to_pipe(std::uint32_t depth);  // to | or ; or the closing bracket around `depth`
  void skip_to_semicolon(std::uint32_t depth);
  bool enter();  // one level deeper, or a kLimit error
  void leave() { --depth_; }

  ast::ExprPtr make(ast::ExprKind kind, Span span) const;
  ast::ExprPtr adopt(
      ast::ExprPtr parent,
      ast::ExprPtr child);  // appends to args; nullptr when too deep or child is nullptr

  // --- parse_statement.cpp
  // ----------------------------------------------------------------------------
  bool parse_statements(std::vector<ast::Statement>& out, bool in_function);
  bool parse_statement(std::vector<ast::Statement>& out);
  bool parse_let(ast::Statement& out);
  bool parse_query_parameters(std::vector<ast::Statement>& out);
  bool parse_declared_name(std::string& name, Span& span);
  bool at_function() const;
  std::shared_ptr<const ast::FunctionBody> parse_function();
  bool parse_function_parameter(ast::FunctionParameter& out);
  bool parse_columns(std::vector<ast::NameAndType>& out,
                     bool* any);  // (a:long, ['b c']:string) after the '('
  bool parse_type(Type& out);
  bool parse_function_body(ast::FunctionBody& out, std::uint32_t begin);  // { statements }

  // --- parse_pattern.cpp: a let for each entry; a reference becomes a call of its entry
  // ---------------------------------------------------------------------------------------------
  struct Pattern {
    std::string name;
    bool has_path = false;
    std::vector<std::string> entries;
  };
  bool parse_pattern(std::vector<ast::Statement>& out);
  bool parse_pattern_entries(std::size_t arguments, Pattern& pattern,
                             std::vector<ast::Statement>& out);
  bool parse_pattern_parameter(std::string_view close);
  ast::ExprPtr pattern_reference(ast::ExprPtr expr);  // any other expression stays as it is

  // --- parse_pipe.cpp
  // -----------------------------------------------------------------------------------
  ast::ExprPtr parse_pipe();       // expression, or a tabular expression with its operators
  ast::ExprPtr parse_operators();  // of an mv-apply: operators without a source
  ast::ExprPtr deepen(ast::ExprPtr pipe);
  bool parse_operator(std::vector<ast::Operator>& out, bool source);
  std::string operator_name(
      std::size_t& tokens) const;  // joins the pieces of mv-expand and the like
  bool parse_parameters(ast::Operator& out);
  bool parse_settings(std::initializer_list<std::string_view> names, ast::Operator& out);

  // --- parse_operator_*.cpp: everything after the keyword
  // -----------------------------------------------
  using OperatorParser = bool (Parser::*)(ast::Operator&);
  struct OperatorRow {
    std::string_view name;
    OperatorParser parse;
    bool source;  // may begin a tabular expression
    bool piped;   // may follow a |
  };
  static std::span<const OperatorRow> operator_rows();
  static const OperatorRow* find_operator_row(std::string_view name);
  static std::string unknown_operator(std::string_view name);  // the message, with the nearest

  bool parse_where(ast::Operator& out);
  bool parse_list(ast::Operator& out);
  bool parse_summarize(ast::Operator& out);
  bool parse_join(ast::Operator& out);
  bool parse_union(ast::Operator& out);
  bool parse_sort(ast::Operator& out);
  bool parse_top(ast::Operator& out);
  bool parse_take(ast::Operator& out);
  bool parse_count(ast::Operator& out);
  bool parse_mv_expand(ast::Operator& out);
  bool parse_mv_apply(ast::Operator& out);
  bool parse_as(ast::Operator& out);
  bool parse_range(ast::Operator& out);
  bool parse_datatable(ast::Operator& out);
  bool parse_getschema(ast::Operator& out);
  bool parse_invoke(ast::Operator& out);
  bool parse_render(ast::Operator& out);
  bool parse_consume(ast::Operator& out);
  bool parse_parse(ast::Operator& out);
  bool parse_pattern_piece(ast::ParsePiece& out);
  bool parse_parse_kv(ast::Operator& out);
  bool parse_evaluate(ast::Operator& out);
  bool parse_make_series(ast::Operator& out);
  bool parse_sample(ast::Operator& out);
  bool parse_top_hitters(ast::Operator& out);
  bool parse_top_nested(ast::Operator& out);
  bool parse_by_names(ast::Operator& out);
  bool parse_partition(ast::Operator& out);
  bool parse_search(ast::Operator& out);
  bool parse_find(ast::Operator& out);
  bool parse_find_columns(ast::Find& out);
  bool parse_in_tables(std::vector<ast::ExprPtr>& out);
  bool parse_scan(ast::Operator& out);
  bool parse_scan_step(ast::ScanStep& out);
  bool parse_unsupported(ast::Operator& out);

  bool parse_expand_items(std::vector<ast::Expand>& items);
  bool parse_sort_term(ast::SortTerm& out);
  bool parse_named_list(std::vector<ast::ExprPtr>& out, bool stars);
  ast::ExprPtr
  parse_table_reference();  // of join, lookup and union: name, wildcard, call, path, (pipe)
  ast::ExprPtr parse_column_pattern();  // of project-away and the like: name, wildcard, ['x']
  bool at_list_end() const;

  // --- parse_expression.cpp
  // -------------------------------------------------------------------------------
  struct BinaryRow {
    std::string_view name;
    std::uint8_t level;
    bool chains;  // may be followed by another of its level
  };
  const BinaryRow* binary_here(std::size_t& tokens) const;
  ast::ExprPtr parse_expression() { return parse_binary(1); }
  ast::ExprPtr parse_named_expression(bool in_call = false);
  ast::ExprPtr parse_binary(std::uint8_t level);
  ast::ExprPtr parse_sum();  // no comparison, no `in`
  ast::ExprPtr parse_right_side(ast::ExprPtr left, const BinaryRow& row, Span op);
  ast::ExprPtr parse_list_operator(ast::ExprPtr left, const BinaryRow& row, Span op);
  ast::ExprPtr parse_between(ast::ExprPtr left, const BinaryRow& row, Span op);
  ast::ExprPtr parse_unary();
  ast::ExprPtr parse_postfix();
  bool star_operand() const;
  ast::ExprPtr parse_primary();
  ast::ExprPtr parse_name_or_call();
  ast::ExprPtr parse_call(std::string name, Span name_span);
  ast::ExprPtr parse_parens();
  ast::ExprPtr parse_bracketed_name();
  ast::ExprPtr parse_token_literal();
  bool parse_more_strings(std::string& out);
  ast::ExprPtr parse_typeof();

  // --- parse_dynamic.cpp
  // ------------------------------------------------------------------------------------
  ast::ExprPtr parse_dynamic();
  bool parse_json_value(std::string& out);
  bool parse_json_array(std::string& out);
  bool parse_json_object(std::string& out);
  bool parse_json_scalar(std::string& out);

  std::string_view source_;
  Limits limits_;
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> brackets_;  // nesting of ( [ { before each token
  std::size_t pos_ = 0;
  std::vector<Pattern> patterns_;
  std::uint32_t depth_ = 0;
  bool too_deep_ = false;  // a kLimit error was reported: nothing more is
  std::vector<Error> errors_;
};

}  // namespace crumb::kql
