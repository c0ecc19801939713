// Every source's text binds and fits its table; small exports of each kind are told as they should
// be; what a table holds already is not told again; rows of limited exports do not count as
// silence.
#include "derive/derive.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "ingest/layout.h"
#include "kql/engine.h"
#include "unit/ingest/support.h"

using namespace crumb;
using namespace crumb::ingest_test;

namespace {

struct Told {
  ingest::Ingest ingest;
  Catalog catalog;
};

void tell(Told& told, const Files& files) {
  for (const auto& [name, text] : files) add_file(told.ingest, name, text);
  told.ingest.publish(told.catalog);
  derive::add_derived_rows(told.catalog);
}

std::vector<std::string> rows_of(const Files& files, std::string_view table,
                                 std::vector<std::string> columns) {
  Told told;
  tell(told, files);
  std::vector<std::string> out = rows(told.catalog, told.ingest, table, std::move(columns));
  std::ranges::sort(out);
  return out;
}

using Lines = std::vector<std::string>;

constexpr const char* kLogon =
    R"({"CreationTime":"2026-11-16T09:21:58","Id":"r-1","Operation":"UserLoginFailed","RecordType":15,"ResultStatus":"Success","UserKey":"0DB8C2BE-1217-4cdc-b4d2-16cc4cd63052","Workload":"AzureActiveDirectory","UserId":"Ben@Contoso.com","ActorIpAddress":"203.0.113.7","IntraSystemId":"r-1","ErrorNumber":"50074","ApplicationId":"a-1","ExtendedProperties":[{"Value":"Login:login","Name":"RequestType"},{"Name":"UserAgent","Value":"curl/8"}],"DeviceProperties":[{"Name":"OS","Value":"Linux"},{"Name":"SessionId","Value":"s-1"}]})";
constexpr const char* kSend =
    R"({"CreationTime":"2026-11-16T09:30:01","Id":"u-2","Operation":"Send","RecordType":2,"Workload":"Exchange","UserId":"Ben@Contoso.com","UserKey":"1003200126677019","ClientIPAddress":"203.0.113.7","AppAccessContext":{"AADSessionId":"s-1"},"ClientInfoString":"Client=OWA;Action=ViaProxy","Item":{"Subject":"Invoice"}})";
constexpr const char* kClick =
    R"({"CreationTime":"2026-11-16T09:22:00","Id":"u-3","Operation":"TIUrlClickData","RecordType":41,"Workload":"ThreatIntelligence","UserId":"Ben@Contoso.com","TimeOfClick":"2026-11-16T09:20:00","URL":"https://login.example/o","UserIp":"198.51.100.4","SourceId":"m-1","AppName":"Mail","URLClickAction":4})";
constexpr const char* kMail =
    R"({"CreationTime":"2026-11-16T09:00:00","Id":"u-4","Operation":"TIMailData","RecordType":28,"Workload":"ThreatIntelligence","UserId":"ThreatIntel","MessageTime":"2026-11-16T08:59:00","NetworkMessageId":"m-1","P2Sender":"eve@evil.example","Recipients":["ben@contoso.com","ana@contoso.com"],"Subject":"Shared","Verdict":"Phish","DeliveryAction":"Delivered"})";

}  // namespace

TEST_CASE("every source binds, and its columns are its table's") {
  Told told;
  tell(told, {});
  CHECK(derive::sources().size() == 15);
  for (const derive::Source& source : derive::sources()) {
    CAPTURE(source.name);
    CHECK(!source.complete_when.empty());
    CHECK((source.complete_when == "true") == source.lacks.empty());
    for (const std::string& from : source.from) CHECK(schema::find_table(from) != nullptr);
    const schema::TableInfo* into = schema::find_table(source.into);
    REQUIRE(into != nullptr);
    Schema columns;
    const std::string text = std::string(derive::common_text()) + source.query;
    const auto errors = kql::check(text, told.catalog, nullptr, &columns);
    for (const Error& error : errors) CHECK_MESSAGE(false, error.message);
    for (const ColumnSpec& column : columns) {
      CAPTURE(column.name);
      const auto index = find_column(into->columns_schema(), column.name);
      REQUIRE(index);
      CHECK(into->columns_schema()[*index].type == column.type);
    }
  }
}

