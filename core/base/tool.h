// The program's name and version, as reports and the command line print them.
#pragma once

#include <string_view>

namespace crumb {

inline constexpr std::string_view kToolName = "crumbtrail";
inline constexpr std::string_view kToolVersion = "0.1.0";

}  // namespace crumb
