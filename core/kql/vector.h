// An operand of a kernel: as many values of one type as the batch has rows; a constant holds one
// that stands for all. Not a column of a table: vectors live for one batch.
#pragma once

#include <cstdint>

#include "store/column.h"

namespace crumb::kql {

struct Vector {
  ColumnPtr column;
  bool constant = false;  // then column->size() == 1

  [[nodiscard]] Type type() const { return column->type(); }
  [[nodiscard]] std::uint32_t at(std::uint32_t row) const {
    return constant ? 0 : row;
  }  // row of the batch -> row of column
  [[nodiscard]] bool is_null(std::uint32_t row) const { return column->is_null(at(row)); }
};

}  // namespace crumb::kql