TEST_CASE("unified audit records become sign-ins, activities, clicks and mail") {
  const Files file = {
      {"a", std::string(kLogon) + "\n" + kSend + "\n" + kClick + "\n" + kMail + "\n"}};
  CHECK(rows_of(file, "EntraIdSignInEvents",
                {"Timestamp", "AccountUpn", "AccountObjectId", "ErrorCode", "LogonType",
                 "SessionId", "IPAddress", "UserAgent", "OSPlatform", "RequestId"}) ==
        Lines{"2026-11-16T09:21:58.0000000Z|ben@contoso.com|0db8c2be-1217-4cdc-b4d2-16cc4cd63052|"
              "50074|[\"interactiveUser\"]|s-1|203.0.113.7|curl/8|Linux|r-1 <- a:0"});
  CHECK(rows_of(file, "AADSignInEventsBeta", {"RequestId"}) == Lines{"r-1 <- a:0"});
  CHECK(rows_of(file, "CloudAppEvents",
                {"ActionType", "Application", "ApplicationId", "AccountId", "AccountObjectId",
                 "IPAddress", "UserAgent", "ObjectName"}) ==
        Lines{"Send|Microsoft Exchange Online|20893|ben@contoso.com||203.0.113.7||Invoice <- a:1",
              "TIMailData|ThreatIntelligence||threatintel|||| <- a:3",
              "TIUrlClickData|ThreatIntelligence||ben@contoso.com|||| <- a:2"});
  CHECK(rows_of(file, "UrlClickEvents",
                {"Timestamp", "Url", "AccountUpn", "ActionType", "IsClickedThrough", "Workload"}) ==
        Lines{"2026-11-16T09:20:00.0000000Z|https://login.example/o|ben@contoso.com|ClickAllowed|"
              "true|Email <- a:2"});
  CHECK(
      rows_of(file, "EmailEvents", {"RecipientEmailAddress", "SenderFromAddress", "ThreatTypes"}) ==
      Lines{"ana@contoso.com|eve@evil.example|Phish <- a:3",
            "ben@contoso.com|eve@evil.example|Phish <- a:3"});
}

TEST_CASE("what a table holds already is not told again, and its silence still counts") {
  const std::string native =
      "Timestamp,ActionType,Application,AccountObjectId,RawEventData\n"
      "2026-11-16T09:30:01Z,Send,Microsoft Exchange Online,o-1,\"{\"\"Id\"\":\"\"U-2\"\"}\"\n";
  Told told;
  tell(told, {{"a", native}, {"b", std::string(kSend) + "\n"}});
  CHECK(told.catalog.find("CloudAppEvents")->rows() == 1);
  CHECK(told.catalog.limits("CloudAppEvents").empty());
  CHECK(told.catalog.complete().is_loaded("CloudAppEvents"));
}

TEST_CASE(
    "rows of an export that cannot know everything are there, but their silence says nothing") {
  Told told;
  tell(told, {{"b", std::string(kSend) + "\n"}});
  CHECK(told.catalog.is_loaded("CloudAppEvents"));
  CHECK(told.catalog.limits("CloudAppEvents").starts_with("a unified audit log knows no country"));
  CHECK_FALSE(told.catalog.complete().is_loaded("CloudAppEvents"));
  CHECK(told.catalog.complete().find("CloudAppEvents")->rows() == 0);
  CHECK_FALSE(told.catalog.is_loaded("EntraIdSignInEvents"));
}

TEST_CASE("gotcha 59: a record that one export holds twice is told once") {
  const std::string twice =
      std::string(kSend) + "\n" + kLogon + "\n" + kSend + "\n" + kLogon + "\n";
  CHECK(rows_of({{"a", twice}}, "CloudAppEvents", {"ActionType"}) == Lines{"Send <- a:0"});
  CHECK(rows_of({{"a", twice}}, "EntraIdSignInEvents", {"RequestId"}) == Lines{"r-1 <- a:1"});
  CHECK(rows_of({{"a", twice}}, "UnifiedAuditLog", {"Operation"}).size() == 4);
}

