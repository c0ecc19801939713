// Real exports that may lie beside the checkout: each is named or refused, and none loses a record.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>

#include "support.h"

using namespace crumb;
using namespace crumb::ingest_test;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolder = "../shared/schemas/samples";

std::string slurp(const fs::path& path) {
  std::string out;
  std::FILE* file = std::fopen(path.string().c_str(), "rb");
  if (file == nullptr) return out;
  char buffer[65536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;)
    out.append(buffer, n);
  std::fclose(file);
  return out;
}

// Counts records without our readers: lines outside of quotes for CSV, lines or top-level objects
// for JSON.
std::size_t count_records(std::string_view text, std::string_view format) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t count = 0;
  bool quoted = false, any = false;
  if (format == "ndjson")
    return static_cast<std::size_t>(std::ranges::count(text, '\n')) +
           (text.ends_with('\n') ? 0 : 1);
  for (const char c : text) {
    quoted = quoted != (c == '"');
    any = any || (c != '\n' && c != '\r');
    if (c == '\n' && !quoted) {
      count += any ? 1 : 0;
      any = false;
    }
  }
  return count + (any ? 1 : 0) - 1;  // the header
}

struct Expected {
  const char* name;
  const char* table;  // empty: refused
  const char* dialect;
  int records;  // -1: counted by count_records
};
constexpr Expected kExpected[] = {
    {"alertlist_head12.csv", "SecurityAlert", "log-analytics-csv", -1},
    {"demo_exchange_data_head60.csv", "OfficeActivity", "log-analytics-csv", -1},
    {"kusto_v2_raw_resp.json", "", "kusto-json", 10},
    {"log_analytics_api_SecurityAlert.json", "SecurityAlert", "log-analytics-api-json", 3},
    {"AADAuditEvents.json", "AuditLogs", "log-analytics-json", -1},
    {"Microsoft365DefenderEvents.json", "DeviceEvents+CloudAppEvents", "advanced-hunting-json", -1},
    {"OfficeActivityEvents.json", "OfficeActivity", "log-analytics-json", -1},
    {"azure_monitor_entra.ndjson", "AuditLogs+SigninLogs+AADNonInteractiveUserSignInLogs",
     "azure-monitor-diagnostics", -1},
    {"graph_alerts_v2.ndjson", "GraphAlerts", "graph-alerts-json", -1},
    {"m365d_streaming_api.ndjson", "AlertInfo+AlertEvidence", "advanced-hunting-stream", -1},
    {"ual_auditdata.ndjson", "UnifiedAuditLog", "unified-audit-json", -1},
    {"SecurityAlert_identity_mail.heavycross.csv", "SecurityAlert", "log-analytics-csv", -1},
    {"SecurityAlert_identity_mail.ndjson", "SecurityAlert", "log-analytics-json", -1},
};

}  // namespace

TEST_CASE("real samples: named or refused, no record lost") {
  std::error_code error;
  if (!fs::is_directory(kFolder, error)) {
    MESSAGE("skipped: no samples at " << kFolder);
    return;
  }
  std::size_t seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kFolder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().filename().string();
    const std::string text = slurp(entry.path());
    ingest::Ingest ingest;
    add_file(ingest, name, text, 4096);
    const ingest::FileReport& report = ingest.files()[0];
    CAPTURE(name);
    CAPTURE(report.reason);
    CHECK(adds_up(report));
    CHECK(report.refused() == report.table.empty());
    if (report.refused()) CHECK(report.reason.ends_with('.'));
    const auto expected = std::ranges::find(kExpected, name, &Expected::name);
    if (expected != std::end(kExpected)) {
      ++seen;
      CHECK(report.table == expected->table);
      CHECK(report.dialect == expected->dialect);
      CHECK(report.records == (expected->records >= 0 ? static_cast<std::size_t>(expected->records)
                                                      : count_records(text, report.format)));
    } else if (name.starts_with("ah_") &&
               name.ends_with(".csv")) {  // a header is named after its table
      CHECK(report.table == name.substr(3, name.size() - 7));
    } else if (name.ends_with(".csv")) {
      CHECK(!report.dialect.empty());
    }
  }
  CHECK(seen == std::size(kExpected));
}
