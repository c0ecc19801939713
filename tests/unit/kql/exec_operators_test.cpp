// The operators on plans made by hand: batches cut everywhere, lanes left empty, shared tables,
// limits, stopping. What KQL text can say is in tests/kql/*.kql-test.
#include <doctest/doctest.h>

#include <atomic>

#include "unit/kql/plan_builder.h"

namespace crumb::test {
namespace {

TablePtr people(std::uint32_t segment_rows = 65'536) {
  return table("Name:string, Age:long, City:string",
               {"Ann | 31 | Oslo", "Bob | 44 | Rome", "Cyd | null | Oslo", "Dee | 19 | Rome",
                "Eva | 44 | Bonn"},
               segment_rows);
}

TEST_CASE("a filter keeps rows for which the condition is true; null is not") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    NodePtr from = scan(people(rows));
    ExprPtr old = call(">", column(*from, "Age"), literal(30));
    CHECK(run_plan(where(std::move(from), std::move(old))).text() ==
          "  Ann | 31 | Oslo\n  Bob | 44 | Rome\n  Eva | 44 | Bonn\n");
  }
}

TEST_CASE("the parts of a conjunction narrow one after another, over dictionaries and over rows") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    NodePtr from = scan(people(rows));
    ExprPtr both = call("and", call("==", column(*from, "City"), literal("Rome")),
                        call("<", column(*from, "Age"), literal(40)));
    CHECK(run_plan(where(std::move(from), std::move(both))).text() == "  Dee | 19 | Rome\n");
  }
}

TEST_CASE("a projection passes columns, computes others, and spreads constants") {
  NodePtr from = scan(people(2));
  ExprPtr next = call("+", column(*from, "Age"), literal(1));
  ExprPtr city = call("tolower", column(*from, "City"));
  ExprPtr name = column(*from, "Name");
  NodePtr root = project(std::move(from), Named{"n", std::move(name)}, Named{"c", std::move(city)},
                         Named{"a", std::move(next)}, Named{"k", literal("x")});
  CHECK(run_plan(std::move(root)).text() ==
        "  Ann | oslo | 32 | x\n  Bob | rome | 45 | x\n  Cyd | oslo | null | x\n  Dee | rome | 20 "
        "| x\n  Eva | bonn | 45 | x\n");
}

TEST_CASE("groups appear in the order of their first rows") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    NodePtr from = scan(people(rows));
    auto keys = list(column(*from, "City"));
    auto counts = calls(aggregate("count", list()), aggregate("sum", list(column(*from, "Age"))));
    CHECK(run_plan(summarize(std::move(from), std::move(keys), std::move(counts))).text() ==
          "  Oslo | 2 | 31\n  Rome | 2 | 63\n  Bonn | 1 | 44\n");
  }
}

TEST_CASE("null is a group of its own, and keys of several columns are told apart") {
  NodePtr from = scan(people(2));
  auto keys = list(column(*from, "Age"), call("==", column(*from, "City"), literal("Rome")));
  auto counts = calls(aggregate("count", list()));
  CHECK(
      run_plan(summarize(std::move(from), std::move(keys), std::move(counts))).text() ==
      "  31 | false | 1\n  44 | true | 1\n  null | false | 1\n  19 | true | 1\n  44 | false | 1\n");
}

TEST_CASE("without keys there is one row even without input, with keys there is none") {
  const auto empty = [] { return scan(table("a:long", {})); };
  CHECK(run_plan(summarize(empty(), {}, calls(aggregate("count", list())))).text() == "  0\n");
  NodePtr from = empty();
  auto keys = list(column(*from, "a"));
  CHECK(run_plan(summarize(std::move(from), std::move(keys), calls(aggregate("count", list()))))
            .text()
            .empty());
}

std::string joined(JoinKind kind, std::uint32_t segment_rows, bool origins = false) {
  NodePtr left =
      scan(table("k:string, v:long", {"a | 1", "b | 2", "b | 3", "c | 4"}, segment_rows));
  NodePtr right =
      scan(table("k:string, w:long", {"b | 10", "c | 20", "c | 30", "d | 40"}, segment_rows, 1));
  const Ran ran = run_plan(join(kind, std::move(left), std::move(right), "k"), origins);
  return origins ? ran.origins() : ran.text();
}

