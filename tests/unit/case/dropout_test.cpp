// A missing log never makes a grade more benign: each sample case again without each of its files.
// Needs the generated cases (build/fixtures, or $CRUMB_FIXTURES); says so and passes without them.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/time.h"
#include "case/case.h"

using namespace crumb;

namespace {

constexpr std::array<const char*, 13> kTables = {
    "AlertEvidence", "AlertInfo",    "AuditLogs",           "CloudAppEvents",
    "DeviceEvents",  "DeviceInfo",   "DeviceNetworkEvents", "DeviceProcessEvents",
    "EmailEvents",   "EmailUrlInfo", "EntraIdSignInEvents", "IdentityLogonEvents",
    "UrlClickEvents"};

struct Sample {
  const char* name;
  const char* upn;
  const char* at;
  const char* kind;
};
constexpr std::array<Sample, 3> kSamples = {
    {{"TP-1", "ana.reyes@example.com", "2026-11-16T09:21:58Z", "aitm-request"},
     {"FP-1", "fatima.noor@example.com", "2026-11-17T09:02:00Z", "stolen-cookie"},
     {"INC-1", "ivan.petrov@example.com", "2026-11-16T19:40:00Z", "stolen-cookie"}}};

bool read_file(const std::string& path, std::string& out) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  std::array<char, 65536> buffer{};
  for (std::size_t n; (n = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;)
    out.append(buffer.data(), n);
  std::fclose(file);
  return true;
}

std::string folder(const Sample& sample) {
  const char* root = std::getenv("CRUMB_FIXTURES");
  return std::string(root != nullptr ? root : "build/fixtures") + "/" + sample.name + "/";
}

std::map<std::string, std::string> files_of(const Sample& sample) {
  std::map<std::string, std::string> out;
  for (const char* table : kTables) {
    std::string text;
    if (read_file(folder(sample) + "AdvancedHunting_" + table + ".csv", text))
      out[table] = std::move(text);
  }
  return out;
}

struct Graded {
  std::string classification, json;
  double worst = 0;
};

Graded grade_without(const Sample& sample, const std::map<std::string, std::string>& files,
                     std::string_view without) {
  Case session;
  for (const auto& [table, text] : files) {
    if (table == without) continue;
    const std::uint32_t file = session.begin_file(table + ".csv");
    REQUIRE(session.push(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})
                .has_value());
    session.end_file(file);
  }
  std::string decisions;
  REQUIRE(read_file(folder(sample) + "decisions.json", decisions));
  REQUIRE(session.set_decisions(grade::parse_decisions(decisions).value()).has_value());
  grade::GradeRequest request;
  request.user_upn = sample.upn;
  request.at_ticks = parse_iso_datetime(sample.at);
  request.kind = sample.kind;
  const auto done = session.grade(request);
  REQUIRE_MESSAGE(done.has_value(), done.error().message);
  REQUIRE(session.grading().verdicts.size() == 1);
  const grade::Verdict& verdict = session.grading().verdicts[0];
  REQUIRE(session.timeline(0).has_value());
  return {verdict.classification, session.verdict_json(), verdict.bounds.worst};
}

int suspicion(std::string_view classification) {
  return classification == "truePositive" ? 2 : classification == "unknown" ? 1 : 0;
}

}  // namespace

TEST_CASE("without any one table no grade and no worst bound moves toward benign") {
  for (const Sample& sample : kSamples) {
    const auto files = files_of(sample);
    if (files.empty()) {
      MESSAGE("no generated case " << sample.name << ": run ./dev test");
      return;
    }
    const Graded whole = grade_without(sample, files, "");
    for (const auto& [table, text] : files) {
      CAPTURE(sample.name);
      CAPTURE(table);
      const Graded part = grade_without(sample, files, table);
      CHECK(suspicion(part.classification) >= suspicion(whole.classification));
      CHECK(part.worst >= whole.worst - 1e-9);
    }
    const Graded nothing = grade_without(sample, {}, "");
    CHECK(nothing.classification == "unknown");
  }
}

TEST_CASE("the same files give the same bytes") {
  const auto files = files_of(kSamples[1]);
  if (files.empty()) return;
  CHECK(grade_without(kSamples[1], files, "").json == grade_without(kSamples[1], files, "").json);
}
