// Files of a case together: the account of every record, twins, duplicates, order, chunks, limits,
// hostile input.
#include "ingest/ingest.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "base/time.h"
#include "support.h"

using namespace crumb;
using namespace crumb::ingest_test;
using namespace std::string_literals;

namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kSignins =
    "Timestamp,AccountUpn,SessionId,ErrorCode,RequestId,AadDeviceId\n"
    "2026-11-16T09:21:58Z,ben@contoso.com,s-1,0,r-1,d-1\n"
    "2026-11-16T09:22:00Z,ben@contoso.com,s-1,0,r-2,\n";
constexpr std::string_view kSigninsNewName =
    "{\"Timestamp\":\"2026-11-16T09:22:00Z\",\"AccountUpn\":\"ben@contoso.com\",\"SessionId\":\"s-"
    "1\",\"ErrorCode\":0,\"RequestId\":\"r-2\",\"EntraIdDeviceId\":\"\",\"Country\":\"NL\"}\n"
    "{\"Timestamp\":\"2026-11-16T09:23:00Z\",\"AccountUpn\":\"kim@contoso.com\",\"SessionId\":\"s-"
    "2\",\"ErrorCode\":0,\"RequestId\":\"r-3\",\"EntraIdDeviceId\":\"d-3\",\"Country\":\"NL\"}\n";
constexpr std::string_view kClicks =
    "Timestamp,Url,ActionType,IsClickedThrough,Workload\n"
    "2026-11-16T09:00:00Z,https://example.com/a,ClickAllowed,1,Email\n"
    "2026-11-16T09:00:00Z,https://example.com/a,ClickAllowed,1,Email\n"
    "2026-11-16T09:05:00Z,https://example.com/b,ClickBlocked,0,Email\n";

struct Loaded {
  ingest::Ingest ingest;
  Catalog catalog;
  explicit Loaded(const Files& files, std::size_t chunk = 1u << 20,
                  ingest::IngestLimits limits = {})
      : ingest(limits) {
    for (const auto& [name, text] : files) add_file(ingest, name, text, chunk);
    ingest.publish(catalog);
  }
  const ingest::FileReport& report(std::size_t i = 0) const { return ingest.files()[i]; }
};

}  // namespace

TEST_CASE("a catalog knows every table, loaded or not, its aliases, and the rejects") {
  const Loaded none({});
  CHECK(none.catalog.names().size() == 35);
  for (const char* name : {"EntraIdSignInEvents", "DeviceProcessEvents", "NetworkConnectionEvents",
                           "CrumbRejects", "EntraIdSpnSignInEvents"}) {
    CAPTURE(std::string(name));
    CHECK(none.catalog.find(name) != nullptr);
    CHECK(!none.catalog.is_loaded(name));
  }
  const Loaded header({{"a", "Timestamp,AlertId,Title,Severity,ServiceSource\n"}});
  CHECK(header.catalog.is_loaded("AlertInfo"));  // an export without rows is an answer
  CHECK(header.report().table == "AlertInfo");
  CHECK(header.catalog.find("AlertInfo")->rows() == 0);
}

TEST_CASE("sign-ins answer under both names, and the same request counts once") {
  const Loaded both({{"b.json", std::string(kSigninsNewName)}, {"a.csv", std::string(kSignins)}});
  const Lines expected = {"r-1|s-1|d-1|d-1 <- a.csv:0", "r-2|s-1|| <- a.csv:1",
                          "r-3|s-2|d-3|d-3 <- b.json:1"};
  Lines beta = rows(both.catalog, both.ingest, "AADSignInEventsBeta",
                    {"RequestId", "SessionId", "AadDeviceId", "EntraIdDeviceId"});
  CHECK(beta == expected);
  CHECK(rows(both.catalog, both.ingest, "EntraIdSignInEvents",
             {"RequestId", "SessionId", "EntraIdDeviceId", "EntraIdDeviceId"}) == expected);
  CHECK(both.report(0).table == "EntraIdSignInEvents");
  CHECK(both.report(1).table == "AADSignInEventsBeta");
  CHECK(both.report(0).duplicates == 1);
  CHECK(both.report(1).duplicates == 0);
  for (const ingest::FileReport& report : both.ingest.files()) CHECK(adds_up(report));
}

