// Builds lanes from a table of events and answers windows at a level of detail.
#include "timeline/timeline.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

namespace crumb::timeline {
namespace {

struct ClassName {
  std::string_view name;
  OriginClass value;
};
constexpr std::array<ClassName, 4> kClasses = {{{"OWN", OriginClass::kOwn},
                                                {"INFRA", OriginClass::kInfra},
                                                {"ALIEN", OriginClass::kAlien},
                                                {"UNKNOWN", OriginClass::kUnknown}}};

OriginClass class_of(std::string_view name) {
  const auto at = std::ranges::find(kClasses, name, &ClassName::name);
  return at == kClasses.end() ? OriginClass::kNone : at->value;
}

// Which of two events a crowded mark shows: alien > unknown > infra > own > none.
constexpr std::array<OriginClass, 5> kByBadness = {OriginClass::kNone, OriginClass::kOwn,
                                                   OriginClass::kInfra, OriginClass::kUnknown,
                                                   OriginClass::kAlien};

std::uint8_t badness(OriginClass origin) {
  return static_cast<std::uint8_t>(std::ranges::find(kByBadness, origin) - kByBadness.begin());
}

constexpr std::size_t kFan = 16;

int kind_rank(std::string_view kind) {
  constexpr std::array<std::string_view, 5> kOrder = {"alert", "session", "mail", "device",
                                                      "directory"};
  return static_cast<int>(std::ranges::find(kOrder, kind) - kOrder.begin());
}

struct Wanted {
  std::string_view name;
  Type type;
};
constexpr std::array<Wanted, 9> kColumns = {{{"Timestamp", Type::kDatetime},
                                             {"Lane", Type::kString},
                                             {"Kind", Type::kString},
                                             {"Title", Type::kString},
                                             {"Subtitle", Type::kString},
                                             {"Class", Type::kString},
                                             {"Weight", Type::kLong},
                                             {"Label", Type::kString},
                                             {"Alerted", Type::kBool}}};
enum ColumnIndex : std::size_t {
  kTimestamp,
  kLane,
  kKind,
  kTitle,
  kSubtitle,
  kClass,
  kWeight,
  kLabel,
  kAlerted
};

}  // namespace

std::vector<std::string> titles_of(const std::vector<Lane>& lanes) {
  const auto tail = [](const std::string& id, std::size_t length) {
    return std::string_view(id).substr(id.size() - std::min(length, id.size()));
  };
  std::size_t length = 4;
  for (bool twice = true; twice && length < 36; length += twice ? 2 : 0) {
    std::set<std::string_view> seen;
    twice = std::ranges::any_of(lanes, [&](const Lane& lane) {
      return lane.kind == "session" && !seen.insert(tail(lane.id, length)).second;
    });
  }
  std::vector<std::string> titles;
  for (const Lane& lane : lanes) {
    const bool long_id = lane.kind == "session" && lane.id.size() > length + 4;
    titles.push_back(long_id ? "Session …" + std::string(tail(lane.id, length)) : lane.title);
  }
  return titles;
}

Result<Timeline> Timeline::build(const Table& table) {
  std::array<std::uint32_t, kColumns.size()> at{};
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const auto column = find_column(table.schema(), kColumns[i].name);
    if (!column || table.schema()[*column].type != kColumns[i].type) {
      return fail(ErrorCode::kInternal, "a timeline needs a column " +
                                            std::string(kColumns[i].name) + " of type " +
                                            std::string(type_name(kColumns[i].type)));
    }
    at[i] = *column;
  }
  Timeline out;
  std::map<std::string, std::uint32_t, std::less<>> lanes;
  std::unordered_map<std::string, std::uint32_t> labels;
  for (const Segment& segment : table.segments()) {
    const auto column = [&](ColumnIndex index) -> const Column& {
      return *segment.columns[at[index]];
    };
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      if (column(kTimestamp).is_null(row)) continue;
      const std::string_view id = column(kLane).text(row);
      auto lane = lanes.find(id);
      if (lane == lanes.end()) {
        lane = lanes.emplace(std::string(id), static_cast<std::uint32_t>(out.lanes_.size())).first;
        out.lanes_.push_back({.id = std::string(id),
                              .kind = std::string(column(kKind).text(row)),
                              .title = std::string(column(kTitle).text(row)),
                              .subtitle = std::string(column(kSubtitle).text(row)),
                              .alerted = false,
                              .first_ticks = 0,
                              .last_ticks = 0,
                              .events = 0});
        out.events_.emplace_back();
      }
      const std::string_view text = column(kLabel).text(row);
      const auto label =
          labels.emplace(std::string(text), static_cast<std::uint32_t>(out.labels_.size()));
      if (label.second) out.labels_.emplace_back(text);
      const std::int64_t weight = column(kWeight).is_null(row) ? 0 : column(kWeight).longs()[row];
      const auto refs = segment.origins.of(row);
      out.events_[lane->second].push_back(
          {.ticks = column(kTimestamp).longs()[row],
           .origin = class_of(column(kClass).text(row)),
           .weight = static_cast<std::uint8_t>(std::clamp<std::int64_t>(weight, 0, 2)),
           .label = label.first->second,
           .row = refs.empty() ? RowRef{} : refs.front()});
      const bool alerted = !column(kAlerted).is_null(row) && column(kAlerted).bools()[row] != 0;
      out.lanes_[lane->second].alerted = out.lanes_[lane->second].alerted || alerted;
    }
  }
  out.finish();
  return out;
}

