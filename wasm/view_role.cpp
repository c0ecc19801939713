// See view_role.h.
#include "view_role.h"

#include <algorithm>
#include <utility>

#include "mirror.h"
#include "panels/panels.h"
#include "platform.h"

namespace crumb::wasm {
namespace {

constexpr double kAwakeMs = 350;     // after input: tooltips and scrolling settle within it
constexpr double kProgressMs = 200;  // drawing must not take the engine's processor
constexpr int kFramesOwed =
    6;  // and at least so many frames, however slow: queued input is taken one step a frame
constexpr float kLongestStep = 0.1f;  // a pause is not a slow frame

}  // namespace

ViewRole::ViewRole(ViewSetup setup) : setup_(std::move(setup)) {
  start_platform(setup_.host.copy, setup_.apple);
  fonts_ = load_fonts(setup_.sans, setup_.strong, setup_.mono, setup_.host.glyph);
  setup_.sans.clear(), setup_.strong.clear(), setup_.mono.clear();
  ImGui::GetIO().FontDefault = fonts_.sans;
  if (setup_.light) state_.theme = Theme::kLight;
  restore(state_, setup_.preferences);
}

bool ViewRole::create_graphics() { return widgets_.create() && marks_.create(); }

void ViewRole::resize(float width_px, float height_px, float ratio) {
  ImGui::GetIO().DisplaySize = {width_px, height_px};
  ratio_ = ratio;
}

double ViewRole::receive(std::span<const std::uint8_t> message) {
  if (!model_.receive(message)) return 0;
  const auto tag = static_cast<Tag>(message.front());
  if ((tag == Tag::kStatus && model_.status.busy) || (tag == Tag::kFiles && !model_.files.all_read))
    return kProgressMs;
  frames_owed_ = kFramesOwed;
  return 0;
}

// The new engine reads the files; what the analyst decided and asked it must be told again.
void ViewRole::engine_stopped(std::string why) {
  model_.restarted(std::move(why));
  SetDecisions decisions;
  grade::append_json(decisions.json, state_.decisions);
  setup_.host.post(encode(decisions).bytes());
  if (state_.ask.asked) setup_.host.post(encode(*state_.ask.asked).bytes());
}

void ViewRole::close_case() {
  model_ = {};
  const State old = std::exchange(state_, {});
  state_.theme = old.theme;
  state_.splits = old.splits;
  state_.analyst = old.analyst;
  graded_ = 0;
  graded_subject_.clear();
}

// After another grade: the same subject stays in view; what was chosen is kept when the verdict is
// the same one.
void ViewRole::keep_choice() {
  if (graded_ == model_.grade_revision) return;
  graded_ = model_.grade_revision;
  const auto& verdicts = model_.verdicts.verdicts;
  const auto same = std::ranges::find(verdicts, graded_subject_, [](const grade::Verdict& v) {
    return v.subject.upn + v.alert.id;
  });
  const bool known = same != verdicts.end() && !graded_subject_.empty();
  state_.verdict = known ? static_cast<std::uint32_t>(same - verdicts.begin()) : 0;
  if (!known) {
    state_.chosen = {};
    if (verdicts.size() > 1) state_.tab = Tab::kQueue;
  }
  state_.timeline.asked_end = 0;
  state_.timeline.revision = UINT32_MAX;
  if (!known) state_.timeline.verdict = UINT32_MAX, state_.timeline.begin = state_.timeline.end = 0;
  state_.overlay = Overlay::kNone;
}

void ViewRole::take_answers(Scene& scene) {
  if (state_.decisions_revision != model_.decisions_revision) {
    state_.decisions_revision = model_.decisions_revision;
    state_.decisions = model_.decisions;
    notify(scene, "Decisions loaded.");
  }
  for (Text& text : std::exchange(model_.texts, {})) {
    if (text.save)
      setup_.host.save(text.name, text.text);
    else
      copy(scene, text.text, text.name);
  }
  keep_choice();
  if (const grade::Verdict* v = scene.verdict()) graded_subject_ = v->subject.upn + v->alert.id;
  // A mark's rows are known only when they arrive: then the first one's record is shown.
  Chosen& chosen = state_.chosen;
  if (chosen.ask != 0 && chosen.ask == model_.evidence.id && chosen.rows.empty() &&
      !model_.evidence.rows.empty()) {
    for (const EvidenceRow& row : model_.evidence.rows) chosen.rows.push_back(row.row);
    choose_record(scene, chosen.rows.front());
  }
}

void ViewRole::draw(Scene& scene) {
  const Palette& palette = palette_of(state_.theme);
  if (applied_ratio_ != ratio_ || applied_theme_ != state_.theme) {
    apply_theme(palette, ratio_);
    applied_ratio_ = ratio_;
    applied_theme_ = state_.theme;
  }
  ui_.begin_frame(palette, fonts_, ratio_, std::exchange(state_.press_next, {}));
  ImGui::NewFrame();
  ui_.push(Face::kBody);
  if (ImGui::IsKeyPressed(ImGuiKey_Escape, false)) state_.want_escape = true;
  handle_keys(scene);
  draw_screen(scene, {0, 0, ImGui::GetIO().DisplaySize.x, ImGui::GetIO().DisplaySize.y});
  ui_.pop();
  ImGui::Render();
  widgets_.draw(*ImGui::GetDrawData(), paint(palette.ground));
}

FrameWish ViewRole::frame(double now_ms, bool input) {
  if (input)
    awake_until_ms_ = now_ms + kAwakeMs, frames_owed_ = kFramesOwed;
  else if (frames_owed_ > 0)
    --frames_owed_;
  ImGuiIO& io = ImGui::GetIO();
  io.DeltaTime = std::clamp(static_cast<float>((now_ms - last_ms_) / 1000), 0.001f, kLongestStep);
  last_ms_ = now_ms;
  Scene scene{model_, state_, ui_, setup_.host, marks_, now_ms, setup_.has_sample};
  take_answers(scene);
  draw(scene);
  if (std::string text = mirror_text(scene); text != mirror_) {
    mirror_ = std::move(text);
    ++mirror_revision_;
  }
  FrameWish wish;
  wish.cursor = ImGui::GetMouseCursor();
  wish.mirror = mirror_revision_;
  if (now_ms < awake_until_ms_ || frames_owed_ > 0 || Ui::input_waits() ||
      !state_.press_next.empty())
    wish.again_in_ms = 0;
  else if (now_ms < state_.notice_until_ms)
    wish.again_in_ms = state_.notice_until_ms - now_ms + 1;
  return wish;
}

}  // namespace crumb::wasm
