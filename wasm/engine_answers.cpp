// What the engine role answers while an analyst looks around: queries, pages, evidence, timeline,
// texts. Reading and grading are in engine_role.cpp.
#include <algorithm>
#include <chrono>
#include <set>

#include "engine_role.h"
#include "evidence.h"

namespace crumb::wasm {
namespace {

constexpr std::uint32_t kEvidenceRows = 200;
constexpr std::uint32_t kBuckets = 4000;

double running_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

QueryDone failed(const QueryAsk& ask, const Error& error) {
  QueryDone done;
  done.id = ask.id;
  done.error = error.message;
  done.rendered = kql::render_error(ask.text, "query", error);
  done.error_begin = error.span.begin;
  done.error_end = error.span.end;
  const kql::TextPlace place = kql::place_of(ask.text, error.span.begin);
  done.line = place.line;
  done.column = place.column;
  return done;
}

QueryDone answered(const QueryAsk& ask, const kql::QueryResult& result) {
  QueryDone done;
  done.id = ask.id;
  done.ok = true;
  done.total_rows = result.table->rows();
  done.warnings = result.warnings;
  for (const ColumnSpec& column : result.table->schema()) {
    done.columns.push_back({column.name, std::string(type_name(column.type))});
  }
  for (const kql::StageStats& stage : result.stages) {
    done.stages.push_back(
        {stage.label, stage.rows_in, stage.rows_out, stage.seconds * 1000, stage.depth});
  }
  done.chart = kql::chart_of(result);
  return done;
}

struct TextOf {
  std::string_view name;
  std::string (*make)(const Case&, const TextAsk&);
};
std::string defender_text(const Case& the_case, const TextAsk& ask) {
  const auto& verdicts = the_case.grading().verdicts;
  if (ask.verdict >= verdicts.size()) return {};
  return grade::copy_for_defender(verdicts[ask.verdict], ask.check, the_case.decisions());
}
constexpr TextOf kTexts[] = {
    // in the order of TextKind
    {"verdict.json", [](const Case& c, const TextAsk&) { return c.verdict_json(); }},
    {"case.json", [](const Case& c, const TextAsk& ask) { return c.case_json(ask.verdict); }},
    {"report-soc.html",
     [](const Case& c, const TextAsk&) { return c.report_html(grade::Audience::kSoc); }},
    {"report-soc.md",
     [](const Case& c, const TextAsk&) { return c.report_markdown(grade::Audience::kSoc); }},
    {"report.txt", [](const Case& c, const TextAsk&) { return c.report_text(); }},
    {"check.kql", defender_text},
    {"report-customer.html",
     [](const Case& c, const TextAsk&) { return c.report_html(grade::Audience::kCustomer); }},
    {"report-legal.html",
     [](const Case& c, const TextAsk&) { return c.report_html(grade::Audience::kLegal); }},
    {"indicators.csv", [](const Case& c, const TextAsk&) { return c.indicators_csv(); }},
    {"indicators.stix.json", [](const Case& c, const TextAsk&) { return c.indicators_stix(); }},
    {"MANIFEST.sha256",
     [](const Case& c, const TextAsk&) { return c.handover_files().back().text; }},
};

}  // namespace

void EngineRole::on(const QueryAsk& ask) {
  status(true, "running the query");
  const double begin = running_seconds();
  auto result = case_.query(ask.text, {.verdict = ask.verdict, .seconds = running_seconds});
  const double seconds = running_seconds() - begin;
  QueryDone done = result ? answered(ask, *result) : failed(ask, result.error());
  done.milliseconds = seconds * 1000;
  if (result) {
    result_ = result->table;
    result_id_ = ask.id;
  }
  send(done);
  if (done.total_rows > 0) send_page(0);
  status(false, "");
}

void EngineRole::send_page(std::uint64_t first) {
  TablePage page = Case::page(*result_, first, kPageRows);
  send(PageRows{result_id_, page.first_row, std::move(page.cells), std::move(page.origins)});
}

void EngineRole::on(const CompleteAsk& ask) {
  send(Completed{ask.id, case_.complete(ask.text, ask.cursor, ask.verdict)});
}

void EngineRole::on(const PageAsk& ask) {
  if (result_ == nullptr || ask.id != result_id_) return;
  send_page(ask.first);
}

void EngineRole::on(const EvidenceAsk& ask) { send_evidence(ask.id, ask.rows); }

void EngineRole::on(const LaneAsk& ask) {
  const timeline::Timeline* timeline = timeline_of(ask.verdict);
  if (timeline == nullptr || ask.lane >= timeline->lanes().size()) return;
  const auto& events = timeline->events(ask.lane);
  std::vector<RowRef> rows;
  for (std::uint32_t at = ask.first_event; at < events.size() && at - ask.first_event < ask.count;
       ++at) {
    if (rows.size() == kEvidenceRows) break;
    rows.push_back(events[at].row);
  }
  send_evidence(ask.id, rows);
}

void EngineRole::send_evidence(std::uint32_t id, std::span<const RowRef> rows) {
  Evidence answer;
  answer.id = id;
  for (const RowRef row : rows.first(std::min<std::size_t>(rows.size(), kEvidenceRows))) {
    if (const auto record = case_.raw_record(row))
      answer.rows.push_back(evidence_row(row, *record));
  }
  send(answer);
}

void EngineRole::on(const RawAsk& ask) {
  Raw answer;
  answer.row = ask.row;
  if (auto record = case_.raw_record(ask.row)) {
    answer.file = std::move(record->file);
    answer.table = std::move(record->table);
    answer.text = std::move(record->text);
    answer.line = record->line;
    answer.values = std::move(record->fields);
  } else {
    answer.problem = record.error().message;
  }
  send(answer);
}

const timeline::Timeline* EngineRole::timeline_of(std::uint32_t verdict) {
  if (const auto known = timelines_.find(verdict); known != timelines_.end()) return &known->second;
  if (verdict >= case_.grading().verdicts.size() || timeline_problems_.contains(verdict))
    return nullptr;
  Lanes answer;
  answer.verdict = verdict;
  auto built = case_.timeline(verdict);
  if (!built) {
    answer.problem = built.error().message;
    timeline_problems_[verdict] = answer.problem;
    send(answer);
    return nullptr;
  }
  const timeline::Timeline& timeline = timelines_.emplace(verdict, std::move(*built)).first->second;
  answer.lanes = timeline.lanes();
  answer.links = links_of(verdict, timeline);
  send(answer);
  return &timeline;
}

std::vector<Link> EngineRole::links_of(std::uint32_t verdict,
                                       const timeline::Timeline& timeline) const {
  std::vector<Link> links;
  for (const grade::FiredRule& rule : case_.grading().verdicts[verdict].rules) {
    std::set<RowRef> wanted;
    for (const grade::Origin& origin : rule.origin) wanted.insert(origin.row);
    Link link;
    link.rule = rule.id;
    for (std::uint32_t lane = 0; lane < timeline.lanes().size(); ++lane)
      for (const timeline::Event& event : timeline.events(lane))
        if (wanted.contains(event.row)) link.points.emplace_back(lane, event.ticks);
    std::ranges::sort(link.points, {}, &std::pair<std::uint32_t, std::int64_t>::second);
    if (link.points.size() > 1) links.push_back(std::move(link));
  }
  return links;
}

void EngineRole::on(const MarksAsk& ask) {
  const timeline::Timeline* timeline = timeline_of(ask.verdict);
  if (timeline == nullptr || ask.end_ticks <= ask.begin_ticks) return;
  Marks answer;
  answer.verdict = ask.verdict;
  answer.begin_ticks = ask.begin_ticks;
  answer.end_ticks = ask.end_ticks;
  answer.marks =
      timeline->marks(ask.begin_ticks, ask.end_ticks, std::clamp(ask.buckets, 1u, kBuckets));
  std::set<std::uint32_t> named;
  for (const timeline::Mark& mark : answer.marks)
    if (named.insert(mark.label).second)
      answer.labels.emplace_back(mark.label, timeline->label(mark.label));
  send(answer);
}

void EngineRole::on(const TextAsk& ask) {
  const auto kind = static_cast<std::size_t>(ask.kind);
  if (kind >= std::size(kTexts)) return;
  send(Text{std::string(kTexts[kind].name), kTexts[kind].make(case_, ask), ask.save});
}

}  // namespace crumb::wasm
