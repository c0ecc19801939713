// Result tables as text, each form escaped for where it goes.
#include <doctest/doctest.h>

#include "case/table_text.h"

using namespace crumb;

namespace {

Table sample() {
  Table table(
      "T",
      {{"Name", Type::kString}, {"N", Type::kLong}, {"D", Type::kDynamic}, {"R", Type::kReal}});
  ColumnBuilder names(Type::kString);
  names.append_text("=1+1");
  names.append_text("two\nlines \x1B[31m");
  ColumnBuilder numbers(Type::kLong);
  numbers.append_long(-5);
  numbers.append_null();
  ColumnBuilder bags(Type::kDynamic);
  bags.append_text("{\"a\":[1]}");
  bags.append_null();
  ColumnBuilder reals(Type::kReal);
  reals.append_real(0.5);
  reals.append_real(std::numeric_limits<double>::quiet_NaN());
  Segment segment{.rows = 2,
                  .columns = {names.finish(), numbers.finish(), bags.finish(), reals.finish()},
                  .origins = {}};
  table.append(std::move(segment));
  return table;
}

}  // namespace

TEST_CASE("json keeps types and nulls") {
  CHECK(
      to_text(sample(), TableFormat::kJson) ==
      R"({"columns":[{"name":"Name","type":"string"},{"name":"N","type":"long"},{"name":"D","type":"dynamic"},{"name":"R","type":"real"}],)"
      R"("rows":[["=1+1",-5,{"a":[1]},0.5],["two\nlines \u001b[31m",null,null,"NaN"]]})"
      "\n");
}

TEST_CASE("csv guards formulas but not negative numbers") {
  CHECK(to_text(sample(), TableFormat::kCsv) ==
        "Name,N,D,R\n\"'=1+1\",-5,\"{\"\"a\"\":[1]}\",0.5\n\"two\nlines \x1B[31m\",,,NaN\n");
}

TEST_CASE("the terminal form shows control characters instead of obeying them") {
  const std::string text = to_text(sample(), TableFormat::kTable);
  CHECK(text.find('\x1B') == std::string::npos);
  CHECK(text.find("two\\u{a}lines \\u{1b}[31m") != std::string::npos);
  CHECK(text.ends_with("2 rows\n"));
}

TEST_CASE("format names") {
  CHECK(table_format_from_name("ndjson") == TableFormat::kNdjson);
  CHECK_FALSE(table_format_from_name("xml").has_value());
}
