// The arithmetic against numbers worked out by hand: ten scenarios and their family sums.
#include "grade/score.h"

#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "grade/decide.h"
#include "grade/playbook.h"

using namespace crumb::grade;

namespace {

const Model& model() {
  static const auto playbook = load_playbook().value();
  return playbook->model;
}

// One line an outcome: "hit: 1.0 1.1a ...".
struct Scenario {
  std::string name, kind;
  double total, floor;
  const char* outcomes;
  std::map<std::string, double> families;
};

const char* kCalm =
    "clear: 1.0 1.1a 1.2 1.2.1 1.3 1.3.1 2.2a 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 3.1.1 "
    "3.1.1.1 3.1.1.2 3.2 3.2.1 X02 X03 X06 X07 X08 "
    "X09 X10 X11 X12 X13 X14 X15 X16 X17 X19 X22 X25 X26 X27 X28 X31 X32 X33\nbenign: 1.1b 1.2.2 "
    "2.1 X01 X04 X05 X23\nneutral: X24 X29\n";

const Scenario kScenarios[] = {
    {"proxied sign-in, then fraud",
     "aitm-request",
     109,
     0,
     "hit: 1.0 1.1a 1.1b 1.2.1 1.2.2 2.1 2.2b 3.1.1 3.1.1.1 3.2.2 3.3 X01 X02 X04 X05 X06 X07 X08 "
     "X12 X19 X20 X22\n"
     "hit+: 1.2 3.1.1.2 3.2 3.2.1 X03 X18\n"
     "clear: 1.3 1.3.1 2.2a 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 3.3.1 X09 X10 X11 X13 X14 X15 "
     "X16 X17 X21 X25 X26 X27 X28 X31 X32 X33\n"
     "neutral: X23 X24 X29\n",
     {{"F1", 17},
      {"F2", 9},
      {"F3", 12.5},
      {"F4", 8.5},
      {"F5", 15},
      {"F6", 10},
      {"F7", 20},
      {"F8", 18},
      {"F9", -2.5},
      {"F10", -1.5},
      {"F11", 0}}},
    {"cookie replayed to files",
     "stolen-cookie",
     63,
     0,
     "hit: 1.0 1.2.1 1.2.2 1.3 2.1 2.3.4 3.1.1 3.1.1.1 X01 X05 X14 X26 X27\nhit+: 1.2\nneutral: "
     "X23 X24 X29\n"
     "clear: 1.1a 1.1b 1.3.1 2.2a 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.4 2.4.1 3.1.1.2 3.2 3.2.1 X02 X03 "
     "X04 X06 X07 X08 X09 X10 X11 X12 X13 X15 X16 "
     "X17 X19 X22 X25 X28 X31 X32 X33\n",
     {{"F1", 14},
      {"F2", 9},
      {"F3", 7},
      {"F4", -1.5},
      {"F5", 0},
      {"F6", 6},
      {"F7", -4},
      {"F8", 10.5},
      {"F9", 10},
      {"F10", 12}}},
    {"device code",
     "stolen-cookie",
     96.5,
     0,
     "hit: 1.0 1.1b 1.2.1 1.2.2 2.2a 3.3 X01 X02 X04 X05 X16 X17 X20 X22 X28 X30\nhit+: 1.2 X06 "
     "X09 X12\npartial: 2.1\nneutral: X23 X24 X29\n"
     "clear: 1.1a 1.3 1.3.1 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 3.1.1 3.1.1.1 3.1.1.2 3.2 "
     "3.2.1 3.3.1 X03 X07 X08 X10 X11 X13 X14 X15 X18 X19 "
     "X21 X25 X26 X27 X31 X32 X33\n",
     {{"F1", 17},
      {"F2", 7.5},
      {"F3", 14.5},
      {"F4", 12},
      {"F5", 7},
      {"F6", 10},
      {"F7", 15},
      {"F8", 8},
      {"F9", 7},
      {"F10", -1.5}}},
    {"own edge and dual stack",
     "stolen-cookie",
     -43.5,
     6.5,
     kCalm,
     {{"F1", -10},
      {"F2", -10},
      {"F3", -13},
      {"F4", -2.5},
      {"F5", 0},
      {"F6", -2.5},
      {"F7", -4},
      {"F8", -4},
      {"F9", -2.5},
      {"F10", -1.5}}},
    {"exercise",
     "aitm-request",
     11,
     2.5,
     "partial: 1.0\nhit: 1.1b 1.2 1.3.1 3.3 X03 X05 X07 X19 X21 X23\nhit+: X18\nbenign: "
     "X20\nneutral: X24 X29\n"
     "clear: 1.1a 1.2.1 1.2.2 1.3 2.1 2.2a 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 3.1.1 "
     "3.1.1.1 3.1.1.2 3.2 3.2.1 3.3.1 X01 X02 X04 X06 X08 X09 X10 "
     "X11 X12 X13 X14 X15 X16 X17 X22 X25 X26 X27 X28 X31 X32 X33 H3\n",
     {{"F1", 7.5},
      {"F2", 5},
      {"F3", -4},
      {"F4", 1.5},
      {"F5", 15},
      {"F6", 2},
      {"F7", -4},
      {"F8", -4},
      {"F9", -2.5},
      {"F10", 4},
      {"F11", -15}}},
    {"sign-ins only",
     "stolen-cookie",
     9.5,
     0,
     "hit: 1.1b X02\nhit+: 1.2\npartial: 1.2.2\nclear: 2.2a X01 X03 X04 X06 X07 X16 X17 X22 X25 "
     "X26\nneutral: X05 X24\n",
     {{"F1", 12.5}, {"F2", 0}, {"F3", -4}, {"F4", 4}, {"F6", -2}, {"F9", -1}, {"F10", 0}}},
    {"proxied attempt, refused",
     "aitm-request",
     26,
     4,
     "hit: 1.0 3.3 X05 X19 X20 X21 X23\nhit+: X18\npartial: 1.1b X22\nneutral: X24 X29\n"
     "clear: 1.1a 1.3 1.3.1 2.2a 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 3.1.1 3.1.1.1 3.1.1.2 "
     "3.2 3.2.1 3.3.1 X04 X06 X07 X08 X09 X10 X11 X12 X13 X14 "
     "X15 X16 X17 X25 X26 X27 X28 X31 X32 X33\n",
     {{"F1", 2},
      {"F2", 9},
      {"F3", -2},
      {"F4", -1},
      {"F5", 15},
      {"F6", 8},
      {"F7", -4},
      {"F8", -4},
      {"F9", -2.5},
      {"F10", -1.5}}},
};

std::vector<Scored> read(const char* text) {
  std::vector<Scored> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string outcome;
    words >> outcome;
    outcome.pop_back();
    OutcomeForm form;
    REQUIRE(parse_form(outcome, form));
    for (std::string check; words >> check;) out.push_back({check, form, 1});
  }
  return out;
}

