// Walking constant paths into dynamic columns: R.AppAccessContext.AADSessionId, split(x, "/")[0].
// Not a JSON reader: base/json.h walks the text.
#pragma once

#include <span>

#include "base/json.h"
#include "store/column.h"

namespace crumb::kql {

// The value at the path for each row of a dynamic column; null where there is none. Equal answers
// share an entry.
[[nodiscard]] ColumnPtr walk_path(const Column& column, std::span<const json::Step> path);

}  // namespace crumb::kql
