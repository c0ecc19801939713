// A 16-byte GUID: parse, print, compare. Not a generator.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb {

struct Guid {
  std::array<std::uint8_t, 16> bytes{};  // in the order in which the text shows them
  friend auto operator<=>(const Guid&, const Guid&) = default;
};

// 8-4-4-4-12 hex digits, with or without dashes or braces, any case.
[[nodiscard]] std::optional<Guid> parse_guid(std::string_view text);
[[nodiscard]] std::string format_guid(const Guid& guid);  // lower case, with dashes

}  // namespace crumb
