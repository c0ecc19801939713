// The table files: complete, readable, and with the columns that the rest of the core counts on.
#include "schema/schema.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace crumb;

namespace {
const schema::ColumnInfo* column(std::string_view table, std::string_view name) {
  const schema::TableInfo* info = schema::find_table(table);
  REQUIRE(info != nullptr);
  const auto found = std::ranges::find(info->columns, name, &schema::ColumnInfo::name);
  return found == info->columns.end() ? nullptr : &*found;
}
}  // namespace

TEST_CASE("every table file is read and whole") {
  CHECK(schema::tables().size() == 34);
  CHECK(std::ranges::is_sorted(schema::tables(), {}, &schema::TableInfo::name));
  for (const schema::TableInfo& table : schema::tables()) {
    CAPTURE(table.name);
    CHECK((table.source.starts_with("https://learn.microsoft.com/") || table.source == "SCALE.md"));
    CHECK(column(table.name, table.time_column) != nullptr);
    CHECK(!table.telling.empty());
    std::set<std::string> names;
    for (const schema::ColumnInfo& info : table.columns) {
      CAPTURE(info.name);
      CHECK(!info.description.empty());
      CHECK(names.insert(info.name).second);
    }
    for (const std::string& telling : table.telling) CHECK(names.contains(telling));
    if (table.platform != "sentinel" && !table.named)
      CHECK(column(table.name, "TimeGenerated") != nullptr);
  }
}

TEST_CASE("names that the portal, Sentinel and the playbook use lead to one table") {
  const struct {
    const char* alias;
    const char* table;
  } kAliases[] = {
      {"NetworkConnectionEvents", "DeviceNetworkEvents"},
      {"EntraIDSignInEvents", "EntraIdSignInEvents"},
      {"EntraIdSpnSignInEvents", "AADSpnSignInEventsBeta"},
      {"SignInLogs", "SigninLogs"},
      {"MiscEvents", "DeviceEvents"},
  };
  for (const auto& [alias, table] : kAliases) {
    CAPTURE(alias);
    REQUIRE(schema::find_table(alias) != nullptr);
    CHECK(schema::find_table(alias)->name == table);
  }
  CHECK(schema::find_table("NoSuchTable") == nullptr);
}

TEST_CASE("Sentinel's types win, and both spellings of a column are there") {
  CHECK(column("EmailEvents", "AdditionalFields")->type == Type::kDynamic);
  CHECK(column("IdentityLogonEvents", "Port")->type == Type::kString);
  CHECK(column("CloudAppEvents", "ISP") != nullptr);
  CHECK(column("CloudAppEvents", "Isp") != nullptr);
  CHECK(column("AADSignInEventsBeta", "AadDeviceId") != nullptr);
  CHECK(column("EntraIdSignInEvents", "EntraIdDeviceId") != nullptr);
  CHECK(schema::find_table("AADSignInEventsBeta")->rows_of ==
        schema::find_table("EntraIdSignInEvents")->rows_of);
}