TEST_CASE("gotcha 59: a record in two files counts once; repeats within one file are its own") {
  const Loaded two(
      {{"x", std::string(kClicks)},
       {"y", std::string(kClicks) +
                 "2026-11-16T09:06:00Z,https://example.com/c,ClickBlocked,0,Email\n"}});
  CHECK(rows(two.catalog, two.ingest, "UrlClickEvents", {"Url"}) ==
        Lines{"https://example.com/a <- x:0", "https://example.com/a <- x:1",
              "https://example.com/b <- x:2", "https://example.com/c <- y:3"});
  CHECK(two.report(1).duplicates == 3);
  CHECK(adds_up(two.report(1)));
  // A second publication changes nothing.
  Loaded again({{"x", std::string(kClicks)}, {"y", std::string(kClicks)}});
  const std::string first = dump(again.catalog, again.ingest);
  again.ingest.publish(again.catalog);
  CHECK(dump(again.catalog, again.ingest) == first);
  // Without the other file the rows are this one's again.
  again.ingest.drop_file(0);
  again.ingest.publish(again.catalog);
  CHECK(again.report(1).rows == 3);
  CHECK(again.report(1).duplicates == 0);
  CHECK(again.catalog.find("UrlClickEvents")->rows() == 3);
  CHECK(again.report(0).refused());
  CHECK(!again.report(0).reason.empty());
}

TEST_CASE("the order of files and the size of chunks change nothing") {
  Files files = {
      {"a.csv", std::string(kSignins)},
      {"b.json", std::string(kSigninsNewName)},
      {"c.csv", std::string(kClicks)},
      {"d.csv",
       "Timestamp,AlertId,EntityType\n2026-11-16T09:00:00Z,da1,User\nbad,da2,User\nonly two,x\n"},
      {"e.bin", "\x1F\x8B\x08"s},
      {"f.csv",
       "\xFF\xFE"
       "T\0i\0m\0e\0"s}};
  const Loaded whole(files);
  const std::string expected = dump(whole.catalog, whole.ingest);
  for (const std::size_t chunk : {1u, 2u, 5u, 64u, 1000u}) {
    CAPTURE(chunk);
    const Loaded parts(files, chunk);
    CHECK(dump(parts.catalog, parts.ingest) == expected);
  }
  std::ranges::reverse(files);
  const Loaded reversed(files);
  CHECK(dump(reversed.catalog, reversed.ingest) == expected);
}

TEST_CASE("files in any interleaving") {
  ingest::Ingest ingest;
  const std::uint32_t a = ingest.begin_file("a.csv");
  const std::uint32_t b = ingest.begin_file("b.json");
  for (std::size_t i = 0; i < 400; ++i) {
    const auto push = [&](std::uint32_t file, std::string_view text) {
      if (i < text.size())
        (void)ingest.push(file, {reinterpret_cast<const std::uint8_t*>(text.data()) + i, 1});
    };
    push(a, kSignins);
    push(b, kSigninsNewName.substr(0, kSigninsNewName.size() - 40));
  }
  ingest.end_file(b);
  ingest.end_file(a);
  CHECK(ingest.files()[0].rows == 2);
  CHECK(ingest.files()[1].records == 2);  // the second is cut off
  CHECK(ingest.files()[1].truncated);
}

TEST_CASE("rejects are a table, with line, reason and the record itself") {
  const Loaded bad({{"d.csv",
                     "Timestamp,AlertId,EntityType,AdditionalFields\n2026-11-16T09:00:00Z,da1,User,"
                     "\"x\ny\"\n\"not\x1b a time" +
                         std::string(100, '.') + "\",da2,User,\nonly,two\n"}});
  CHECK(bad.report().rows == 1);
  CHECK(bad.report().rejected == 2);
  const Lines rejects =
      rows(bad.catalog, bad.ingest, "CrumbRejects", {"File", "Line", "Record", "Reason"});
  CHECK(rejects.size() == 2);
  CAPTURE(rejects[0]);
  CHECK(rejects[0].find("d.csv|4|1|the column Timestamp holds not\\u{1b} a time....") == 0);
  CHECK(rejects[0].find("..., which is not a datetime") != std::string::npos);
  CHECK(rejects[1] == "d.csv|5|2|the record has 2 cells where the header has 4 <- d.csv:2");
  CHECK(rows(bad.catalog, bad.ingest, "CrumbRejects", {"Raw"})[1] == "only,two <- d.csv:2");
  CHECK(bad.catalog.is_loaded("CrumbRejects"));
}

