// What lies over the screen for a moment: the keys, the proof that nothing leaves, one record
// whole. Esc closes.
#include "panels/panels.h"

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct KeyRow {
  const char* keys;
  const char* says;
};
constexpr KeyRow kKeys[] = {
    {"J  K", "next and previous verdict"},
    {"1 2 3 4 5", "case, query, checks, files, queue"},
    {"Tab, arrows", "move the focus; Enter presses"},
    {"T F B U", "decide: true positive, false positive, benign, not yet"},
    {"+  −  0", "timeline: nearer, farther, back to the whole"},
    {"Shift ← →", "timeline: earlier, later"},
    {"R", "open the chosen record whole"},
    {"Ctrl C", "copy the selection"},
    {"Ctrl Enter", "run the query"},
    {"Ctrl Space", "suggest what may stand here"},
    {"S", "save the decisions"},
    {"D", "theme: dark, light, high contrast"},
    {"?", "this help"},
    {"Esc", "back"},
};

}  // namespace

void help_overlay(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Rect body = ui.begin_panel("help", where, "Keys", "Esc closes");
  float y = body.y + ui.px(4);
  for (const KeyRow& row : kKeys) {
    ui.text({body.x, y}, Face::kMono, ui.colors().text, row.keys);
    ui.text_fit({body.x + ui.px(120), y}, body.w - ui.px(120), Face::kBody, ui.colors().second,
                row.says);
    y += ui.px(24);
  }
  y += ui.px(8);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kSmall, ui.colors().third,
                       "Colour and shape say where an event came from: circle own, square "
                       "infrastructure, diamond alien, triangle unknown.");
  ui.claim(y);
  ui.end_panel();
}

void proof_overlay(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Rect body = ui.begin_panel("proof", where, "Nothing leaves this machine", "Esc closes");
  float y = body.y + ui.px(4);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, ui.colors().text,
                       "The page carries a policy that the browser enforces: connect-src 'none'. "
                       "No script in it, and nothing in a log, can "
                       "open a connection, send a form or load a picture from elsewhere. Files are "
                       "read by the browser into this tab's memory.") +
       ui.px(12);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kMono, ui.colors().second, scene.host.proof()) +
       ui.px(12);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kSmall, ui.colors().third,
                       "To see for yourself: open the browser's developer tools, choose Network, "
                       "and work; or pull the plug first.");
  ui.claim(y);
  ui.end_panel();
}

void record_overlay(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Raw& raw = scene.model.raw;
  const Rect body =
      ui.begin_panel("record-whole", where,
                     raw.table + " · line " + grouped(raw.line) + " of " + raw.file, "Esc closes");
  if (ui.button("record.copy", {body.x, body.y}, "copy")) copy(scene, raw.text, "the record");
  draw_record(scene, {body.x, body.y + ui.px(32), body.w, body.h});
  ui.end_panel();
}

}  // namespace crumb::wasm