TEST_CASE("the kinds of join") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    CAPTURE(rows);
    const std::string inner =
        "  b | 2 | b | 10\n  b | 3 | b | 10\n  c | 4 | c | 20\n  c | 4 | c | 30\n";
    CHECK(joined(JoinKind::kInnerUnique, rows) ==
          "  b | 2 | b | 10\n  c | 4 | c | 20\n  c | 4 | c | 30\n");
    CHECK(joined(JoinKind::kInner, rows) == inner);
    CHECK(joined(JoinKind::kLeftOuter, rows) == "  a | 1 |  | null\n" + inner);
    CHECK(joined(JoinKind::kRightOuter, rows) == inner + "   | null | d | 40\n");
    CHECK(joined(JoinKind::kLeftSemi, rows) == "  b | 2\n  b | 3\n  c | 4\n");
    CHECK(joined(JoinKind::kLeftAnti, rows) == "  a | 1\n");
    CHECK(joined(JoinKind::kRightSemi, rows) == "  b | 10\n  c | 20\n  c | 30\n");
    CHECK(joined(JoinKind::kRightAnti, rows) == "  d | 40\n");
  }
  CHECK(joined(JoinKind::kInner, 2, true) == " 0:1 1:0\n 0:2 1:0\n 0:3 1:1\n 0:3 1:2\n");
}

TEST_CASE("null keys match nothing") {
  for (const JoinKind kind : {JoinKind::kInner, JoinKind::kLeftSemi}) {
    NodePtr left = scan(table("k:long", {"null", "1"}));
    NodePtr right = scan(table("k:long", {"null", "1"}));
    CHECK(run_plan(join(kind, std::move(left), std::move(right), "k")).text().starts_with("  1"));
  }
}

NodePtr sorted(NodePtr from, std::string_view by, bool descending, bool nulls_first,
               std::optional<std::uint64_t> limit) {
  SortOp op;
  op.keys.push_back({column(*from, by), descending, nulls_first});
  op.limit = limit;
  Schema schema = from->schema;
  return over(std::move(from), std::move(op), std::move(schema), "sort");
}

TEST_CASE("sort is stable and puts nulls where it is told") {
  const std::string all[] = {"  Ann | 31 | Oslo\n", "  Bob | 44 | Rome\n", "  Cyd | null | Oslo\n",
                             "  Dee | 19 | Rome\n", "  Eva | 44 | Bonn\n"};
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    CHECK(run_plan(sorted(scan(people(rows)), "Age", true, false, {})).text() ==
          all[1] + all[4] + all[0] + all[3] + all[2]);
    CHECK(run_plan(sorted(scan(people(rows)), "Age", false, true, {})).text() ==
          all[2] + all[3] + all[0] + all[1] + all[4]);
    CHECK(run_plan(sorted(scan(people(rows)), "City", false, true, {})).text() ==
          all[4] + all[0] + all[2] + all[1] + all[3]);
    CHECK(run_plan(sorted(scan(people(rows)), "Age", true, false, 2)).text() == all[1] + all[4]);
  }
}

TEST_CASE("many rows: the radix sort and the heap agree with the order of the values") {
  std::vector<std::string> lines;
  std::uint64_t seed = 7;
  for (int i = 0; i < 3000; ++i) {
    seed = seed * 6'364'136'223'846'793'005ull + 1'442'695'040'888'963'407ull;
    const auto value = static_cast<std::int64_t>(seed >> 20) % 2000 - 1000;
    lines.push_back((i % 17 == 0 ? "null" : std::to_string(value)) + " | t" +
                    std::to_string(seed % 911));
  }
  for (const char* by : {"v", "t"}) {
    const Ran all =
        run_plan(sorted(scan(table("v:long, t:string", lines, 500)), by, false, true, {}));
    const std::vector<ValueRow> rows = rows_of(**all.table);
    REQUIRE(rows.size() == lines.size());
    const std::size_t at = by[0] == 'v' ? 0 : 1;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const Value &a = rows[i - 1][at], &b = rows[i][at];
      const bool in_order =
          at == 1 ? a.text <= b.text : a.null || (!b.null && a.integer <= b.integer);
      REQUIRE(in_order);
    }
    const Ran some =
        run_plan(sorted(scan(table("v:long, t:string", lines, 500)), by, false, true, 37));
    CHECK(all.text().starts_with(some.text()));
    CHECK(rows_of(**some.table).size() == 37);
  }
}

