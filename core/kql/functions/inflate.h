// Deflate streams (RFC 1951) undone, and the checks of their wrappers, zlib and gzip (RFC 1950 and
// 1952). Nothing is compressed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace crumb::kql {

enum class InflateError : std::uint8_t {
  kBroken,    // no such stream, or its check sum differs
  kTooLarge,  // more than `most` bytes
};

using Inflated = std::expected<std::string, InflateError>;

[[nodiscard]] Inflated unzlib(std::string_view bytes, std::size_t most);
[[nodiscard]] Inflated gunzip(std::string_view bytes, std::size_t most);

}  // namespace crumb::kql
