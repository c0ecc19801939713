// Random rows: few distinct values so that joins and groups hit, and every kind of nothing.
#include "base/time.h"
#include "reference/generate.h"

namespace crumb::reference {
namespace {

constexpr std::string_view kTexts[] = {
    "",         "a",         "A",     "b",          "ab",   "a b",    "a-b c",
    "abcab",    "12",        "-3",    "4.5",        "true", "x,y,,z", "\xc3\x89t\xc3\xa9",
    "a.b",      "{\"a\":1}", "[1,2]", "2026-01-02", "aaa",  "a b ab", "False",
    "01:30:00", " ",         "9e",    "null"};
constexpr std::string_view kJson[] = {"null",
                                      "1",
                                      "2.5",
                                      "\"a\"",
                                      "\"\"",
                                      "true",
                                      "[]",
                                      "{}",
                                      "[1,2,3]",
                                      "[\"a\",\"b\"]",
                                      "[1,null,\"a\"]",
                                      "[[1],[2,3]]",
                                      "{\"a\":1}",
                                      "{\"a\":\"x\",\"b\":[1,2]}",
                                      "{\"a\":{\"b\":2},\"c\":null}",
                                      "{\"b\":true}",
                                      "[{\"a\":1},{\"a\":2}]",
                                      "[1.5,2]"};
constexpr std::string_view kKeys[] = {"", "a", "b"};
constexpr std::int64_t kLongs[] = {0, 1, 2, 3, 5, -1, -3, 7, 100, 1'000'000'007};
constexpr double kReals[] = {0, 1, 1.5, -2.5, 0.1, 3, 1e10, -7.25};
constexpr std::int64_t kTimes[] = {0,
                                   kTicksPerHour,
                                   kTicksPerDay,
                                   kTicksPerDay + 1,
                                   8 * kTicksPerDay - 1,
                                   31 * kTicksPerDay,
                                   59 * kTicksPerDay + 90 * kTicksPerMinute,
                                   366 * kTicksPerDay};
constexpr std::int64_t kSpans[] = {0,
                                   1,
                                   -kTicksPerSecond,
                                   kTicksPerHour,
                                   90 * kTicksPerMinute,
                                   kTicksPerDay,
                                   25 * kTicksPerHour + 1};
constexpr std::int64_t kNewYear = 639'028'224'000'000'000;  // 2026-01-01

Value random_value(Random& random, Type type) {
  if (type != Type::kString && random.chance(15)) return Value::null_of(type);
  switch (type) {
    case Type::kBool:
      return Value::of_bool(random.chance(50));
    case Type::kReal:
      return Value::of_real(random.of(kReals));
    case Type::kDatetime:
      return Value::of_datetime(kNewYear + random.of(kTimes));
    case Type::kTimespan:
      return Value::of_timespan(random.of(kSpans));
    case Type::kString:
      return Value::of_string(random.of(kTexts));
    case Type::kDynamic:
      return Value::of_dynamic(random.of(kJson));
    case Type::kGuid: {
      Guid guid;
      guid.bytes[15] = static_cast<std::uint8_t>(random.below(3));
      return Value::of_guid(guid);
    }
    case Type::kInt:
      return Value::of_int(static_cast<std::int32_t>(random.of(kLongs)));
    default:
      return Value::of_long(random.of(kLongs));
  }
}

Source random_table(Random& random, std::string name, Schema schema, std::size_t most) {
  Source out{std::move(name), std::move(schema), {}};
  const std::size_t count = random.below(most + 1);
  for (std::size_t i = 0; i < count; ++i) {
    Row& row = out.rows.emplace_back();
    for (const ColumnSpec& column : out.schema) {
      // Keys have few values, so that they meet.
      if (column.name == "k")
        row.push_back(random.chance(15)
                          ? Value::null_of(Type::kLong)
                          : Value::of_long(static_cast<std::int64_t>(random.below(3))));
      else if (column.name == "n")
        row.push_back(Value::of_string(random.of(kKeys)));
      else
        row.push_back(random_value(random, column.type));
    }
  }
  return out;
}

}  // namespace

std::vector<Source> random_tables(Random& random) {
  std::vector<Source> out;
  out.push_back(random_table(random, "T",
                             {{"k", Type::kLong},
                              {"n", Type::kString},
                              {"b", Type::kBool},
                              {"i", Type::kInt},
                              {"l", Type::kLong},
                              {"r", Type::kReal},
                              {"t", Type::kDatetime},
                              {"p", Type::kTimespan},
                              {"s", Type::kString},
                              {"g", Type::kGuid},
                              {"d", Type::kDynamic}},
                             9));
  out.push_back(random_table(random, "U",
                             {{"n", Type::kString},
                              {"k", Type::kLong},
                              {"t", Type::kDatetime},
                              {"s", Type::kString},
                              {"d", Type::kDynamic},
                              {"x", Type::kReal}},
                             6));
  out.push_back(
      random_table(random, "V", {{"k", Type::kLong}, {"v", Type::kString}, {"i", Type::kLong}}, 4));
  return out;
}

Catalog catalog_of(const std::vector<Source>& sources, std::uint32_t segment_rows) {
  Catalog catalog;
  std::uint32_t file = 0;
  for (const Source& source : sources) {
    const auto table = std::make_shared<Table>(source.name, source.schema);
    for (std::size_t begin = 0; begin < source.rows.size(); begin += segment_rows) {
      Segment segment;
      const std::size_t end = std::min<std::size_t>(begin + segment_rows, source.rows.size());
      segment.rows = static_cast<std::uint32_t>(end - begin);
      for (std::size_t column = 0; column < source.schema.size(); ++column) {
        ColumnBuilder builder(source.schema[column].type);
        for (std::size_t row = begin; row < end; ++row) builder.append(source.rows[row][column]);
        segment.columns.push_back(builder.finish());
      }
      for (std::size_t row = begin; row < end; ++row)
        segment.origins.refs.push_back({file, static_cast<std::uint32_t>(row)});
      table->append(std::move(segment));
    }
    catalog.put(table, true);
    ++file;
  }
  return catalog;
}

}  // namespace crumb::reference
