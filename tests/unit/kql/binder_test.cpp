// Names, columns, types and diagnostics of bound queries; what is shared and what is not. Runs no
// query. That columns are those of Microsoft's binder on whole corpora is tests/oracle's business.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kql/binder.h"
#include "kql/engine.h"
#include "kql/parser.h"

using namespace crumb;
using namespace crumb::kql;

namespace {

Catalog catalog() {
  Catalog out;
  auto put = [&](std::string name, Schema schema) {
    out.put(std::make_shared<Table>(std::move(name), std::move(schema)), false);
  };
  put("Signins", {{"Timestamp", Type::kDatetime},
                  {"SessionId", Type::kString},
                  {"Code", Type::kLong},
                  {"Raw", Type::kDynamic},
                  {"Lat", Type::kReal}});
  put("Alerts",
      {{"Timestamp", Type::kDatetime}, {"AlertId", Type::kString}, {"Code", Type::kLong}});
  put("Other", {{"Code", Type::kString}, {"X", Type::kLong}});
  return out;
}

// "name:type name:type", or the first error's message.
std::string columns(std::string_view text) {
  Schema schema;
  std::vector<Error> errors = check(text, catalog(), nullptr, &schema);
  if (!errors.empty()) return errors[0].message;
  std::string out;
  for (const ColumnSpec& column : schema)
    out += (out.empty() ? "" : " ") + column.name + ":" + std::string(type_name(column.type));
  return out;
}

std::string rejected(std::string_view text) {
  std::vector<Error> errors = check(text, catalog(), nullptr);
  return errors.empty() ? "accepted" : errors[0].message;
}

Result<Plan> plan(std::string_view text, const Bindings& bindings = {}) {
  EvalContext context;
  Catalog tables = catalog();
  CRUMB_TRY(ast::Query query, parse(text));
  return bind(query, {tables, nullptr, bindings, context});
}

}  // namespace

TEST_CASE("automatic column names") {
  CHECK(columns("Signins | project tostring(Code), Raw.a.b, Raw[0], Code + 1, bin(Lat, 0.5), "
                "SessionId") ==
        "Code:string Raw_a_b:dynamic Raw_0:dynamic Column1:long Lat:real SessionId:string");
  CHECK(columns("Signins | summarize count(), dcount(SessionId), max(Timestamp), make_set(Raw.a) "
                "by bin(Timestamp, 1d)") ==
        "Timestamp:datetime count_:long dcount_SessionId:long max_Timestamp:datetime "
        "set_Raw_a:dynamic");
  CHECK(columns("print 1, a = 2, \"x\"") == "print_0:long a:long print_2:string");
  CHECK(columns("Signins | count") == "Count:long");
  CHECK(columns("Signins | extend tostring(Code) | project Code") == "Code:string");
}

TEST_CASE("arg_max and its star") {
  CHECK(columns("Signins | summarize arg_max(Timestamp, *) by SessionId") ==
        "SessionId:string Timestamp:datetime Code:long Raw:dynamic Lat:real");
  CHECK(columns("Signins | summarize T = arg_max(Timestamp, Code, L = Lat) by SessionId") ==
        "SessionId:string T:datetime Code:long L:real");
  CHECK(columns("Signins | summarize (a, b) = arg_min(Timestamp, Code)") == "a:datetime b:long");
}

TEST_CASE("join, lookup and union name their columns as Kusto does") {
  CHECK(columns("Signins | project Timestamp, Code | join Alerts on Code") ==
        "Timestamp:datetime Code:long Timestamp1:datetime AlertId:string Code1:long");
  CHECK(columns("Alerts | join kind=leftsemi Signins on Code") ==
        "Timestamp:datetime AlertId:string Code:long");
  CHECK(columns("Alerts | join kind=rightanti (Signins | project Code) on Code") == "Code:long");
  CHECK(columns("Alerts | lookup (Signins | project Code, Lat) on Code") ==
        "Timestamp:datetime AlertId:string Code:long Lat:real");
  CHECK(columns("Alerts | join hint.strategy=broadcast kind=inner (Other) on $left.AlertId == "
                "$right.Code") ==
        "Timestamp:datetime AlertId:string Code:long Code1:string X:long");
  CHECK(columns("union Alerts, Other") ==
        "Timestamp:datetime AlertId:string Code_long:long Code_string:string X:long");
  CHECK(columns("union (print x = 1), (print x = toint(2)), (print x_long = 3)") ==
        "x_long1:long x_int:int x_long:long");
  CHECK(columns("union withsource=S isfuzzy=true Nowhere, (Nowhere2 | where x == 1), Al*") ==
        "S:string Timestamp:datetime AlertId:string Code:long");
}

