// Parsing and printing of addresses, and the range lists.
#include "kql/functions/networks.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace crumb::kql {
namespace {

// A number of at most `digits` digits and at most `most` at the start of the text, which is
// shortened; -1: none.
std::int32_t take_number(std::string_view& text, std::size_t digits, std::int32_t most) {
  std::int32_t value = 0;
  std::size_t i = 0;
  for (; i < text.size() && i < digits && is_digit(text[i]); ++i)
    value = value * 10 + (text[i] - '0');
  if (i == 0 || value > most) return -1;
  text.remove_prefix(i);
  return value;
}

// "a.b.c.d" at the start of the text, which is shortened.
std::optional<std::uint32_t> take_address4(std::string_view& text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    const std::int32_t value = take_number(text, 3, 255);
    if (value < 0) return std::nullopt;
    address = address << 8 | static_cast<std::uint32_t>(value);
  }
  return address;
}

// "/p" up to the end; `absent` when there is none, -1 when it is wrong.
std::int32_t take_prefix(std::string_view text, std::int32_t absent) {
  if (text.empty()) return absent;
  if (text.front() != '/') return -1;
  text.remove_prefix(1);
  const std::int32_t value = take_number(text, 3, absent);
  return text.empty() ? value : -1;
}

// The groups of an IPv6 address in order, and where the "::" stood.
struct Groups {
  std::array<std::uint16_t, 8> values{};
  std::size_t count = 0;
  std::optional<std::size_t> gap;
  bool ends_in_v4 = false;
};

bool add_group(Groups& groups, std::uint32_t value) {
  if (groups.count == 8) return false;
  groups.values[groups.count++] = static_cast<std::uint16_t>(value);
  return true;
}

bool read_groups(std::string_view text, Groups& groups) {
  if (text.starts_with("::")) {
    groups.gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(':'), text.size());
    const std::string_view piece = text.substr(0, end);
    if (piece.find('.') != std::string_view::npos) {
      std::string_view rest = text;
      const auto v4 = take_address4(rest);
      groups.ends_in_v4 = true;
      return v4 && rest.empty() && add_group(groups, *v4 >> 16) && add_group(groups, *v4 & 0xFFFF);
    }
    std::uint32_t value = 0;
    if (piece.empty() || piece.size() > 4) return false;
    for (const char c : piece) {
      if (hex_value(c) < 0) return false;
      value = value << 4 | static_cast<std::uint32_t>(hex_value(c));
    }
    if (!add_group(groups, value)) return false;
    text.remove_prefix(end);
    if (text.empty()) break;
    text.remove_prefix(1);
    if (text.empty()) return false;  // a single ':' at the end
    if (text.front() == ':') {
      if (groups.gap) return false;
      groups.gap = groups.count;
      text.remove_prefix(1);
    }
  }
  return groups.gap ? groups.count < 8 : groups.count == 8;
}

constexpr std::uint64_t kMapped = 0xFFFF'0000'0000ull;  // ::ffff:0:0

}  // namespace

std::optional<Network4> parse_network4(std::string_view text) {
  text = trim(text);
  const auto address = take_address4(text);
  const std::int32_t prefix = take_prefix(text, 32);
  if (!address || prefix < 0) return std::nullopt;
  return Network4{*address, prefix};
}

void append_address4(std::string& out, std::uint32_t address) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += std::to_string(address >> shift & 255);
    if (shift > 0) out.push_back('.');
  }
}

std::array<std::uint64_t, 2> Network6::masked(std::int32_t bits) const {
  const auto mask = [](std::int32_t n) {
    return n <= 0 ? 0 : (n >= 64 ? ~std::uint64_t{0} : ~std::uint64_t{0} << (64 - n));
  };
  return {address[0] & mask(bits), address[1] & mask(bits - 64)};
}

std::optional<Network6> parse_network6(std::string_view text) {
  text = trim(text);
  if (const auto v4 = parse_network4(text))
    return Network6{{0, kMapped | v4->address}, 96 + v4->prefix};
  const std::size_t end = std::min(text.find_first_of("/%"), text.size());
  std::string_view after = text.substr(end);
  if (after.starts_with('%')) after.remove_prefix(std::min(after.find('/'), after.size()));
  Groups groups;
  if (end < 2 || !read_groups(text.substr(0, end), groups)) return std::nullopt;
  std::array<std::uint16_t, 8> all{};
  const std::size_t before = groups.gap.value_or(groups.count);
  for (std::size_t i = 0; i < groups.count; ++i)
    all[i < before ? i : i + 8 - groups.count] = groups.values[i];
  Network6 network;
  for (std::size_t i = 0; i < 8; ++i)
    network.address[i / 4] = network.address[i / 4] << 16 | all[i];
  // An address that ends like IPv4 is one: ::192.0.2.1 is ::ffff:192.0.2.1, and its prefix that of
  // IPv4.
  const bool v4 = groups.ends_in_v4 && network.address[0] == 0 &&
                  (network.address[1] >> 32 == 0 || network.address[1] >> 32 == 0xFFFF);
  if (v4) network.address[1] |= kMapped;
  const std::int32_t prefix = take_prefix(after, v4 ? 32 : 128);
  if (prefix < 0) return std::nullopt;
  network.prefix = v4 ? 96 + prefix : prefix;
  return network;
}

void append_address6(std::string& out, const std::array<std::uint64_t, 2>& address) {
  for (std::size_t digit = 0; digit < 32; ++digit) {
    if (digit > 0 && digit % 4 == 0) out.push_back(':');
    out.push_back("0123456789abcdef"[address[digit / 16] >> (60 - digit % 16 * 4) & 15]);
  }
}

template <class Address>
void NetworkList<Address>::seal() {
  std::sort(ranges_.begin(), ranges_.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  std::vector<Range> merged;
  for (const Range& range : ranges_) {
    if (!merged.empty() && range.first <= merged.back().last)
      merged.back().last = std::max(merged.back().last, range.last);
    else
      merged.push_back(range);
  }
  ranges_ = std::move(merged);
}

template <class Address>
bool NetworkList<Address>::contains(const Address& address) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                                      [](const Address& a, const Range& r) { return a < r.first; });
  return after != ranges_.begin() && address <= std::prev(after)->last;
}

template class NetworkList<std::uint32_t>;
template class NetworkList<std::array<std::uint64_t, 2>>;

}  // namespace crumb::kql
