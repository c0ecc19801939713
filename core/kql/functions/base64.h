// Base64 as RFC 4648 has it, with padding. Not the functions that answer it (url.cpp,
// compression.cpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crumb::kql {

void append_base64(std::string& out, std::string_view bytes);
// Blanks and line ends are skipped. nullopt: another character, or wrong padding.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace crumb::kql
