// Operators that pick values or split rows: sample, sample-distinct, top-hitters, top-nested,
// partition, project-by-names. Not summarize and top (parse_operator_rows.cpp).
#include "kql/parser_impl.h"

namespace crumb::kql {

// sample COUNT, sample-distinct COUNT of COLUMN
bool Parser::parse_sample(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::Sample sample;
  if ((sample.count = parse_expression()) == nullptr) return false;
  if (out.label == "sample-distinct") {
    if (!expect_word("of") || (sample.of = parse_named_expression()) == nullptr) return false;
  }
  out.op = std::move(sample);
  return true;
}

// top-hitters COUNT of COLUMN [by SUMMED]
bool Parser::parse_top_hitters(ast::Operator& out) {
  if (!parse_parameters(out)) return false;
  ast::TopHitters hitters;
  if ((hitters.count = parse_expression()) == nullptr || !expect_word("of")) return false;
  if ((hitters.of = parse_named_expression()) == nullptr) return false;
  if (accept_word("by") && (hitters.by = parse_named_expression()) == nullptr) return false;
  out.op = std::move(hitters);
  return true;
}

// top-nested [COUNT] of VALUE [with others = CONSTANT] by AGGREGATE [asc|desc], top-nested ...
bool Parser::parse_top_nested(ast::Operator& out) {
  ast::TopNested nested;
  for (;;) {
    ast::NestedLevel& level = nested.levels.emplace_back();
    if (!at_word("of") && (level.count = parse_expression()) == nullptr) return false;
    if (!expect_word("of") || (level.of = parse_named_expression()) == nullptr) return false;
    if (accept_word("with")) {
      if (!expect_word("others") || !expect("=")) return false;
      if ((level.others = parse_expression()) == nullptr) return false;
    }
    if (!expect_word("by") || !parse_sort_term(level.by)) return false;
    if (!accept(",")) break;
    if (!expect_word("top") || !expect("-") || !expect_word("nested")) return false;
  }
  out.op = std::move(nested);
  return true;
}

bool Parser::parse_by_names(ast::Operator& out) {
  ast::ByNames names;
  if (!parse_named_list(names.items, false)) return false;
  out.op = std::move(names);
  return true;
}

// partition [hint.strategy=...] by COLUMN (OPERATORS)
bool Parser::parse_partition(ast::Operator& out) {
  if (!parse_parameters(out) || !expect_word("by")) return false;
  ast::Partition partition;
  std::uint32_t begin = peek().span.begin;
  partition.by = make(ast::ExprKind::kName, peek().span);
  if (!parse_declared_name(partition.by->name, partition.by->name_span)) return false;
  partition.by->span = span_from(begin);
  if (at("{")) {
    error(peek().span, "unsupported: partition with a source of its own", ErrorCode::kUnsupported);
    return false;
  }
  if (!expect("(")) return false;
  partition.subquery = parse_operators();
  if (partition.subquery == nullptr || !expect(")")) return false;
  out.op = std::move(partition);
  return true;
}

}  // namespace crumb::kql
