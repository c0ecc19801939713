// Whole gradings of small invented cases: rules with and without own networks, people's statements,
// an exercise, no data.
#include "grade/grade.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/time.h"
#include "unit/grade/tables.h"

using namespace crumb;
using namespace crumb::grade;
using grade::testing::catalog_of;

namespace {

using Tables = std::vector<std::pair<std::string, std::string>>;

// A click, the laptop talks to the address, the address signs in, nothing follows.
const Tables kProxy = {
    {"EntraIdSignInEvents",
     R"(union BaseSignIns, SignIn(T0, "a1", "203.0.113.210", "IE", Chrome, true, "", 0), SignIn(T0 + 14s, "b1", "198.51.100.10", "GB", Edge, true, Laptop, 0), TailSignIns)"},
    {"CloudAppEvents", "union BaseActs, TailActs"},
    {"UrlClickEvents",
     R"(union BaseClicks, Click(T0 - 110s, "https://login.training-portal.example/x"), TailClicks)"},
    {"DeviceNetworkEvents",
     R"(union BaseConnections, Connection(T0 - 108s, "203.0.113.210", "login.training-portal.example"), TailConnections)"},
    {"AlertInfo",
     R"(union AlertHead(T0 + 3m, "g1", GradedTitle, "High", "Microsoft Defender XDR"), BaseAlertHeads)"},
    {"AlertEvidence", R"(union AlertUser(T0 + 3m, "g1", GradedTitle), BaseAlertEvidence)"}};

Verdict only(const Catalog& catalog, const Decisions& decisions, GradeRequest request = {}) {
  const std::vector<SourceFile> files = {
      {.name = "rows.csv", .table = "x", .rows = 100, .rejected = 0, .truncated = false}};
  request.decisions = decisions;
  const auto graded =
      grade::grade(catalog, files, [](RowRef row) { return row.record + 2; }, request);
  REQUIRE_MESSAGE(graded.has_value(), graded.error().message);
  REQUIRE(graded->grading.verdicts.size() == 1);
  return graded->grading.verdicts.front();
}

Decisions exercise(std::string second, std::string ip = "203.0.113.210") {
  Decisions out{.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}};
  out.inputs.push_back({.id = "H3",
                        .result = "clear",
                        .subject = {},
                        .explains = {},
                        .indicators = Indicators{.ips = {std::move(ip)},
                                                 .domains = {"login.training-portal.example"},
                                                 .mail_ids = {},
                                                 .targets = {"ana.reyes@example.com"},
                                                 .from_ticks = {},
                                                 .to_ticks = {}},
                        .by = "CISO office",
                        .second = std::move(second),
                        .note = {},
                        .at_ticks = 0});
  return out;
}

Decisions says(std::string id, std::string result) {
  Decisions out{.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}};
  out.inputs.push_back({.id = std::move(id),
                        .result = std::move(result),
                        .subject = {},
                        .explains = {},
                        .indicators = {},
                        .by = "Grace",
                        .second = {},
                        .note = {},
                        .at_ticks = 0});
  return out;
}

bool fired(const Verdict& verdict, std::string_view id) {
  return std::ranges::any_of(
      verdict.rules, [&](const FiredRule& rule) { return rule.id == id && !rule.provisional; });
}
const CheckResult& check(const Verdict& verdict, std::string_view id) {
  return *std::ranges::find(verdict.checks, id, &CheckResult::id);
}

}  // namespace

