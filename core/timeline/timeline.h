// The session timeline as data: lanes of events in time order, answered for any window at a level
// of detail. No pixels, no colours, no text layout: the view decides those.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/table.h"

namespace crumb::timeline {

enum class OriginClass : std::uint8_t { kNone, kOwn, kInfra, kAlien, kUnknown };

struct Lane {
  std::string id;    // session id, or "mail", "clicks", "directory", "alerts", "device:NAME"
  std::string kind;  // "session", "mail", "device", "directory", "alert"
  std::string title, subtitle;
  bool alerted = false;
  std::int64_t first_ticks = 0, last_ticks = 0;
  std::uint64_t events = 0;
};

// For people, parallel to `lanes`: a session by the shortest end of its id that no other one has
// ("Session …00a1"), the others by their title.
[[nodiscard]] std::vector<std::string> titles_of(const std::vector<Lane>& lanes);

struct Event {
  std::int64_t ticks = 0;
  OriginClass origin = OriginClass::kNone;
  std::uint8_t weight = 0;  // 0 plain, 1 notable, 2 carries the verdict
  std::uint32_t label = 0;  // into Timeline::labels
  RowRef row;
};

// What a window holds: single events where they stand apart, buckets where they crowd.
struct Mark {
  std::uint32_t lane = 0;
  std::int64_t begin_ticks = 0, end_ticks = 0;  // equal for one event
  OriginClass origin =
      OriginClass::kNone;  // of the worst event within: alien > unknown > infra > own > none
  std::uint8_t weight = 0;
  std::uint32_t count = 1;
  std::uint32_t first_event = 0;  // index within the lane
  std::uint32_t label = 0;
};

// Made from a table with columns Timestamp:datetime, Lane:string, Kind:string, Title:string,
// Subtitle:string, Class:string (OWN INFRA ALIEN UNKNOWN or empty), Weight:long, Label:string,
// Alerted:bool; row origins give RowRef.
class Timeline {
 public:
  [[nodiscard]] static Result<Timeline> build(const Table& events);

  [[nodiscard]] const std::vector<Lane>& lanes() const { return lanes_; }
  [[nodiscard]] const std::vector<Event>& events(std::uint32_t lane) const { return events_[lane]; }
  [[nodiscard]] const std::string& label(std::uint32_t index) const { return labels_[index]; }

  // At most `buckets` marks a lane; events closer than window/buckets are merged. Cost O(lanes *
  // (log events + buckets)).
  [[nodiscard]] std::vector<Mark> marks(std::int64_t begin_ticks, std::int64_t end_ticks,
                                        std::uint32_t buckets) const;

 private:
  // The worst of a block of events. Level 0 holds blocks of 16 events, each level above blocks of
  // 16 of those below.
  struct Peak {
    std::uint8_t badness = 0, weight = 0;
    std::uint32_t label = 0;  // of the first event with that weight
  };
  using Levels = std::vector<std::vector<Peak>>;

  void finish();  // sorts events and lanes, builds the levels
  [[nodiscard]] static Peak worse(Peak a, Peak b);
  [[nodiscard]] Peak peak(std::uint32_t lane, std::size_t begin, std::size_t end) const;

  std::vector<Lane> lanes_;
  std::vector<std::vector<Event>> events_;
  std::vector<std::string> labels_;
  std::vector<Levels> levels_;  // by lane
};

}  // namespace crumb::timeline
