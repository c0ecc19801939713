// What a prelude defines and later queries use: scalars, tables computed once, functions as text;
// places of errors in it.
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kql/engine.h"
#include "kql/environment.h"

using namespace crumb;
using namespace crumb::kql;

namespace {

constexpr std::string_view kPrelude = R"(
let Who = "ana";
let T0 = datetime(2026-11-16T09:00:00Z);
let From = T0 - 2d;
let Norm = (raw:string) { let s = tolower(raw); strcat(s, "/", s) };
let Rows = materialize(datatable(Name:string, N:long) ["Ana", 1, "Ben", 2, "Cy", 3]);
let Named = Rows | extend Key = Norm(Name);
let Total = toscalar(Rows | summarize sum(N));
let Bigger = (least:long) { Named | where N > least };
)";

struct EnvironmentCase {
  Catalog catalog;
  Environment environment;

  explicit EnvironmentCase(const Bindings& bindings = {}) {
    Result<void> defined = define(kPrelude, catalog, environment, bindings, {});
    REQUIRE_MESSAGE(defined.has_value(), (defined.has_value() ? "" : defined.error().message));
  }

  // The first cell of the result, or the error's message.
  std::string cell(std::string_view text) {
    Result<QueryResult> out = run(text, catalog, &environment, {}, {});
    if (!out.has_value()) return out.error().message;
    if (out->table->rows() == 0) return "no rows";
    return to_string(out->table->segments()[0].columns[0]->value(0));
  }
};

}  // namespace

TEST_CASE("later queries see what a prelude defined") {
  EnvironmentCase one;
  CHECK(one.cell("print strcat(Who, Norm(\"X\"))") == "anax/x");
  CHECK(one.cell("print From") == "2026-11-14T09:00:00.0000000Z");
  CHECK(one.cell("print Total + 1") == "7");
  CHECK(one.cell("Named | where N == 2 | project Key") == "ben/ben");
  CHECK(one.cell("Bigger(2) | project Name") == "Cy");
  CHECK(one.cell("Rows | join kind=inner (Bigger(1)) on N | count") == "2");
}

TEST_CASE("a query's own lets stand before the environment's, which functions do not notice") {
  EnvironmentCase one;
  CHECK(one.cell("let Rows = print Name = \"Zoe\", N = 9; Rows | project Name") == "Zoe");
  CHECK(one.cell("let Named = print N = 99; Bigger(2) | project Name") == "Cy");
}

TEST_CASE("tables are computed once and then kept") {
  EnvironmentCase one;
  CHECK(one.environment.table("Rows") != nullptr);  // Total needed it
  CHECK(one.environment.table("Named") == nullptr);
  CHECK(one.cell("Named | count") == "3");
  TablePtr named = one.environment.table("Named");
  REQUIRE(named != nullptr);
  CHECK(one.cell("Bigger(0) | count") == "3");
  CHECK(one.environment.table("Named") == named);
}

TEST_CASE("the caller's values replace literals, and what follows from them") {
  EnvironmentCase one({{"T0", Value::of_datetime(0)},
                       {"Who", Value::of_string("ben")},
                       {"Total", Value::of_long(0)}});
  CHECK(one.cell("print Who") == "ben");
  CHECK(one.cell("print Total") == "6");  // not a literal in the text
}

TEST_CASE("tables and scalars of the caller") {
  EnvironmentCase one;
  auto table = std::make_shared<Table>("", Schema{{"Outcome", Type::kString}});
  ColumnBuilder column(Type::kString);
  column.append_text("hit");
  Segment segment;
  segment.rows = 1;
  segment.columns = {column.finish()};
  table->append(std::move(segment));
  one.environment.put_table("Outcomes", table);
  one.environment.put_scalar("Limit", Value::of_long(5));
  CHECK(one.cell("Outcomes | where Limit == 5") == "hit");
}

TEST_CASE("an error inside a prelude's function is placed at its call") {
  EnvironmentCase one;
  Result<void> defined =
      define("let Bad = (x:string) { x.y };", one.catalog, one.environment, {}, {});
  REQUIRE(defined.has_value());
  std::string text = "print 1 + 1, Bad(\"z\")";
  std::vector<Error> errors = check(text, one.catalog, &one.environment);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].message.starts_with("in Bad(): a string has no property 'y'"));
  CHECK(text.substr(errors[0].span.begin, errors[0].span.end - errors[0].span.begin) ==
        "Bad(\"z\")");
}

TEST_CASE("only lets define") {
  EnvironmentCase one;
  Result<void> defined = define("print 1", one.catalog, one.environment, {}, {});
  REQUIRE(!defined.has_value());
  CHECK(defined.error().message == "only let statements can stand here");
}

TEST_CASE("rows decide columns while a prelude is defined; origins stay known") {
  Table rows("Rows", {{"d", Type::kDynamic}});
  Segment segment;
  segment.rows = 2;
  ColumnBuilder bags(Type::kDynamic);
  bags.append_text(R"({"x":1,"name":"a"})");
  bags.append_text(R"({"x":2})");
  segment.columns = {bags.finish()};
  segment.origins.refs = {{3, 5}, {3, 6}};
  rows.append(std::move(segment));
  Catalog catalog;
  catalog.put(std::make_shared<Table>(std::move(rows)), true);
  Environment environment;
  REQUIRE(define("let Lazy = Rows | extend y = 7;"
                 "let Wide = Lazy | evaluate bag_unpack(d);"
                 "let Most = toscalar(Wide | summarize max(x));",
                 catalog, environment, {}, {})
              .has_value());
  QueryOptions options;
  options.origins = true;
  const auto out = run("Wide | where x == Most", catalog, &environment, {}, options);
  REQUIRE_MESSAGE(out.has_value(), (out.has_value() ? "" : out.error().message));
  const Table& table = *out->table;
  CHECK(table.schema() == Schema{{"y", Type::kLong}, {"name", Type::kString}, {"x", Type::kLong}});
  REQUIRE(table.rows() == 1);
  CHECK(table.segments()[0].columns[2]->value(0) == Value::of_long(2));
  REQUIRE(table.segments()[0].origins.of(0).size() == 1);
  CHECK(table.segments()[0].origins.of(0)[0] == RowRef{3, 6});
}

TEST_CASE("without rows what only they tell stays open: checked up to there") {
  Catalog catalog;
  Environment environment;
  Schema columns{{"before", Type::kLong}};
  const std::string_view bags = "datatable(d:dynamic)[dynamic({\"x\":1})] | evaluate bag_unpack(d)";
  CHECK(check(std::string(bags) + " | where nobody == knows", catalog, &environment, &columns)
            .empty());
  CHECK(columns == Schema{{"before", Type::kLong}});
  CHECK(check("let W = " + std::string(bags) + "; W | count", catalog, &environment).empty());
  const std::vector<Error> errors =
      check("let W = " + std::string(bags) + "; Nope | count", catalog, &environment);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].message.find("unknown table 'Nope'") == 0);
  CHECK(check(std::string(bags) + " : (x:long) | where y == 1", catalog, &environment).size() == 1);
}