PointsSay say(const std::vector<Scored>& outcomes, double prior, bool gates, bool unexplained) {
  return points_say(model(), score(model(), outcomes, prior), greatest_check(model(), outcomes),
                    gates, unexplained);
}

}  // namespace

TEST_CASE("scenarios: families, floor and total") {
  for (const Scenario& scenario : kScenarios) {
    CAPTURE(scenario.name);
    const Total total = score(model(), read(scenario.outcomes), model().prior(scenario.kind));
    CHECK(total.total == doctest::Approx(scenario.total));
    CHECK(total.floor == doctest::Approx(scenario.floor));
    for (const auto& [family, points] : scenario.families) {
      CAPTURE(family);
      CHECK(total.family(family) == doctest::Approx(points));
    }
  }
}

TEST_CASE("what the points say of the scenarios") {
  CHECK(say(read(kCalm), 0, true, false) == PointsSay::kFalse);
  CHECK(say(read(kCalm), 0, false, false) == PointsSay::kOpen);  // the gate
  CHECK(say(read(kCalm), 0, true, true) == PointsSay::kOpen);    // a leg that nobody explained
  CHECK(say(read(kScenarios[0].outcomes), 3, false, true) == PointsSay::kTrue);
  CHECK(say(read(kScenarios[5].outcomes), 0, false, true) == PointsSay::kOpen);
}

