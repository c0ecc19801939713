// A case made of examples.kql's rows, for the examples of the checks and the tests of the prelude.
#pragma once

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "grade/playbook.h"
#include "grade/runner.h"
#include "unit/grade/tables.h"

namespace crumb::grade::testing {

inline std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    if (word.ends_with(',')) word.pop_back();
    out.push_back(word);
  }
  return out;
}

// Example::tables gives each table's rows as KQL; of the checks only `only` runs. `catalog`
// outlives the pass. Errors: kInternal names the table whose text does not run.
inline Result<Pass> run_example(const std::shared_ptr<const Playbook>& playbook, Catalog& catalog,
                                const Example& example, const std::string& only,
                                bool adopt_networks = false) {
  catalog = empty_catalog();
  kql::Environment rows;
  CRUMB_CHECK_OK(kql::define(playbook_text("examples.kql"), catalog, rows, {}, {}));
  std::int64_t end = 0;
  for (const auto& [name, text] : example.tables) {
    const auto result = kql::run(text, catalog, &rows, {}, {});
    if (!result) return fail(ErrorCode::kInternal, name + ": " + result.error().message);
    fill(catalog, name, *result->table);
    for_each_row(*result->table,
                 [&](const RowView& row) { end = std::max(end, row.integer("Timestamp")); });
  }
  if (catalog.is_loaded("EntraIdSignInEvents"))
    catalog.put(std::make_shared<Table>("AADSignInEventsBeta",
                                        catalog.find("AADSignInEventsBeta")->schema()),
                true);
  CaseValues values;
  values.adopt_networks = adopt_networks;
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
  input.only = only;
  input.facts.data_end_ticks = end;
  input.facts.clock_ticks =
      std::min(values.one.t0_ticks + 12 * kTicksPerHour, std::max(end, values.one.t0_ticks));
  return run_pass(input, std::move(values));
}

}  // namespace crumb::grade::testing
