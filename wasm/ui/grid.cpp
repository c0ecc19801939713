// See grid.h.
#include "ui/grid.h"

#include <algorithm>
#include <cmath>

namespace crumb::wasm {

Grid::Grid(const Ui& ui, const Rect& body, std::span<const GridColumn> columns)
    : ui_(ui), columns_(columns) {
  float wanted = 0, grow = 0;
  for (const GridColumn& column : columns) wanted += ui.px(column.css), grow += column.grow;
  const float spare = body.w - wanted;
  float x = body.x;
  for (const GridColumn& column : columns) {
    float width = ui.px(column.css);
    if (spare > 0)
      width += grow > 0 ? spare * column.grow / grow : 0;
    else
      width *= body.w / wanted;
    x_.push_back(std::round(x));
    width_.push_back(std::floor(width));
    x += width;
  }
}

void Grid::put(std::size_t column, float y, Face face, std::uint32_t rgb,
               std::string_view text) const {
  const Rect box = cell(column, y);
  const float top = y + std::round((row_height() - ui_.line(face)) / 2);
  if (columns_[column].right && ui_.width(face, text) <= box.w)
    return ui_.text_right({box.right(), top}, face, rgb, text);
  ui_.text_fit({box.x, top}, box.w, face, rgb, text);
}

float Grid::header(float y) const {
  for (std::size_t at = 0; at < columns_.size(); ++at)
    put(at, y, Face::kSmall, ui_.colors().third, columns_[at].name);
  return y + row_height();
}

}  // namespace crumb::wasm
