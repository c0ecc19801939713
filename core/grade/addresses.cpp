// Parses addresses strictly: no blanks, no leading zeros in octets, no zone, no port.
#include "grade/addresses.h"

#include <algorithm>
#include <charconv>

namespace crumb::grade {
namespace {

bool parse_uint(std::string_view text, std::uint32_t most, std::uint32_t& out) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() && out <= most;
}

bool parse_v4(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t dot = text.find('.');
    std::uint32_t octet = 0;
    if ((dot == std::string_view::npos) != (i == 3) || !parse_uint(text.substr(0, dot), 255, octet))
      return false;
    out[i] = static_cast<std::uint8_t>(octet);
    if (i < 3) text.remove_prefix(dot + 1);
  }
  return true;
}

// Groups of one side of "::" into bytes; the number of bytes, or -1.
int parse_groups(std::string_view text, std::uint8_t* out) {
  int used = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (group.find('.') != std::string_view::npos) {
      if (colon != std::string_view::npos || used > 12 || !parse_v4(group, out + used)) return -1;
      return used + 4;
    }
    std::uint32_t value = 0;
    if (group.empty() || group.size() > 4 || used > 14) return -1;
    const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), value, 16);
    if (error != std::errc{} || end != group.data() + group.size()) return -1;
    out[used] = static_cast<std::uint8_t>(value >> 8);
    out[used + 1] = static_cast<std::uint8_t>(value & 255);
    used += 2;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return -1;
  }
  return used;
}

bool parse_v6(std::string_view text, std::array<std::uint8_t, 16>& out) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return parse_groups(text, out.data()) == 16;
  std::array<std::uint8_t, 16> head{}, tail{};
  const int before = parse_groups(text.substr(0, gap), head.data());
  const int after = parse_groups(text.substr(gap + 2), tail.data());
  if (before < 0 || after < 0 || before + after > 14) return false;
  std::copy_n(head.begin(), before, out.begin());
  std::copy_n(tail.begin(), after, out.end() - after);
  return true;
}

std::string format_v6(const std::array<std::uint8_t, 16>& bytes) {
  std::array<std::uint32_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i)
    groups[i] = static_cast<std::uint32_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
  std::size_t best = 8, best_length = 1;  // the longest run of zeros, of two at least
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t length = 0;
    while (i + length < 8 && groups[i + length] == 0) ++length;
    if (length > best_length) {
      best = i;
      best_length = length;
    }
  }
  std::string out;
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    if (!out.empty() && out.back() != ':') out.push_back(':');
    char buffer[8];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, groups[i], 16);
    out.append(buffer, error == std::errc{} ? end : buffer);
    ++i;
  }
  return out;
}

}  // namespace

std::optional<Network> parse_network(std::string_view text) {
  Network network;
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  network.v6 = address.find(':') != std::string_view::npos;
  const std::uint32_t most = network.v6 ? 128 : 32;
  network.prefix = most;
  if (slash != std::string_view::npos && !parse_uint(text.substr(slash + 1), most, network.prefix))
    return std::nullopt;
  if (network.v6 ? !parse_v6(address, network.bytes) : !parse_v4(address, network.bytes.data()))
    return std::nullopt;
  return network;
}

std::string format_network(const Network& network) {
  std::string out;
  if (network.v6) {
    out = format_v6(network.bytes);
  } else {
    for (std::size_t i = 0; i < 4; ++i)
      out += (i == 0 ? "" : ".") + std::to_string(network.bytes[i]);
  }
  if (!network.single()) out += "/" + std::to_string(network.prefix);
  return out;
}

bool contains(const Network& network, const Network& address) {
  if (network.v6 != address.v6 || address.prefix < network.prefix) return false;
  for (std::uint32_t bit = 0; bit < network.prefix; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
    if ((network.bytes[bit / 8] & mask) != (address.bytes[bit / 8] & mask)) return false;
  }
  return true;
}

}  // namespace crumb::grade