void Timeline::finish() {
  std::vector<std::uint32_t> order(lanes_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    order[i] = i;
    std::ranges::stable_sort(events_[i], {}, &Event::ticks);
    lanes_[i].events = events_[i].size();
    lanes_[i].first_ticks = events_[i].front().ticks;
    lanes_[i].last_ticks = events_[i].back().ticks;
  }
  // Alerts, then alerted sessions, then by kind and first event; the id settles ties.
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const auto key = [&](std::uint32_t i) {
      const Lane& lane = lanes_[i];
      return std::tuple(kind_rank(lane.kind), lane.alerted ? 0 : 1, lane.first_ticks,
                        std::string_view(lane.id));
    };
    return key(a) < key(b);
  });
  std::vector<Lane> lanes;
  std::vector<std::vector<Event>> events;
  for (const std::uint32_t i : order) {
    lanes.push_back(std::move(lanes_[i]));
    events.push_back(std::move(events_[i]));
  }
  lanes_ = std::move(lanes);
  events_ = std::move(events);
  levels_.resize(lanes_.size());
  for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
    std::vector<Peak> below;
    for (const Event& event : events_[lane])
      below.push_back({badness(event.origin), event.weight, event.label});
    while (below.size() > kFan) {
      std::vector<Peak> level((below.size() + kFan - 1) / kFan);
      for (std::size_t i = 0; i < below.size(); ++i)
        level[i / kFan] = i % kFan == 0 ? below[i] : worse(level[i / kFan], below[i]);
      levels_[lane].push_back(level);
      below = std::move(level);
    }
  }
}

Timeline::Peak Timeline::worse(Peak a, Peak b) {
  const bool heavier = b.weight > a.weight;
  return {std::max(a.badness, b.badness), heavier ? b.weight : a.weight,
          heavier ? b.label : a.label};
}

// Walks up while whole blocks fit, so that any range costs a few blocks a level.
Timeline::Peak Timeline::peak(std::uint32_t lane, std::size_t begin, std::size_t end) const {
  const Levels& levels = levels_[lane];
  const auto at = [&](std::size_t level, std::size_t index) {
    if (level != 0) return levels[level - 1][index];
    const Event& event = events_[lane][index];
    return Peak{badness(event.origin), event.weight, event.label};
  };
  Peak left = at(0, begin), right{};
  bool has_right = false;
  for (std::size_t level = 0; begin < end; ++level) {
    const bool top = level == levels.size();
    while (begin < end && (top || begin % kFan != 0)) left = worse(left, at(level, begin++));
    while (begin < end && end % kFan != 0) {
      right = has_right ? worse(at(level, --end), right) : at(level, --end);
      has_right = true;
    }
    begin /= kFan;
    end /= kFan;
  }
  return has_right ? worse(left, right) : left;
}

std::vector<Mark> Timeline::marks(std::int64_t begin_ticks, std::int64_t end_ticks,
                                  std::uint32_t buckets) const {
  std::vector<Mark> out;
  if (end_ticks <= begin_ticks || buckets == 0) return out;
  const std::int64_t width =
      std::max<std::int64_t>(1, (end_ticks - begin_ticks + buckets - 1) / buckets);
  for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
    const std::vector<Event>& events = events_[lane];
    auto at = std::ranges::lower_bound(events, begin_ticks, {}, &Event::ticks);
    while (at != events.end() && at->ticks < end_ticks) {
      const std::int64_t bucket_end = begin_ticks + ((at->ticks - begin_ticks) / width + 1) * width;
      const auto next = std::ranges::lower_bound(at, events.end(), std::min(bucket_end, end_ticks),
                                                 {}, &Event::ticks);
      Mark mark{.lane = lane,
                .begin_ticks = at->ticks,
                .end_ticks = (next - 1)->ticks,
                .origin = at->origin,
                .weight = at->weight,
                .count = static_cast<std::uint32_t>(next - at),
                .first_event = static_cast<std::uint32_t>(at - events.begin()),
                .label = at->label};
      if (mark.count > 1) {
        const Peak worst = peak(lane, mark.first_event, mark.first_event + mark.count);
        mark.origin = kByBadness[worst.badness];
        mark.weight = worst.weight;
        mark.label = worst.label;
      }
      out.push_back(mark);
      at = next;
    }
  }
  return out;
}

}  // namespace crumb::timeline
