// Cells of decimal columns, which hold canonical texts, as values and back. Not the arithmetic
// (base/decimal.h).
#pragma once

#include <optional>
#include <string>

#include "base/decimal.h"
#include "store/column.h"

namespace crumb::kql {

[[nodiscard]] inline Decimal decimal_at(const Column& column, std::uint32_t row) {
  return Decimal::parse(column.text(row)).value_or(Decimal());
}

// As a lambda of lift() answers: false for null.
inline bool put_decimal(const std::optional<Decimal>& value, std::string& out) {
  if (value) value->append_to(out);
  return value.has_value();
}

}  // namespace crumb::kql
