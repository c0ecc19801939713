// The names of all functions and aggregates that Kusto's documentation has a page for. Facts, not
// code.
#pragma once

#include <span>
#include <string_view>

namespace crumb::kql {

[[nodiscard]] std::span<const std::string_view> kusto_names();  // sorted

}  // namespace crumb::kql
