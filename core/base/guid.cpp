// Guid text forms. Not a generator.
#include "base/guid.h"

#include "base/ascii.h"

namespace crumb {
std::optional<Guid> parse_guid(std::string_view text) {
  if (text.size() >= 2 && text.front() == '{' && text.back() == '}')
    text = text.substr(1, text.size() - 2);
  const bool dashed = text.size() == 36;
  if (!dashed && text.size() != 32) return std::nullopt;
  Guid guid;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (dashed && (i == 8 || i == 13 || i == 18 || i == 23)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const int digit = hex_value(text[i]);
    if (digit < 0) return std::nullopt;
    auto& byte = guid.bytes[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | digit);
    ++digits;
  }
  return guid;
}

std::string format_guid(const Guid& guid) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < guid.bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out.push_back('-');
    out.push_back(kHex[guid.bytes[i] >> 4]);
    out.push_back(kHex[guid.bytes[i] & 15]);
  }
  return out;
}

}  // namespace crumb
