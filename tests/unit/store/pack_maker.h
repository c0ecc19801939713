// Writes network packs for tests, one range a row: what tools/network_pack.mjs does, in C++.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crumb::testing {

struct PackLabel {
  std::uint32_t number;
  std::string_view text;
};
using PackRanges = std::vector<std::pair<std::uint64_t, std::uint32_t>>;  // key, label from 1

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> 8 * i & 0xFF));
  return out;
}
inline std::string varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7F) | 0x80));
  out.push_back(static_cast<char>(value));
  return out;
}

inline std::uint32_t country_code(std::string_view code) {
  return static_cast<std::uint32_t>(code[0] | code[1] << 8);
}

// Tables: providers of IPv4, countries of IPv4, providers of IPv6, countries of IPv6.
inline std::string make_pack(const std::vector<PackLabel>& providers,
                             const std::vector<PackLabel>& countries,
                             const std::array<PackRanges, 4>& tables,
                             std::string_view notes = "Invented.",
                             std::uint32_t date = 2026'11'01) {
  std::string heads, body(notes);
  for (const auto* labels : {&providers, &countries}) {
    std::string numbers, ends, texts;
    for (const PackLabel& label : *labels) {
      numbers += le(label.number, 4);
      texts += label.text;
      ends += le(texts.size(), 4);
    }
    heads += le(labels->size(), 4) + le(texts.size(), 4);
    body += numbers + ends + texts;
  }
  for (const PackRanges& ranges : tables) {
    std::string firsts, ends, blocks;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (i % 32 == 0)
        firsts += le(ranges[i].first, 8);
      else
        blocks += varint((ranges[i].first - ranges[i - 1].first) << 2);
      blocks += varint(ranges[i].second);
      if (i % 32 == 31 || i + 1 == ranges.size()) ends += le(blocks.size(), 4);
    }
    heads += le(ranges.size(), 4) + le(blocks.size(), 4);
    body += firsts + ends + blocks;
  }
  return "CRUMBNET" + le(1, 4) + le(date, 4) + le(notes.size(), 4) + heads + le(0, 4) + body;
}

// 203.0.113.0/24 of a hosting provider in SG, 198.51.100.0/24 of a carrier in GB, 2001:db8::/32.
inline std::string small_pack(std::uint32_t date = 2026'11'01) {
  return make_pack({{64500, "Example VPS Hosting"}, {64501, "Example Broadband"}},
                   {{country_code("SG"), "Singapore"}, {country_code("GB"), "United Kingdom"}},
                   {PackRanges{{0xC6336400, 2}, {0xC6336500, 0}, {0xCB007100, 1}, {0xCB007200, 0}},
                    PackRanges{{0xC6336400, 2}, {0xC6336500, 0}, {0xCB007100, 1}, {0xCB007200, 0}},
                    PackRanges{{0x20010DB800000000, 2}, {0x20010DB900000000, 0}},
                    PackRanges{{0x20010DB800000000, 2}, {0x20010DB900000000, 0}}},
                   "Invented.", date);
}

}  // namespace crumb::testing