TEST_CASE("sign-ins of both kinds count as complete, of one kind they do not") {
  const std::string own =
      R"({"id":"r-1","createdDateTime":"2026-11-16T09:21:58Z","userPrincipalName":"Ben@contoso.com","userId":"o-1","appId":"a-1","isInteractive":true,"status":{"errorCode":0},"location":{"city":"Paris","countryOrRegion":"FR","geoCoordinates":{"latitude":48.8}},"deviceDetail":{"isManaged":true},"sessionId":"s-1","riskLevelAggregated":"high"})";
  std::string other = own;
  other.replace(other.find("r-1"), 3, "r-2");
  other.replace(other.find("true"), 4, "false");
  CHECK(rows_of({{"a", own + "\n"}}, "EntraIdSignInEvents",
                {"AccountUpn", "LogonType", "ErrorCode", "Country", "City", "Latitude", "IsManaged",
                 "SessionId", "RiskLevelAggregated", "RequestId"}) ==
        Lines{"ben@contoso.com|[\"interactiveUser\"]|0|FR|Paris|48.8|1|s-1|100|r-1 <- a:0"});
  Told half, whole;
  tell(half, {{"a", own + "\n"}});
  CHECK(half.catalog.limits("EntraIdSignInEvents").starts_with("only sign-ins of one kind"));
  tell(whole, {{"a", own + "\n" + other + "\n"}});
  CHECK(whole.catalog.limits("EntraIdSignInEvents").empty());
  CHECK(whole.catalog.complete().find("EntraIdSignInEvents")->rows() == 2);
}

TEST_CASE("an Entra export: the file's name says which sign-ins, the place is split from behind") {
  const std::string text =
      "Date (UTC),Request ID,Username,Application ID ,IP address,Location,Status,Sign-in error "
      "code,"
      "Session ID,Managed\n"
      "2026-11-16T09:21:58Z,r-1,Ben@contoso.com,a-1,203.0.113.7,\"Washington, D.C., District, US\","
      "Failure,50126,s-1,true\n";
  const Lines columns = {"ErrorCode", "LogonType", "Country", "State", "City", "IsManaged"};
  CHECK(rows_of({{"x/NonInteractiveSignIns_1.csv", text}}, "EntraIdSignInEvents", columns) ==
        Lines{"50126|[\"nonInteractiveUser\"]|US|District|Washington, D.C.|1 <- "
              "x/NonInteractiveSignIns_1.csv:0"});
  CHECK(rows_of({{"renamed.csv", text}}, "EntraIdSignInEvents", columns) ==
        Lines{"50126||US|District|Washington, D.C.|1 <- renamed.csv:0"});
}

