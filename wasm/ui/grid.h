// Columns of a small table that is drawn whole: header, cells, numbers to the right. Not for many
// rows.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ui/ui.h"

namespace crumb::wasm {

struct GridColumn {
  std::string_view name;
  float css = 60;  // width wanted; the room left over goes to columns with grow > 0, too little is
                   // taken from all
  float grow = 0;
  bool right = false;
};

class Grid {
 public:
  Grid(const Ui& ui, const Rect& body, std::span<const GridColumn> columns);
  float header(float y) const;  // draws it; the y below
  [[nodiscard]] float row_height() const { return ui_.px(24); }
  [[nodiscard]] Rect cell(std::size_t column, float y) const {
    return {x_[column], y, width_[column] - ui_.px(10), row_height()};
  }
  void put(std::size_t column, float y, Face face, std::uint32_t rgb, std::string_view text) const;

 private:
  const Ui& ui_;
  std::span<const GridColumn> columns_;
  std::vector<float> x_, width_;
};

}  // namespace crumb::wasm