TEST_CASE("the proxy's address decides once the own networks are known") {
  const Catalog catalog = catalog_of(kProxy);
  const Verdict known =
      only(catalog, {.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}});
  CHECK(known.classification == "truePositive");
  CHECK(fired(known, "D3"));
  CHECK(known.alert.kind == "aitm-request");
  CHECK(known.t0_ticks ==
        *parse_iso_datetime(
            "2026-11-16T09:24:58Z"));  // the alert names neither session nor address: its own time
  const Verdict unknown = only(catalog, {});
  CHECK(!fired(unknown, "D3"));
  CHECK(std::ranges::any_of(
      unknown.rules, [](const FiredRule& rule) { return rule.id == "D3" && rule.provisional; }));
  // The gateway was ours after all.
  const Verdict ours =
      only(catalog,
           {.own_networks = {"198.51.100.0/26", "203.0.113.210"}, .inputs = {}, .overrides = {}});
  CHECK(ours.rules.empty());
  CHECK(ours.classification != "truePositive");
}

TEST_CASE("an exercise needs its register, the right address, and a second person") {
  const Catalog catalog = catalog_of(kProxy);
  CHECK(only(catalog, exercise("Jonas")).classification == "informationalExpectedActivity");
  CHECK(fired(only(catalog, exercise("Jonas")), "E2"));
  CHECK(only(catalog, exercise("")).classification == "unknown");
  CHECK(check(only(catalog, exercise("Jonas")), "H3").points == -15);
  const Verdict elsewhere = only(catalog, exercise("Jonas", "203.0.113.211"));
  CHECK(elsewhere.classification == "truePositive");
  CHECK(check(elsewhere, "H3").outcome == Outcome::kNotEvaluable);
  CHECK(check(elsewhere, "H3").points == 0);
  Tables more = kProxy;  // something else from another alien address, outside the register
  more[0].second =
      R"(union BaseSignIns, SignIn(T0, "a1", "203.0.113.210", "IE", Chrome, true, "", 0), SignIn(T0 + 2h, "a1", "203.0.113.77", "SG", Linux, false, "", 0), TailSignIns)";
  CHECK(only(catalog_of(more), exercise("Jonas")).classification == "truePositive");
}

TEST_CASE("a vendor's certain verdict decides only beside evidence of another kind") {
  const std::string risky =
      R"(SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 0) | extend RiskLevelAggregated = toint(100), RiskState = toint(4), RiskEventTypes = '["attackerInTheMiddle"]')";
  const std::string own =
      R"(SignIn(T0, "a1", "198.51.100.200", "GB", Edge, true, Laptop, 0) | extend RiskLevelAggregated = toint(100), RiskState = toint(4), RiskEventTypes = '["attackerInTheMiddle"]')";
  GradeRequest request;
  request.user_upn = "ana.reyes@example.com";
  request.at_ticks = *parse_iso_datetime("2026-11-16T09:21:58Z");
  auto graded = [&](const std::string& row) {
    return only(
        catalog_of({{"EntraIdSignInEvents", "union BaseSignIns, (" + row + "), TailSignIns"},
                    {"AlertInfo", "BaseAlertHeads"}}),
        {.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}}, request);
  };
  CHECK(check(graded(risky), "X22").outcome == Outcome::kHitPlus);
  CHECK(fired(graded(risky), "D5"));
  CHECK(check(graded(own), "X22").outcome == Outcome::kHitPlus);
  CHECK(!fired(graded(own), "D5"));
}

TEST_CASE("what people say") {
  const Catalog catalog = catalog_of(
      {{"EntraIdSignInEvents",
        R"(union BaseSignIns, SignIn(T0 - 1h, "a1", "198.51.100.200", "GB", Edge, true, Laptop, 0), SignIn(T0, "a1", "203.0.113.180", "NL", Edge, false, Laptop, 0), TailSignIns)"}});
  GradeRequest request;
  request.user_upn = "ana.reyes@example.com";
  request.kind = "stolen-cookie";
  request.at_ticks = *parse_iso_datetime("2026-11-16T09:21:58Z");
  CHECK(only(catalog, {}, request).classification == "unknown");
  const Verdict denied = only(catalog, says("H1", "hit"), request);
  CHECK(denied.classification == "truePositive");
  CHECK(fired(denied, "D6"));
  const Verdict confirmed = only(catalog, says("H1", "clear"), request);
  CHECK(confirmed.classification == "unknown");  // the gates: no activities, no alert row
  CHECK(check(confirmed, "1.2").outcome != Outcome::kHitPlus);
  CHECK(check(confirmed, "H1").points == -13);
  CHECK(check(confirmed, "H2").outcome == Outcome::kNotEvaluable);
}

