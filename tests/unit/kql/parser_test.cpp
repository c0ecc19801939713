// The grammar: precedence, recovery, spans, limits. A tree is compared by how it prints with every
// parenthesis.
#include <doctest/doctest.h>

#include <string>

#include "kql/parser.h"

using namespace crumb;
using namespace crumb::kql;

namespace {

std::string show(const ast::Expr& expr) {
  using ast::ExprKind;
  auto list = [&](std::size_t from, std::string_view separator) {
    std::string out;
    for (std::size_t i = from; i < expr.args.size(); ++i)
      out += (i > from ? std::string(separator) : "") + show(*expr.args[i]);
    return out;
  };
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return to_string(expr.value);
    case ExprKind::kName:
    case ExprKind::kWildcard:
      return expr.name;
    case ExprKind::kStar:
      return "*";
    case ExprKind::kPath:
      return show(*expr.args[0]) + "." + expr.name;
    case ExprKind::kIndex:
      return show(*expr.args[0]) + "[" + show(*expr.args[1]) + "]";
    case ExprKind::kCall:
      return expr.name + "(" + list(0, ",") + ")";
    case ExprKind::kNegate:
      return "-" + show(*expr.args[0]);
    case ExprKind::kBinary:
    case ExprKind::kLogic:
      return "(" + list(0, " " + expr.name + " ") + ")";
    case ExprKind::kList:
      return "(" + show(*expr.args[0]) + " " + expr.name + " [" + list(1, ",") + "])";
    case ExprKind::kBetween:
      return "(" + show(*expr.args[0]) + " " + expr.name + " " + list(1, "..") + ")";
    case ExprKind::kNamed:
      return expr.names[0] + "=" + show(*expr.args[0]);
    case ExprKind::kTypeof:
      return "typeof";
    case ExprKind::kParens:
      return show(*expr.args[0]);
    case ExprKind::kPipe:
      return "{" + list(0, "") + " |" + std::to_string(expr.operators.size()) + "}";
  }
  return "?";
}

std::string tree(std::string text) {
  Parsed parsed = parse_all("T | where " + text);
  if (!parsed.errors.empty()) return parsed.errors[0].message;
  const auto& expr = *std::get<ast::Expression>(parsed.query.statements[0].what).expr;
  return show(*std::get<ast::Where>(expr.operators[0].op).condition);
}

std::vector<std::string> errors(std::string_view text) {
  std::vector<std::string> out;
  for (const Error& error : parse_all(text).errors) out.push_back(error.message);
  return out;
}

}  // namespace

TEST_CASE("operators bind as in Kusto") {
  CHECK(tree("a or b and c") == "(a or (b and c))");
  CHECK(tree("a and b and c or d") == "((a and b and c) or d)");
  CHECK(tree("a + b * c - d") == "((a + (b * c)) - d)");
  CHECK(tree("a == b + 1") == "(a == (b + 1))");
  CHECK(tree("a < b == c") == "((a < b) == c)");
  CHECK(tree("a has b + c") == "((a has b) + c)");  // string operators bind closer than arithmetic
  CHECK(tree("a contains \"x\" and b") == "((a contains x) and b)");
  CHECK(tree("-a.b * 2") == "(-a.b * 2)");
  CHECK(tree("a between (1 .. 5) and b") == "((a between 1..5) and b)");
  CHECK(tree("a !between (1..5)") == "(a !between 1..5)");
  CHECK(tree("a in~ (\"x\", y) or b") == "((a in~ [x,y]) or b)");
  CHECK(tree("a in (T | project x)") == "(a in [{T |1}])");
  CHECK(tree("a matches regex @\"\\d\"") == "(a matches regex \\d)");
  CHECK(tree("a <> b") == "(a != b)");
  CHECK(tree("a notcontains b") == "(a !contains b)");
  CHECK(tree("(a or b) and c") == "((a or b) and c)");
  CHECK(tree("\"a\" 'b' == c") == "(ab == c)");
}