TEST_CASE("take stops asking") {
  NodePtr from = scan(people(2));
  Schema schema = from->schema;
  const Ran ran = run_plan(over(std::move(from), TakeOp{3}, std::move(schema), "take"));
  CHECK(ran.text() == "  Ann | 31 | Oslo\n  Bob | 44 | Rome\n  Cyd | null | Oslo\n");
  REQUIRE(ran.stages.size() == 2);
  CHECK(ran.stages[0].rows_out == 4);
  CHECK(ran.stages[1].rows_in == 4);
  CHECK(ran.stages[1].rows_out == 3);
}

NodePtr expanded(NodePtr from, MvExpandOp op) {
  Schema schema = from->schema;
  for (const MvExpandOp::Item& item : op.items) schema[item.column].type = item.type;
  if (op.has_index) schema.push_back({"i", Type::kLong});
  return over(std::move(from), std::move(op), std::move(schema), "mv-expand");
}

TEST_CASE("mv-expand: arrays, bags, null, empty, scalars, in step") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    const auto from = [rows] {
      return scan(table("k:long, a:dynamic, b:dynamic",
                        {"1 | [10,\"x\",null] | [1,2]", "2 | null | null", "3 | [] | {}",
                         "4 | {\"p\":1,\"q\":[2]} | 7"},
                        rows));
    };
    MvExpandOp both;
    both.items = {{1, Type::kDynamic}, {2, Type::kLong}};
    both.has_index = true;
    CHECK(run_plan(expanded(from(), both)).text() ==
          "  1 | 10 | 1 | 0\n  1 | \"x\" | 2 | 1\n  1 | null | null | 2\n  2 | null | null | 0\n"
          "  4 | {\"p\":1} | 7 | 0\n  4 | {\"q\":[2]} | null | 1\n");
    MvExpandOp pairs;
    pairs.items = {{1, Type::kDynamic}};
    pairs.bag_as_array = true;
    pairs.row_limit = 1;
    CHECK(run_plan(expanded(from(), pairs), true).origins() == " 0:0\n 0:1\n 0:3\n");
    MvExpandOp texts;
    texts.items = {{1, Type::kString}};
    CHECK(run_plan(expanded(from(), texts))
              .text()
              .starts_with("  1 | 10 | [1,2]\n  1 | x | [1,2]\n  1 |  | [1,2]\n"));
  }
}

NodePtr applied(std::uint32_t segment_rows, bool at_once) {
  NodePtr from =
      scan(table("k:string, a:dynamic", {"x | [3,1,2]", "y | []", "z | [5,1]"}, segment_rows));
  MvApplyOp op;
  op.expand.items = {{1, Type::kLong}};
  NodePtr sub = node(SubInputOp{}, {{"k", Type::kString}, {"a", Type::kLong}}, "");
  if (!at_once) {
    Schema schema = sub->schema;
    sub = over(std::move(sub), SerializeOp{}, std::move(schema), "serialize");
  }
  ExprPtr big = call(">", column(*sub, "a"), literal(2));
  sub = where(std::move(sub), std::move(big));
  auto sums = calls(aggregate("count", list()), aggregate("sum", list(column(*sub, "a"))));
  sub = summarize(std::move(sub), {}, std::move(sums));
  op.carried = {0};
  op.subplan = std::move(sub);
  Schema schema = {{"k", Type::kString}, {"n", Type::kLong}, {"s", Type::kLong}};
  return over(std::move(from), std::move(op), std::move(schema), "mv-apply");
}