TEST_CASE("mv-expand and mv-apply") {
  CHECK(columns("Signins | project Raw, Code | mv-expand Raw") == "Raw:dynamic Code:long");
  CHECK(
      columns(
          "Signins | project Raw, Code | mv-expand with_itemindex=i a = Raw.x to typeof(string)") ==
      "Raw:dynamic Code:long a:string i:long");
  CHECK(columns("Signins | project Raw, Code | mv-apply Raw on (where Code > 1 | project Raw.x)") ==
        "Code:long Raw_x:dynamic");
  CHECK(columns("Signins | project Raw, Code | mv-apply a = Raw to typeof(long) on (summarize Code "
                "= sum(a))") == "Raw:dynamic Code:long");
}

TEST_CASE("lets, functions and their parameters") {
  CHECK(columns("let f = (a:long, b:string = \"x\") { strcat(a, b) }; print f(1), q = f(b = \"y\", "
                "a = 2)") == "print_0:string q:string");
  CHECK(columns("let f = (T:(Code:long), least:long) { T | where Code > least }; Alerts | invoke "
                "f(5) | project Code") == "Code:long");
  CHECK(columns("let g = () { Alerts | count }; union g, (g())") == "Count:long");
  CHECK(rejected("let x = 1; let x = 2; print x") == "'x' is defined twice");
  CHECK(rejected("let f = (a:long) { a }; print f()") == "f() needs a value for 'a'");
  CHECK(rejected("let f = (T:(Nope:long)) { T }; f(Alerts)") ==
        "the table for 'T' has no column 'Nope' of type long");
  CHECK(columns("let Code = \"x\"; Signins | project y = Code") == "y:long");  // columns hide lets
  CHECK(columns("let name = \"Code\"; Signins | project column_ifexists(name, 0), "
                "column_ifexists(\"Nope\", \"\")") == "Code:long Column1:string");
}

TEST_CASE("wrong names get the nearest right one") {
  CHECK(rejected("Signins | where SesionId == \"\"") ==
        "unknown column 'SesionId'; did you mean 'SessionId'?");
  CHECK(rejected("Signin | take 1") == "unknown table 'Signin'; did you mean 'Signins'?");
  CHECK(rejected("print strlenn(\"x\")") == "unknown function 'strlenn'; did you mean 'strlen'?");
  CHECK(rejected("Signins | project-away Lqt") == "unknown column 'Lqt'; did you mean 'Lat'?");
}

TEST_CASE("what Kusto rejects is rejected in words") {
  CHECK(rejected("Signins | where Code") == "a condition is wanted, and this is a long");
  CHECK(rejected("Signins | project Code, Code") == "a column named 'Code' is there already");
  CHECK(
      rejected("Signins | summarize by Raw").starts_with("the dynamic 'Raw' cannot be grouped by"));
  CHECK(rejected("Signins | sort by Raw").starts_with("a dynamic has no order"));
  CHECK(rejected("Signins | project SessionId.x").starts_with("a string has no property 'x'"));
  CHECK(rejected("Signins | extend x = count()") == "the aggregate count() belongs into summarize");
  CHECK(rejected("Signins | summarize x = Code + count()")
            .starts_with("'Code' must be inside an aggregate"));
  CHECK(rejected("Signins | join Other on Code")
            .starts_with("the join key is a long on the left and a string on the right"));
  CHECK(rejected("Signins | take Code") == "unknown table 'Code'");
  CHECK(rejected("let f = (a:long) { toscalar(Alerts | where Code == a | count) }; Signins | "
                 "extend n = f(Code)") ==
        "'a' depends on a row and cannot be used inside another query");
  CHECK(rejected("datatable(a:long, b:string) [1]") == "1 values do not make rows of 2 columns");
  CHECK(rejected("") == "the query is empty");
}

TEST_CASE("several mistakes, several diagnostics; what follows from one is silent") {
  std::vector<Error> errors =
      check("let a = Nope1 | take 1; let b = a | count; Nope2 | where x", catalog(), nullptr);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].message == "unknown table 'Nope1'");
  CHECK(errors[1].message == "unknown table 'Nope2'");
}

