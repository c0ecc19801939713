// IPv4, IPv6 and CIDR texts: parsed and printed anew, so that what comes out is only ever an
// address. Not the KQL functions of the same subject.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crumb::grade {

struct Network {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // the first four for IPv4
  std::uint32_t prefix = 0;              // 32 or 128 for a single address

  [[nodiscard]] bool single() const { return prefix == (v6 ? 128u : 32u); }
};

[[nodiscard]] std::optional<Network> parse_network(
    std::string_view text);  // "192.0.2.1", "192.0.2.0/24", "2001:db8::/48"
[[nodiscard]] std::string format_network(
    const Network& network);  // lower case; the prefix only when it is not single
[[nodiscard]] bool contains(const Network& network, const Network& address);

}  // namespace crumb::grade
