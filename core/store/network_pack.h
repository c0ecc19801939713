// The network pack: which provider announces an address and in which country its block is
// registered, searched in the bytes of the pack as they are. Not how a pack is made
// (tools/network_pack.mjs), nor what an address's provider means.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crumb {

// An IPv4 address, or the upper half of an IPv6 address: nothing below a /64 is told apart.
struct NetworkKey {
  bool v6 = false;
  std::uint64_t bits = 0;
};

// The layout, all numbers little-endian:
//   "CRUMBNET", u32 version (1), u32 date (20260617), u32 bytes of notes,
//   u32 count and u32 bytes of providers' names, the same of countries' names,
//   for each of the four range tables: u32 entries, u32 bytes of blocks; u32 zero;
//   the notes (UTF-8: sources and licences);
//   providers, then countries: u32 number each (the ASN; two letters, the first in the low byte),
//     u32 end of each name, the names (UTF-8);
//   providers of IPv4, countries of IPv4, providers of IPv6, countries of IPv6:
//     u64 first key of each block, u32 end of each block, the blocks.
// A block holds 32 ranges (the last one fewer), each from its key to the next one's: the key as a
// varint of distance * 4 + unit (1, 2^8, 2^16, 2^32) from the one before, absent for the first;
// then a varint: 0 for nothing known, else 1 + the place of the name.
class NetworkPack {
 public:
  static constexpr std::string_view kMagic = "CRUMBNET";
  static constexpr std::uint64_t kMostBytes = 64u << 20;

  // kInput: one sentence on what is wrong. Every byte is looked at, so that what opens can be
  // searched without further checks.
  [[nodiscard]] static Result<std::shared_ptr<const NetworkPack>> open(std::string bytes);

  struct Provider {
    std::uint32_t number = 0;  // of the autonomous system
    std::string_view name;     // as registered; may be empty
  };
  struct Country {
    std::array<char, 2> code{};
    std::string_view name;  // in English
  };
  [[nodiscard]] std::optional<Provider> provider(NetworkKey key) const;
  [[nodiscard]] std::optional<Country> country(NetworkKey key) const;

  [[nodiscard]] std::string date() const;  // "2026-06-17"
  [[nodiscard]] std::string_view notes() const { return notes_; }
  [[nodiscard]] const std::string& sha256() const { return sha256_; }
  [[nodiscard]] std::uint32_t providers() const { return providers_.count; }
  [[nodiscard]] std::uint64_t ranges() const;

 private:
  struct Labels {
    std::string_view numbers, ends, texts;
    std::uint32_t count = 0;
    [[nodiscard]] std::uint32_t number(std::uint32_t at) const;
    [[nodiscard]] std::string_view text(std::uint32_t at) const;
  };
  struct Ranges {
    std::string_view firsts, ends, blocks;
    std::uint32_t entries = 0;
    [[nodiscard]] std::uint32_t block_count() const { return (entries + 31) / 32; }
    [[nodiscard]] std::string_view block(std::uint32_t at) const;
    [[nodiscard]] std::uint32_t find(std::uint64_t key) const;  // 0: nothing known
  };
  struct Cursor;

  NetworkPack() = default;
  [[nodiscard]] Result<void> lay_out();
  [[nodiscard]] static Result<void> check(const Labels& labels);
  [[nodiscard]] static Result<void> check(const Ranges& ranges, std::uint32_t labels,
                                          std::uint64_t last_key);

  std::string bytes_, sha256_;
  std::uint32_t date_ = 0;
  std::string_view notes_;
  Labels providers_, countries_;
  std::array<Ranges, 4> ranges_;  // providers 4, countries 4, providers 6, countries 6
};

}  // namespace crumb
