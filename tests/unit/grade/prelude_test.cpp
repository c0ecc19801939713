// What the prelude says of addresses and activities: OWN, INFRA, ALIEN (strong or not), UNKNOWN,
// and the weight of attribution. Each case is the baseline of examples.kql with a few rows more.
#include <doctest/doctest.h>

#include "unit/grade/example_case.h"

using namespace crumb;
using namespace crumb::grade;

namespace {

struct OriginCase {
  std::string_view title;
  std::string_view sign_ins;    // beside the baseline, as KQL; "": none
  std::string_view activities;  // the same
  std::string_view ask;         // a scalar over the prelude
  std::string_view expect;
  std::string_view own = "";
  bool adopt = false;
};

constexpr std::string_view kFrench =
    R"(tostring(toscalar(W | where Ip == "192.0.2.40" and Src == "SignIn" | summarize max(Origin))))";
constexpr std::string_view kAway =
    R"(tostring(toscalar(W | where Ip == "203.0.113.77" | summarize strcat(max(Origin), iff(max(toint(Strong)) == 1, " strong", "")))))";
constexpr std::string_view kWeight =
    R"(tostring(toscalar(FA | where Action == "FileAccessed" and Timestamp >= T0 | summarize max(Attr))))";
constexpr std::string_view kBothExits =
    R"(SignIn(T0 - 20m, "a1", "192.0.2.52", "GB", Edge, true, Laptop, 0), SignIn(T0, "a1", "192.0.2.40", "FR", Edge, false, Laptop, 0))";
constexpr std::string_view kOneProvider =
    R"(Act(T0 - 10m, "a1", "192.0.2.52", "GB", "Example Edge", Edge, "FilePreviewed", dynamic({})), Act(T0 + 5m, "a1", "192.0.2.40", "FR", "Example Edge", Edge, "FilePreviewed", dynamic({})))";
constexpr std::string_view kTwoProviders =
    R"(Act(T0 - 10m, "a1", "192.0.2.52", "GB", "Example Edge", Edge, "FilePreviewed", dynamic({})), Act(T0 + 5m, "a1", "192.0.2.40", "FR", "Example Broadband", Edge, "FilePreviewed", dynamic({})))";

constexpr OriginCase kCases[] = {
    {"the laptop at home is the user's own",
     R"(SignIn(T0, "a1", "198.51.100.200", "GB", Edge, true, Laptop, 0))", "",
     R"(tostring(toscalar(W | where Src == "SignIn" and Sid == "a1" | summarize max(Origin))))",
     "OWN"},
    {"a country that the baseline does not know is alien, with one criterion not strong",
     R"(SignIn(T0, "a1", "192.0.2.40", "FR", Edge, true, Laptop, 0))", "", kFrench, "ALIEN"},
    {"the same on the list of own networks",
     R"(SignIn(T0, "a1", "192.0.2.40", "FR", Edge, true, Laptop, 0))", "", kFrench, "INFRA",
     "192.0.2.32/28"},
    {"an unknown address in the known country is neither",
     R"(SignIn(T0, "a1", "192.0.2.40", "GB", Edge, false, Laptop, 0))", "", kFrench, "UNKNOWN"},
    {"another country and a hosting provider are strong", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "FileAccessed", dynamic({})))",
     kAway, "ALIEN strong"},
    {"a hosting provider in the known country is one criterion", "",
     R"(Act(T0, "a1", "203.0.113.77", "GB", "Example VPS Ltd", Edge, "FileAccessed", dynamic({})))",
     kAway, "ALIEN"},
    {"a tool is alien anywhere", "",
     R"(Act(T0, "a1", "203.0.113.77", "GB", "Example Broadband", "python-requests/2.31", "FileAccessed", dynamic({})))",
     kAway, "ALIEN"},
    {"the device signed in there itself, but may not speak for networks yet",
     R"(SignIn(T0, "a1", "192.0.2.40", "FR", Edge, true, Laptop, 0))", "", kFrench, "ALIEN"},
    {"the device signed in there itself",
     R"(SignIn(T0, "a1", "192.0.2.40", "FR", Edge, true, Laptop, 0))", "", kFrench, "OWN", "",
     true},
    {"only a token of the device was used there",
     R"(SignIn(T0, "a1", "192.0.2.40", "FR", Edge, false, Laptop, 0))", "", kFrench, "ALIEN", "",
     true},
    {"it signed in twelve hours before and more",
     R"(SignIn(T0 - 30h, "a1", "192.0.2.40", "FR", Edge, true, Laptop, 0), SignIn(T0, "a1", "192.0.2.40", "FR", Edge, false, "", 0))",
     "",
     R"(tostring(toscalar(W | where Ip == "192.0.2.40" and Timestamp == T0 | summarize max(Origin))))",
     "ALIEN", "", true},
    {"another exit of the gateway on which the device signed in is open, not own", kBothExits,
     kOneProvider, kFrench, "UNKNOWN", "", true},
    {"not before the device is cleared", kBothExits, kOneProvider, kFrench, "ALIEN"},
    {"another provider is no exit of that gateway", kBothExits, kTwoProviders, kFrench, "ALIEN", "",
     true},
    {"a session without the device at that exit",
     R"(SignIn(T0 - 20m, "a1", "192.0.2.52", "GB", Edge, true, Laptop, 0), SignIn(T0, "a1", "192.0.2.40", "FR", Edge, false, "", 0))",
     kOneProvider, kFrench, "ALIEN", "", true},
    {"work in the alerted session at an alien address counts whole", "",
     R"(Act(T0, "a1", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "FileAccessed", dynamic({})))",
     kWeight, "1.0"},
    {"without a session or token of its own at that address it counts less", "",
     R"((Act(T0, "", "203.0.113.77", "SG", "Example VPS Ltd", Edge, "FileAccessed", dynamic({})) | extend RawEventData = dynamic({})))",
     kWeight, "0.8"},
    {"at an unknown address within a day it counts little", "",
     R"(Act(T0 + 1h, "a9", "203.0.113.77", "GB", "Example Broadband", Edge, "FileAccessed", dynamic({})))",
     kWeight, "0.4"},
    {"and later not at all", "",
     R"(Act(T0 + 25h, "a9", "203.0.113.77", "GB", "Example Broadband", Edge, "FileAccessed", dynamic({})))",
     kWeight, "0.0"},
    {"the user's own work never counts", "",
     R"(Act(T0, "a1", "198.51.100.10", "GB", "Example Corp Net", Edge, "FileAccessed", dynamic({})))",
     kWeight, "0.0"},
};

