// The door of kql/: definitions that last between queries, bindings, conditions over a table,
// stages, stopping. What a single query answers is in tests/kql/*.kql-test.
#include <doctest/doctest.h>

#include <atomic>

#include "kql/engine.h"
#include "unit/kql/plan_builder.h"

namespace crumb::test {
namespace {

struct Fixture {
  Catalog catalog;
  Environment environment;
  QueryOptions options;

  Fixture() {
    const TablePtr rows = table("Name:string, Age:long", {"Ann | 31", "Bob | 44", "Cyd | 19"}, 2);
    const auto people = std::make_shared<Table>("People", rows->schema());
    for (const Segment& segment : rows->segments()) people->append(segment);
    catalog.put(people, true);
  }

  void must_define(std::string_view text, const Bindings& bindings = {}) {
    const auto done = define(text, catalog, environment, bindings, options);
    REQUIRE_MESSAGE(done.has_value(), done.error().message);
  }
  std::string answer(std::string_view text, const Bindings& bindings = {}) {
    const auto result = run(text, catalog, &environment, bindings, options);
    if (!result.has_value()) return result.error().message;
    std::string out;
    for (const ValueRow& row : rows_of(*result->table)) out += row_text(row);
    return out;
  }
};

TEST_CASE("definitions last: scalars are computed, tables on first use, functions are called") {
  Fixture f;
  f.must_define(
      "let Least = 10 + 20; let Old = People | where Age > Least; let Twice = (x:long) { x * 2 };");
  CHECK(f.environment.table("Old") == nullptr);
  CHECK(f.answer("Old | extend t = Twice(Age)") == "  Ann | 31 | 62\n  Bob | 44 | 88\n");
  REQUIRE(f.environment.table("Old") != nullptr);
  const TablePtr kept = f.environment.table("Old");
  CHECK(f.answer("Old | count") == "  2\n");
  CHECK(f.environment.table("Old") == kept);
}

TEST_CASE("definitions build on earlier ones, also on tables that nobody has asked for yet") {
  Fixture f;
  f.must_define("let A = People | where Age > 20;");
  f.must_define("let B = materialize(A | summarize n = count()); let N = toscalar(B);");
  CHECK(f.answer("print N") == "  2\n");
  CHECK(f.answer("A | where Age > N * 20 | project Name") == "  Bob\n");
}

TEST_CASE("a kept table is computed again when origins are wanted and it has none") {
  Fixture f;
  f.must_define("let Old = People | where Age > 30;");
  CHECK(f.answer("Old | count") == "  2\n");
  f.options.origins = true;
  const auto result = run("Old", f.catalog, &f.environment, {}, f.options);
  REQUIRE(result.has_value());
  CHECK(result->table->segments()[0].origins.of(0)[0] == RowRef{0, 0});
}

TEST_CASE("a binding replaces the literal of a top-level let") {
  Fixture f;
  const Bindings bindings = {{"Who", Value::of_string("Bob")}};
  CHECK(f.answer("let Who = \"Ann\"; People | where Name == Who", bindings) == "  Bob | 44\n");
  f.must_define("let Who = \"Ann\";", bindings);
  CHECK(f.answer("print Who") == "  Bob\n");
}

TEST_CASE("tables and scalars that the caller puts are names like others") {
  Fixture f;
  f.environment.put_table("Extra", table("a:long", {"7"}));
  f.environment.put_scalar("K", Value::of_long(2));
  CHECK(f.answer("Extra | extend b = a * K") == "  7 | 14\n");
}

TEST_CASE("filter runs a condition over a table and keeps its origins") {
  Fixture f;
  f.options.origins = true;
  f.must_define("let Least = 20;");
  const TablePtr people = f.catalog.find("People");
  const auto rows =
      filter(people, "Age > Least and Name != \"Ann\"", f.catalog, &f.environment, f.options);
  REQUIRE_MESSAGE(rows.has_value(), rows.error().message);
  REQUIRE((*rows)->rows() == 1);
  CHECK((*rows)->segments()[0].origins.of(0)[0] == RowRef{0, 1});
  for (const char* bad : {"true | take 0", "let x = 1; true", "", "Age >"}) {
    CHECK_FALSE(filter(people, bad, f.catalog, &f.environment, f.options).has_value());
  }
  const auto unknown = filter(people, "Age > Nothing", f.catalog, nullptr, f.options);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().span == Span{6, 13});
}

TEST_CASE("stages tell each operator's rows, sources first") {
  Fixture f;
  const auto result =
      run("People | where Age > 20 | summarize count() by Name", f.catalog, nullptr, {}, f.options);
  REQUIRE(result.has_value());
  REQUIRE(result->stages.size() == 3);
  CHECK(result->stages[1].label == "where");
  CHECK(result->stages[1].rows_in == 3);
  CHECK(result->stages[1].rows_out == 2);
  CHECK(result->stages[2].rows_out == 2);
}

TEST_CASE("a stage's time is its own, without that of the stages before it") {
  Fixture f;
  static double ticks = 0;
  f.options.seconds = [] { return ticks += 1; };
  const auto result =
      run("People | where Age > 20 | project Name", f.catalog, nullptr, {}, f.options);
  REQUIRE(result.has_value());
  double sum = 0;
  for (const StageStats& stage : result->stages) {
    CHECK(stage.seconds > 0);
    sum += stage.seconds;
  }
  // Every reading of the clock is one second: the outermost stage's calls span all readings but
  // those between its calls.
  CHECK(sum < ticks);
  f.options.seconds = nullptr;
  CHECK(run("People | count", f.catalog, nullptr, {}, f.options)->stages[0].seconds == 0);
}

TEST_CASE("a stop is an answer within a batch, a limit tells its step") {
  Fixture f;
  const std::atomic<bool> stop = true;
  f.options.cancelled = &stop;
  CHECK(run("People", f.catalog, nullptr, {}, f.options).error().code == ErrorCode::kCancelled);
  f.options.cancelled = nullptr;
  f.options.limits.result_rows = 1000;
  const auto error =
      run("range x from 1 to 100000 step 1 | sort by x asc", f.catalog, nullptr, {}, f.options)
          .error();
  CHECK(error.code == ErrorCode::kLimit);
  CHECK(error.span.end > error.span.begin);
}

TEST_CASE("a render is handed on: the kind, and the properties as they are written") {
  Fixture f;
  const auto plain = run("People", f.catalog, nullptr, {}, f.options);
  REQUIRE(plain.has_value());
  CHECK(plain->chart_kind.empty());
  const auto result =
      run("People | render columnchart with (title=\"By age\", xcolumn=Name, ycolumns=Age, Name, "
          "ymin=0)",
          f.catalog, nullptr, {}, f.options);
  REQUIRE(result.has_value());
  CHECK(result->table->rows() == 3);
  CHECK(result->chart_kind == "columnchart");
  const std::vector<std::pair<std::string, std::string>> wanted = {
      {"title", "\"By age\""}, {"xcolumn", "Name"}, {"ycolumns", "Age, Name"}, {"ymin", "0"}};
  CHECK(result->chart_properties == wanted);
}

TEST_CASE("what an answer cannot tell is said once, wherever in the query it stands") {
  Fixture f;
  const auto warnings = [&](std::string_view text) {
    const auto result = run(text, f.catalog, &f.environment, {}, f.options);
    REQUIRE_MESSAGE(result.has_value(), result.error().message);
    return result->warnings;
  };
  const auto begins = [](const std::vector<std::string>& all, std::string_view with) {
    return all.size() == 1 && all[0].starts_with(with);
  };
  CHECK(warnings("People | where Age > 30").empty());
  const char* twice =
      "let f = () { People | where isnull(ingestion_time()) }; f | extend t = ingestion_time()";
  CHECK(begins(warnings(twice), "ingestion_time() is null"));
  f.must_define("let Rows = People | extend t = ingestion_time(); let Wide = Rows | extend u = t;");
  CHECK(begins(warnings("Wide | count"), "ingestion_time() is null"));

  const std::string series = "People | summarize x = make_list(Age) | extend ";
  CHECK(begins(warnings(series + "series_decompose_anomalies(x)"), "the seasonality of a series"));
  CHECK(begins(warnings(series + "y = series_seasonal(x, -1)"), "the seasonality of a series"));
  CHECK(warnings(series + "series_decompose_anomalies(x, 1.5, 7)").empty());
  CHECK(warnings(series + "series_decompose(x, 0)").empty());
}

TEST_CASE("the same bytes come out each time") {
  Fixture f;
  const char* query =
      "range x from 1 to 5000 step 1 | extend k = strcat('k', x % 97) | summarize s = make_set(x % "
      "7), n = count() by k | join kind=inner "
      "(range y from 1 to 200 step 1 | extend k = strcat('k', y)) on k | project k, s, n, y";
  const std::string first = f.answer(query);
  CHECK(first.size() > 1000);
  CHECK(f.answer(query) == first);
}

}  // namespace
}  // namespace crumb::test