TEST_CASE("paths and indexes") {
  CHECK(tree("a.b[0]['x y'].c == f(x)[-1].d") == "(a.b[0][x y].c == f(x)[-1].d)");
  CHECK(tree("['a b'].c == 1") == "(a b.c == 1)");
  CHECK(tree("dynamic({\"a\": [1, 'x', null], 'b': 1d}).a == 1") ==
        "({\"a\":[1,\"x\",null],\"b\":\"1.00:00:00\"}.a == 1)");
}

TEST_CASE("an equality does not chain") {
  CHECK(errors("print a == b == c") ==
        std::vector<std::string>{"expected '|' or the end of print, found '=='"});
}

TEST_CASE("each damaged operator has its diagnostic") {
  CHECK(errors("T | where | project a b | extend = 1 | take 5").size() == 3);
  CHECK(errors("let x = ; T | whre a") ==
        std::vector<std::string>{"expected an expression, found ';'",
                                 "unknown operator 'whre'; did you mean 'where'?"});
  CHECK(errors("T | where (a == 1") ==
        std::vector<std::string>{"expected ')', found the end of the query"});
  CHECK(errors("T | where a == 1)") ==
        std::vector<std::string>{"expected ';' or the end of the query, found ')'"});
}

TEST_CASE("what Kusto has and we do not is named, with its place") {
  Parsed parsed = parse_all("T | where a == 1\n| facet by x | fork (count) (take 2) | take 1");
  REQUIRE(parsed.errors.size() == 2);
  CHECK(parsed.errors[0].code == ErrorCode::kUnsupported);
  CHECK(parsed.errors[0].message == "unsupported: facet");
  CHECK(parsed.errors[0].span == Span{19, 24});
  CHECK(parsed.errors[1].message == "unsupported: fork");
}

TEST_CASE("spans cover what they name") {
  std::string text = "T | extend a = b + c | project a";
  Parsed parsed = parse_all(text);
  REQUIRE(parsed.errors.empty());
  const auto& pipe = *std::get<ast::Expression>(parsed.query.statements[0].what).expr;
  auto cut = [&](Span span) { return text.substr(span.begin, span.end - span.begin); };
  CHECK(cut(pipe.operators[0].span) == "extend a = b + c");
  CHECK(cut(pipe.operators[1].keyword) == "project");
  const auto& list = std::get<ast::List>(pipe.operators[0].op);
  CHECK(cut(list.items[0]->name_span) == "a");
  CHECK(cut(list.items[0]->args[0]->span) == "b + c");
}

TEST_CASE("hostile texts end in an error, not in a crash") {
  std::string parens = "print " + std::string(100'000, '(');
  CHECK(parse_all(parens).errors[0].code == ErrorCode::kLimit);
  std::string minus = "print " + std::string(100'000, '-') + "1";
  CHECK(!parse_all(minus).errors.empty());
  std::string sum = "print 1";
  for (int i = 0; i < 50'000; ++i) sum += "+1";
  CHECK(parse_all(sum).errors[0].code == ErrorCode::kLimit);
  std::string paths = "print a";
  for (int i = 0; i < 50'000; ++i) paths += ".a";
  CHECK(parse_all(paths).errors[0].code == ErrorCode::kLimit);
  std::string json = "print dynamic(" + std::string(100'000, '[');
  CHECK(parse_all(json).errors[0].code == ErrorCode::kLimit);
  std::string functions;
  for (int i = 0; i < 5'000; ++i) functions += "let f = () {";
  CHECK(!parse_all(functions).errors.empty());
  std::string chain = "T | where a == 1";
  for (int i = 0; i < 20'000; ++i) chain += " or a == 1";
  CHECK(parse_all(chain).errors.empty());  // long, but flat
  CHECK(parse_all(std::string(2u << 20, 'x')).errors[0].code == ErrorCode::kLimit);
  CHECK(!parse_all(std::string(1u << 20, '\0')).errors.empty());
  CHECK(!parse_all(std::string(1u << 20, '\xFF')).errors.empty());
  CHECK(!parse_all(std::string(1u << 20, ';') + "|").errors.empty());
}
