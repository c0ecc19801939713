// The handover's queries: what was read and sent with the session, indicators, and what was already done.
#include <doctest/doctest.h>

#include <algorithm>

#include "grade/grade.h"
#include "unit/grade/tables.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

using Tables = std::vector<std::pair<std::string, std::string>>;

Graded graded(const std::string& acts) {
  const Tables tables = {
      {"EntraIdSignInEvents",
       R"(union BaseSignIns, SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 0), TailSignIns)"},
      {"CloudAppEvents", "union BaseActs, " + acts + ", TailActs"},
      {"AlertInfo", R"(union AlertHead(T0 + 3m, "g1", GradedTitle, "High", "Microsoft Defender XDR"), BaseAlertHeads)"},
      {"AlertEvidence", R"(union AlertUser(T0 + 3m, "g1", GradedTitle), BaseAlertEvidence)"}};
  const Catalog catalog = grade::testing::catalog_of(tables);
  const std::vector<SourceFile> files = {
      {.name = "x.csv", .table = "x", .rows = 1, .rejected = 0, .truncated = false}};
  GradeRequest request;
  request.decisions.own_networks = {"198.51.100.0/26"};
  auto out = grade::grade(catalog, files, [](RowRef row) { return row.record; }, request);
  REQUIRE_MESSAGE(out.has_value(), out.error().message);
  REQUIRE(out->handovers.size() == 1);
  CHECK(out->handovers[0].problems.empty());
  return std::move(*out);
}

const KindTotal* total(const Handover& handover, std::string_view kind) {
  const auto at = std::ranges::find(handover.exposed_totals, kind, &KindTotal::kind);
  return at == handover.exposed_totals.end() ? nullptr : &*at;
}

const std::string kRead =
    R"(Act(T0 + 10m, "a1", "203.0.113.45", "NL", "Example Hosting BV", Linux, "MailItemsAccessed", dynamic({"OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],"OperationCount":2,"Folders":[{"Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<m1@x.example>"},{"InternetMessageId":"<m2@x.example>"}]}]})))";
const std::string kRevoked = R"(, Directory(T0 + 60m, "Update StsRefreshTokenValidFrom Timestamp."))";

const Done* revocation(const Graded& all) {
  for (const Action& action : all.grading.verdicts[0].actions)
    if (action.id == "R1" && !action.done.empty()) return &action.done[0];
  return nullptr;
}

}  // namespace

TEST_CASE("each mail that was bound is an item with its rows; a folder that was synchronised is the mailbox") {
  const Handover bound = graded(kRead).handovers[0];
  REQUIRE(total(bound, "mail read") != nullptr);
  CHECK(total(bound, "mail read")->rows == 2);
  CHECK(bound.exposed[0].item == "<m1@x.example>");
  CHECK(!bound.exposed[0].origin.empty());
  CHECK(!bound.whole_mailbox);
  CHECK(std::ranges::any_of(bound.indicators, [](const Indicator& one) {
    return one.kind == "address" && one.value == "203.0.113.45" && !one.origin.empty();
  }));
  const Handover synced =
      graded(R"(Act(T0 + 10m, "a1", "203.0.113.45", "NL", "Example Hosting BV", Linux, "MailItemsAccessed", dynamic({"OperationProperties":[{"Name":"MailAccessType","Value":"Sync"}]})))").handovers[0];
  CHECK(synced.whole_mailbox);
}

TEST_CASE("near: mail that the user read at home is not exposed") {
  const Handover own =
      graded(R"(Act(T0 + 10m, "b1", "198.51.100.10", "GB", "Example Corp Net", Edge, "MailItemsAccessed", dynamic({"OperationProperties":[{"Name":"MailAccessType","Value":"Sync"}]})))").handovers[0];
  CHECK(own.exposed.empty());
  CHECK(!own.whole_mailbox);
}

TEST_CASE("already done: a revocation is named; used 61 minutes after it the session is live, 59 not") {
  const auto later = [](int minutes) {
    return ", Act(T0 + " + std::to_string(60 + minutes) +
           R"(m, "a1", "203.0.113.45", "NL", "Example Hosting BV", Linux, "MailItemsAccessed", dynamic({})))";
  };
  CHECK(revocation(graded(kRead)) == nullptr);
  const Graded dead = graded(kRead + kRevoked + later(59));
  REQUIRE(revocation(dead) != nullptr);
  CHECK(!revocation(dead)->live);
  CHECK(revocation(dead)->text.starts_with("tokens revoked at "));
  const Graded live = graded(kRead + kRevoked + later(61));
  REQUIRE(revocation(live) != nullptr);
  CHECK(revocation(live)->live);
  CHECK(revocation(live)->text.find("still live") != std::string::npos);
}
