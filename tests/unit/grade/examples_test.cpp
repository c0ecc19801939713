// The examples at the foot of each check, run through prelude, coverage and outcome like any case.
#include <doctest/doctest.h>

#include "unit/grade/example_case.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

struct Ran {
  std::string outcome, reason;
};

Ran outcome_of(const std::shared_ptr<const Playbook>& playbook, const CheckFile& check,
               const Example& example) {
  Catalog catalog;
  const auto pass = grade::testing::run_example(playbook, catalog, example, check.id);
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
      const Ran ran = outcome_of(*playbook, check, example);
      CHECK_MESSAGE(ran.outcome == example.expect,
                    check.id << " \"" << example.title << "\": " << ran.outcome << " ("
                             << ran.reason << "), expected " << example.expect);
    }
  }
}