TEST_CASE("a statement never explains a leg that a rule condemns") {
  Tables tables = kProxy;
  tables[1].second =
      R"(union BaseActs, Act(T0 + 10m, "a1", "203.0.113.210", "IE", "Example VPS", Chrome, "New-InboxRule", RuleParameters("..", "invoice", "RSS Feeds", "True")), TailActs)";
  const Verdict verdict = only(catalog_of(tables), says("H1", "clear"));
  CHECK(verdict.classification == "truePositive");
  CHECK(fired(verdict, "D3"));
  CHECK(fired(verdict, "D7"));
  CHECK(verdict.stage == "S4");
}

TEST_CASE("with nothing at all a named user is graded unknown") {
  GradeRequest request;
  request.user_upn = "nobody@example.com";
  const Verdict verdict = only(catalog_of({}), {}, request);
  CHECK(verdict.classification == "unknown");
  CHECK(verdict.checks.size() == 62);
  CHECK(std::ranges::all_of(verdict.checks, [](const CheckResult& one) {
    return one.outcome >= Outcome::kNotEvaluable;
  }));
  CHECK(verdict.missing.size() >= 6);
}

TEST_CASE("an alert that is not there") {
  GradeRequest request;
  request.alert_id = "none";
  const auto graded = grade::grade(catalog_of(kProxy), {}, {}, request);
  REQUIRE(!graded.has_value());
  CHECK(graded.error().code == ErrorCode::kNotFound);
}

TEST_CASE(
    "an alert that was raised again joins the first; other subjects get verdicts of their own") {
  Tables tables = kProxy;
  tables[4].second =
      R"(union AlertHead(T0 + 3m, "g1", GradedTitle, "High", "x"), AlertHead(T0 + 1h, "g2", strcat(toupper(GradedTitle), "\u200b"), "High", "x"), AlertHead(T0 + 2h, "g3", "Stolen session cookie was used", "High", "x"), BaseAlertHeads)";
  tables[5].second =
      R"(union AlertUser(T0 + 3m, "g1", GradedTitle), (AlertUser(T0 + 3m, "g1", GradedTitle) | extend EntityType = "CloudLogonSession", AdditionalFields = '{"SessionId":"a1"}'),
    AlertUser(T0 + 1h, "g2", "x"), (AlertUser(T0 + 1h, "g2", "x") | extend EntityType = "CloudLogonSession", AdditionalFields = '{"SessionId":"A1"}'),
    (AlertUser(T0 + 2h, "g3", "x") | extend AccountObjectId = "00000000-0000-4000-8000-00000000a002", AccountUpn = "ben.okoro@example.com"), BaseAlertEvidence)";
  const auto graded = grade::grade(catalog_of(tables), {}, {}, {});
  REQUIRE_MESSAGE(graded.has_value(), graded.error().message);
  REQUIRE(graded->grading.verdicts.size() == 2);
  CHECK(graded->grading.verdicts[0].alert.id == "g1");
  CHECK(graded->grading.verdicts[0].alert_ids.size() == 2);
  CHECK(graded->grading.verdicts[1].subject.upn == "ben.okoro@example.com");
  CHECK(graded->grading.verdicts[1].alert.kind == "stolen-cookie");
}

