// The query pane: KQL over the dropped files, its result a page at a time, its error with a caret.
// Runs nothing itself: the text goes to the engine as it stands.
#include "panels/panels.h"

#include <algorithm>

#include "panels/query_parts.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

void run(Scene& scene) {
  QueryState& q = scene.state.query;
  if (q.text.empty()) return;
  q.id = ++scene.state.asks;
  q.asked_page = 0;  // it comes with the answer
  q.row = q.show_row = UINT64_MAX;
  q.as_table = false;
  QueryAsk ask{q.id, q.text, std::nullopt};
  if (scene.verdict() != nullptr) ask.verdict = scene.state.verdict;
  scene.post(ask);
}

const PageRows* page_with(Scene& scene, std::uint64_t row) {
  const std::uint64_t first = row / kPageRows * kPageRows;
  const auto found = scene.model.pages.find(first);
  if (found != scene.model.pages.end()) return &found->second;
  if (scene.state.query.asked_page != first) {
    scene.state.query.asked_page = first;
    scene.post(PageAsk{scene.model.query.id, first});
  }
  return nullptr;
}

void open_record(Scene& scene, const PageRows& page, std::size_t at) {
  if (at < page.origins.size() && !page.origins[at].empty())
    choose_record(scene, page.origins[at].front());
}

void result_row(Scene& scene, std::uint64_t row, std::size_t columns) {
  const PageRows* page = page_with(scene, row);
  ImGui::TableNextRow();
  if (page == nullptr || row - page->first >= page->cells.size()) {
    ImGui::TableSetColumnIndex(0);
    ImGui::TextDisabled("…");
    return;
  }
  const auto at = static_cast<std::size_t>(row - page->first);
  QueryState& q = scene.state.query;
  for (std::size_t column = 0; column < columns && column < page->cells[at].size(); ++column) {
    ImGui::TableSetColumnIndex(static_cast<int>(column));
    const std::string& cell = page->cells[at][column];
    if (column == 0) {
      ImGui::PushID(static_cast<int>(row));
      if (ImGui::Selectable(
              "##row", q.row == row,
              ImGuiSelectableFlags_SpanAllColumns | ImGuiSelectableFlags_AllowOverlap)) {
        q.row = row;
        open_record(scene, *page, at);
      }
      if (q.show_row == row) {  // a chart led here
        q.show_row = UINT64_MAX;
        ImGui::SetScrollHereY();
        open_record(scene, *page, at);
      }
      scene.ui.field("result." + std::to_string(row), "Row " + std::to_string(row + 1));
      ImGui::PopID();
      ImGui::SameLine(0, 0);
    }
    ImGui::TextUnformatted(cell.data(), cell.data() + std::min<std::size_t>(cell.size(), 400));
  }
}

void result(Scene& scene, const Rect& body) {
  Ui& ui = scene.ui;
  const QueryDone& done = scene.model.query;
  const auto columns = static_cast<int>(std::min<std::size_t>(done.columns.size(), 500));
  if (columns == 0) return;
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_Resizable | ImGuiTableFlags_ScrollX |
                                     ImGuiTableFlags_ScrollY | ImGuiTableFlags_SizingFixedFit |
                                     ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Hideable;
  ImGui::SetCursorScreenPos({body.x, body.y});
  ui.push(Face::kMono);
  if (ImGui::BeginTable("result", columns, kFlags, {body.w, body.h})) {
    ImGui::TableSetupScrollFreeze(0, 1);
    for (const ColumnHead& head : done.columns)
      ImGui::TableSetupColumn((head.name + "  " + head.type).c_str(), 0, 0);
    ImGui::TableHeadersRow();
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(std::min<std::uint64_t>(done.total_rows, 2'000'000'000)));
    if (const std::uint64_t row = scene.state.query.show_row; row < done.total_rows)
      clipper.IncludeItemByIndex(static_cast<int>(row));
    while (clipper.Step())
      for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row)
        result_row(scene, static_cast<std::uint64_t>(row), static_cast<std::size_t>(columns));
    ImGui::EndTable();
  }
  ui.pop();
}

// The chart that the query wished for, or the rows.
void answer(Scene& scene, const Rect& body) {
  const auto& chart = scene.model.query.chart;
  QueryState& q = scene.state.query;
  if (!chart || q.as_table) return result(scene, body);
  if (const std::uint64_t row = draw_chart(scene.ui, *chart, body); row != UINT64_MAX) {
    q.as_table = true;
    q.row = q.show_row = row;
  }
}

void failure(Scene& scene, const Rect& body) {
  Ui& ui = scene.ui;
  const QueryDone& done = scene.model.query;
  float y = body.y;
  y += ui.text_wrapped({body.x, y}, body.w, Face::kStrong, ui.colors().alien_text, done.error) +
       ui.px(6);
  std::string_view rest = done.rendered;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    ui.text({body.x, y}, Face::kMono, ui.colors().second, rest.substr(0, end));
    y += ui.line(Face::kMono);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
}

}  // namespace

void query_panel(Scene& scene, const Rect& where) {
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  QueryState& q = scene.state.query;
  const Rect body = ui.begin_panel(
      "query", where, "Query",
      "KQL over the dropped files · Ctrl Enter runs · a row's record opens below the table");
  const float editor = editor_height(scene, body.h);
  const bool entered = query_editor(scene, {body.x, body.y, body.w, editor});
  float y = body.y + editor + ui.px(6);
  if (ui.button("query.run", {body.x, y}, "run", "Ctrl Enter", true) || entered) run(scene);
  if (entered) q.focus = true;
  if (entered) q.focus = true;
  const QueryDone& done = scene.model.query;
  const float x = body.x + ui.button_width("run", "Ctrl Enter") + ui.px(14);
  if (done.id != 0 && done.id == q.id && done.ok) {
    char spent[32];
    std::snprintf(spent, sizeof spent, " · %.1f ms", done.milliseconds);
    ui.text({x, y + ui.px(3)}, Face::kSmall, p.second,
            counted(done.total_rows, "row", "rows") + spent);
    if (done.chart && ui.button("query.shape", {body.right() - ui.px(90), y},
                                q.as_table ? "show chart" : "show rows"))
      q.as_table = !q.as_table;
  } else if (done.id != q.id) {
    ui.text({x, y + ui.px(3)}, Face::kSmall, p.second, "running");
  }
  y += ui.px(32);
  if (done.id != 0 && done.ok) {
    for (const std::string& warning : done.warnings)
      y += ui.text_wrapped({body.x, y}, body.w, Face::kSmall, p.second, warning) + ui.px(6);
  }
  const bool record = q.row != UINT64_MAX && !scene.model.raw.values.empty();
  const float below = record ? std::round((body.bottom() - y) * 0.4f) : 0;
  const Rect rest{body.x, y, body.w, body.bottom() - y - below};
  if (done.id != 0 && !done.ok)
    failure(scene, rest);
  else if (done.id != 0)
    answer(scene, rest);
  if (record) {
    const Raw& raw = scene.model.raw;
    const Rect under =
        ui.begin_panel("query-record", {where.x, rest.bottom(), where.w, below}, "Record",
                       raw.table + " · line " + grouped(raw.line) + " of " + file_tail(raw.file));
    draw_record(scene, under);
    ui.end_panel();
  }
  ui.end_panel();
}

}  // namespace crumb::wasm