TEST_CASE("gotcha 38: day and month are decided from the whole file") {
  const auto times = [](std::string cells) {
    std::string text = "TimeGenerated [UTC],Operation,Parameters,OfficeWorkload\n";
    for (std::size_t at = 0; at < cells.size();) {
      const std::size_t end = cells.find('|', at);
      text += cells.substr(at, end - at) + ",op,,x\n";
      at = end + 1;
    }
    const Loaded loaded({{"f", text}});
    Lines out = rows(loaded.catalog, loaded.ingest, "OfficeActivity", {"TimeGenerated"});
    for (std::string& line : out) line = line.substr(0, 10);
    out.push_back(loaded.report().reason.empty() ? "" : "told");
    return out;
  };
  CHECK(times("10/02/2026 11:00:00|13/02/2026 11:00:00|") == Lines{"2026-02-10", "2026-02-13", ""});
  CHECK(times("02/10/2026 11:00:00|02/13/2026 11:00:00|") == Lines{"2026-02-10", "2026-02-13", ""});
  CHECK(times("10/02/2026 11:00:00|11/02/2026 11:00:00|12/02/2026 09:00:00|") ==
        Lines{"2026-02-10", "2026-02-11", "2026-02-12", "told"});
  CHECK(times("02/10/2026 11:00:00|02/11/2026 11:00:00|") ==
        Lines{"2026-02-10", "2026-02-11", "told"});
  CHECK(times("10/02/2026 11:00|13/02/2026 11:00:30|") ==
        Lines{"2026-02-10", "2026-02-13", "told"});
  CHECK(times("13/02/2026 11:00:00|02/14/2026 11:00:00|03/02/2026 10:00:00|13/02/2026 12:00:00|") ==
        Lines{"2026-02-13", "2026-02-14", "2026-02-03", "2026-02-13", "told"});
}

TEST_CASE("gotcha 39: local times are told") {
  const Loaded local(
      {{"f", "Timestamp Local time,AlertId,EntityType\n\"May 7, 2026 6:35:31 PM\",da1,User\n"}});
  CHECK(local.report().rows == 1);
  CHECK(local.report().reason.find("zone") != std::string::npos);
}

