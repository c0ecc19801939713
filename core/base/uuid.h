// Name-based UUIDs (RFC 9562, version 5): the same name gives the same UUID. Not a generator of
// random ones, and its SHA-1 is for nothing else.
#pragma once

#include <string_view>

#include "base/guid.h"

namespace crumb {

[[nodiscard]] Guid uuid_v5(const Guid& name_space, std::string_view name);

}  // namespace crumb
