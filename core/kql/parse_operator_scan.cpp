// scan: its declared columns and its steps. Not what a step's state is (operators/scan_steps.cpp).
#include "kql/parser_impl.h"

namespace crumb::kql {

// [with_match_id=NAME] [declare (NAME:TYPE[=VALUE], ...)] with (step ...; step ...;)
bool Parser::parse_scan(ast::Operator& out) {
  ast::ScanSteps scan;
  if (at_word("order") || at_word("partition")) {
    error(peek().span, "unsupported: scan " + std::string(word()) + " by", ErrorCode::kUnsupported);
    return false;
  }
  if (at_word("with_match_id") && at("=", 1)) {
    pos_ += 2;
    if (!parse_declared_name(scan.match_id, scan.match_span)) return false;
  }
  if (accept_word("declare")) {
    if (!expect("(")) return false;
    do {
      ast::ScanDeclared& declared = scan.declared.emplace_back();
      ast::NameAndType& column = declared.column;
      if (!parse_declared_name(column.name, column.span) || !expect(":") ||
          !parse_type(column.type))
        return false;
      if (accept("=") && (declared.value = parse_expression()) == nullptr) return false;
    } while (accept(","));
    if (!expect(")")) return false;
  }
  if (!expect_word("with") || !expect("(")) return false;
  while (!at(")")) {
    if (!parse_scan_step(scan.steps.emplace_back())) return false;
    if (!accept(";")) break;
  }
  if (scan.steps.empty()) {
    expected("a step");
    return false;
  }
  if (!expect(")")) return false;
  out.op = std::move(scan);
  return true;
}

// step NAME [output=all|last|none]: CONDITION [=> COLUMN = VALUE, ...]
bool Parser::parse_scan_step(ast::ScanStep& out) {
  if (!expect_word("step") || !parse_declared_name(out.name, out.span)) return false;
  if (at_word("optional")) {
    error(peek().span, "unsupported: scan with an optional step", ErrorCode::kUnsupported);
    return false;
  }
  if (at_word("output") && at("=", 1)) {
    pos_ += 2;
    if (at_word("last")) {
      out.output = ast::ScanStep::Output::kLast;
    } else if (at_word("none")) {
      out.output = ast::ScanStep::Output::kNone;
    } else if (!at_word("all")) {
      expected("'all', 'last' or 'none'");
      return false;
    }
    advance();
  }
  if (!expect(":") || (out.condition = parse_expression()) == nullptr) return false;
  return !accept("=>") || parse_named_list(out.assignments, false);
}

}  // namespace crumb::kql