TEST_CASE("mv-apply gives the same at once and row by row; rows that expand to nothing are gone") {
  for (const std::uint32_t rows : {100u, 2u, 1u}) {
    CHECK(run_plan(applied(rows, true)).text() == "  x | 1 | 3\n  z | 1 | 5\n");
    CHECK(run_plan(applied(rows, false)).text() == "  x | 1 | 3\n  z | 1 | 5\n");
    CHECK(run_plan(applied(rows, true), true).origins() == " 0:0\n 0:2\n");
  }
}

TEST_CASE("shared tables are computed once, and only the columns that are used") {
  Plan plan;
  NodePtr from = scan(people(2));
  ExprPtr named = column(*from, "Name");
  ExprPtr next = call("+", column(*from, "Age"), literal(1));
  plan.shared.push_back(
      {"S", project(std::move(from), Named{"n", std::move(named)}, Named{"a", std::move(next)}),
       nullptr, nullptr});
  const auto use = [&] { return node(SharedOp{0}, plan.shared[0].plan->schema, "S"); };
  auto all = node(UnionOp{}, {{"n", Type::kString}}, "union");
  std::get<UnionOp>(all->op).columns = {{0u}, {0u}};
  all->inputs.push_back(use());
  all->inputs.push_back(use());
  plan.root = summarize(std::move(all), {}, calls(aggregate("count", list())));
  Session session;
  const Ran ran = run_plan(plan, session);
  CHECK(ran.text() == "  10\n");
  CHECK(plan.shared[0].table->segments()[0].columns[1] == nullptr);
  CHECK(ran.stages.size() == 6);  // scan, project; S, S, union, summarize
}

TEST_CASE("paths walk into dynamic columns; comparisons on them work on the dictionary") {
  NodePtr from = scan(
      table("d:dynamic",
            {"{\"a\":{\"b\":[1,\"x\"]}}", "{\"a\":7}", "null", "{\"a\":{\"b\":[1,\"x\"]}}"}, 3));
  ExprPtr last = path(column(*from, "d"), {{"a", 0, false}, {"b", 0, false}, {"", -1, true}});
  ExprPtr is_x =
      call("==",
           converted(path(column(*from, "d"), {{"a", 0, false}, {"b", 0, false}, {"", -1, true}}),
                     Type::kString),
           literal("x"));
  NodePtr root = project(std::move(from), Named{"v", std::move(last)}, Named{"x", std::move(is_x)});
  CHECK(run_plan(std::move(root)).text() ==
        "  \"x\" | true\n  null | false\n  null | false\n  \"x\" | true\n");
}

TEST_CASE("limits and stopping are errors of their own") {
  Plan plan;
  plan.root = sorted(scan(people(2)), "Age", true, false, {});
  Session session;
  session.eval.limits.result_rows = 3;
  CHECK(run_plan(plan, session).table.error().code == ErrorCode::kLimit);
  Session small;
  small.eval.limits.memory_bytes = 10;
  CHECK(run_plan(plan, small).table.error().code == ErrorCode::kLimit);
  Session stopped;
  const std::atomic<bool> stop = true;
  stopped.eval.cancelled = &stop;
  CHECK(run_plan(plan, stopped).table.error().code == ErrorCode::kCancelled);
  NodePtr left = scan(table("k:long", std::vector<std::string>(300, "1")));
  NodePtr right = scan(table("k:long", std::vector<std::string>(300, "1")));
  plan.root = join(JoinKind::kInner, std::move(left), std::move(right), "k");
  Session exploding;
  exploding.eval.limits.result_rows = 1000;
  CHECK(run_plan(plan, exploding).table.error().code == ErrorCode::kLimit);
}

TEST_CASE("a summarised row keeps the refs of its rows, at most 64") {
  NodePtr from = scan(people(2));
  auto keys = list(column(*from, "City"));
  CHECK(run_plan(summarize(std::move(from), std::move(keys), {}), true).origins() ==
        " 0:0 0:2\n 0:1 0:3\n 0:4\n");
  NodePtr many = scan(table("a:long", std::vector<std::string>(100, "1")));
  const Ran ran = run_plan(summarize(std::move(many), {}, calls(aggregate("count", list()))), true);
  CHECK((*ran.table)->segments()[0].origins.of(0).size() == 64);
}

}  // namespace
}  // namespace crumb::test