std::string joined(std::string_view base, std::string_view more, std::string_view tail) {
  std::string out = "union ";
  for (const std::string_view part : {base, more, tail})
    if (!part.empty()) (out += out.size() > 6 ? ", " : "") += part;
  return out;
}

std::string answer(const std::shared_ptr<const Playbook>& playbook, const OriginCase& one) {
  Example example;
  example.tables = {{"EntraIdSignInEvents", joined("BaseSignIns", one.sign_ins, "TailSignIns")},
                    {"CloudAppEvents", joined("BaseActs", one.activities, "TailActs")}};
  example.settings = {{"sids", "a1"}, {"own", std::string(one.own)}};
  Catalog catalog;
  const auto pass = grade::testing::run_example(playbook, catalog, example, "1.2", one.adopt);
  if (!pass) return pass.error().message;
  const auto rows = pass->asker.rows("print Answer = " + std::string(one.ask));
  if (!rows) return rows.error().message;
  std::string text;
  for_each_row(**rows, [&](const RowView& row) { text = row.text("Answer"); });
  return text;
}

}  // namespace

TEST_CASE("the prelude knows where a row comes from and how far it is the thief's") {
  const auto playbook = load_playbook();
  REQUIRE(playbook.has_value());
  for (const OriginCase& one : kCases)
    CHECK_MESSAGE(answer(*playbook, one) == one.expect, one.title);
}
