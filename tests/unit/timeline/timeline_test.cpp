// Lanes and marks from a table of events.
#include "timeline/timeline.h"

#include <doctest/doctest.h>

#include "base/time.h"

using namespace crumb;
using namespace crumb::timeline;

namespace {

struct Row {
  std::int64_t ticks;
  std::string lane, kind, origin;
  std::int64_t weight;
  std::string label;
  bool alerted;
};

std::shared_ptr<Table> table_of(const std::vector<Row>& rows) {
  auto table = std::make_shared<Table>("TimelineEvents", Schema{{"Timestamp", Type::kDatetime},
                                                                {"Lane", Type::kString},
                                                                {"Kind", Type::kString},
                                                                {"Title", Type::kString},
                                                                {"Subtitle", Type::kString},
                                                                {"Class", Type::kString},
                                                                {"Weight", Type::kLong},
                                                                {"Label", Type::kString},
                                                                {"Alerted", Type::kBool}});
  ColumnBuilder time(Type::kDatetime), lane(Type::kString), kind(Type::kString),
      title(Type::kString), subtitle(Type::kString), origin(Type::kString), weight(Type::kLong),
      label(Type::kString), alerted(Type::kBool);
  Segment segment;
  for (const Row& row : rows) {
    time.append_long(row.ticks);
    lane.append_text(row.lane);
    kind.append_text(row.kind);
    title.append_text(row.lane);
    subtitle.append_text("");
    origin.append_text(row.origin);
    weight.append_long(row.weight);
    label.append_text(row.label);
    alerted.append_bool(row.alerted);
    segment.origins.refs.push_back({0, segment.rows++});
  }
  segment.columns = {time.finish(),   lane.finish(),     kind.finish(),
                     title.finish(),  subtitle.finish(), origin.finish(),
                     weight.finish(), label.finish(),    alerted.finish()};
  table->append(std::move(segment));
  return table;
}

}  // namespace

TEST_CASE("lanes: alerts first, then alerted sessions, then by first event") {
  const auto built = Timeline::build(*table_of({{50, "s1", "session", "OWN", 0, "a", false},
                                                {60, "s2", "session", "ALIEN", 1, "b", true},
                                                {70, "alerts", "alert", "", 2, "c", false},
                                                {10, "mail", "mail", "", 0, "d", false}}));
  REQUIRE(built.has_value());
  REQUIRE(built->lanes().size() == 4);
  CHECK(built->lanes()[0].id == "alerts");
  CHECK(built->lanes()[1].id == "s2");
  CHECK(built->lanes()[2].id == "s1");
  CHECK(built->lanes()[3].id == "mail");
  CHECK(built->events(1)[0].row == RowRef{0, 1});
}

TEST_CASE("marks: crowded events become one with the worst origin and the heaviest label") {
  std::vector<Row> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({i, "s1", "session", "OWN", 0, "plain", false});
  rows[777].origin = "ALIEN";
  rows[777].weight = 2;
  rows[777].label = "rule";
  rows[300].origin = "UNKNOWN";
  const auto built = Timeline::build(*table_of(rows));
  REQUIRE(built.has_value());
  for (const std::uint32_t buckets : {1u, 3u, 10u, 64u, 999u}) {
    const auto marks = built->marks(0, 1000, buckets);
    std::uint32_t events = 0, aliens = 0;
    for (const Mark& mark : marks) {
      events += mark.count;
      if (mark.origin != OriginClass::kAlien) continue;
      ++aliens;
      CHECK(mark.weight == 2);
      CHECK(built->label(mark.label) == "rule");
      CHECK(mark.first_event <= 777);
      CHECK(mark.first_event + mark.count > 777);
    }
    CHECK(events == 1000);
    CHECK(aliens == 1);
    CHECK(marks.size() <= buckets);
  }
  const auto part = built->marks(290, 310, 2);
  REQUIRE(part.size() == 2);
  CHECK(part[0].origin == OriginClass::kOwn);
  CHECK(part[1].origin == OriginClass::kUnknown);
}

TEST_CASE("a table without the columns is refused") {
  const Table table("x", {{"Timestamp", Type::kDatetime}});
  CHECK(!Timeline::build(table).has_value());
}
