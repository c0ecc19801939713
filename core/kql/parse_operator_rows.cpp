// Operators on rows and columns: where, extend and its kin, summarize, sort, top, take, count, and
// the small ones.
#include <algorithm>

#include "base/text.h"
#include "kql/parser_impl.h"

namespace crumb::kql {

using ast::ExprKind;
using ast::ExprPtr;

bool Parser::at_list_end() const { return at_end() || at("|") || at(";") || at(")") || at("}"); }

bool Parser::parse_where(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  if (peek().kind == TokenKind::kName && at("=", 1)) {
    error(peek(1).span, "'=' gives a name; '==' compares");
    return false;
  }
  ExprPtr condition = parse_expression();
  if (condition == nullptr) return false;
  out.op = ast::Where{std::move(condition)};
  return true;
}

bool Parser::parse_named_list(std::vector<ExprPtr>& out, bool stars) {
  do {
    if (stars && at("*")) {
      out.push_back(make(ExprKind::kStar, peek().span));
      advance();
      continue;
    }
    ExprPtr item = parse_named_expression();
    if (item == nullptr) return false;
    out.push_back(std::move(item));
  } while (accept(","));
  return true;
}

ExprPtr Parser::parse_column_pattern() {
  if (at("[")) {
    ExprPtr name = parse_bracketed_name();
    if (name != nullptr && name->name.find('*') != std::string::npos)
      name->kind = ExprKind::kWildcard;
    return name;
  }
  std::uint32_t begin = peek().span.begin;
  std::string pattern;
  bool wild = false;
  while (peek().kind == TokenKind::kName || peek().kind == TokenKind::kLong || at("*")) {
    if (!pattern.empty() && peek().spaced) break;
    wild |= at("*");
    pattern += text(peek());
    advance();
  }
  if (pattern.empty()) return expected("a column");
  ExprPtr out = make(wild ? ExprKind::kWildcard : ExprKind::kName, span_from(begin));
  out->name = std::move(pattern);
  out->name_span = out->span;
  return out;
}

bool Parser::parse_list(ast::Operator& out) {
  static constexpr std::pair<std::string_view, ast::ListKind> kKinds[] = {
      {"extend", ast::ListKind::kExtend},
      {"project", ast::ListKind::kProject},
      {"project-away", ast::ListKind::kProjectAway},
      {"project-keep", ast::ListKind::kProjectKeep},
      {"project-rename", ast::ListKind::kProjectRename},
      {"project-reorder", ast::ListKind::kProjectReorder},
      {"serialize", ast::ListKind::kSerialize},
      {"distinct", ast::ListKind::kDistinct},
      {"print", ast::ListKind::kPrint}};
  ast::List list;
  for (const auto& [name, kind] : kKinds) {
    if (out.label == name) list.kind = kind;
  }
  bool names_only = list.kind == ast::ListKind::kProjectAway ||
                    list.kind == ast::ListKind::kProjectKeep ||
                    list.kind == ast::ListKind::kProjectReorder;
  bool may_be_empty = list.kind != ast::ListKind::kExtend && list.kind != ast::ListKind::kDistinct;
  if (at_word("hint") && !parse_parameters(out)) return false;
  if (may_be_empty && at_list_end()) {
    out.op = std::move(list);
    return true;
  }
  if (!names_only) {
    if (!parse_named_list(list.items, list.kind == ast::ListKind::kDistinct)) return false;
    out.op = std::move(list);
    return true;
  }
  do {
    ExprPtr item = parse_column_pattern();
    if (item == nullptr) return false;
    list.items.push_back(std::move(item));
    std::string order;
    for (std::string_view known : {"asc", "desc"}) {
      if (accept_word(known)) order = known;
    }
    if (at_word("granny") && at("-", 1)) {
      order = "granny-" + std::string(word(2));
      pos_ += 3;
    }
    list.orders.push_back(std::move(order));
  } while (accept(","));
  out.op = std::move(list);
  return true;
}

bool Parser::parse_summarize(ast::Operator& out) {
  if (at_word("hint") && !parse_parameters(out)) return false;
  ast::Summarize summarize;
  if (!at_word("by") && !at_list_end() && !parse_named_list(summarize.aggregates, false))
    return false;
  if (accept_word("by") && !parse_named_list(summarize.by, false)) return false;
  if (summarize.aggregates.empty() && summarize.by.empty()) {
    expected("an aggregate or 'by'");
    return false;
  }
  out.op = std::move(summarize);
  return true;
}

bool Parser::parse_sort_term(ast::SortTerm& out) {
  out.expr = parse_named_expression();
  if (out.expr == nullptr) return false;
  if (accept_word("asc"))
    out.ascending = true;
  else if (accept_word("desc"))
    out.ascending = false;
  if (accept_word("nulls")) {
    if (!at_word("first") && !at_word("last")) {
      expected("'first' or 'last'");
      return false;
    }
    out.nulls_first = at_word("first");
    advance();
  }
  return true;
}

bool Parser::parse_sort(ast::Operator& out) {
  if (!parse_parameters(out) || !expect_word("by")) return false;
  ast::Sort sort;
  do {
    if (!parse_sort_term(sort.terms.emplace_back())) return false;
  } while (accept(","));
  out.op = std::move(sort);
  return true;
}

bool Parser::parse_top(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Top top;
  top.count = parse_expression();
  if (top.count == nullptr || !expect_word("by") || !parse_sort_term(top.term)) return false;
  out.op = std::move(top);
  return true;
}

bool Parser::parse_take(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ExprPtr count = parse_expression();
  if (count == nullptr) return false;
  out.op = ast::Take{std::move(count)};
  return true;
}

bool Parser::parse_count(ast::Operator& out) {
  std::string name;
  Span span;
  if (accept_word("as") && !parse_declared_name(name, span)) return false;
  out.op = ast::Count{std::move(name)};
  return true;
}

bool Parser::parse_as(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::As as;
  Span span;
  if (!parse_declared_name(as.name, span)) return false;
  out.op = std::move(as);
  return true;
}

bool Parser::parse_range(ast::Operator& out) {
  ast::Range range;
  Span span;
  if (!parse_declared_name(range.name, span) || !expect_word("from")) return false;
  if ((range.from = parse_expression()) == nullptr || !expect_word("to")) return false;
  if ((range.to = parse_expression()) == nullptr || !expect_word("step")) return false;
  if ((range.step = parse_expression()) == nullptr) return false;
  out.op = std::move(range);
  return true;
}

bool Parser::parse_datatable(ast::Operator& out) {
  ast::Datatable table;
  if (!parse_parameters(out) || !expect("(") || !parse_columns(table.columns, nullptr) ||
      !expect("["))
    return false;
  while (!at("]")) {
    ExprPtr value = parse_expression();
    if (value == nullptr) return false;
    table.values.push_back(std::move(value));
    if (!accept(",")) break;
  }
  if (!expect("]")) return false;
  out.op = std::move(table);
  return true;
}

bool Parser::parse_getschema(ast::Operator& out) {
  if (at_word("kind") && !parse_parameters(out)) return false;
  out.op = ast::GetSchema{};
  return true;
}

bool Parser::parse_invoke(ast::Operator& out) {
  ExprPtr call = parse_postfix();
  if (call == nullptr) return false;
  if (call->kind != ExprKind::kCall) {
    error(call->span, "invoke wants a function call");
    return false;
  }
  out.op = ast::Invoke{std::move(call)};
  return true;
}

// render KIND [with (name=value, ...)], also the older name=value without `with`. The page draws
// charts: the words are handed on as they stand.
bool Parser::parse_render(ast::Operator& out) {
  static constexpr std::string_view kKinds[] = {
      "table",       "list",        "barchart",         "piechart",
      "ladderchart", "timechart",   "linechart",        "anomalychart",
      "pivotchart",  "areachart",   "stackedareachart", "scatterchart",
      "timepivot",   "columnchart", "timeline",         "3Dchart",
      "card",        "treemap",     "plotly",           "graph",
      "sankey"};
  if (std::find(std::begin(kKinds), std::end(kKinds), word()) == std::end(kKinds)) {
    expected("a kind of chart");
    return false;
  }
  ast::Render render;
  render.kind = word();
  advance();
  bool parens = accept_word("with");
  if (parens && !expect("(")) return false;
  while (!word().empty()) {
    auto& [name, value] = render.properties.emplace_back();
    name = word();
    advance();
    if (!expect("=")) return false;
    std::uint32_t first = peek().span.begin;
    do {  // ycolumns=a, b
      if (at("[") ? parse_bracketed_name() == nullptr
                  : at_list_end() || peek().kind == TokenKind::kPunct) {
        expected("a value");
        return false;
      }
      if (tokens_[pos_ - 1].text(source_) != "]") advance();
    } while (at(",") && !at("=", 2) && accept(","));
    Span written = span_from(first);
    value = source_.substr(written.begin, written.end - written.begin);
    accept(",");
  }
  if (parens && !expect(")")) return false;
  out.op = std::move(render);
  return true;
}

bool Parser::parse_consume(ast::Operator& out) {
  out.op = ast::Consume{};
  return parse_parameters(out);
}

bool Parser::parse_unsupported(ast::Operator& out) {
  std::string name = out.label;
  if (name == "evaluate" && !word().empty() && !at("=", 1)) name += " " + std::string(word());
  if (name == "externaldata" || name == "external_data")
    name += "; this tool never connects: drop the file in and ask its table";
  error(out.keyword, "unsupported: " + name, ErrorCode::kUnsupported);
  skip_to_pipe(depth_here());
  out.op = ast::Unsupported{};
  return true;
}

}  // namespace crumb::kql
