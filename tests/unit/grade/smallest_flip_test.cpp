// How few facts would give another grade: sets of one, of two, and larger ones with nothing to
// spare.
#include "grade/smallest_flip.h"

#include <doctest/doctest.h>

#include <memory>

#include "grade/playbook.h"

using namespace crumb::grade;

namespace {

PassInput playbook_input() {
  PassInput input;
  input.playbook = load_playbook().value();
  return input;
}

struct Line {
  const char* check;
  const char* form;
};

Judgement judged(const PassInput& input, std::initializer_list<Line> lines,
                 std::vector<std::string> rules = {}) {
  Judgement out;
  for (const Line& line : lines) {
    OutcomeForm form;
    REQUIRE(parse_form(line.form, form));
    out.input.outcomes.push_back({line.check, form, 1});
  }
  out.input.gates = true;
  out.true_rules = std::move(rules);
  out.input.rule_true = !out.true_rules.empty();
  out.computed = decide(input.playbook->model, out.input);
  return out;
}

}  // namespace

TEST_CASE("smallest flip: a grade that one rule carries hangs on that rule") {
  const PassInput input = playbook_input();
  const Judgement one = judged(input, {{"1.2", "hit"}}, {"D3"});
  REQUIRE(one.computed.classification == "truePositive");
  const auto flip = smallest_flip(input, one);
  REQUIRE(flip.has_value());
  CHECK(flip->text == "If rule D3 did not hold");
  CHECK(flip->to_classification == "unknown");
  CHECK(flip->to_db == flip->from_db);
}

TEST_CASE("smallest flip: two rules are two facts") {
  const PassInput input = playbook_input();
  const auto flip = smallest_flip(input, judged(input, {{"1.2", "hit"}}, {"D1", "D3"}));
  REQUIRE(flip.has_value());
  CHECK(flip->text == "If rule D1 did not hold and rule D3 did not hold");
}

TEST_CASE(
    "smallest flip: where points carry the grade too, the rule alone is not enough, and no named "
    "fact can be spared") {
  const PassInput input = playbook_input();
  const Judgement many = judged(input,
                                {{"1.2", "hit+"},
                                 {"1.2.2", "hit"},
                                 {"3.1.1.2", "hit+"},
                                 {"X01", "hit"},
                                 {"X19", "hit"},
                                 {"X18", "hit+"},
                                 {"X09", "hit+"},
                                 {"2.3.1", "hit"}},
                                {"D1"});
  const auto flip = smallest_flip(input, many);
  REQUIRE(flip.has_value());
  CHECK(flip->text.starts_with("If "));
  CHECK(flip->text.find("facts were otherwise at once (D1, ") != std::string::npos);
  CHECK(flip->to_classification == "unknown");
  CHECK(flip->to_db < flip->from_db);
}

TEST_CASE("smallest flip: an unknown check that decides alone is told elsewhere") {
  const PassInput input = playbook_input();
  const Judgement open = judged(input, {{"1.2", "hit"}, {"X01", "hit"}, {"X19", "not_evaluable"}});
  REQUIRE(open.computed.classification == "unknown");
  CHECK_FALSE(smallest_flip(input, open).has_value());
}

TEST_CASE("smallest flip: nothing is known, and no fact would decide") {
  const PassInput input = playbook_input();
  CHECK_FALSE(smallest_flip(input, judged(input, {})).has_value());
}
