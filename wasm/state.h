// What the analyst has chosen, typed and moved: the half of the screen that no message changes.
// A panel reads it and writes it; nothing here is known to the engine unless a panel posts it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gl/marks.h"
#include "grade/decisions.h"
#include "messages.h"
#include "store/table.h"
#include "ui/input.h"
#include "ui/theme.h"

namespace crumb::wasm {

enum class Tab : std::uint8_t { kCase, kQuery, kChecks, kFiles, kQueue };
enum class Overlay : std::uint8_t { kNone, kHelp, kProof, kOverride, kRecord, kAction };

// What the evidence panel shows: the rows of a finding, a rule, an address or a mark.
struct Chosen {
  std::string id;  // hit id of what was pressed, for marking it
  std::string title;
  std::vector<RowRef> rows;
  RowRef row;  // whose record is shown
  std::uint32_t ask = 0;
};

struct TimelineState {
  double begin = 0, end = 0;              // ticks
  std::uint32_t verdict = UINT32_MAX;     // whose window it is
  std::uint32_t revision = 0;             // of the lanes that `frame` was made from
  std::uint64_t shaped_for = 0;           // theme and layout that `frame` was made for
  double asked_begin = 0, asked_end = 0;  // the window last asked for
  std::uint32_t asked_pixels = 0;
  double base = 0;                  // ticks of the instances' zero
  std::vector<std::uint32_t> rows;  // of each lane on the screen, top to bottom
  std::vector<std::string> titles, subtitles;
  gl::MarksFrame frame;
};

struct SuggestState {
  std::uint32_t ask = 0;  // the last question, for what stands at `at`
  std::uint32_t at = 0, size = 0;
  bool open = false;    // suggestions are wanted
  bool wanted = false;  // asked for with Ctrl Space
  bool chosen = false;  // one was gone to with an arrow: Enter takes it
  int row = 0;
};

struct QueryState {
  std::string text;
  Caret caret;
  SuggestState suggest;
  bool as_table = false;                // a chart's rows are shown instead of it
  std::uint64_t show_row = UINT64_MAX;  // to be gone to as soon as it is there
  std::uint32_t id = 0;
  std::uint64_t asked_page = UINT64_MAX;
  std::uint64_t row = UINT64_MAX;  // selected
  bool focus = false;
};

struct OverrideState {
  std::string to;
  int reason = 0;
  std::string evidence, second;
};

struct AskState {
  std::optional<GradeAsk> asked;  // what was asked last, for an engine that starts again
  std::string user, time;
  int kind = 0;
  std::string problem;
};

struct Splits {  // shares of the room, 0..1; remembered
  float left = 0.69f, timeline = 0.41f, origins = 0.215f, evidence = 0.225f, families = 0.30f,
        ledger = 0.45f, record = 0.60f;
};

struct State {
  Theme theme = Theme::kDark;
  Splits splits;
  std::string analyst;  // name for decisions
  Tab tab = Tab::kCase;
  Overlay overlay = Overlay::kNone;
  std::uint32_t verdict = 0;
  Chosen chosen;
  std::string check;   // open in the checks tab
  std::string action;  // whose commands are shown
  std::string file;    // whose details are open in the files tab
  TimelineState timeline;
  QueryState query;
  OverrideState override_form;
  AskState ask;
  std::uint32_t asks = 0;  // numbers questions, so that late answers are told apart
  grade::Decisions decisions;
  std::uint32_t decisions_revision = 0;  // of the model's that were taken over
  std::string agreed;  // "subject|classification" that the analyst accepted as computed
  std::string notice;  // one line, e.g. what was copied
  double notice_until_ms = 0;
  std::string press_next;    // a hit id that a key presses in the next frame
  bool want_escape = false;  // Escape was pressed and nobody took it yet
};

}  // namespace crumb::wasm
