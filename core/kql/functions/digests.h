// Digests of byte strings that Kusto's hash functions answer: xxHash64, MD5, SHA-1. SHA-256 is in
// base/sha256.h. For comparing values in queries, not for protecting anything.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace crumb::kql {

[[nodiscard]] std::uint64_t xxhash64(std::string_view bytes);             // seed 0
[[nodiscard]] std::array<std::uint8_t, 16> md5(std::string_view bytes);   // RFC 1321
[[nodiscard]] std::array<std::uint8_t, 20> sha1(std::string_view bytes);  // RFC 3174

}  // namespace crumb::kql
