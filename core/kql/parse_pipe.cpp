// Pipelines: a source, then operators between bars; which operator a word begins; name=value
// parameters. What follows each operator's word is in parse_operator_*.cpp.
#include <algorithm>

#include "base/edit_distance.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

// The one table of tabular operators. Rows with parse_unsupported are Kusto's, not ours.
std::span<const Parser::OperatorRow> Parser::operator_rows() {
  static constexpr OperatorRow kRows[] = {
      {"where", &Parser::parse_where, false, true},
      {"filter", &Parser::parse_where, false, true},
      {"extend", &Parser::parse_list, false, true},
      {"project", &Parser::parse_list, false, true},
      {"project-away", &Parser::parse_list, false, true},
      {"project-keep", &Parser::parse_list, false, true},
      {"project-rename", &Parser::parse_list, false, true},
      {"project-reorder", &Parser::parse_list, false, true},
      {"serialize", &Parser::parse_list, false, true},
      {"distinct", &Parser::parse_list, false, true},
      {"print", &Parser::parse_list, true, false},
      {"summarize", &Parser::parse_summarize, false, true},
      {"join", &Parser::parse_join, false, true},
      {"lookup", &Parser::parse_join, false, true},
      {"union", &Parser::parse_union, true, true},
      {"sort", &Parser::parse_sort, false, true},
      {"order", &Parser::parse_sort, false, true},
      {"top", &Parser::parse_top, false, true},
      {"take", &Parser::parse_take, false, true},
      {"limit", &Parser::parse_take, false, true},
      {"count", &Parser::parse_count, false, true},
      {"mv-expand", &Parser::parse_mv_expand, false, true},
      {"mvexpand", &Parser::parse_mv_expand, false, true},
      {"mv-apply", &Parser::parse_mv_apply, false, true},
      {"mvapply", &Parser::parse_mv_apply, false, true},
      {"as", &Parser::parse_as, false, true},
      {"range", &Parser::parse_range, true, false},
      {"datatable", &Parser::parse_datatable, true, false},
      {"getschema", &Parser::parse_getschema, false, true},
      {"invoke", &Parser::parse_invoke, false, true},
      {"render", &Parser::parse_render, false, true},
      {"consume", &Parser::parse_consume, false, true},
      {"search", &Parser::parse_search, true, true},
      {"find", &Parser::parse_find, true, false},
      {"evaluate", &Parser::parse_evaluate, true, true},
      {"externaldata", &Parser::parse_unsupported, true, false},
      {"external_data", &Parser::parse_unsupported, true, false},
      {"macro-expand", &Parser::parse_unsupported, true, false},
      {"parse", &Parser::parse_parse, false, true},
      {"parse-where", &Parser::parse_parse, false, true},
      {"parse-kv", &Parser::parse_parse_kv, false, true},
      {"make-series", &Parser::parse_make_series, false, true},
      {"make-graph", &Parser::parse_unsupported, false, true},
      {"graph-match", &Parser::parse_unsupported, false, true},
      {"graph-shortest-paths", &Parser::parse_unsupported, false, true},
      {"graph-to-table", &Parser::parse_unsupported, false, true},
      {"graph-mark-components", &Parser::parse_unsupported, false, true},
      {"graph-where-nodes", &Parser::parse_unsupported, false, true},
      {"graph-where-edges", &Parser::parse_unsupported, false, true},
      {"project-by-names", &Parser::parse_by_names, false, true},
      {"project-smart", &Parser::parse_unsupported, false, true},
      {"sample", &Parser::parse_sample, false, true},
      {"sample-distinct", &Parser::parse_sample, false, true},
      {"scan", &Parser::parse_scan, false, true},
      {"top-nested", &Parser::parse_top_nested, false, true},
      {"top-hitters", &Parser::parse_top_hitters, false, true},
      {"fork", &Parser::parse_unsupported, false, true},
      {"facet", &Parser::parse_unsupported, false, true},
      {"partition", &Parser::parse_partition, false, true},
      {"reduce", &Parser::parse_unsupported, false, true},
      {"assert-schema", &Parser::parse_unsupported, false, true},
      {"execute-and-cache", &Parser::parse_unsupported, false, true},
  };
  return kRows;
}