TEST_CASE("the edge before anyone listed it: half a deciban, and a fact that decides") {
  std::vector<Scored> outcomes = read(kCalm);
  const auto set = [&](const char* id, Outcome outcome) {
    for (Scored& one : outcomes)
      if (one.check == id) one.form = {outcome, false};
  };
  for (const char* id : {"1.1b", "1.2.1", "1.2.2", "2.1"}) set(id, Outcome::kHit);
  set("1.2", Outcome::kHitPlus);
  set("X01", Outcome::kClear);
  set("X05", Outcome::kNeutral);
  set("X04", Outcome::kHit);
  const Total total = score(model(), outcomes, 0);
  CHECK(total.family("F1") == 17);
  CHECK(total.family("F2") == -2);
  CHECK(total.family("F3") == -4);
  CHECK(total.total == doctest::Approx(0.5));
  CHECK(probability(total.total) == doctest::Approx(0.53).epsilon(0.01));
}

TEST_CASE("second look without an exercise's rows") {
  const std::vector<Scored> outcomes = read(
      "clear: 1.0 1.1a 1.1b 1.2.2 1.3 1.3.1 2.1 2.2a 2.2b 2.2c 2.3.1 2.3.2 2.3.3 2.3.4 2.4 2.4.1 "
      "3.1.1 3.1.1.1 3.1.1.2 3.2 3.2.1 3.3.1 X01 X02 X03 X04 X06 X07 "
      "X08 X09 X10 X11 X12 X13 X14 X15 X16 X17 X18 X19 X21 X22 X25 X26 X27 X28 X31 X32 X33 "
      "H3\npartial:\nbenign: X20\nneutral: X05 X23 X24 X29\n");
  const Total total = score(model(), outcomes, 3);
  CHECK(total.family("F5") == -8);
  CHECK(total.family("F11") == -15);
  CHECK(total.total <= -3);
}

TEST_CASE("probability: known values, monotone, bounded") {
  CHECK(probability(0) == 0.5);
  CHECK(probability(10) == doctest::Approx(10.0 / 11));
  CHECK(probability(-10) == doctest::Approx(1.0 / 11));
  CHECK(probability(9.5) == doctest::Approx(0.899117).epsilon(1e-6));
  CHECK(probability(26) == doctest::Approx(0.997494).epsilon(1e-6));
  CHECK(probability(-43.5) == doctest::Approx(0.0000446664).epsilon(1e-5));
  double last = 0;
  for (int half = -250; half <= 250; ++half) {  // beyond it doubles round to 1
    const double p = probability(half / 2.0);
    CHECK(p > last);
    CHECK(p <= 1);
    last = p;
  }
}

TEST_CASE("attribution weighs positives of the follow-on families only") {
  CHECK(points_of(model(), {"3.1.1.2", {Outcome::kHit, false}, 0.4}) == doctest::Approx(3.6));
  CHECK(points_of(model(), {"3.1.1.2", {Outcome::kClear, false}, 0.4}) == -2);
  CHECK(points_of(model(), {"1.2", {Outcome::kHit, false}, 0.4}) == 8);
  CHECK(points_of(model(), {"X05", {Outcome::kBenign, true}, 1}) == -5);
  CHECK(points_of(model(), {"X05", {Outcome::kNotEvaluable, false}, 1}) == 0);
}

