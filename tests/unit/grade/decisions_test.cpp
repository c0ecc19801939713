// decisions.json: what is read, what is refused, and that writing reads back.
#include "grade/decisions.h"

#include <doctest/doctest.h>

#include "base/time.h"

using namespace crumb;
using namespace crumb::grade;

TEST_CASE("a whole file") {
  const auto read = parse_decisions(R"({"own_networks":["198.51.100.0/26","2001:db8:10::/48"],
    "inputs":[{"id":"H2","result":"clear","subject":"ana@example.com","explains":{"networks":["192.0.2.0/24"],"countries":["CA"],"from":"2026-11-16T00:00:00Z","to":"2026-11-18T00:00:00Z"},"by":"Grace","at":"2026-11-17T08:00:00Z","note":"hotel"},
              {"id":"H3","result":"clear","indicators":{"ips":["203.0.113.210"],"domains":["login.training-portal.example"],"targets":["ana@example.com"]},"by":"CISO","second":"Jonas","at":"2026-11-19T13:00:00Z"}],
    "overrides":[{"subject":"ana@example.com","check":"X05","to":"benign","reason":"KNOWN_INFRA","evidence":"nodes.csv:14","by":"Grace","at":"2026-11-17T08:00:00Z"},{"grade":"unknown","reason":"OTHER","evidence":"","by":"Grace"}]})");
  REQUIRE(read.has_value());
  CHECK(read->own_networks.size() == 2);
  REQUIRE(read->inputs.size() == 2);
  CHECK(read->inputs[0].explains->countries[0] == "CA");
  CHECK(read->inputs[0].explains->from_ticks == parse_iso_datetime("2026-11-16T00:00:00Z"));
  CHECK(read->inputs[1].second == "Jonas");
  CHECK(read->inputs[1].indicators->ips[0] == "203.0.113.210");
  REQUIRE(read->overrides.size() == 2);
  CHECK(read->overrides[0].target == "X05");
  CHECK(read->overrides[1].target == "grade");
  CHECK(read->overrides[1].to == "unknown");
  std::string text;
  append_json(text, *read);
  const auto again = parse_decisions(text);
  REQUIRE(again.has_value());
  std::string twice;
  append_json(twice, *again);
  CHECK(twice == text);
}

TEST_CASE("a typo must not silence a decision") {
  for (const char* text :
       {R"({"own_network":[]})",
        R"({"inputs":[{"id":"H1","result":"clear","by":"x","explain":{}}]})",
        R"({"inputs":[{"id":"H4","result":"clear","by":"x"}]})",
        R"({"inputs":[{"id":"H1","result":"yes","by":"x"}]})",
        R"({"inputs":[{"id":"H1","result":"hit"}]})", R"({"own_networks":["corp"]})",
        R"({"inputs":[{"id":"H1","result":"clear","by":"x","at":"yesterday"}]})",
        R"({"overrides":[{"check":"X05","to":"benign","by":"x"}]})", R"([])",
        R"({"own_networks":"198.51.100.0/26"})"}) {
    CAPTURE(text);
    const auto read = parse_decisions(text);
    CHECK(!read.has_value());
    if (!read) CHECK(read.error().message.size() > 10);
  }
}
