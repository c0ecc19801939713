// One walk for each row. Callers that see repeated entries pass the entries as rows (program.cpp
// does). Not a JSON reader: base/json.h walks the text.
#include "kql/exec/paths.h"

#include <string_view>

namespace crumb::kql {

ColumnPtr walk_path(const Column& column, std::span<const json::Step> path) {
  ColumnBuilder builder(Type::kDynamic);
  builder.reserve(column.size());
  for (std::uint32_t row = 0; row < column.size(); ++row) {
    const std::string_view found =
        column.is_null(row) ? std::string_view()
                            : json::find_path(column.text(row), path.data(), path.size());
    if (found.empty() || found == "null") {
      builder.append_null();
    } else {
      builder.append_text(found);
    }
  }
  return builder.finish();
}

}  // namespace crumb::kql