TEST_CASE("gotcha 58: row counts at which exports are cut") {
  std::string text = "Timestamp,AlertId,EntityType\n";
  for (int i = 0; i < 10'000; ++i)
    text += "2026-11-16T09:00:00Z,da" + std::to_string(i) + ",User\n";
  CHECK(Loaded({{"f", text}}).report().truncated);
  CHECK(Loaded({{"f", text}}).report().reason.find("10000") != std::string::npos);
  CHECK(!Loaded({{"f", text + "2026-11-16T09:00:00Z,x,User\n"}}).report().truncated);
}

TEST_CASE("report: hash, encoding, times, columns") {
  const Loaded one({{"a.csv", "\xEF\xBB\xBF" + std::string(kSignins)}});
  const ingest::FileReport& report = one.report();
  CHECK(report.sha256.size() == 64);
  CHECK(report.bytes == kSignins.size() + 3);
  CHECK(report.encoding == "utf-8-bom");
  CHECK(report.places[0].offset == 3 + kSignins.find('\n') + 1);
  CHECK(report.places[1].line == 3);
  CHECK(report.unknown_columns.empty());
  CHECK(std::ranges::find(report.missing_columns, "Country") != report.missing_columns.end());
  CHECK(std::ranges::find(report.missing_columns, "EntraIdDeviceId") ==
        report.missing_columns.end());
  std::string json;
  ingest::append_json(json, report);
  CHECK(json.find("\"first\":\"2026-11-16T09:21:58.0000000Z\",\"last\":\"2026-11-16T09:22:00."
                  "0000000Z\",\"gaps\":[],\"unknown_columns\":[],\"missing_columns\":[\"") !=
        std::string::npos);
  CHECK(json.ends_with("],\"truncated\":false,\"reason\":\"\"}"));
}

TEST_CASE("every kind of damage ends in one sentence and a sum that is right") {
  const std::string wide = "Timestamp," + std::string(5000, ',');
  const std::string deep(100'000, '[');
  const struct {
    const char* name;
    std::string text;
    const char* part;
  } kCases[] = {
      {"empty", "", "empty"},
      {"only a byte order mark", "\xEF\xBB\xBF", "blanks"},
      {"gzip", "\x1F\x8B\x08"s, "gzip"},
      {"binary", std::string(5000, '\0') + "abc", "binary"},
      {"prose", "Dear all,\nplease find attached\n", "o known table"},
      {"column bomb", wide + "\n" + wide + "\n", ""},
      {"deep JSON", "[{\"a\":" + deep + "\n", ""},
      {"an unknown table", "A,B\n1,2\n", "o known table"},
      {"cut JSON",
       "{\"records\":[{\"category\":\"AdvancedHunting-AlertInfo\",\"properties\":{\"Timestamp\":"
       "\"2026",
       ""},
      {"UTF-16 binary", "\xFF\xFE\x01\x02\x03\x04\x05", ""},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.name);
    const Loaded loaded({{"f", c.text}, {"good.csv", std::string(kClicks)}});
    CHECK(loaded.report(0).refused());
    CHECK(adds_up(loaded.report(0)));
    CHECK(!loaded.report(0).reason.empty());
    CHECK(loaded.report(0).reason.find(c.part) != std::string::npos);
    CHECK(loaded.report(1).rows == 3);
  }
}

TEST_CASE("a CSV with a SearchKey is a watchlist under its alias, unless its rows are a table's") {
  const Loaded loaded(
      {{"a.csv",
        "SearchKey,WatchlistAlias,Why\nben@contoso.com,VIPs,board\nana@contoso.com,VIPs,\n"},
       {"exports/nets.csv", "Network,SearchKey\n198.51.100.0/24,office\n"},
       {"c.csv",
        "Timestamp,AlertId,EntityType,EvidenceRole,SearchKey\n2026-11-16T09:00:00Z,a,User,x,k\n"}});
  const TablePtr people = loaded.catalog.watchlist("VIPs");
  REQUIRE(people != nullptr);
  CHECK(people->rows() == 2);
  CHECK(people->segments()[0].columns[2]->text(0) == "board");
  CHECK(people->segments()[0].origins.of(1)[0] == RowRef{0, 1});
  CHECK(loaded.catalog.watchlist("nets") != nullptr);
  CHECK(loaded.catalog.watchlist("c") == nullptr);
  CHECK(loaded.catalog.find("VIPs") == nullptr);
  CHECK(loaded.ingest.files()[1].table == "nets");
  CHECK(loaded.ingest.files()[2].table == "AlertEvidence");
}

TEST_CASE("spans of a day and more without rows are told, the longest few") {
  std::string text = "Timestamp,AlertId,EntityType,EvidenceRole\n";
  for (const char* time : {"2026-11-16T09:00:00Z", "2026-11-10T09:00:00Z", "2026-11-10T20:00:00Z",
                           "2026-11-11T20:00:00Z", "2026-11-12T19:59:59Z"})
    text += std::string(time) + ",a,User,x\n";
  const Loaded loaded({{"f", text}});
  const auto& gaps = loaded.report().gaps;
  REQUIRE(gaps.size() == 2);
  CHECK(format_datetime(gaps[0].first) == "2026-11-10T20:00:00.0000000Z");
  CHECK(format_datetime(gaps[0].second) == "2026-11-11T20:00:00.0000000Z");
  CHECK(format_datetime(gaps[1].first) == "2026-11-12T19:59:59.0000000Z");
}

TEST_CASE(
    "hostile cells: NUL bytes, bytes that are not UTF-8, twins of a header, long and deep cells") {
  const Loaded nul(
      {{"f",
        "Timestamp,AlertId,EntityType,EntityType,EvidenceRole\n2026-11-16T09:00:00Z,a\0b,,User,\xC3\xA9\xFF\n"s}});
  CHECK(rows(nul.catalog, nul.ingest, "AlertEvidence", {"AlertId", "EntityType", "EvidenceRole"}) ==
        Lines{"a\0b|User|\xC3\xA9\xEF\xBF\xBD <- f:0"s});
  CHECK(nul.report().reason.find("U+FFFD") != std::string::npos);

  ingest::IngestLimits limits;
  limits.record_bytes = 1000;
  limits.kept_rejects = 2;
  std::string text = "Timestamp,AlertId,EntityType,AdditionalFields\n";
  for (int i = 0; i < 5; ++i) text += "2026-11-16T09:00:00Z," + std::string(2000, 'x') + ",User,\n";
  text += "2026-11-16T09:00:00Z,da1,User,\"" + std::string(100, '[') + std::string(100, ']') +
          "\"\n2026-11-16T09:00:00Z,da2,User,{}\n";
  const Loaded big({{"f", text}}, 77, limits);
  CHECK(big.report().rejected == 6);
  CHECK(big.report().rejects.size() == 2);
  CHECK(big.report().rows == 1);
  CHECK(adds_up(big.report()));
}

TEST_CASE("many records cross segments, and rows keep their origins") {
  std::string text = "Timestamp,AlertId,EntityType\n";
  constexpr int kRows = 140'000;
  for (int i = 0; i < kRows; ++i)
    text +=
        i == 70'000 ? "bad,x,User\n" : "2026-11-16T09:00:00Z,da" + std::to_string(i) + ",User\n";
  const Loaded loaded({{"f", text}});
  const TablePtr table = loaded.catalog.find("AlertEvidence");
  CHECK(table->rows() == kRows - 1);
  CHECK(table->segments().size() == 3);
  const auto id = find_column(table->schema(), "AlertId");
  bool right = true;
  for (const Segment& segment : table->segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      right = right && segment.columns[*id]->text(row) ==
                           "da" + std::to_string(segment.origins.of(row)[0].record);
    }
  }
  CHECK(right);
  CHECK(loaded.report().places.back().line == kRows + 1);
}

TEST_CASE("a file that the door could not open") {
  ingest::Ingest ingest;
  const std::uint32_t file = ingest.refuse_file("x.zip/secret.csv", "The member is encrypted.");
  Catalog catalog;
  ingest.publish(catalog);
  CHECK(ingest.files()[file].refused());
  CHECK(ingest.files()[file].reason == "The member is encrypted.");
}