TEST_CASE("what is used twice is computed once") {
  auto twice = plan("let A = Signins | where Code == 1; A | join A on SessionId");
  REQUIRE(twice.has_value());
  CHECK(twice->shared.size() == 1);
  auto once = plan("let A = Signins | where Code == 1; let Unused = Alerts | count; A | count");
  REQUIRE(once.has_value());
  CHECK(once->shared.empty());
  auto apply = plan("let A = Alerts | count; Signins | mv-apply Raw on (union A)");
  REQUIRE(apply.has_value());
  CHECK(apply->shared.size() == 1);
  auto scalar = plan("let n = toscalar(Alerts | count); Signins | where Code > n and Code < n");
  REQUIRE(scalar.has_value());
  CHECK(scalar->shared.size() == 1);
}

TEST_CASE("a let of a function body is one evaluation for all its uses") {
  auto bound = plan(
      "let f = (x:string) { let y = tolower(x); strcat(y, y, y) }; Signins | project f(SessionId)");
  REQUIRE(bound.has_value());
  const auto& project = std::get<ProjectOp>(bound->root->op);
  const Expr& call = *project.outputs[0].expr;
  REQUIRE(call.args.size() == 3);
  CHECK(call.args[0]->kind == ExprKind::kMemo);
  CHECK(call.args[0]->shared == call.args[2]->shared);
  auto single =
      plan("let f = (x:string) { let y = tolower(x); strlen(y) }; Signins | project f(SessionId)");
  REQUIRE(single.has_value());
  CHECK(std::get<ProjectOp>(single->root->op).outputs[0].expr->args[0]->kind == ExprKind::kCall);
}

TEST_CASE("constants fold, bindings replace literals") {
  auto folded = plan("let x = 2 * 3 + 1; Signins | where Code == x");
  REQUIRE(folded.has_value());
  CHECK(std::get<FilterOp>(folded->root->op).condition->args[1]->literal == Value::of_long(7));
  auto bound = plan("let who = \"nobody\"; Signins | where SessionId == who",
                    {{"who", Value::of_string("ana")}});
  REQUIRE(bound.has_value());
  CHECK(std::get<FilterOp>(bound->root->op).condition->args[1]->literal.text == "ana");
}

TEST_CASE("hostile queries end at a limit") {
  std::string doubling = "let f0 = (x:long) { x + x };";
  for (int i = 1; i < 40; ++i)
    doubling += "let f" + std::to_string(i) + " = (x:long) { f" + std::to_string(i - 1) +
                "(x) + f" + std::to_string(i - 1) + "(x) };";
  CHECK(rejected(doubling + "Signins | project f39(Code)") ==
        "the query is too large or nested too deeply");
  std::string pipes = "Signins";
  for (int i = 0; i < 2000; ++i) pipes += " | where Code == 1";
  CHECK(rejected(pipes) == "the pipeline has more than 500 operators");
  std::string lets = "let t0 = Signins;";
  for (int i = 1; i < 1000; ++i)
    lets += "let t" + std::to_string(i) + " = t" + std::to_string(i - 1) + " | where Code == 1;";
  CHECK(columns(lets + "t999 | project Code") == "Code:long");
  auto sums = [](int count) {
    std::string out = "let a0 = toscalar(Alerts | count);";
    for (int i = 1; i <= count; ++i)
      out += "let a" + std::to_string(i) + " = a" + std::to_string(i - 1) + " + a" +
             std::to_string(i - 1) + ";";
    return out + "print x = a" + std::to_string(count);
  };
  CHECK(columns(sums(100)) == "x:long");
  CHECK(rejected(sums(1000)) == "values depend on each other too deeply");
}

TEST_CASE("an error is shown with line and caret") {
  std::string text = "Signins\n| where SesionId == 1\n";
  std::vector<Error> errors = check(text, catalog(), nullptr);
  REQUIRE(errors.size() == 1);
  CHECK(place_of(text, errors[0].span.begin).line == 2);
  CHECK(place_of(text, errors[0].span.begin).column == 9);
  CHECK(render_error(text, "q.kql", errors[0]) ==
        "q.kql:2:9: unknown column 'SesionId'; did you mean 'SessionId'?\n  | where SesionId == "
        "1\n          ^~~~~~~~\n");
}

TEST_CASE("the place of an error lies inside the text, also at its end") {
  for (const std::string_view text :
       {R"(print "a\)", R"(print "a\q)", "print '", "print (", "T | "})
    for (const Error& error : check(text, catalog(), nullptr))
      CHECK_MESSAGE(error.span.end <= text.size(), text << ": " << error.message);
}
