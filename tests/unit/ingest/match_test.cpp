// Which table columns lead to: whole headers, projections, twins, and what is refused with a
// sentence.
#include "ingest/match.h"

#include <doctest/doctest.h>

#include <string>

#include "base/text.h"

using namespace crumb;
using namespace crumb::ingest;

namespace {
std::vector<std::string> names(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    out.push_back(read_header_name(name).lower);
    list.remove_prefix(std::min(list.size(), name.size() + 1));
  }
  return out;
}
}  // namespace

TEST_CASE("each table's own columns lead to it") {
  for (const schema::TableInfo& table : schema::tables()) {
    std::vector<std::string> all;
    if (table.named) continue;
    for (const schema::ColumnInfo& column : table.columns) all.push_back(to_lower(column.name));
    CAPTURE(table.name);
    const TableMatch match = match_table(all);
    CAPTURE(match.problem);
    CHECK(match.table == &table);
  }
}

TEST_CASE("projections, in any case") {
  const struct {
    const char* columns;
    const char* table;
  } kCases[] = {
      {"Timestamp,AccountUpn,SessionId,Country,IPAddress", "EntraIdSignInEvents"},
      {"timestamp,accountupn,sessionid,AadDeviceId", "AADSignInEventsBeta"},
      {"Timestamp,Country,SessionId,ApplicationId,OtherTimestamp,OtherCountry",
       "EntraIdSignInEvents"},
      {"Timestamp,ActionType,RawEventData,AccountObjectId", "CloudAppEvents"},
      {"Timestamp,AlertId,Title,ServiceSource", "AlertInfo"},
      {"Timestamp,AlertId,EntityType,AdditionalFields", "AlertEvidence"},
      {"TimeGenerated,ResultType,AppDisplayName,UserPrincipalName", "SigninLogs"},
      {"TimeGenerated,ResultType,AppDisplayName,SignInEventTypes",
       "AADNonInteractiveUserSignInLogs"},
      {"TimeGenerated [UTC],Operation,Parameters,UserId", "OfficeActivity"},
      {"Timestamp,NetworkMessageId,Url,UrlDomain", "EmailUrlInfo"},
      {"Timestamp,TeamsMessageId,Url,UrlDomain", "MessageUrlInfo"},
      {"AccountUpn,Department,Manager", "IdentityInfo"},
      {"EventTime,DeviceId,ActionType,RemoteUrl,FileOriginUrl", "DeviceEvents"},
  };
  for (const auto& c : kCases) {
    CAPTURE(std::string(c.columns));
    const TableMatch match = match_table(names(c.columns));
    CAPTURE(match.problem);
    CHECK(match.table != nullptr);
    if (match.table != nullptr) CHECK(match.table->name == c.table);
  }
}

TEST_CASE("what fits no table, or two, is refused with the nearest named") {
  const struct {
    const char* columns;
    const char* part;
  } kCases[] = {
      {"a,b,c", "no known table"},
      {"Country,SessionId,AccountUpn,ErrorCode", "time column (Timestamp) is missing"},
      {"Timestamp,DeviceId,x,y,z,w", "nearest is"},
      {"", "no known table"},
  };
  for (const auto& c : kCases) {
    CAPTURE(std::string(c.columns));
    const TableMatch match = match_table(names(c.columns));
    CHECK(match.table == nullptr);
    CHECK(match.problem.find(c.part) != std::string::npos);
  }
}

TEST_CASE("gotcha 14: header marks") {
  CHECK(read_header_name(" TimeGenerated [UTC] ").lower == "timegenerated");
  CHECK(read_header_name("TimeGenerated [UTC]").utc_mark);
  CHECK(read_header_name("Timestamp Local time").local_time);
  CHECK(read_header_name("Timestamp Local time").lower == "timestamp");
  CHECK(read_header_name("CreatedDateTime [Local Time]").local_time);
}

TEST_CASE("columns of one datum share a slot, twins share their rows") {
  const Layout* signins = layout_of(*schema::find_table("EntraIdSignInEvents"));
  CHECK(signins->tables.size() == 2);
  CHECK(signins == layout_of(*schema::find_table("AADSignInEventsBeta")));
  CHECK(signins->find("aaddeviceid")->slot == signins->find("entraiddeviceid")->slot);
  CHECK(signins->find("timestamp")->slot == signins->find("timegenerated")->slot);
  CHECK(signins->unique_slot == signins->find("requestid")->slot);
  const Layout* cloud = layout_of(*schema::find_table("CloudAppEvents"));
  CHECK(cloud->find("reportid_string")->slot == cloud->find("reportid")->slot);
  for (const Layout& layout : layouts()) {  // one slot, one type
    for (std::size_t t = 0; t < layout.tables.size(); ++t) {
      for (std::size_t c = 0; c < layout.tables[t]->columns.size(); ++c) {
        CAPTURE(layout.tables[t]->columns[c].name);
        CHECK(layout.tables[t]->columns[c].type == layout.slots[layout.columns[t][c]].type);
      }
    }
  }
}
