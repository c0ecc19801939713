// Before there is a grade: what to drop, and while files are read how far that is. The first thing
// that anyone sees.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"

namespace crumb::wasm {
namespace {

struct Wanted {
  const char* table;
  const char* says;
};
constexpr Wanted kWanted[] = {
    {"AlertInfo, AlertEvidence", "the alert itself; without it, grade by user"},
    {"EntraIdSignInEvents", "sign-ins, interactive and not, 30 days"},
    {"CloudAppEvents", "what was done with the session: mail, files, rules"},
    {"EmailEvents, EmailUrlInfo, UrlClickEvents", "the lure and the click"},
    {"DeviceNetworkEvents, DeviceEvents", "what the user's device talked to"},
    {"AuditLogs", "MFA methods, devices, consents"},
};

void dropped(Scene& scene, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  float y = box.y;
  ui.text({box.x, y}, Face::kVerdict, p.text, "Reading");
  y += ui.px(40);
  for (const FileState& file : scene.model.files.files) {
    const double share =
        file.complete     ? 1
        : file.bytes == 0 ? 0
                          : static_cast<double>(file.bytes_read) / static_cast<double>(file.bytes);
    ui.text_fit({box.x, y}, box.w * 0.5f, Face::kMono, p.text, file.name);
    const std::string what =
        file.complete ? (file.table.empty() ? file.reason
                                            : file.table + ", " + counted(file.rows, "row", "rows"))
                      : megabytes(file.bytes);
    ui.text_fit({box.x + box.w * 0.52f, y}, box.w * 0.48f, Face::kSmall,
                file.complete && file.table.empty() ? p.unknown_text : p.second, what);
    const Rect bar{box.x, y + ui.px(20), box.w, ui.px(3)};
    ui.fill(bar, p.line);
    ui.fill({bar.x, bar.y, bar.w * static_cast<float>(std::clamp(share, 0.0, 1.0)), bar.h},
            p.accent);
    y += ui.px(30);
    if (y > box.bottom() - ui.px(60)) break;
  }
  if (scene.model.status.busy && ui.button("start.cancel", {box.x, y + ui.px(8)}, "cancel", "Esc"))
    scene.host.act("cancel");
}

void invitation(Scene& scene, const Rect& box) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  float y = box.y;
  ui.text({box.x, y}, Face::kVerdict, p.text, "Drop the exported logs here");
  y += ui.px(36);
  y += ui.text_wrapped({box.x, y}, box.w, Face::kBody, p.second,
                       "Files or whole folders, as exported: CSV or JSON from Advanced hunting and "
                       "the like, under any file name. "
                       "They are read in this tab; the page cannot connect to anything.") +
       ui.px(16);
  float x = box.x;
  struct Act {
    const char* id;
    const char* label;
    const char* act;
  };
  constexpr Act kActs[] = {{"start.files", "choose files", "pick-files"},
                           {"start.folder", "choose a folder", "pick-folder"},
                           {"start.sample", "open the sample incident", "sample"}};
  for (const Act& act : kActs) {
    if (std::string_view(act.act) == "sample" && !scene.has_sample) continue;
    if (ui.button(act.id, {x, y}, act.label, "", act.id == kActs[0].id)) scene.host.act(act.act);
    x += ui.button_width(act.label) + ui.px(10);
  }
  y += ui.px(48);
  ui.text({box.x, y}, Face::kTitle, p.text, "What helps most");
  y += ui.px(24);
  const float names = std::min(ui.px(330), box.w * 0.5f);
  for (const Wanted& wanted : kWanted) {
    ui.text_fit({box.x, y}, names - ui.px(10), Face::kMono, p.text, wanted.table);
    ui.text_fit({box.x + names, y}, box.w - names, Face::kBody, p.second, wanted.says);
    y += ui.px(24);
  }
  y += ui.px(12);
  y += ui.text_wrapped({box.x, y}, box.w, Face::kSmall, p.second,
                       "Also welcome: decisions.json (your own networks, what the user said) and "
                       ".kql files (checks of your own).");
}

}  // namespace

void start_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const bool empty = scene.model.files.files.empty();
  const float width = std::min(ui.px(720), where.w - ui.px(40)), height = ui.px(372);
  const Rect box{where.x + (where.w - width) / 2,
                 where.y + std::max((where.h - height) / 2, ui.px(20)), width,
                 std::min(height, where.h - ui.px(40))};
  if (empty) {
    const Rect frame{box.x - ui.px(32), box.y - ui.px(28), box.w + ui.px(64), box.h + ui.px(40)};
    ui.outline(frame, ui.colors().line, ui.px(6));
    invitation(scene, box);
  } else {
    dropped(scene, {box.x, where.y + ui.px(40), box.w, where.h - ui.px(80)});
  }
}

}  // namespace crumb::wasm
