// What the view knows: the engine's last answers, as they came. Changed by messages only, never by
// a panel. Not what the analyst has chosen or typed (state.h).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "grade/decisions.h"
#include "messages.h"

namespace crumb::wasm {

struct LaneModel {
  Lanes lanes;
  Marks marks;  // the newest window that was answered
  std::map<std::uint32_t, std::string> labels;
  std::uint32_t revision = 0;  // grows with each answer
};

struct Model {
  Status status;
  Files files;
  Verdicts verdicts;
  bool graded = false;
  std::uint32_t grade_revision = 0;
  std::map<std::uint32_t, LaneModel> lanes;  // by verdict
  Evidence evidence;
  Raw raw;
  QueryDone query;
  Completed completed;
  std::map<std::uint64_t, PageRows> pages;  // of the query's result, by first row
  grade::Decisions decisions;  // as last loaded from a file; the analyst's own edits are sent back
  std::uint32_t decisions_revision = 0;
  std::string problem;      // the last sentence for the analyst
  std::string engine_down;  // why the engine stopped, while it starts again
  std::vector<Text> texts;  // answers to TextAsk, to be handed on

  // False: the bytes are no message of ours.
  bool receive(std::span<const std::uint8_t> message);
  void restarted(std::string why);  // the engine is gone; what it said stays on screen

  void on(Status& message);
  void on(Files& message);
  void on(Verdicts& message);
  void on(DecisionsLoaded& message);
  void on(Lanes& message);
  void on(Marks& message);
  void on(QueryDone& message);
  void on(Completed& message);
  void on(PageRows& message);
  void on(Evidence& message);
  void on(Raw& message);
  void on(Text& message);
  void on(Problem& message);
};

[[nodiscard]] std::uint64_t total_rows(const Files& files);
[[nodiscard]] std::uint64_t total_rejected(const Files& files);

}  // namespace crumb::wasm
