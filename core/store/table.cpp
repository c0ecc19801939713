// Table bookkeeping.
#include "store/table.h"

namespace crumb {

std::optional<std::uint32_t> find_column(const Schema& schema, std::string_view name) {
  for (std::uint32_t i = 0; i < schema.size(); ++i) {
    if (schema[i].name == name) return i;
  }
  return std::nullopt;
}

void Table::append(Segment segment) {
  rows_ += segment.rows;
  segments_.push_back(std::move(segment));
}

}  // namespace crumb
