// A network pack: what it answers at the edges of ranges and blocks, and that bytes which are none
// are refused in a sentence.
#include <doctest/doctest.h>

#include <algorithm>

#include "store/network_pack.h"
#include "unit/store/pack_maker.h"

using namespace crumb;
using namespace crumb::testing;

namespace {

std::string provider(const NetworkPack& pack, NetworkKey key) {
  const auto found = pack.provider(key);
  return found ? std::to_string(found->number) + " " + std::string(found->name) : "-";
}

std::string refusal(std::string bytes) {
  const auto pack = NetworkPack::open(std::move(bytes));
  return pack ? "" : pack.error().message;
}

}  // namespace

TEST_CASE("network pack: first and last address of a range, the gap after it, IPv6") {
  const auto pack = NetworkPack::open(small_pack());
  REQUIRE(pack.has_value());
  const NetworkPack& p = **pack;
  CHECK(p.date() == "2026-11-01");
  CHECK(p.sha256().size() == 64);
  CHECK(provider(p, {false, 0xC63363FF}) == "-");
  CHECK(provider(p, {false, 0xC6336400}) == "64501 Example Broadband");
  CHECK(provider(p, {false, 0xC63364FF}) == "64501 Example Broadband");
  CHECK(provider(p, {false, 0xC6336500}) == "-");
  CHECK(provider(p, {false, 0xCB007180}) == "64500 Example VPS Hosting");
  CHECK(provider(p, {true, 0x20010DB8'0000'0001}) == "64501 Example Broadband");
  CHECK(provider(p, {true, 0x20010DB9'0000'0000}) == "-");
  CHECK(p.country({false, 0xCB007101})->name == "Singapore");
  CHECK_FALSE(p.country({false, 0}).has_value());
}

TEST_CASE("network pack: every key of a table of several blocks, against a scan") {
  PackRanges ranges;
  std::vector<PackLabel> labels = {{1, "one"}, {2, "two"}, {3, "three"}};
  std::uint64_t key = 5;
  for (std::uint32_t i = 0; i < 200; ++i) {
    ranges.emplace_back(key, i % 4);
    key += 1 + (i * i) % 7;
  }
  const auto pack = NetworkPack::open(make_pack(labels, {}, {ranges, {}, {}, {}}));
  REQUIRE(pack.has_value());
  for (std::uint64_t at = 0; at < key + 5; ++at) {
    std::uint32_t label = 0;
    for (const auto& [first, value] : ranges)
      if (first <= at) label = value;
    const auto found = (*pack)->provider({false, at});
    CHECK((found ? found->number : 0) == label);
  }
}

TEST_CASE("network pack: refused in a sentence") {
  CHECK(refusal("") == "This is no network pack.");
  CHECK(refusal("Timestamp,IPAddress\n") == "This is no network pack.");
  CHECK(refusal("CRUMBNET") == "This network pack is damaged: it ends in its head.");
  std::string newer = small_pack();
  newer[8] = 2;
  CHECK(refusal(newer) == "This network pack is of version 2; this program reads version 1.");
  CHECK(refusal(small_pack(2026'13'01)) == "This network pack is damaged: it has no date.");
  CHECK(refusal(small_pack() + "x") ==
        "This network pack is damaged: it is longer than its head says.");
  CHECK(refusal(make_pack({{1, "a"}}, {}, {PackRanges{{9, 1}, {9, 0}}, {}, {}, {}})) ==
        "This network pack is damaged: one of its ranges cannot be read.");
  CHECK(refusal(make_pack({{1, "a"}}, {}, {PackRanges{{9, 2}}, {}, {}, {}})) ==
        "This network pack is damaged: one of its ranges names what is not there.");
  CHECK(refusal(make_pack({{1, "a"}}, {}, {PackRanges{{1ull << 32, 1}}, {}, {}, {}})) ==
        "This network pack is damaged: one of its ranges names what is not there.");
  CHECK(refusal(make_pack({{1, "a\x1b[2J"}}, {}, {})) ==
        "This network pack is damaged: one of its names is no plain text.");
  CHECK(refusal(make_pack({}, {{country_code("g1"), "x"}}, {})) ==
        "This network pack is damaged: one of its countries has no code.");
}

TEST_CASE(
    "network pack: cut anywhere it is refused; with any byte changed it answers or is refused") {
  const std::string whole = small_pack();
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(refusal(whole.substr(0, size)).empty());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int change : {1, 0x7F, 0x80, 0xFF}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ change);
      const auto pack = NetworkPack::open(bytes);
      if (!pack) continue;
      for (const std::uint64_t key : {0ull, 0xC6336401ull, 0xFFFFFFFFull}) {
        (void)(*pack)->provider({false, key});
        (void)(*pack)->country({true, key << 32});
      }
    }
  }
}
