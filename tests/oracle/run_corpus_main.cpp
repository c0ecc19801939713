// run_corpus: runs a file of queries over random rows of their tables, which are seeded with the
// query's own literals so that its filters let something through. No answer is known beforehand:
// each must come without an internal error, have the bound columns, be the same over any cut into
// segments, and be the slow evaluator's where that knows all of the query's functions.
//   run_corpus SCHEMA.json CASES.jsonl [SEED [ROWS]]
// SCHEMA is {SET: {TABLE: {COLUMN: TYPE}}}, sets merged; a case is {"id", "query"}. CRUMB_VERBOSE
// names each query before it runs.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "base/time.h"
#include "kql/engine.h"
#include "reference/compare.h"
#include "unit/kql/cells.h"

namespace {

using namespace crumb;
using reference::Random;
using reference::Source;

constexpr std::int64_t kNow = 639'100'000'000'000'000;

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::map<std::string, Schema> read_schema(const json::Value& sets) {
  std::map<std::string, Schema> tables;
  for (const auto& [set, members] : *sets.as_object()) {
    if (set == "meta") continue;
    for (const auto& [name, columns] : *members.as_object()) {
      Schema& schema = tables[name];
      for (const auto& [column, type] : *columns.as_object()) {
        if (find_column(schema, column).has_value()) continue;
        schema.push_back({column, type_from_name(*type.as_string()).value_or(Type::kString)});
      }
    }
  }
  return tables;
}

// What the query itself writes: texts, numbers, names of members.
struct Pool {
  std::vector<std::string> texts = {"",
                                    "a",
                                    "alice@contoso.com",
                                    "203.0.113.7",
                                    "0",
                                    "50126",
                                    "true",
                                    "{\"a\":[1,{\"b\":\"x\"}]}",
                                    "https://example.com/a?b=c"};
  std::vector<std::string> members = {"a", "b", "id", "name"};
  std::vector<std::int64_t> numbers = {0, 1, 2, 50126};
};

Pool pool_of(std::string_view query) {
  Pool pool;
  const auto is_word = [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  for (std::size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    if (c == '"' || c == '\'') {
      const std::size_t end = query.find_first_of(std::string{c, '\n'}, i + 1);
      if (end == std::string_view::npos) break;
      const std::string text(query.substr(i + 1, end - i - 1));
      if (pool.texts.size() < 200) pool.texts.push_back(text);
      if (query[end] == c && i > 0 && query[i - 1] == '[') pool.members.push_back(text);
      i = end;
    } else if (is_word(c)) {
      std::size_t end = i;
      while (end < query.size() && is_word(query[end])) ++end;
      const std::string word(query.substr(i, end - i));
      if (i > 0 && query[i - 1] == '.') pool.members.push_back(word);
      if (c >= '0' && c <= '9' && word.size() < 10)
        pool.numbers.push_back(std::strtoll(word.c_str(), nullptr, 10));
      i = end - 1;
    }
  }
  return pool;
}

json::Value random_tree(Random& random, const Pool& pool, int depth) {
  const std::size_t kind = random.below(depth > 0 ? 10 : 5);
  if (kind == 0) return json::Value();
  if (kind == 1) return json::Value(random.of(pool.numbers));
  if (kind == 2) return json::Value(random.chance(50));
  if (kind < 5) return json::Value(random.of(pool.texts));
  if (kind < 7) {
    json::Array out;
    const std::size_t count = random.below(4);
    for (std::size_t i = 0; i < count; ++i) out.push_back(random_tree(random, pool, depth - 1));
    return json::Value(std::move(out));
  }
  std::map<std::string, json::Value> members;
  for (std::size_t i = 0; i < 5; ++i)
    members.emplace(random.of(pool.members), random_tree(random, pool, depth - 1));
  json::Object out;
  for (auto& [name, value] : members) out.emplace_back(name, std::move(value));
  return json::Value(std::move(out));
}

Value random_cell(Random& random, const Pool& pool, Type type) {
  if (random.chance(10)) return Value::null_of(type);
  switch (type) {
    case Type::kBool:
      return Value::of_bool(random.chance(50));
    case Type::kReal:
      return Value::of_real(static_cast<double>(random.of(pool.numbers)) / 2);
    case Type::kDatetime:
      return Value::of_datetime(kNow -
                                static_cast<std::int64_t>(random.below(400)) * kTicksPerHour);
    case Type::kTimespan:
      return Value::of_timespan(static_cast<std::int64_t>(random.below(90)) * kTicksPerMinute);
    case Type::kDynamic: {
      return Value::of_dynamic(json::to_text(random_tree(random, pool, 3)));
    }
    case Type::kGuid: {
      Guid guid;
      guid.bytes[15] = static_cast<std::uint8_t>(random.below(3));
      return Value::of_guid(guid);
    }
    case Type::kInt:
      return Value::of_int(static_cast<std::int32_t>(random.of(pool.numbers)));
    case Type::kLong:
      return Value::of_long(random.of(pool.numbers));
    default:
      // Every other text is one of two, so that keys meet.
      return Value::of_string(random.chance(50) ? pool.texts[1 + random.below(2)]
                                                : random.of(pool.texts));
  }
}

std::vector<Source> rows_for(const std::map<std::string, Schema>& tables, std::string_view query,
                             std::uint64_t seed, std::size_t rows) {
  Random random(seed);
  const Pool pool = pool_of(query);
  std::vector<Source> out;
  for (const auto& [name, schema] : tables) {
    // A wildcard names the beginning of tables.
    if (query.find(std::string_view(name).substr(0, 4)) == std::string_view::npos) continue;
    Source& source = out.emplace_back(Source{name, schema, {}});
    if (query.find(name) == std::string_view::npos) continue;
    for (std::size_t i = 0; i < rows; ++i) {
      reference::Row& row = source.rows.emplace_back();
      for (const ColumnSpec& column : schema) row.push_back(random_cell(random, pool, column.type));
    }
  }
  return out;
}

struct Tally {
  std::uint64_t ran = 0, with_rows = 0, judged = 0, refused = 0, rejected = 0, wrong = 0;
  std::map<std::string, std::uint64_t> names;    // of what is refused
  std::map<std::string, std::uint64_t> unknown;  // of what the slow evaluator does not know
};

void wrong(Tally& tally, const std::string& id, const std::string& what) {
  ++tally.wrong;
  std::printf("WRONG %s: %s\n", id.c_str(), what.c_str());
  std::fflush(stdout);
}

void run_case(const std::string& id, const std::string& query, const std::vector<Source>& sources,
              Tally& tally) {
  const Catalog catalog = reference::catalog_of(sources, Segment::kMaxRows);
  Schema columns;
  for (const Error& error : kql::check(query, catalog, nullptr, &columns)) {
    if (error.code == ErrorCode::kInternal) return wrong(tally, id, error.message);
    if (error.code != ErrorCode::kUnsupported) continue;
    ++tally.refused;
    ++tally.names[error.message];
    return;
  }
  if (columns.empty()) {
    ++tally.rejected;
    return;
  }
  kql::QueryOptions options;
  options.now_ticks = kNow;
  const auto result = kql::run(query, catalog, nullptr, {}, options);
  if (!result.has_value()) {
    if (result.error().code != ErrorCode::kUnsupported)
      return wrong(tally, id, result.error().message);
    ++tally.refused;
    ++tally.names[result.error().message];
    return;
  }
  ++tally.ran;
  if (result->table->rows() > 0) ++tally.with_rows;
  if (result->table->schema() != columns)
    return wrong(tally, id, "the columns are not the bound ones");
  options.origins = true;
  const auto again = kql::run(query, reference::catalog_of(sources, 3), nullptr, {}, options);
  if (!again.has_value()) return wrong(tally, id, again.error().message);
  const auto a = test::rows_of(*result->table), b = test::rows_of(*again->table);
  const bool same = std::equal(a.begin(), a.end(), b.begin(), b.end(), [](auto& x, auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                      [](const Value& v, const Value& w) { return test::same_value(v, w, 1e-12); });
  });
  if (!same) return wrong(tally, id, "another answer over segments of 3");
  const reference::Answer answer = reference::compare(query, sources, 3);
  if (answer.outcome == reference::Outcome::kDifferent) return wrong(tally, id, answer.report);
  if (answer.outcome == reference::Outcome::kEqual) ++tally.judged;
  if (answer.outcome == reference::Outcome::kUnknown) ++tally.unknown[answer.report];
}

void print(const std::map<std::string, std::uint64_t>& counts) {
  std::multimap<std::uint64_t, std::string, std::greater<>> sorted;
  for (const auto& [name, count] : counts) sorted.emplace(count, name);
  for (const auto& [count, name] : sorted)
    std::printf("%6llu %s\n", static_cast<unsigned long long>(count), name.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3)
    return std::fprintf(stderr, "run_corpus SCHEMA.json CASES.jsonl [SEED [ROWS]]\n"), 2;
  const auto sets = json::parse(read_file(argv[1]));
  if (!sets.has_value() || sets->as_object() == nullptr) return 2;
  const auto tables = read_schema(*sets);
  const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
  const std::size_t rows = argc > 4 ? std::strtoull(argv[4], nullptr, 10) : 25;
  std::ifstream cases(argv[2]);
  Tally tally;
  std::uint64_t total = 0;
  for (std::string line; std::getline(cases, line);) {
    const auto parsed = json::parse(line);
    const json::Value* query = parsed.has_value() ? parsed->find("query") : nullptr;
    if (query == nullptr || query->as_string() == nullptr) continue;
    const json::Value* id = parsed->find("id");
    const std::string name =
        id != nullptr && id->as_string() != nullptr ? *id->as_string() : std::to_string(total);
    if (std::getenv("CRUMB_VERBOSE") != nullptr) std::fprintf(stderr, "%s\n", name.c_str());
    ++total;
    run_case(name, *query->as_string(), rows_for(tables, *query->as_string(), seed, rows), tally);
  }
  print(tally.names);
  std::printf("the slow evaluator does not know\n");
  print(tally.unknown);
  const auto n = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf(
      "%llu queries: %llu run (%llu give rows, %llu equal the slow evaluator's), %llu refused by "
      "name, %llu rejected, %llu WRONG\n",
      n(total), n(tally.ran), n(tally.with_rows), n(tally.judged), n(tally.refused),
      n(tally.rejected), n(tally.wrong));
  return tally.wrong == 0 ? 0 : 1;
}
