// The files: what each is, how many rows, what was refused and why. Everything that was dropped is
// listed.
#include "panels/panels.h"

#include <algorithm>

#include "ui/format.h"
#include "ui/grid.h"

namespace crumb::wasm {
namespace {

constexpr GridColumn kColumns[] = {{"File", 180, 1.2f},       {"Table", 150, 0.5f},
                                   {"Dialect", 130, 0.4f},    {"Rows", 70, 0, true},
                                   {"Rejected", 64, 0, true}, {"Double", 54, 0, true},
                                   {"First – last", 200},     {"Says", 120, 1}};

std::string says(const FileState& file) {
  if (!file.complete) return "reading";
  std::string words = file.reason;
  if (file.truncated && words.empty()) words = "cut off: an export limit, or a broken transfer";
  return words;
}

float details(Scene& scene, const FileState& file, const Rect& body, float y) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const auto fact = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    ui.text({body.x, y}, Face::kSmall, p.third, name);
    y += ui.text_wrapped({body.x + ui.px(150), y}, body.w - ui.px(150), Face::kMono, p.text, value,
                         4) +
         ui.px(2);
  };
  const auto joined = [](const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
  };
  fact("SHA-256", file.sha256);
  fact("unpacked from", file.archive);
  fact("bytes", grouped(file.bytes));
  fact("format", file.format + (file.encoding.empty() ? "" : ", " + file.encoding));
  fact("records", grouped(file.records) + " = " + grouped(file.rows) + " rows + " +
                      grouped(file.rejected) + " rejected + " + grouped(file.duplicates) +
                      " double");
  fact("a day without rows", joined(file.gaps));
  fact("unknown columns", joined(file.unknown_columns));
  fact("missing columns", joined(file.missing_columns));
  if (!file.rejects.empty()) {
    ui.text({body.x, y + ui.px(6)}, Face::kTitle, p.text, "Rejected records");
    y += ui.px(28);
    for (const auto& [line, reason] : file.rejects) {
      ui.text({body.x, y}, Face::kMono, p.second, "line " + grouped(line));
      y += ui.text_wrapped({body.x + ui.px(150), y}, body.w - ui.px(150), Face::kBody, p.text,
                           reason, 2);
    }
  }
  return y;
}

}  // namespace

void files_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Files& files = scene.model.files;
  if (files.files.empty()) return start_panel(scene, where);
  const Rect body =
      ui.begin_panel("files", where, "Files",
                     counted(files.files.size(), "file", "files") + " · drop more at any time");
  const Grid grid(ui, body, kColumns);
  float y = grid.header(body.y);
  std::string& open = scene.state.file;
  for (const FileState& file : files.files) {
    const bool selected = open == file.name;
    const Rect line{body.x - ui.px(4), y, body.w + ui.px(4), grid.row_height()};
    const std::string what =
        file.name + ": " +
        (file.table.empty() ? says(file) : file.table + ", " + counted(file.rows, "row", "rows"));
    if (ui.press("file." + file.name, line, what, Role::kRow, selected ? "selected" : ""))
      open = selected ? "" : file.name;
    if (selected)
      ui.fill(line, p.selected, ui.px(3));
    else if (ImGui::IsItemHovered())
      ui.fill(line, p.raised, ui.px(3));
    grid.put(0, y, Face::kMono, p.text, file.name);
    grid.put(1, y, Face::kBody, p.text, file.table.empty() ? "not recognised" : file.table);
    grid.put(2, y, Face::kBody, p.second, file.dialect);
    grid.put(3, y, Face::kMono, p.text, grouped(file.rows));
    grid.put(4, y, Face::kMono, file.rejected > 0 ? p.unknown_text : p.third,
             grouped(file.rejected));
    grid.put(5, y, Face::kMono, p.third, grouped(file.duplicates));
    if (file.first_ticks != 0)
      grid.put(6, y, Face::kMono, p.second,
               date_time(file.first_ticks).substr(0, 10) + " – " +
                   date_time(file.last_ticks).substr(0, 10));
    grid.put(7, y, Face::kBody, file.table.empty() || file.truncated ? p.unknown_text : p.second,
             says(file));
    y += grid.row_height();
    if (selected)
      y = details(scene, file, {body.x + ui.px(12), y, body.w - ui.px(24), 0}, y + ui.px(6)) +
          ui.px(10);
  }
  if (!files.checks.empty()) {
    ui.text({body.x, y + ui.px(10)}, Face::kTitle, p.text, "Checks of your own");
    y += ui.px(34);
    for (const std::string& name : files.checks)
      ui.text({body.x, y}, Face::kMono, p.text, name), y += ui.px(20);
  }
  ui.text({body.x, y + ui.px(10)}, Face::kTitle, p.text, "Network knowledge");
  y += ui.px(34);
  y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.second, files.networks, 6);
  y += ui.px(14);
  if (ui.button("files.add", {body.x, y}, "add files")) scene.host.act("pick-files");
  if (ui.button("files.close", {body.x + ui.button_width("add files") + ui.px(8), y},
                "close the case"))
    scene.host.act("close-case");
  ui.claim(y + ui.px(34));
  ui.end_panel();
}

}  // namespace crumb::wasm
