// Messages into the model. See model.h.
#include "model.h"

#include <utility>

namespace crumb::wasm {

bool Model::receive(std::span<const std::uint8_t> message) {
  return dispatch<Status, Files, Verdicts, DecisionsLoaded, Lanes, Marks, QueryDone, PageRows,
                  Evidence, Raw, Text, Problem, Completed>(message, *this);
}

void Model::restarted(std::string why) {
  engine_down = std::move(why);
  status = Status{true, "starting again", -1, 0};
  files = {};
}

void Model::on(Status& message) { status = std::move(message); }

void Model::on(Files& message) {
  files = std::move(message);
  if (files.all_read) engine_down.clear();
}

void Model::on(Verdicts& message) {
  verdicts = std::move(message);
  graded = true;
  ++grade_revision;
  lanes.clear();
}

void Model::on(DecisionsLoaded& message) {
  if (!message.problem.empty()) {
    problem = message.name + ": " + message.problem;
    return;
  }
  if (auto parsed = grade::parse_decisions(message.json)) {
    decisions = std::move(*parsed);
    ++decisions_revision;
  }
}

void Model::on(Lanes& message) {
  LaneModel& lane = lanes[message.verdict];
  lane.lanes = std::move(message);
  ++lane.revision;
}

void Model::on(Marks& message) {
  LaneModel& lane = lanes[message.verdict];
  for (auto& [index, label] : message.labels) lane.labels[index] = std::move(label);
  lane.marks = std::move(message);
  ++lane.revision;
}

void Model::on(QueryDone& message) {
  query = std::move(message);
  pages.clear();
}

void Model::on(Completed& message) { completed = std::move(message); }

void Model::on(PageRows& message) {
  if (message.id == query.id) pages[message.first] = std::move(message);
}

void Model::on(Evidence& message) { evidence = std::move(message); }
void Model::on(Raw& message) { raw = std::move(message); }
void Model::on(Text& message) { texts.push_back(std::move(message)); }
void Model::on(Problem& message) { problem = std::move(message.sentence); }

std::uint64_t total_rows(const Files& files) {
  std::uint64_t rows = 0;
  for (const FileState& file : files.files) rows += file.rows;
  return rows;
}
std::uint64_t total_rejected(const Files& files) {
  std::uint64_t rejected = 0;
  for (const FileState& file : files.files) rejected += file.rejected;
  return rejected;
}

}  // namespace crumb::wasm
