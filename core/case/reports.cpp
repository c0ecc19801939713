// What a case hands out as texts: verdict, reports for three audiences, indicators, hash lists; and
// the timeline's strips in them. How a report reads is core/grade/report_*.
#include <algorithm>
#include <functional>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "case/case_impl.h"
#include "grade/indicators.h"
#include "grade/report_words.h"

namespace crumb {

namespace {

// By name, so that the order in which files came in never shows.
std::vector<const ingest::FileReport*> by_name(const Case& session) {
  std::vector<const ingest::FileReport*> out;
  for (const auto& file : session.files()) out.push_back(&file);
  std::ranges::stable_sort(out, {}, [](const auto* file) { return std::string_view(file->name); });
  return out;
}

std::string files_json(const Case& session) {
  std::string out = "[";
  for (const auto* file : by_name(session)) {
    if (out.back() != '[') out.push_back(',');
    ingest::append_json(out, *file);
  }
  return out + "]";
}

std::string file_line(const ingest::FileReport& file) {
  std::string line = make_visible(file.name) + ": ";
  if (file.refused()) return line + "refused, " + file.reason;
  line += file.table;
  if (file.format != "network-pack") line += ", " + std::to_string(file.rows) + " rows";
  if (file.rejected != 0) line += ", " + std::to_string(file.rejected) + " rejected";
  if (file.duplicates != 0) line += ", " + std::to_string(file.duplicates) + " duplicates";
  if (file.first_ticks != 0)
    line += ", " + format_datetime(file.first_ticks) + " to " + format_datetime(file.last_ticks);
  if (!file.reason.empty()) line += "; " + file.reason;
  line += "; SHA-256 " + file.sha256;
  if (!file.container.name.empty())
    line += ", unpacked from " + make_visible(file.container.name) + ", SHA-256 " +
            file.container.sha256;
  return line;
}

grade::PackFacts pack_facts(const Case& session) {
  const NetworkPack* pack = session.network_pack();
  if (pack == nullptr) return {};
  return {pack->date(), pack->sha256(), std::string(pack->notes())};
}

grade::ReportFiles report_files(const Case& session) {
  grade::ReportFiles out{
      .files_json = files_json(session), .lines = {}, .files = {}, .pack = pack_facts(session)};
  for (const auto* file : by_name(session)) {
    out.lines.push_back(file_line(*file));
    out.files.push_back({.name = file->name,
                         .sha256 = file->sha256,
                         .container = file->container.name,
                         .container_sha256 = file->container.sha256,
                         .table = file->table,
                         .reason = file->reason,
                         .bytes = file->bytes,
                         .rows = file->rows,
                         .rejected = file->rejected,
                         .truncated = file->truncated});
  }
  return out;
}

}  // namespace

std::string Case::inspect_json() const { return "{\"files\":" + files_json(*this) + "}\n"; }
std::string Case::network_line() const { return grade::network_line(pack_facts(*this)); }
std::string Case::verdict_json() const {
  return grade::verdict_json(grading(), report_files(*this));
}
std::string Case::report_text() const { return grade::report_text(grading(), report_files(*this)); }

std::string Case::record_sha256(RowRef row) const {
  if (row.file >= files().size() || row.record >= files()[row.file].places.size()) return {};
  const ingest::FileReport& file = files()[row.file];
  const ingest::RecordPlace& place = file.places[row.record];
  if (!file.encoding.starts_with("utf-8")) return {};
  const auto bytes = read_again(row.file, place.offset, place.bytes);
  if (!bytes || bytes->empty()) return {};
  std::string_view text = *bytes;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return grade::sha256_hex(text);
}

namespace {

constexpr std::size_t kLanesDrawn = 24, kMarksOfLane = 300;
constexpr std::uint32_t kStripBuckets = 240;

std::string_view class_name(timeline::OriginClass origin) {
  constexpr std::string_view kNames[] = {"", "OWN", "INFRA", "ALIEN", "UNKNOWN"};
  return kNames[static_cast<std::size_t>(origin)];
}

// A crowded mark becomes one mark for each of its notable labels, or stays one when it has none.
void add_marks(const timeline::Timeline& timeline, const timeline::Mark& mark,
               grade::StripLane& lane, const std::function<grade::Origin(RowRef)>& place) {
  const std::size_t before = lane.marks.size();
  const auto& events = timeline.events(mark.lane);
  for (std::uint32_t i = mark.first_event; i < mark.first_event + mark.count; ++i) {
    const timeline::Event& event = events[i];
    if (mark.weight != 0 && event.weight == 0) continue;
    const std::string& label = timeline.label(mark.weight == 0 ? mark.label : event.label);
    const auto same =
        std::find_if(lane.marks.begin() + static_cast<std::ptrdiff_t>(before), lane.marks.end(),
                     [&](const grade::StripMark& one) { return one.label == label; });
    if (same != lane.marks.end()) {
      same->end_ticks = event.ticks;
      ++same->count;
      continue;
    }
    if (lane.marks.size() >= kMarksOfLane) return;
    const auto origin = mark.weight == 0 ? mark.origin : event.origin;
    lane.marks.push_back({.begin_ticks = event.ticks,
                          .end_ticks = event.ticks,
                          .origin_class = std::string(class_name(origin)),
                          .weight = event.weight,
                          .count = 1,
                          .label = label,
                          .origin = place(event.row)});
  }
}

grade::Strip strip_of(const timeline::Timeline& timeline, std::string title, std::int64_t begin,
                      std::int64_t end, std::int64_t t0,
                      const std::function<grade::Origin(RowRef)>& place) {
  grade::Strip strip{.title = std::move(title),
                     .begin_ticks = begin,
                     .end_ticks = end,
                     .t0_ticks = t0,
                     .lanes = {},
                     .lanes_left_out = 0};
  std::vector<std::string> titles = timeline::titles_of(timeline.lanes());
  std::vector<grade::StripLane> lanes(timeline.lanes().size());
  for (std::size_t i = 0; i < lanes.size(); ++i)
    lanes[i] = {.title = std::move(titles[i]),
                .subtitle = timeline.lanes()[i].subtitle,
                .alerted = timeline.lanes()[i].alerted,
                .marks = {}};
  for (const timeline::Mark& mark : timeline.marks(begin, end, kStripBuckets))
    add_marks(timeline, mark, lanes[mark.lane], place);
  for (grade::StripLane& lane : lanes) {
    if (lane.marks.empty()) continue;
    if (strip.lanes.size() < kLanesDrawn)
      strip.lanes.push_back(std::move(lane));
    else
      ++strip.lanes_left_out;
  }
  return strip;
}

}  // namespace

std::vector<grade::Strip> Case::strips(std::uint32_t verdict) const {
  const auto timeline = this->timeline(verdict);
  if (!timeline || timeline->lanes().empty()) return {};
  const std::int64_t t0 = grading().verdicts[verdict].t0_ticks;
  std::int64_t first = t0, last = t0;
  for (const timeline::Lane& lane : timeline->lanes()) {
    first = std::min(first, lane.first_ticks);
    last = std::max(last, lane.last_ticks);
  }
  const auto place = [this](RowRef row) -> grade::Origin {
    if (row.file >= files().size() || row.record >= files()[row.file].places.size()) return {};
    return {.row = row,
            .file = files()[row.file].name,
            .line = files()[row.file].places[row.record].line,
            .table = files()[row.file].table};
  };
  const std::int64_t edge = std::max(kTicksPerMinute, (last - first) / 50);
  return {strip_of(*timeline, "All events of the window", first - edge, last + edge, t0, place),
          strip_of(*timeline, "Half an hour before T0 to ninety minutes after it",
                   t0 - 30 * kTicksPerMinute, t0 + 90 * kTicksPerMinute, t0, place)};
}

// Strips are drawn and records hashed once, however many audiences there are.
std::vector<grade::Report> Case::reports(std::span<const grade::Audience> audiences) const {
  std::vector<std::vector<grade::Strip>> drawn;
  for (std::uint32_t i = 0; i < grading().verdicts.size(); ++i) drawn.push_back(strips(i));
  const grade::ReportFiles known = report_files(*this);
  std::map<RowRef, std::string> hashes;
  const auto hash = [&](RowRef row) {
    const auto [at, fresh] = hashes.try_emplace(row);
    if (fresh) at->second = record_sha256(row);
    return at->second;
  };
  std::vector<grade::Report> out;
  for (const grade::Audience audience : audiences)
    out.push_back(grade::build_report({.grading = grading(),
                                       .handovers = impl_->graded.handovers,
                                       .strips = drawn,
                                       .files = known,
                                       .decisions = decisions(),
                                       .row_hash = hash},
                                      audience));
  return out;
}

std::string Case::report_markdown(grade::Audience audience) const {
  return grade::report_markdown(reports({&audience, 1}).front());
}
std::string Case::report_html(grade::Audience audience) const {
  return grade::report_html(reports({&audience, 1}).front());
}
std::string Case::report_json(grade::Audience audience) const {
  return grade::report_json(reports({&audience, 1}).front());
}
std::string Case::indicators_csv() const {
  return grade::indicators_csv(grading(), impl_->graded.handovers);
}
std::string Case::indicators_stix() const {
  return grade::indicators_stix(grading(), impl_->graded.handovers);
}

std::vector<grade::NamedText> Case::handover_files() const {
  std::vector<grade::NamedText> out;
  constexpr grade::Audience kAll[] = {grade::Audience::kSoc, grade::Audience::kCustomer,
                                      grade::Audience::kLegal};
  for (const grade::Report& made : reports(kAll)) {
    const std::string name = "report-" + std::string(grade::audience_name(made.audience));
    out.push_back({name + ".html", grade::report_html(made)});
    out.push_back({name + ".md", grade::report_markdown(made)});
    out.push_back({name + ".json", grade::report_json(made)});
    if (!made.key.empty()) out.push_back({"pseudonyms-key.csv", made.key});
  }
  out.push_back({"verdict.json", verdict_json()});
  for (std::uint32_t i = 0; i < grading().verdicts.size(); ++i)
    out.push_back({i == 0 ? "case.json" : "case-" + std::to_string(i + 1) + ".json", case_json(i)});
  out.push_back({"indicators.csv", indicators_csv()});
  out.push_back({"indicators.stix.json", indicators_stix()});
  out.push_back({"decisions.chain.ndjson", grade::chain_text(decisions())});
  out.push_back({"INPUTS.sha256", grade::hash_list(report_files(*this).files)});
  out.push_back({"MANIFEST.sha256", grade::hash_list(out)});
  return out;
}

std::string Case::case_json(std::uint32_t verdict) const {
  if (verdict >= grading().verdicts.size()) return "{}";
  return grade::case_json(grading().verdicts[verdict], decisions());
}

}  // namespace crumb
