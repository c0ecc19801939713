// Network packs among the files of a case: told by their bytes in any chunks, the newest used, a
// damaged one refused.
#include <doctest/doctest.h>

#include "case/case.h"
#include "unit/store/pack_maker.h"

using namespace crumb;
using crumb::testing::small_pack;

namespace {

std::uint32_t add(Case& session, std::string name, std::string_view bytes, std::size_t chunk) {
  const std::uint32_t file = session.begin_file(std::move(name));
  for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) {
    const std::string_view part = bytes.substr(0, chunk);
    REQUIRE(session.push(file, {reinterpret_cast<const std::uint8_t*>(part.data()), part.size()}));
  }
  session.end_file(file);
  return file;
}

constexpr std::string_view kCsv = "Timestamp,AccountUpn,IPAddress\n2026-11-01T00:00:00Z,a,b\n";

}  // namespace

TEST_CASE("a pack is told by its first bytes, whatever its name and chunks") {
  for (const std::size_t chunk : {1u, 3u, 7u, 8u, 100'000u}) {
    CAPTURE(chunk);
    Case session;
    const std::uint32_t file = add(session, "logs.csv", small_pack(), chunk);
    REQUIRE(session.network_pack() != nullptr);
    CHECK(session.files()[file].format == "network-pack");
    CHECK(session.files()[file].name == "logs.csv");
    CHECK(session.files()[file].sha256 == session.network_pack()->sha256());
    CHECK_FALSE(session.any_readable());
    CHECK(session.query("print crumb_ip_lookup('203.0.113.1').asn").has_value());
    session.drop_file(file);
    CHECK(session.network_pack() == nullptr);
    CHECK_FALSE(session.query("print crumb_ip_lookup('203.0.113.1').asn").has_value());
  }
}

TEST_CASE("what only begins like a pack is a log, byte for byte") {
  for (const std::string& text : {std::string(kCsv), "CRUMB" + std::string(kCsv),
                                  std::string("CRUM"), std::string("CRUMBNE"), std::string()}) {
    for (const std::size_t chunk : {1u, 2u, 1000u}) {
      Case session;
      const std::uint32_t file = add(session, "a", text, chunk);
      CHECK(session.network_pack() == nullptr);
      CHECK(session.files()[file].bytes == text.size());
    }
  }
}

TEST_CASE("the newest pack is used, in whichever order they come; the other is named") {
  for (const bool newest_first : {true, false}) {
    Case session;
    const std::string older = small_pack(2026'10'01), newer = small_pack(2026'11'01);
    const std::uint32_t a = add(session, "a", newest_first ? newer : older, 1000);
    const std::uint32_t b = add(session, "b", newest_first ? older : newer, 1000);
    CHECK(session.network_pack()->date() == "2026-11-01");
    CHECK(session.files()[newest_first ? a : b].reason.starts_with("Network pack of 2026-11-01"));
    CHECK(session.files()[newest_first ? b : a].reason.starts_with("A newer network pack"));
  }
}

TEST_CASE("a damaged pack is refused in a sentence, and no pack is used") {
  Case session;
  const std::uint32_t file = add(session, "p", small_pack().substr(0, 90), 1000);
  CHECK(session.files()[file].refused());
  CHECK(session.files()[file].reason ==
        "This network pack is damaged: it is shorter than its head says.");
  CHECK(session.network_pack() == nullptr);
}