const Parser::OperatorRow* Parser::find_operator_row(std::string_view name) {
  for (const OperatorRow& row : operator_rows()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string Parser::unknown_operator(std::string_view name) {
  NearestName nearest(name);
  for (const OperatorRow& row : operator_rows()) {
    if (row.piped && row.parse != &Parser::parse_unsupported) nearest.offer(row.name);
  }
  std::string message = "unknown operator '" + std::string(name) + "'";
  if (!nearest.best().empty()) message += "; did you mean '" + nearest.best() + "'?";
  return message;
}

// The longest run of name-name-name without blanks that is an operator; else the first word.
std::string Parser::operator_name(std::size_t& tokens) const {
  std::string best(word());
  tokens = 1;
  std::string name = best;
  for (std::size_t i = 1;
       at("-", i) && !peek(i).spaced && !word(i + 1).empty() && !peek(i + 1).spaced; i += 2) {
    name += "-";
    name += word(i + 1);
    if (find_operator_row(name) == nullptr) continue;
    best = name;
    tokens = i + 2;
  }
  return best;
}

ExprPtr Parser::parse_pipe() {
  if (!enter()) return nullptr;
  std::uint32_t begin = peek().span.begin;
  std::size_t tokens = 0;
  ExprPtr out = make(ExprKind::kPipe, peek().span);
  ExprPtr source;
  const OperatorRow* row =
      peek().kind == TokenKind::kName ? find_operator_row(operator_name(tokens)) : nullptr;
  // range(1, 10, 1) and search(...) are calls; `print = 1` would be a name.
  bool is_source = row != nullptr && row->source && !at("=", tokens) &&
                   !(at("(", tokens) && row->name == "range");
  if (is_source) {
    parse_operator(out->operators, true);
  } else {
    source = parse_expression();
    if (source == nullptr) skip_to_pipe(depth_here());
  }
  bool piped = is_source;
  while (accept("|")) {
    piped = true;
    parse_operator(out->operators, false);
  }
  leave();
  if (!piped) return source;
  if (!is_source) {
    out = adopt(std::move(out), std::move(source));
    if (out == nullptr) return nullptr;
  }
  out->span = span_from(begin);
  return deepen(std::move(out));
}

// A pipe is as deep as its deepest operator.
ExprPtr Parser::deepen(ExprPtr pipe) {
  for (const ast::Operator& op : pipe->operators) {
    std::uint32_t depth = ast::depth_of(op) + 1u;
    if (depth > limits_.expression_depth)
      return error(op.span, "the query is nested too deeply", ErrorCode::kLimit);
    pipe->depth = std::max(pipe->depth, static_cast<std::uint16_t>(depth));
  }
  return pipe;
}

ExprPtr Parser::parse_operators() {
  std::uint32_t begin = peek().span.begin;
  ExprPtr out = make(ExprKind::kPipe, peek().span);
  do {
    if (!parse_operator(out->operators, false)) return nullptr;
  } while (accept("|"));
  out->span = span_from(begin);
  return deepen(std::move(out));
}

bool Parser::parse_operator(std::vector<ast::Operator>& out, bool source) {
  std::uint32_t depth = depth_here();
  std::size_t tokens = 1;
  ast::Operator parsed;
  parsed.keyword = peek().span;
  if (peek().kind != TokenKind::kName) {
    expected("an operator such as where or project");
    skip_to_pipe(depth);
    return false;
  }
  parsed.label = operator_name(tokens);
  const OperatorRow* row = find_operator_row(parsed.label);
  if (row == nullptr || (!source && !row->piped)) {
    error(peek().span, row == nullptr ? unknown_operator(parsed.label)
                                      : "'" + parsed.label + "' cannot follow a '|'");
    skip_to_pipe(depth);
    return false;
  }
  pos_ += tokens;
  parsed.keyword.end = span_from(parsed.keyword.begin).end;
  bool ok = enter();
  if (ok) {
    ok = (this->*row->parse)(parsed);
    leave();
  }
  parsed.span = span_from(parsed.keyword.begin);
  bool at_boundary = at_end() || at("|") || at(";") || at(")") || at("}") || at("]") || at(",");
  if (ok && !at_boundary) expected("'|' or the end of " + parsed.label);
  if (!ok || !at_boundary) skip_to_pipe(depth);
  if (!ok) return false;
  out.push_back(std::move(parsed));
  return true;
}

// name=value for these names, as many as there are.
bool Parser::parse_settings(std::initializer_list<std::string_view> names, ast::Operator& out) {
  while (std::ranges::find(names, word()) != names.end() && at("=", 1)) {
    std::uint32_t begin = peek().span.begin;
    ast::Parameter parameter;
    parameter.name = word();
    pos_ += 2;
    if (!parse_declared_name(parameter.value, parameter.span)) return false;
    parameter.span = span_from(begin);
    out.parameters.push_back(std::move(parameter));
  }
  return true;
}

// kind=value, hint.name=value and the like, as many as there are. Any other name=value is the
// operator's own.
bool Parser::parse_parameters(ast::Operator& out) {
  static constexpr std::string_view kNames[] = {
      "kind",         "withsource",     "with_source",  "isfuzzy",      "best_effort",
      "force_remote", "nooptimization", "expandoutput", "bagexpansion", "__crossCluster"};
  for (;;) {
    std::size_t tokens = 0;
    std::string name;
    if (peek().kind != TokenKind::kName) return true;
    name = word();
    tokens = 1;
    if (at(".", 1) && !word(2).empty()) {
      name += ".";
      name += word(2);
      tokens = 3;
    }
    bool known = tokens == 3;
    for (std::string_view word : kNames) known = known || name == word;
    if (!known || !at("=", tokens)) return true;
    std::uint32_t begin = peek().span.begin;
    pos_ += tokens + 1;
    ast::Parameter parameter;
    parameter.name = std::move(name);
    if (at("(")) {  // hint.shufflekey and others take a name; a list is only skipped
      std::uint32_t depth = depth_here();
      do ++pos_;
      while (!at_end() && depth_here() > depth);
      advance();
    } else {
      if (peek().kind == TokenKind::kPunct || at_end()) {
        expected("a value of " + parameter.name);
        return false;
      }
      std::string_view value = text(peek());
      if (peek().kind == TokenKind::kString && value.size() >= 2)
        value = value.substr(1, value.size() - 2);
      parameter.value = value;
      advance();
    }
    parameter.span = span_from(begin);
    out.parameters.push_back(std::move(parameter));
  }
}

}  // namespace crumb::kql