TEST_CASE("a points verdict must survive the prior") {
  // 13.5 dB at the prior, 7.5 dB with a doubtful one: undecided.
  const std::vector<Scored> outcomes =
      read("hit: 1.1b X02\nhit+: 1.2\npartial: 1.2.2\nclear: X01 X06\nneutral: X05\n");
  CHECK(say(outcomes, 0, false, true) == PointsSay::kTrue);
  CHECK(robust_say(model(), outcomes, 0, false, true) == PointsSay::kOpen);
}

TEST_CASE("more evidence of theft never lowers a total") {
  std::vector<Scored> outcomes = read(kCalm);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const double before = score(model(), outcomes, 0).total;
    for (const Outcome outcome : {Outcome::kHitPlus, Outcome::kHit, Outcome::kPartial}) {
      const CheckPoints* check = model().check(outcomes[i].check);
      if (check->points.find({outcome, false}) == check->points.end()) continue;
      std::vector<Scored> changed = outcomes;
      changed[i].form = {outcome, false};
      CHECK(score(model(), changed, 0).total >= before);
    }
  }
}

TEST_CASE("decide: rules before points, exercise before rules, gates before any excuse") {
  DecisionInput input{.outcomes = read(kCalm),
                      .prior = 0,
                      .rule_true = false,
                      .rule_false = false,
                      .exercise = Exercise::kNone,
                      .gates = true,
                      .unexplained = false};
  CHECK(decide(model(), input).classification == "falsePositive");
  input.exercise = Exercise::kPending;
  CHECK(decide(model(), input).classification == "unknown");
  input.exercise = Exercise::kGood;
  CHECK(decide(model(), input).classification == "informationalExpectedActivity");
  input.gates = false;
  CHECK(decide(model(), input).classification == "unknown");
  input.rule_true = true;
  CHECK(decide(model(), input).classification == "informationalExpectedActivity");
  input.exercise = Exercise::kPending;
  CHECK(decide(model(), input).classification == "unknown");
  input.exercise = Exercise::kNone;
  CHECK(decide(model(), input).classification == "truePositive");
  CHECK(decide(model(), input).basis == "rule");
}

TEST_CASE(
    "decide: an E rule needs gates, explained legs and a low total; against a D rule it leaves it "
    "open") {
  DecisionInput input{.outcomes = read(kCalm),
                      .prior = 0,
                      .rule_true = false,
                      .rule_false = true,
                      .exercise = Exercise::kNone,
                      .gates = true,
                      .unexplained = false};
  CHECK(decide(model(), input).basis == "rule");
  CHECK(decide(model(), input).classification == "falsePositive");
  input.exercise = Exercise::kPending;
  CHECK(decide(model(), input).classification == "unknown");
  input.exercise = Exercise::kNone;
  input.rule_true = true;
  CHECK(decide(model(), input).classification == "unknown");
  for (const bool gates : {true, false}) {  // the pattern alone takes nothing from a D rule
    input.gates = gates;
    input.unexplained = gates;
    CHECK_FALSE(false_rule_counts(model(), input));
    CHECK(decide(model(), input).classification == "truePositive");
  }
  input.rule_true = input.unexplained = false;
  input.gates = true;
  input.prior = 60;
  CHECK_FALSE(false_rule_counts(model(), input));
  CHECK(decide(model(), input).classification == "unknown");
}

TEST_CASE("bounds widen with what is not known and hold the total") {
  const std::vector<Scored> outcomes = read(kCalm);
  const double total = score(model(), outcomes, 0).total;
  const Range none = bounds_of(model(), outcomes, {}, 0);
  CHECK(none.best == total);
  CHECK(none.worst == total);
  std::vector<Scored> open = outcomes;
  open[0].form = {Outcome::kNotEvaluable, false};
  const Range some = bounds_of(model(), open, {open[0].check}, 0);
  CHECK(some.worst > score(model(), open, 0).total);
  CHECK(some.best <= score(model(), open, 0).total);
}
