// Which columns of which table stand in the evidence table. See evidence.h.
#include "evidence.h"

#include <array>
#include <string_view>

#include "base/json.h"
#include "base/text.h"

namespace crumb::wasm {
namespace {

using Names = std::initializer_list<std::string_view>;
constexpr std::size_t kDetailBytes = 300;

struct DetailColumns {
  std::string_view table;
  std::array<std::string_view, 6> names;
};
constexpr std::array kDetails{
    DetailColumns{"EntraIdSignInEvents",
                  {"Application", "ErrorCode", "LogonType", "Country", "City", "UserAgent"}},
    DetailColumns{"AADSignInEventsBeta",
                  {"Application", "ErrorCode", "LogonType", "Country", "City", "UserAgent"}},
    DetailColumns{"CloudAppEvents",
                  {"ObjectName", "Application", "ISP", "CountryCode", "UserAgent", ""}},
    DetailColumns{"EmailEvents",
                  {"SenderFromAddress", "RecipientEmailAddress", "Subject", "EmailDirection",
                   "DeliveryAction", "ThreatTypes"}},
    DetailColumns{"EmailUrlInfo", {"Url", "UrlDomain", "NetworkMessageId", "UrlLocation", "", ""}},
    DetailColumns{"UrlClickEvents",
                  {"Url", "ActionType", "Workload", "NetworkMessageId", "ThreatTypes", ""}},
    DetailColumns{"DeviceNetworkEvents",
                  {"DeviceName", "RemoteUrl", "RemotePort", "InitiatingProcessFileName",
                   "InitiatingProcessAccountUpn", ""}},
    DetailColumns{"DeviceEvents",
                  {"DeviceName", "RemoteUrl", "FileName", "InitiatingProcessFileName",
                   "InitiatingProcessAccountUpn", "AdditionalFields"}},
    DetailColumns{"AlertInfo",
                  {"Title", "Severity", "ServiceSource", "DetectionSource", "Category", ""}},
    DetailColumns{
        "AlertEvidence",
        {"Title", "EntityType", "EvidenceRole", "AccountUpn", "RemoteIP", "AdditionalFields"}},
};
constexpr std::array<std::string_view, 6> kOtherDetails{
    "Title", "DeviceName", "AccountUpn", "RemoteUrl", "FileName", "AdditionalFields"};

std::string_view first_of(const RawRecord& record, Names names) {
  for (const std::string_view name : names)
    for (const auto& [column, value] : record.fields)
      if (column == name && !value.empty()) return value;
  return {};
}

// Exchange, SharePoint and Teams rows carry the session in their raw event.
std::string session_of(const RawRecord& record) {
  const std::string_view named = first_of(record, {"SessionId"});
  if (!named.empty()) return std::string(named);
  static const json::Step kPath[] = {{"AppAccessContext"}, {"AADSessionId"}};
  const std::string_view raw = first_of(record, {"RawEventData"});
  std::string text;
  if (!raw.empty() && json::unescape(json::find_path(raw, kPath, 2), text) && !text.empty())
    return text;
  return std::string(first_of(record, {"NetworkMessageId", "AlertId", "DeviceName"}));
}

std::string detail_of(const RawRecord& record) {
  const std::array<std::string_view, 6>* names = &kOtherDetails;
  for (const DetailColumns& row : kDetails)
    if (row.table == record.table) names = &row.names;
  std::string detail;
  for (const std::string_view name : *names) {
    const std::string_view value = name.empty() ? std::string_view{} : first_of(record, {name});
    if (value.empty()) continue;
    if (!detail.empty()) detail += "  ";
    detail.append(value.substr(0, kDetailBytes));
  }
  return make_visible(defang(detail));
}

}  // namespace

EvidenceRow evidence_row(RowRef row, const RawRecord& record) {
  EvidenceRow line;
  line.row = row;
  line.file = record.file;
  line.table = record.table;
  line.line = record.line;
  line.time = first_of(record, {"Timestamp", "TimeGenerated"});
  line.what = make_visible(
      first_of(record, {"ActionType", "OperationName", "Subject", "Title", "Application"}));
  line.address = make_visible(
      first_of(record, {"IPAddress", "RemoteIP", "SenderIPv4", "SenderIPv6", "LocalIP"}));
  line.session = make_visible(session_of(record));
  line.detail = detail_of(record);
  return line;
}

}  // namespace crumb::wasm
