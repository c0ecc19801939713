// What breaks naive parsers, asked of the playbook: one row an item, named "gotcha N: ...". Each is
// the baseline of examples.kql with a few rows more. Items of whole files:
// tests/cli/gotchas.test.mjs.
#include <doctest/doctest.h>

#include "unit/grade/example_case.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

struct Row {
  std::string_view title;
  std::string_view sign_ins;    // beside the baseline, as KQL; "": none
  std::string_view activities;  // the same
  std::string_view check;       // whose outcome is asked for; "": `ask`, a scalar over the prelude
  std::string_view ask;
  std::string_view expect;
};

constexpr std::string_view kOrigin =
    R"(tostring(toscalar(W | where Sid == "a1" and Src == "CloudApp" | summarize max(Origin))))";

constexpr Row kRows[] = {
    {"gotcha 33: an operation is the same with and without final period and blanks", "",
     R"(Act(T0 + 30m, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Chrome, "MailItemsAccessed", dynamic({})), Act(T0 + 35m, "a1", "203.0.113.45", "NL", "Example Hosting BV", Linux, "Add device ", dynamic({})))",
     "2.4.1", "", "hit"},
    {"gotcha 33: a period behind it changes nothing", "",
     R"(Act(T0 + 30m, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Chrome, "MailItemsAccessed", dynamic({})), Act(T0 + 35m, "a1", "203.0.113.45", "NL", "Example Hosting BV", Linux, "Add device.", dynamic({})))",
     "2.4.1", "", "hit"},
    {"gotcha 33: an en dash and a trailing blank are told as they are, without the blank", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "Update application – Certificates and secrets management ", dynamic({"ResultStatus":"Success"})))",
     "", R"(tostring(toscalar(DirectoryChanges | summarize max(Action))))",
     "Update application – Certificates and secrets management"},
    {"gotcha 44: an account is found by its object id, whatever the case of its name",
     R"((SignIn(T0, "a1", "192.0.2.40", "FR", Edge, true, "", 0) | extend AccountUpn = "ANA.Reyes@example.com", AccountObjectId = toupper(Oid)))",
     "", "", R"(tostring(toscalar(W | where Sid == "a1" | count)))", "1"},
    {"gotcha 48: a loopback address is no place", "",
     R"(Act(T0, "a1", "::1", "", "", Chrome, "FileAccessed", dynamic({})), Act(T0 + 1m, "a1", "127.0.0.1", "", "", Chrome, "FileAccessed", dynamic({})))",
     "", kOrigin, "NONE"},
    {"gotcha 48: a record that Microsoft's own service wrote is not alien", "",
     R"(Act(T0, "a1", "2603:10a6:10:1::17", "NL", "Microsoft Corporation", "", "MailItemsAccessed", dynamic({})))",
     "", kOrigin, "UNKNOWN"},
    {"gotcha 48: beside one of the user's addresses they are no second origin",
     R"(SignIn(T0, "a1", "198.51.100.200", "GB", Edge, true, Laptop, 0))",
     R"(Act(T0, "a1", "198.51.100.200", "GB", "Example Broadband", Edge, "FileAccessed", dynamic({})), Act(T0 + 1m, "a1", "::1", "", "", "", "FileAccessed", dynamic({})))",
     "1.2", "", "clear"},
    {"gotcha 49: the IPv6 address of a client whose IPv4 address is known is the user's own",
     R"((SignIn(T0, "a1", "198.51.100.200", "GB", Edge, true, Laptop, 0) | extend City = "Leeds"), (SignIn(T0 + 1m, "a1", "2001:db8:77::1", "GB", Edge, false, Laptop, 0) | extend City = "Leeds"))",
     "", "",
     R"(tostring(toscalar(W | where Ip contains ":" | summarize strcat(max(Origin), ": ", max(Why)))))",
     "OWN: IPv6 twin of a known network"},
    {"gotcha 50: an empty session and one of zeros are no session, and join nothing",
     R"(SignIn(T0, "", "203.0.113.45", "NL", Linux, true, "", 0), SignIn(T0 + 1m, "00000000-0000-0000-0000-000000000000", "198.51.100.200", "GB", Edge, true, Laptop, 0))",
     "", "", R"(tostring(toscalar(Legs | where Sid == "" or Sid startswith "0000" | count)))", "0"},
    {"gotcha 51: a session that lives for weeks is no sign by itself",
     R"((range N from 1 to 28 step 1 | extend Timestamp = T0 - N * 1d | project Timestamp, AccountObjectId = Oid, AccountUpn = Upn, SessionId = "a1", IPAddress = iff(N % 2 == 0, "198.51.100.200", "198.51.100.10"), Country = "GB", UserAgent = Edge, LogonType = '["nonInteractiveUser"]', ErrorCode = toint(0), EntraIdDeviceId = Laptop, IsManaged = toint(1), IsCompliant = toint(1), RequestId = strcat("w", tostring(N)), ReportId = strcat("w", tostring(N))), SignIn(T0, "a1", "198.51.100.10", "GB", Edge, false, Laptop, 0))",
     R"(Act(T0, "a1", "198.51.100.10", "GB", "Example Corp Net", Edge, "FileAccessed", dynamic({})))",
     "1.2", "", "clear"},
    {"gotcha 52: a country that is missing is not another country",
     R"(SignIn(T0, "a1", "198.51.100.200", "", Edge, true, Laptop, 0), SignIn(T0 + 1m, "a1", "192.0.2.40", "", Edge, false, Laptop, 0))",
     "", "",
     R"(tostring(toscalar(W | where Ip == "192.0.2.40" | summarize strcat(max(Origin), " ", max(toint(NewPlace))))))",
     "UNKNOWN 0"},
    {"gotcha 54: an application's id is the same in capitals",
     R"((SignIn(T0 - 38s, "a0", "203.0.113.45", "NL", Phone, true, "", 50074) | extend CorrelationId = "c-1", ApplicationId = toupper(ApplicationId)), (SignIn(T0 - 8s, "a1", "203.0.113.45", "NL", Linux, true, "", 50140) | extend CorrelationId = "c-1", ApplicationId = toupper(ApplicationId)), (SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 0) | extend CorrelationId = "c-1", ApplicationId = toupper(ApplicationId)))",
     "", "X03", "", "hit+"},
    {"gotcha 55: a sign-in that was interrupted is no success",
     R"(SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 50074), SignIn(T0, "a1", "203.0.113.45", "NL", Linux, true, "", 50140))",
     "", "", R"(tostring(toscalar(Legs | where Sid == "a1" | count)))", "0"},
    {"gotcha 56: a change that failed is none, whichever word says so", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "Update user.", dynamic({"ResultStatus":"Failed"})), Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "Update device.", dynamic({"ResultStatus":"False"})))",
     "", R"(tostring(toscalar(DirectoryChanges | count)))", "0"},
    {"gotcha 56: Success, Succeeded, True and PartiallySucceeded are not failures", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "Update user.", dynamic({"ResultStatus":"PartiallySucceeded"})), Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "Update device.", dynamic({"ResultStatus":"True"})))",
     "", R"(tostring(toscalar(DirectoryChanges | count)))", "2"},
    {"gotcha 63: rules that hide mail in a folder of another language, or have an odd name", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Chrome, "New-InboxRule", RuleParameters("Regel", "rechnung", "RSS-Feeds", "True")))",
     "3.1.1.2", "", "hit+"},
    {"gotcha 63: the history of conversations, in French", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Chrome, "New-InboxRule", RuleParameters("Messages", "facture", "Historique des conversations", "True")))",
     "3.1.1.2", "", "hit+"},
    {"gotcha 63: a rule called by one point that moves mail to Archiv", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Chrome, "New-InboxRule", RuleParameters(".", "", "Archiv", "False")))",
     "3.1.1.2", "", "hit+"},
};