TEST_CASE("alerts: entities that point at an account, Graph's evidence, risk detections") {
  const std::string sentinel =
      "TimeGenerated "
      "[UTC],SystemAlertId,AlertName,DisplayName,AlertSeverity,ProductName,ProviderName,"
      "Entities\n"
      "2026-11-16T10:00:00Z,s-1,Stolen session cookie was used,Stolen session cookie was used,High,"
      "Entra,IPC,\"[{\"\"$id\"\":\"\"2\"\",\"\"Name\"\":\"\"Ben\"\",\"\"UPNSuffix\"\":"
      "\"\"contoso.com\"\",\"\"AadUserId\"\":\"\"O-1\"\",\"\"Type\"\":\"\"account\"\"},{\"\"$"
      "id\"\":"
      "\"\"3\"\",\"\"SessionId\"\":\"\"sid\"\",\"\"Account\"\":{\"\"$ref\"\":\"\"2\"\"},"
      "\"\"Type\"\":"
      "\"\"cloud-logon-session\"\"}]\"\n";
  CHECK(rows_of({{"a", sentinel}}, "AlertEvidence",
                {"AlertId", "EntityType", "AccountUpn", "AccountObjectId"}) ==
        Lines{"s-1|CloudLogonSession|ben@contoso.com|o-1 <- a:0",
              "s-1|User|ben@contoso.com|o-1 <- a:0"});
  CHECK(rows_of({{"a", sentinel}}, "AlertInfo", {"AlertId", "Title", "Severity"}) ==
        Lines{"s-1|Stolen session cookie was used|High <- a:0"});
  const std::string graph =
      R"({"id":"g-1","title":"Anonymous IP address​","severity":"medium","createdDateTime":"2026-11-16T10:00:00Z","firstActivityDateTime":"2026-11-16T09:00:00Z","evidence":[{"@odata.type":"#microsoft.graph.security.userEvidence","userAccount":{"userPrincipalName":"Ben@contoso.com","azureAdUserId":"O-1"}},{"at_sign_odata_type":"#microsoft.graph.security.ipEvidence","ipAddress":"203.0.113.7"},{"@odata.type":"#microsoft.graph.security.cloudLogonSessionEvidence","sessionId":"sid"}]})";
  CHECK(rows_of({{"a", graph + "\n"}}, "AlertEvidence", {"EntityType", "AccountUpn", "RemoteIP"}) ==
        Lines{"CloudLogonSession|| <- a:0", "Ip||203.0.113.7 <- a:0",
              "User|ben@contoso.com| <- a:0"});
  CHECK(rows_of({{"a", graph + "\n"}}, "AlertInfo", {"Timestamp", "Title"}) ==
        Lines{"2026-11-16T09:00:00.0000000Z|Anonymous IP address <- a:0"});
  const std::string risk =
      "Id,RequestId,RiskEventType,RiskLevel,DetectedDateTime,ActivityDateTime,DetectionTimingType,"
      "IPAddress,UserPrincipalName,UserId\n"
      "d-1,r-1,anomalousToken,high,2026-11-16T10:00:00Z,2026-11-16T09:00:00Z,offline,203.0.113.7,"
      "Ben@contoso.com,o-1\n";
  CHECK(rows_of({{"a", risk}}, "AlertEvidence", {"EntityType", "AccountUpn", "RemoteIP"}) ==
        Lines{"CloudLogonRequest|| <- a:0", "Ip||203.0.113.7 <- a:0",
              "User|ben@contoso.com| <- a:0"});
}

TEST_CASE("a message trace, a summary of mail accesses, a record without sense") {
  CHECK(rows_of({{"a",
                  "Received,SenderAddress,RecipientAddress,Subject,Status,FromIP,MessageTraceId,"
                  "MessageId\n"
                  "2026-11-16T10:00:00Z,Eve@evil.example,Ben@contoso.com,Hi,Delivered,2001:db8::1,"
                  "m-1,<x>\n"}},
                "EmailEvents",
                {"SenderFromAddress", "RecipientEmailAddress", "SenderIPv6", "SenderIPv4"}) ==
        Lines{"eve@evil.example|ben@contoso.com|2001:db8::1| <- a:0"});
  CHECK(rows_of(
            {{"a",
              "TimeStamp,User,Action,SessionId,ClientIP,MailAccessType,IsThrottled,OperationCount\n"
              "2026-11-16T10:00:00Z,Ben@contoso.com,MailItemsAccessed,s-1,203.0.113.7,Sync,False,"
              "3\n"}},
            "CloudAppEvents", {"ActionType", "AccountId", "IPAddress"}) ==
        Lines{"MailItemsAccessed|ben@contoso.com|203.0.113.7 <- a:0"});
  const std::string senseless =
      "RecordId,CreationDate,RecordType,Operation,UserId,AuditData\n"
      "u-1,2026-11-16T10:00:00Z,1,Send,ben,\"[1,2]\"\nu-2,2026-11-16T10:00:00Z,1,Send,ben,\n";
  CHECK(rows_of({{"a", senseless}}, "CloudAppEvents", {"ActionType"}).empty());
  CHECK(rows_of({{"a", senseless}}, "UnifiedAuditLog", {"RecordId"}).size() == 2);
}