TEST_CASE("without an alert and without a user there are candidates") {
  Tables tables = kProxy;
  tables[4].second = "BaseAlertHeads";
  tables[5].second = "BaseAlertEvidence";
  tables[0].second =
      R"(union BaseSignIns, SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 0), SignIn(T0 + 16m, "a1", "203.0.113.77", "SG", Chrome, false, "", 0), TailSignIns)";
  const auto graded = grade::grade(catalog_of(tables), {}, {}, {});
  REQUIRE(graded.has_value());
  CHECK(graded->grading.verdicts.empty());
  REQUIRE(graded->grading.candidates.size() == 1);
  CHECK(graded->grading.candidates[0].session == "a1");
  CHECK(graded->grading.candidates[0].upn == "ana.reyes@example.com");
  GradeRequest request;  // the user alone: graded from that session's first row
  request.user_upn = "Ana.Reyes@example.com";
  const Verdict verdict = only(catalog_of(tables), {}, request);
  CHECK(verdict.sessions == std::vector<std::string>{"a1"});
  CHECK(verdict.t0_ticks == *parse_iso_datetime("2026-11-16T09:21:58Z"));
}

TEST_CASE(
    "an analyst's own check: shown, refused without examples, and it may replace a built-in one") {
  const std::string own =
      "// What.\n// asks: Anything?\n// family: F1\n// hit-when: true\n// says: {Ip}\nW | where "
      "Origin == \"ALIEN\" | distinct Ip\n"
      "// example hit: a\n//   expect: hit\n// example near: b\n//   expect: clear\n// example "
      "blind: c\n//   expect: not_evaluable\n";
  GradeRequest request;
  request.extra_checks = {{"mine.kql", own}, {"bare.kql", "SigninLogs | take 1"}, {"X06.kql", own}};
  const Verdict verdict = only(catalog_of(kProxy), {}, request);
  CHECK(check(verdict, "mine").outcome == Outcome::kHit);
  CHECK(check(verdict, "mine").points == 0);
  CHECK(check(verdict, "bare.kql").outcome == Outcome::kError);
  CHECK(check(verdict, "X06").findings.size() == 1);
}

TEST_CASE("a check that fails is an error of its own, not of the grading") {
  std::string own =
      "// What.\n// asks: Anything?\n// family: F1\n// hit-when: true\nNoSuchTable | take 1\n"
      "// example hit: a\n//   expect: hit\n// example near: b\n//   expect: clear\n// example "
      "blind: c\n//   expect: not_evaluable\n";
  GradeRequest request;
  request.extra_checks = {{"mine.kql", own}};
  const Verdict verdict =
      only(catalog_of(kProxy), {.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}},
           request);
  CHECK(verdict.classification == "truePositive");
  CHECK(check(verdict, "mine").outcome == Outcome::kError);
  CHECK(check(verdict, "mine").reason.find("NoSuchTable") != std::string::npos);
}

TEST_CASE("overrides are shown beside what was computed, and need a second person against a rule") {
  const Catalog catalog = catalog_of(kProxy);
  Decisions decisions{.own_networks = {"198.51.100.0/26"}, .inputs = {}, .overrides = {}};
  decisions.overrides.push_back({.subject = {},
                                 .target = "grade",
                                 .to = "falsePositive",
                                 .reason = "OTHER: monitor account",
                                 .evidence = "x",
                                 .by = "Grace",
                                 .second = {},
                                 .at_ticks = 0});
  CHECK(only(catalog, decisions).classification == "truePositive");
  decisions.overrides[0].second = "Jonas";
  const Verdict changed = only(catalog, decisions);
  CHECK(changed.classification == "falsePositive");
  CHECK(changed.computed == "truePositive");
  CHECK(changed.basis == "override");
  CHECK(changed.confidence != "high");
  decisions.overrides = {{.subject = {},
                          .target = "X06",
                          .to = "benign",
                          .reason = "KNOWN_INFRA",
                          .evidence = "x",
                          .by = "Grace",
                          .second = {},
                          .at_ticks = 0}};
  CHECK(check(only(catalog, decisions), "X06").reason.find("computed:") != std::string::npos);
}