std::string with_base(std::string_view base, std::string_view more, std::string_view tail) {
  return "union " + std::string(base) + ", " + (more.empty() ? "" : std::string(more) + ", ") +
         std::string(tail);
}

std::string answer_of(const std::shared_ptr<const Playbook>& playbook, const Row& row) {
  Example example;
  example.tables = {{"EntraIdSignInEvents", with_base("BaseSignIns", row.sign_ins, "TailSignIns")},
                    {"CloudAppEvents", with_base("BaseActs", row.activities, "TailActs")}};
  example.settings = {{"sids", "a1"}};
  Catalog catalog;
  const std::string check(row.check.empty() ? "1.2" : row.check);
  const auto pass = grade::testing::run_example(playbook, catalog, example, check);
  if (!pass) return pass.error().message;
  if (!row.check.empty()) {
    const CheckRun& run = pass->checks.front();
    return form_name({run.result.outcome, run.second_form});
  }
  const auto rows = pass->asker.rows("print Answer = " + std::string(row.ask));
  if (!rows) return rows.error().message;
  std::string text;
  for_each_row(**rows, [&](const RowView& view) { text = view.text("Answer"); });
  return text;
}

}  // namespace

TEST_CASE("gotchas of identity, place, result and language, asked of the playbook") {
  const auto playbook = load_playbook();
  REQUIRE(playbook.has_value());
  for (const Row& row : kRows) {
    const std::string answer = answer_of(*playbook, row);
    CHECK_MESSAGE(answer == row.expect, row.title << " -> " << answer);
  }
}
