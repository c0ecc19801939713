// The KQL editor: text, suggestions at the caret, the call around it. What may stand there is the
// engine's answer (core/kql/complete.h); nothing is known here about KQL but what a word is.
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/ascii.h"
#include "panels/query_parts.h"
#include "platform.h"
#include "ui/input.h"

namespace crumb::wasm {
namespace {

constexpr std::size_t kRows = 9;       // of suggestions, seen at once
constexpr std::uint32_t kLetters = 8;  // erased in one frame at most

bool is_word(char c) { return is_alnum(c) || c == '_'; }

void ask(Scene& scene) {
  QueryState& q = scene.state.query;
  q.suggest.ask = ++scene.state.asks;
  q.suggest.at = q.caret.at;
  q.suggest.size = static_cast<std::uint32_t>(q.text.size());
  q.suggest.row = 0;
  q.suggest.chosen = false;
  CompleteAsk question{q.suggest.ask, q.text, q.caret.at, std::nullopt};
  if (scene.verdict() != nullptr) question.verdict = scene.state.verdict;
  scene.post(question);
}

std::string_view word_before(const QueryState& q, std::uint32_t begin) {
  const std::string_view text = q.text;
  return begin <= q.caret.at && q.caret.at <= text.size() ? text.substr(begin, q.caret.at - begin)
                                                          : std::string_view();
}

// The engine's last answer while it fits the word at the caret; it may be a letter behind.
const kql::Completion* fitting(const Scene& scene) {
  const QueryState& q = scene.state.query;
  const kql::Completion& answer = scene.model.completed.completion;
  if (!q.suggest.open || answer.suggestions.empty()) return nullptr;
  if (answer.replace.begin > q.caret.at || answer.replace.begin + 60 < q.caret.at) return nullptr;
  const std::string_view word = word_before(q, answer.replace.begin);
  const bool one_word = std::ranges::all_of(word, [](char c) { return is_word(c) || c == '-'; });
  const bool complete = answer.suggestions.size() == 1 && answer.suggestions[0].text == word;
  const bool meant = !word.empty() || q.suggest.wanted;  // nothing opens at a blank by itself
  return one_word && meant && !complete ? &answer : nullptr;
}

void take(QueryState& q, const kql::Completion& answer, int row) {
  q.caret.edit = TextEdit{answer.replace.begin, std::max(q.caret.at, answer.replace.end),
                          answer.suggestions[static_cast<std::size_t>(row)].text};
  q.suggest.open = false;
}

// Before the field is drawn: the keys that belong to the list and not to the text.
void list_keys(QueryState& q, const kql::Completion& answer) {
  const int last = static_cast<int>(answer.suggestions.size()) - 1;
  SuggestState& s = q.suggest;
  s.row = std::clamp(s.row, 0, last);
  if (take_key(ImGuiKey_DownArrow)) s.row = s.row == last ? 0 : s.row + 1, s.chosen = true;
  if (take_key(ImGuiKey_UpArrow)) s.row = s.row == 0 ? last : s.row - 1, s.chosen = true;
  const bool control = ImGui::GetIO().KeyCtrl || ImGui::GetIO().KeySuper;
  const bool enter = s.chosen && !control && take_key(ImGuiKey_Enter);
  if (take_key(ImGuiKey_Tab) || enter) take(q, answer, s.row);
}

std::string_view kind_mark(std::string_view kind) {
  return kind == "column"      ? "col"
         : kind == "aggregate" ? "agg"
         : kind == "function"  ? "fn"
         : kind == "operator"  ? "op"
                               : kind;
}

// Below the caret, or above it when there is no room. True while the mouse is over it.
bool list(Scene& scene, const kql::Completion& answer) {
  Ui& ui = scene.ui;
  QueryState& q = scene.state.query;
  const Palette& p = ui.colors();
  const std::size_t count = answer.suggestions.size(), shown = std::min(count, kRows);
  const auto row = static_cast<std::size_t>(q.suggest.row);
  const std::size_t first = std::min(row < kRows ? 0 : row - kRows + 1, count - shown);
  const float line = ui.line(Face::kMono) + ui.px(4), width = ui.px(430);
  const kql::Suggestion& chosen = answer.suggestions[std::min(row, count - 1)];
  const float foot = chosen.summary.empty() ? 0 : ui.line(Face::kSmall) * 2 + ui.px(10);
  const float height = line * static_cast<float>(shown) + foot + ui.px(8);
  const ImVec2 screen = ImGui::GetIO().DisplaySize;
  const ImeState& caret = ime_state();
  const float back = ui.width(Face::kMono, word_before(q, answer.replace.begin));
  Rect box{std::clamp(caret.x - back - ui.px(8), 0.0f, std::max(0.0f, screen.x - width)),
           caret.y + caret.height + ui.px(4), width, height};
  if (box.bottom() > screen.y - ui.px(4)) box.y = std::max(0.0f, caret.y - height - ui.px(4));
  ImGui::SetNextWindowPos({box.x, box.y});
  ImGui::SetNextWindowSize({box.w, box.h});
  ImGui::Begin("suggestions", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoNav |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBackground);
  ui.fill(box, p.raised, ui.px(4));
  ui.outline(box, p.line, ui.px(4));
  for (std::size_t at = first; at < first + shown; ++at) {
    const kql::Suggestion& each = answer.suggestions[at];
    const Rect where{box.x + ui.px(4), box.y + ui.px(4) + line * static_cast<float>(at - first),
                     box.w - ui.px(8), line};
    const std::string name = each.text + ", " + each.kind;
    if (ui.press("suggest." + std::to_string(at), where, name, Role::kRow,
                 at == row ? "selected" : "")) {
      take(q, answer, static_cast<int>(at));
      q.focus = true;
    }
    if (at == row)
      ui.fill(where, p.selected, ui.px(3));
    else if (ImGui::IsItemHovered())
      ui.fill(where, p.stripe, ui.px(3));
    const float y = where.y + ui.px(2), text = where.x + ui.px(44);
    ui.text({where.x + ui.px(6), y + ui.px(1)}, Face::kSmall, p.third, kind_mark(each.kind));
    ui.text({text, y}, Face::kMono, p.text, each.text);
    const float used = text + ui.width(Face::kMono, each.text) + ui.px(12);
    const float room = where.right() - ui.px(6) - used;
    const float wide = std::min(ui.width(Face::kSmall, each.detail), room);
    if (room > ui.px(30))
      ui.text_fit({where.right() - ui.px(6) - wide, y + ui.px(1)}, room, Face::kSmall, p.second,
                  each.detail);
  }
  if (foot > 0) {
    const float y = box.bottom() - foot - ui.px(2);
    ui.hairline(box.x, y, box.right());
    ui.text_wrapped({box.x + ui.px(10), y + ui.px(5)}, box.w - ui.px(20), Face::kSmall, p.second,
                    chosen.summary, 2);
  }
  const bool hovered = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
  ImGui::End();
  return hovered;
}

// "substring(source, start, length)" with the argument that is being written in the strong face.
void signature(const Ui& ui, const Rect& where, std::string_view call, std::uint32_t argument) {
  const Palette& p = ui.colors();
  float x = where.x;
  std::uint32_t at = 0;
  std::size_t depth = 0;
  const auto draw = [&](std::string_view part) {
    const bool now = depth == 1 && at == argument && part != "(" && part != "," && part != ")";
    ui.text({x, where.y}, Face::kMono, now ? p.accent : p.second, part);
    x += ui.width(Face::kMono, part);
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= call.size() && x < where.right(); ++i) {
    const char c = i < call.size() ? call[i] : ')';
    if (c != '(' && c != ',' && c != ')') continue;
    draw(call.substr(begin, i - begin));
    if (i < call.size()) draw(call.substr(i, 1));
    if (c == ',' && depth == 1) ++at;
    if (c == '(') ++depth;
    if (c == ')' && depth > 0) --depth;
    begin = i + 1;
  }
}

}  // namespace

float editor_height(const Scene& scene, float room) {
  const auto lines = static_cast<float>(std::ranges::count(scene.state.query.text, '\n') + 2);
  const Ui& ui = scene.ui;
  const float wanted = ui.line(Face::kMono) * std::max(lines, 4.0f) + ui.px(32);
  return std::round(std::min(wanted, std::max(room * 0.45f, ui.px(110))));
}

bool query_editor(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  QueryState& q = scene.state.query;
  const float help = ui.line(Face::kMono) + ui.px(6);
  const kql::Completion* answer = fitting(scene);
  const bool was_active = ImGui::GetIO().WantTextInput;
  if (was_active && answer != nullptr) list_keys(q, *answer);
  if (was_active && take_key(ImGuiKey_Escape)) {
    if (answer != nullptr)
      q.suggest.open = false;
    else
      leave_field();
  }
  ImGui::SetCursorScreenPos({where.x, where.y});
  ui.push(Face::kMono);
  if (ui.activated("query.text")) q.focus = true;
  if (std::exchange(q.focus, false)) enter_field("##kql");
  const bool letters = !ImGui::GetIO().InputQueueCharacters.empty();
  const bool run =
      input_code("##kql", q.text, q.caret, {where.w, where.h - help},
                 ImGuiInputTextFlags_AllowTabInput | ImGuiInputTextFlags_EnterReturnsTrue);
  const bool active = ImGui::IsItemActive();
  ui.field("query.text", "KQL text");
  ui.pop();

  const auto size = static_cast<std::uint32_t>(q.text.size());
  const bool wanted = active && ImGui::IsKeyChordPressed(ImGuiMod_Ctrl | ImGuiKey_Space);
  if (active && (wanted || size != q.suggest.size || q.caret.at != q.suggest.at)) {
    // Letters keep the list or open it, many at once when frames are slow; a leap or a paste closes
    // it.
    const bool typed = letters && size > q.suggest.size;
    const bool erased = size < q.suggest.size && q.suggest.size - size <= kLetters;
    const bool in_word = !word_before(q, q.caret.at - std::min(q.caret.at, 1u)).empty() &&
                         is_word(q.text[q.caret.at - 1]);
    q.suggest.wanted = wanted;
    q.suggest.open = wanted || (in_word && (typed || (erased && q.suggest.open)));
    ask(scene);
  }
  const kql::Completion& last = scene.model.completed.completion;
  const Rect under{where.x + ui.px(4), where.bottom() - help + ui.px(4), where.w, help};
  if (active && !last.call.empty() && scene.model.completed.id == q.suggest.ask)
    signature(ui, under, last.call, last.argument);
  else
    ui.text({under.x, under.y}, Face::kSmall, ui.colors().third,
            "Ctrl Space suggests what may stand here, Tab takes it");
  answer = fitting(scene);
  if (answer != nullptr) {
    const bool hovered = list(scene, *answer);
    if (!active && !hovered && !q.focus) q.suggest.open = false;
  }
  if (run) q.suggest.open = false;
  return run;
}

}  // namespace crumb::wasm
