// IPv4 and IPv6 addresses with prefixes, and lists of networks, as numbers. The kernels are in
// ip.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crumb::kql {

struct Network4 {
  std::uint32_t address = 0;  // as written, not masked
  std::int32_t prefix = 32;
  [[nodiscard]] std::uint32_t masked(std::int32_t bits) const {
    return bits <= 0 ? 0 : address & (~std::uint32_t{0} << (32 - bits));
  }
};

// "a.b.c.d" or "a.b.c.d/p". Blanks around are skipped.
[[nodiscard]] std::optional<Network4> parse_network4(std::string_view text);
void append_address4(std::string& out, std::uint32_t address);

struct Network6 {
  std::array<std::uint64_t, 2> address{};  // high, low
  std::int32_t prefix = 128;
  [[nodiscard]] std::array<std::uint64_t, 2> masked(std::int32_t bits) const;
};

// IPv6 in any of its spellings, with a prefix and a zone (%eth0, not looked at); or IPv4, which
// lies in ::ffff:0:0/96 and whose prefix counts from there.
[[nodiscard]] std::optional<Network6> parse_network6(std::string_view text);
void append_address6(std::string& out,
                     const std::array<std::uint64_t, 2>& address);  // eight groups of four digits

// A list of networks of one kind, merged into ranges: a look-up is a binary search.
template <class Address>
class NetworkList {
 public:
  void add(const Address& first, const Address& last) { ranges_.push_back({first, last}); }
  void add_invalid() { has_invalid_ = true; }
  void seal();  // after the last add()
  [[nodiscard]] bool contains(const Address& address) const;
  [[nodiscard]] bool has_invalid() const { return has_invalid_; }

 private:
  struct Range {
    Address first, last;
  };
  std::vector<Range> ranges_;
  bool has_invalid_ = false;
};

using NetworkList4 = NetworkList<std::uint32_t>;
using NetworkList6 = NetworkList<std::array<std::uint64_t, 2>>;

}  // namespace crumb::kql
