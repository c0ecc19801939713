// docs/KQL.md is made from the tables of operators and functions. CRUMB_WRITE=1 writes it; without,
// the test fails when the page is not what the tables say.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "kql/functions/known_names.h"
#include "kql/functions/registry.h"
#include "kql/operator_help.h"

namespace crumb::test {
namespace {

constexpr const char* kPage = "docs/KQL.md";

std::string code(std::string_view text) {  // in a table cell
  std::string out = "`";
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out + "`";
}

std::string row(std::string_view name, std::string_view written, std::string_view summary) {
  std::string whole(name);
  if (!written.empty() && !written.starts_with('(')) whole += ' ';
  whole += written;
  return "| " + code(whole) + " | " + std::string(summary) + " |\n";
}

std::string functions_of(kql::FunctionKind kind) {
  std::string out = "| function | |\n|---|---|\n";
  for (const kql::ScalarFunction* one : kql::all_scalars())
    if (one->kind == kind) out += row(one->name, one->parameters, one->summary);
  return out;
}

std::string help_page() {
  std::string out =
      "# The KQL that runs here\n\n"
      "Made from the engine's own tables (`CRUMB_WRITE=1 build/native/tests/test_kql "
      "-tc=\"docs/KQL.md*\"`). A name means what it means in Kusto; what Kusto has and this engine "
      "does not is refused by name, with its place, before anything runs. `ago()` and `now()` "
      "count from the latest event in the files, unless `--now` says otherwise.\n\n"
      "## Tabular operators\n\n| operator | |\n|---|---|\n";
  for (const kql::OperatorHelp& help : kql::operator_help())
    out += row(help.name, help.syntax, help.summary);
  out += "\n## Scalar operators\n\n";
  std::string symbols;
  for (const kql::ScalarFunction* one : kql::all_scalars()) {
    if (one->kind != kql::FunctionKind::kOperator) continue;
    symbols += (symbols.empty() ? "`" : ", `") + std::string(one->name) + "`";
  }
  out += symbols + "\n\n## Functions\n\n" + functions_of(kql::FunctionKind::kScalar);
  out +=
      "\n## Window functions, over serialized rows\n\n" + functions_of(kql::FunctionKind::kWindow);
  out += "\n## Aggregates\n\n| aggregate | |\n|---|---|\n";
  for (const kql::AggregateFunction* one : kql::all_aggregates())
    out += row(one->name, one->parameters, one->summary);
  std::set<std::string_view> refused;
  for (const std::string_view name : kql::kusto_names())
    if (kql::find_scalar(name) == nullptr && kql::find_aggregate(name) == nullptr)
      refused.insert(name);
  out +=
      "\n## Names that have no row above\n\nPlugins that `evaluate` runs and functions that the "
      "binder answers itself are among them; the others are refused by name.\n\n";
  std::string names;
  for (const std::string_view name : refused)
    names += (names.empty() ? "`" : ", `") + std::string(name) + "`";
  return out + names + "\n";
}

TEST_CASE("docs/KQL.md is what the tables say") {
  const std::string page = help_page();
  if (std::getenv("CRUMB_WRITE") != nullptr) std::ofstream(kPage, std::ios::binary) << page;
  std::ifstream in(kPage, std::ios::binary);
  const std::string written{std::istreambuf_iterator<char>(in), {}};
  CHECK_MESSAGE(written == page, "run: CRUMB_WRITE=1 build/native/tests/test_kql -tc=\"docs/*\"");
}

TEST_CASE("every function and operator says what it does in a sentence") {
  for (const kql::ScalarFunction* one : kql::all_scalars()) {
    if (one->kind == kql::FunctionKind::kOperator) continue;
    CHECK_MESSAGE(one->summary.ends_with('.'), one->name);
    CHECK_MESSAGE(one->parameters.starts_with('('), one->name);
  }
  for (const kql::AggregateFunction* one : kql::all_aggregates()) {
    CHECK_MESSAGE(one->summary.ends_with('.'), one->name);
    CHECK_MESSAGE(one->parameters.starts_with('('), one->name);
  }
}

}  // namespace
}  // namespace crumb::test
