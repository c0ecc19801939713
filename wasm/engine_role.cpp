// The engine role's files, decisions and grading.
// Queries, evidence, timeline and texts are answered in engine_answers.cpp.
#include "engine_role.h"

#include <algorithm>

#include "base/json.h"
#include "base/time.h"

namespace crumb::wasm {
namespace {

constexpr std::uint64_t kProgressStep = 8u << 20;
constexpr std::size_t kRejectsShown = 200;

// decisions.json is told from a log by its members, not by its name.
bool looks_like_decisions(const std::string& text) {
  const auto value = json::parse(text);
  if (!value || value->as_object() == nullptr) return false;
  return std::ranges::any_of(*value->as_object(), [](const json::Member& member) {
    return member.first == "own_networks" || member.first == "inputs" ||
           member.first == "overrides";
  });
}

FileState describe(const ingest::FileReport& report) {
  FileState state;
  state.name = report.name;
  state.sha256 = report.sha256;
  if (!report.container.name.empty())
    state.archive = report.container.name + ", SHA-256 " + report.container.sha256;
  state.format = report.format;
  state.dialect = report.dialect;
  state.table = report.table;
  state.encoding = report.encoding;
  state.reason = report.reason;
  state.bytes = report.bytes;
  state.records = report.records;
  state.rows = report.rows;
  state.rejected = report.rejected;
  state.duplicates = report.duplicates;
  state.first_ticks = report.first_ticks;
  state.last_ticks = report.last_ticks;
  state.truncated = report.truncated;
  state.unknown_columns = report.unknown_columns;
  state.missing_columns = report.missing_columns;
  for (const auto& [before, after] : report.gaps)
    state.gaps.push_back(format_datetime(before).substr(0, 16) + " to " +
                         format_datetime(after).substr(0, 16));
  for (const ingest::Reject& reject : report.rejects) {
    if (state.rejects.size() == kRejectsShown) break;
    const std::uint32_t line =
        reject.record < report.places.size() ? report.places[reject.record].line : 0;
    state.rejects.emplace_back(line, reject.reason);
  }
  return state;
}

}  // namespace

EngineRole::EngineRole(EngineDoor door) : door_(std::move(door)) {
  case_.set_reader([this](std::uint32_t index, std::uint64_t offset,
                          std::uint32_t bytes) -> Result<std::string> {
    const auto file = std::ranges::find(files_, index, &DoorFile::index);
    if (file == files_.end())
      return fail(ErrorCode::kNotFound, "That file is not in the case any more.");
    std::string text = door_.read(file->id, offset, bytes, case_.files()[index].encoding);
    if (text.empty() && bytes > 0) {
      return fail(ErrorCode::kInput,
                  "The browser could not read the file again; was it moved or changed?");
    }
    return text;
  });
}

EngineRole::DoorFile* EngineRole::find(std::uint32_t id) {
  const auto file = std::ranges::find(files_, id, &DoorFile::id);
  return file == files_.end() ? nullptr : &*file;
}

void EngineRole::status(bool busy, std::string what, double done) {
  send(Status{busy, std::move(what), done, door_.memory_bytes()});
}

void EngineRole::problem(std::string sentence) { send(Problem{std::move(sentence)}); }

bool EngineRole::take_small(const std::string& name, const std::string& text, bool again) {
  if (name.ends_with(".kql") || name.ends_with(".KQL")) {
    case_.add_check(name, text);
    checks_.push_back(name);
    return true;
  }
  if (!looks_like_decisions(text)) return false;
  if (again) return true;
  auto decisions = grade::parse_decisions(text);
  if (!decisions) {
    send(DecisionsLoaded{name, "", decisions.error().message});
    return true;
  }
  std::string canonical;
  grade::append_json(canonical, *decisions);
  if (const auto set = case_.set_decisions(std::move(*decisions)); !set) {
    send(DecisionsLoaded{name, "", set.error().message});
  } else {
    send(DecisionsLoaded{name, std::move(canonical), ""});
  }
  return true;
}

void EngineRole::begin_file(std::uint32_t id, std::string name, std::uint64_t bytes,
                            ingest::Container from) {
  const std::uint32_t index = case_.begin_file(std::move(name));
  case_.set_container(index, std::move(from));
  files_.push_back({id, index, 0, bytes, false, false, ""});
  announced_ = 0;
  read_ = false;
  send_files(false);
}

bool EngineRole::push(std::uint32_t id, std::span<const std::uint8_t> bytes) {
  DoorFile* file = find(id);
  if (file == nullptr || file->refused) return false;
  file->read += bytes.size();
  if (const auto pushed = case_.push(file->index, bytes); !pushed) {
    file->refused = true;
    file->problem = pushed.error().message;
    return false;
  }
  if (file->read - announced_ >= kProgressStep) {
    announced_ = file->read;
    std::uint64_t read = 0, all = 0;
    for (const DoorFile& each : files_)
      read += each.complete ? each.bytes : each.read, all += std::max(each.bytes, each.read);
    status(true, "reading", all == 0 ? -1 : static_cast<double>(read) / static_cast<double>(all));
    send_files(false);
  }
  return true;
}

void EngineRole::end_file(std::uint32_t id, const std::string& broken) {
  DoorFile* file = find(id);
  if (file == nullptr || file->complete) return;
  file->complete = true;
  if (!broken.empty()) file->problem = broken;
  const std::size_t before = case_.files().size();
  case_.end_file(file->index, broken);
  for (std::size_t i = before; i < case_.files().size(); ++i)  // further sheets of a workbook
    files_.push_back({id, static_cast<std::uint32_t>(i), 0, 0, true, false, ""});
  send_files(false);
}

void EngineRole::refuse_file(std::uint32_t id, std::string name, std::string reason,
                             ingest::Container from) {
  const std::uint32_t index = case_.refuse_file(std::move(name), reason);
  case_.set_container(index, std::move(from));
  files_.push_back({id, index, 0, 0, true, true, std::move(reason)});
  send_files(false);
}

void EngineRole::all_read(bool grade) {
  read_ = true;
  send_files(true);
  if (!grade || !case_.any_readable()) return status(false, "");
  grade_now();
}

void EngineRole::send_files(bool all_read) {
  Files message;
  message.checks = checks_;
  message.networks = case_.network_line();
  message.all_read = all_read;
  for (const DoorFile& file : files_) {
    FileState state = describe(case_.files()[file.index]);
    state.bytes_read = file.read;
    if (file.bytes != 0) state.bytes = file.bytes;
    state.complete = file.complete;
    if (state.reason.empty()) state.reason = file.problem;
    message.files.push_back(std::move(state));
  }
  send(message);
}

void EngineRole::grade_now() {
  timelines_.clear();
  timeline_problems_.clear();
  status(true, "grading", 0);
  grade::GradeRequest request;
  request.alert_id = asked_.alert_id;
  request.user_upn = asked_.user;
  request.kind = asked_.kind;
  request.at_ticks = asked_.at_ticks;
  request.progress = [this](double done, std::string_view what) {
    status(true, std::string(what), done);
  };
  Verdicts answer;
  if (const auto graded = case_.grade(std::move(request)); !graded) {
    answer.problem = graded.error().message;
  } else {
    const grade::Grading& grading = case_.grading();
    answer.verdicts = grading.verdicts;
    answer.candidates = grading.candidates;
    answer.clock_ticks = grading.clock_ticks;
    answer.playbook_sha256 = grading.playbook_sha256;
    answer.model = grading.model;
  }
  send(answer);
  status(false, "");
}

bool EngineRole::receive(std::span<const std::uint8_t> message) {
  return dispatch<SetDecisions, GradeAsk, QueryAsk, CompleteAsk, PageAsk, EvidenceAsk, LaneAsk,
                  RawAsk, MarksAsk, TextAsk>(message, *this);
}

void EngineRole::on(const SetDecisions& ask) {
  auto decisions = grade::parse_decisions(ask.json);
  if (!decisions) return problem(decisions.error().message);
  if (const auto set = case_.set_decisions(std::move(*decisions)); !set)
    return problem(set.error().message);
  if (read_) grade_now();
}

void EngineRole::on(const GradeAsk& ask) {
  asked_ = ask;
  if (read_) grade_now();
}

}  // namespace crumb::wasm
