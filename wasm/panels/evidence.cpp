// Evidence: the rows behind what was pressed, and the record of one of them as its file has it.
// Rows come from the engine; log text is drawn, never interpreted.
#include "panels/panels.h"

#include <algorithm>

#include "base/text.h"
#include "ui/format.h"
#include "ui/grid.h"

namespace crumb::wasm {
namespace {

constexpr GridColumn kEvidenceColumns[] = {
    {"Time", 112}, {"What", 150, 0.5f}, {"Address", 112}, {"Session", 90}, {"Detail", 130, 2}};

// The date only when it is not T0's; milliseconds are kept, the rest of the figures are in the
// record.
std::string short_time(const std::string& iso, const grade::Verdict* v) {
  if (iso.size() < 23 || v == nullptr) return iso;
  const bool same_day = date_time(v->t0_ticks).starts_with(std::string_view(iso).substr(0, 10));
  return same_day ? iso.substr(11, 12) : iso.substr(5, 5) + " " + iso.substr(11, 8);
}

const FileState* file_named(const Files& files, const std::string& name) {
  for (const FileState& file : files.files)
    if (file.name == name) return &file;
  return nullptr;
}

std::string place_of(const Model& model, const Raw& raw) {
  if (raw.file.empty()) return {};
  std::string place = raw.table + " · line " + grouped(raw.line) + " of " + file_tail(raw.file);
  if (const FileState* file = file_named(model.files, raw.file);
      file != nullptr && !file->sha256.empty()) {
    place += " · SHA-256 " + file->sha256.substr(0, 8) + "…";
  }
  return place;
}

void rows_table(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Chosen& chosen = scene.state.chosen;
  const std::string note = chosen.title.empty() ? "" : chosen.title;
  const Rect body = ui.begin_panel("evidence", where, "Evidence", note);
  const Grid grid(ui, body, kEvidenceColumns);
  const bool current = scene.model.evidence.id == chosen.ask && chosen.ask != 0;
  if (chosen.ask == 0) {
    ui.text_wrapped(ImVec2(body.x, body.y + ui.px(4)), body.w, Face::kBody, p.third,
                    "Press a finding, a rule, an address or a mark: its rows appear here, each "
                    "with its file and line.");
    ui.end_panel();
    return;
  }
  float y = grid.header(body.y);
  if (current) {
    for (const EvidenceRow& row : scene.model.evidence.rows) {
      const bool selected = row.row == chosen.row;
      const std::string id =
          "row." + std::to_string(row.row.file) + "." + std::to_string(row.row.record);
      const Rect line{body.x - ui.px(4), y, body.w + ui.px(4), grid.row_height()};
      const std::string name = row.table + " line " + std::to_string(row.line) + " of " + row.file;
      if (ui.press(id, line, name, Role::kRow, selected ? "selected" : ""))
        choose_record(scene, row.row);
      if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
        scene.state.overlay = Overlay::kRecord;
      if (selected)
        ui.fill(line, p.selected, ui.px(3));
      else if (ImGui::IsItemHovered())
        ui.fill(line, p.raised, ui.px(3));
      grid.put(0, y, Face::kMono, p.text, short_time(row.time, scene.verdict()));
      grid.put(1, y, Face::kMono, p.text, row.what);
      grid.put(2, y, Face::kMono, p.text, row.address);
      grid.put(3, y, Face::kMono, p.second, row.session);
      grid.put(4, y, Face::kMono, p.second, row.detail);
      y += grid.row_height();
    }
    if (scene.model.evidence.rows.empty())
      ui.text({body.x, y}, Face::kSmall, p.third, "no row stands behind this");
  }
  ui.claim(y + ui.px(4));
  ui.end_panel();
}

}  // namespace

void draw_record(Scene& scene, const Rect& body) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const Raw& raw = scene.model.raw;
  float y = body.y;
  if (!raw.problem.empty()) {
    y += ui.text_wrapped({body.x, y}, body.w, Face::kBody, p.unknown_text, raw.problem);
  }
  const float names = std::min(ui.px(150), body.w * 0.4f);
  for (const auto& [name, value] : raw.values) {
    ui.text_fit({body.x, y}, names - ui.px(8), Face::kSmall, p.third, name);
    y += ui.text_wrapped({body.x + names, y}, body.w - names, Face::kMono, p.text,
                         make_visible(value), 6) +
         ui.px(2);
  }
  if (!raw.text.empty()) {
    y += ui.px(6);
    ui.hairline(body.x, y, body.right());
    y += ui.px(6);
    ui.text({body.x, y}, Face::kSmall, p.third, "as it stands in the file");
    y += ui.px(18);
    y += ui.text_wrapped({body.x, y}, body.w, Face::kMono, p.second,
                         make_visible(raw.text.substr(0, 20'000)));
  }
  ui.claim(y + ui.px(4));
}

void evidence_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const float split = std::round(where.w * scene.state.splits.record);
  rows_table(scene, {where.x, where.y, split, where.h});
  ui.upright(where.x + split, where.y, where.bottom());
  const Raw& raw = scene.model.raw;
  const bool current = scene.state.chosen.ask != 0 && raw.row == scene.state.chosen.row &&
                       !(raw.file.empty() && raw.problem.empty());
  const Rect right{where.x + split, where.y, where.w - split, where.h};
  const Rect body =
      ui.begin_panel("record", right, "Record", current ? place_of(scene.model, raw) : "");
  if (current) draw_record(scene, body);
  ui.end_panel();
  if (current &&
      ui.press("record.open", {right.x + ui.px(10), right.y + ui.px(6), ui.px(60), ui.px(20)},
               "Open the record: " + place_of(scene.model, raw), Role::kButton)) {
    scene.state.overlay = Overlay::kRecord;
  }
}

}  // namespace crumb::wasm
