// The examples at the foot of each check, run through prelude, coverage and outcome like any case.
#include <doctest/doctest.h>

#include <sstream>

#include "base/time.h"
#include "grade/playbook.h"
#include "grade/runner.h"
#include "unit/grade/tables.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    if (word.ends_with(',')) word.pop_back();
    out.push_back(word);
  }
  return out;
}

struct Ran {
  std::string outcome, reason;
};

Ran run_example(const std::shared_ptr<const Playbook>& playbook, const CheckFile& check,
                const Example& example) {
  Catalog catalog = grade::testing::empty_catalog();
  kql::Environment rows;
  const auto defined = kql::define(playbook_text("examples.kql"), catalog, rows, {}, {});
  if (!defined) return {"", "examples.kql: " + defined.error().message};
  std::int64_t end = 0;
  for (const auto& [name, text] : example.tables) {
    const auto result = kql::run(text, catalog, &rows, {}, {});
    if (!result) return {"", name + ": " + result.error().message};
    grade::testing::fill(catalog, name, *result->table);
    for_each_row(*result->table,
                 [&](const RowView& row) { end = std::max(end, row.integer("Timestamp")); });
  }
  if (catalog.is_loaded("EntraIdSignInEvents"))
    catalog.put(std::make_shared<Table>("AADSignInEventsBeta",
                                        catalog.find("AADSignInEventsBeta")->schema()),
                true);
  CaseValues values;
  values.one.kind = "aitm-request";
  values.one.id = "g1";
  values.one.t0_ticks = *parse_iso_datetime("2026-11-16T09:21:58Z");
  values.one.subject = {.oid = "00000000-0000-4000-8000-00000000a001",
                        .upn = "ana.reyes@example.com",
                        .mails = {"ana.reyes@example.com"}};
  for (const auto& [key, value] : example.settings) {
    if (key == "kind") values.one.kind = value;
    if (key == "own") values.own_networks = words(value);
    if (key == "sids") values.one.sessions = words(value);
    if (key == "ips") values.one.addresses = words(value);
    if (key == "alerts") values.one.alert_ids = words(value);
  }
  PassInput input;
  input.catalog = &catalog;
  input.playbook = playbook;
  input.only = check.id;
  input.facts.data_end_ticks = end;
  input.facts.clock_ticks =
      std::min(values.one.t0_ticks + 12 * kTicksPerHour, std::max(end, values.one.t0_ticks));
  const auto pass = run_pass(input, values);
  if (!pass) return {"", pass.error().message};
  const CheckRun& run = pass->checks.front();
  return {
      form_name({run.result.outcome, run.second_form}),
      run.result.reason + (run.result.findings.empty() ? "" : " | " + run.result.findings[0].text)};
}

}  // namespace

TEST_CASE("every example of every check gives the outcome that it promises") {
  const auto playbook = load_playbook();
  REQUIRE(playbook.has_value());
  for (const CheckFile& check : (*playbook)->checks) {
    for (const Example& example : check.examples) {
      const Ran ran = run_example(*playbook, check, example);
      CHECK_MESSAGE(ran.outcome == example.expect,
                    check.id << " \"" << example.title << "\": " << ran.outcome << " ("
                             << ran.reason << "), expected " << example.expect);
    }
  }
}
