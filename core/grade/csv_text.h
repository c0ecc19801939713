// The playbook's own small tables (points.csv and the like): comma, double quotes, one record a
// line. Not the reader of exports: that is ingest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crumb::grade {

// Records without the heading line, every one as wide as the heading (missing cells are empty).
[[nodiscard]] std::vector<std::vector<std::string>> read_csv(std::string_view text);

}  // namespace crumb::grade
