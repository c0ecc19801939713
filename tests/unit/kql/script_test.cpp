// Runs every tests/kql/*.kql-test script, several times with the tables cut into segments of other
// sizes, with and without origins: the answer must not depend on that. CRUMB_SCRIPT=text runs only
// scripts whose name contains it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kql/engine.h"
#include "unit/kql/cells.h"
#include "unit/kql/script_file.h"

namespace crumb::test {
namespace {

struct Failure {
  std::string text;  // empty: passed
};

// Rows of a script's table as segments of at most `segment_rows`; row i comes from file `file`,
// record i.
Result<TablePtr> make_table(const ScriptTable& from, std::uint32_t file,
                            std::uint32_t segment_rows) {
  const auto schema = parse_columns(from.columns);
  if (!schema.has_value())
    return fail(ErrorCode::kInput,
                "table " + from.name + ": unknown type in (" + from.columns + ")");
  const auto table = std::make_shared<Table>(from.name, *schema);
  for (std::size_t begin = 0; begin < from.rows.size(); begin += segment_rows) {
    const std::size_t end = std::min<std::size_t>(begin + segment_rows, from.rows.size());
    Segment segment;
    segment.rows = static_cast<std::uint32_t>(end - begin);
    for (std::size_t column = 0; column < schema->size(); ++column) {
      ColumnBuilder builder((*schema)[column].type);
      for (std::size_t row = begin; row < end; ++row) {
        if (from.rows[row].size() != schema->size())
          return fail(ErrorCode::kInput, "table " + from.name + ": a row of another width");
        const auto value = parse_cell(from.rows[row][column], (*schema)[column].type);
        if (!value.has_value())
          return fail(ErrorCode::kInput,
                      "table " + from.name + ": bad cell " + from.rows[row][column]);
        builder.append(*value);
      }
      segment.columns.push_back(builder.finish());
    }
    for (std::size_t row = begin; row < end; ++row)
      segment.origins.refs.push_back({file, static_cast<std::uint32_t>(row)});
    table->append(std::move(segment));
  }
  return table;
}

std::string origins_text(const Script& script, const Table& table) {
  std::string text;
  for (const Segment& segment : table.segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      std::string line;
      for (const RowRef& ref : segment.origins.of(row)) {
        (line += line.empty() ? "" : " ") +=
            script.tables[ref.file].name + ":" + std::to_string(ref.record);
      }
      text += "  " + line + "\n";
    }
  }
  return text;
}

std::string_view kind_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kSyntax:
      return "syntax";
    case ErrorCode::kSemantic:
      return "semantic";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kLimit:
      return "limit";
    default:
      return "other";
  }
}

Failure check_rows(const Script& script, const Table& table) {
  const auto schema = parse_columns(script.columns);
  if (!schema.has_value()) return {"the expected columns are not a schema: " + script.columns};
  if (schema_text(*schema) != schema_text(table.schema())) {
    return {"columns (" + schema_text(table.schema()) + ") instead of (" + schema_text(*schema) +
            ")"};
  }
  std::vector<ValueRow> expected;
  for (const CellRow& row : script.rows) {
    expected.emplace_back();
    if (row.size() != schema->size()) return {"an expected row has another width"};
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto value = parse_cell(row[i], (*schema)[i].type);
      if (!value.has_value()) return {"a bad expected cell: " + row[i]};
      expected.back().push_back(*value);
    }
  }
  const std::vector<ValueRow> actual = rows_of(table);
  const auto same_row = [](const ValueRow& a, const ValueRow& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Value& x, const Value& y) { return same_value(x, y); });
  };
  bool same = actual.size() == expected.size();
  std::vector<bool> used(expected.size(), false);
  for (std::size_t i = 0; same && i < actual.size(); ++i) {
    same = false;
    for (std::size_t j = script.unordered ? 0 : i; !same && j < expected.size(); ++j) {
      same = !used[j] && same_row(actual[i], expected[j]);
      if (same) used[j] = true;
      if (!script.unordered) break;
    }
  }
  if (same) return {};
  std::string text = "rows (" + schema_text(table.schema()) + ")\n";
  for (const ValueRow& row : actual) text += row_text(row);
  text += "instead of\n";
  for (const ValueRow& row : expected) text += row_text(row);
  return {text};
}

Failure run_script(const Script& script, std::uint32_t segment_rows, bool origins) {
  Catalog catalog;
  for (std::size_t i = 0; i < script.tables.size(); ++i) {
    auto table = make_table(script.tables[i], static_cast<std::uint32_t>(i), segment_rows);
    if (!table.has_value()) return {table.error().message};
    catalog.put(*table, true);
  }
  kql::QueryOptions options;
  options.origins = origins;
  if (!script.now.empty()) options.now_ticks = parse_iso_datetime(script.now).value_or(0);
  const auto result = kql::run(script.query, catalog, nullptr, {}, options);
  if (!script.error_kind.empty()) {
    if (result.has_value()) return {"an answer instead of an error"};
    const bool fits = kind_name(result.error().code) == script.error_kind &&
                      result.error().message.find(script.error_text) != std::string::npos;
    return {fits ? std::string()
                 : "another error: " + std::string(kind_name(result.error().code)) + ": " +
                       result.error().message};
  }
  if (!result.has_value()) return {kql::render_error(script.query, script.name, result.error())};
  if (script.has_rows) {
    if (Failure failure = check_rows(script, *result->table); !failure.text.empty()) return failure;
  }
  if (!origins || script.origins.empty()) return {};
  std::string expected;
  for (const std::string& line : script.origins)
    expected += "  " + (line == "-" ? std::string() : line) + "\n";
  const std::string actual = origins_text(script, *result->table);
  return {actual == expected ? std::string() : "origins\n" + actual + "instead of\n" + expected};
}

}  // namespace

TEST_CASE("KQL scripts") {
  const char* only = std::getenv("CRUMB_SCRIPT");
  std::vector<std::string> paths;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("tests/kql", ignored)) {
    if (entry.path().extension() == ".kql-test") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  CHECK(paths.size() > 0);
  for (const std::string& path : paths) {
    const ScriptFile file = read_script_file(path);
    INFO(path);
    CHECK_MESSAGE(file.problem.empty(), file.problem);
    for (const Script& script : file.scripts) {
      if (only != nullptr && script.name.find(only) == std::string::npos) continue;
      CHECK_MESSAGE((script.has_rows || !script.error_kind.empty()),
                    path << ": " << script.name << " expects nothing");
      for (const std::uint32_t segment_rows : {65'536u, 2u, 1u}) {
        for (const bool origins : {false, true}) {
          const Failure failure = run_script(script, segment_rows, origins);
          if (failure.text.empty()) continue;
          const std::string report = path + ":" + std::to_string(script.line) + ": " + script.name +
                                     " (segments of " + std::to_string(segment_rows) +
                                     (origins ? ", with origins)\n" : ")\n") + failure.text;
          FAIL_CHECK(report);
          goto next;  // one report a script is enough
        }
      }
    next:;
    }
  }
}

}  // namespace crumb::test
