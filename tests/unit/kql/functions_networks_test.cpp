// geo_info_from_ip_address() and crumb_ip_lookup(): over a network pack, and refused by name
// without one.
#include <doctest/doctest.h>

#include "kql/engine.h"
#include "unit/store/pack_maker.h"

using namespace crumb;

namespace {

std::string answer(const Catalog& catalog, std::string_view expression) {
  const auto result =
      kql::run("print tostring(" + std::string(expression) + ")", catalog, nullptr, {}, {});
  if (!result) return result.error().message;
  return result->table->segments()[0].columns[0]->value(0).text;
}

}  // namespace

TEST_CASE("functions of a network pack") {
  Catalog catalog;
  catalog.put_networks(*NetworkPack::open(crumb::testing::small_pack()));
  struct {
    std::string_view expression, expect;
  } kRows[] = {
      {"geo_info_from_ip_address('203.0.113.77')", R"({"country":"Singapore"})"},
      {"geo_info_from_ip_address('203.0.113.77').country", "Singapore"},
      {"geo_info_from_ip_address('203.0.113.77').state", ""},
      {"geo_info_from_ip_address('2001:db8::1').country", "United Kingdom"},
      {"geo_info_from_ip_address('::ffff:198.51.100.9').country", "United Kingdom"},
      {"geo_info_from_ip_address('192.0.2.1')", ""},
      {"geo_info_from_ip_address('not an address')", ""},
      {"isnull(geo_info_from_ip_address('192.0.2.1'))", "true"},
      {"crumb_ip_lookup('203.0.113.77')",
       R"({"asn":64500,"provider":"Example VPS Hosting","country":"SG"})"},
      {"crumb_ip_lookup('198.51.100.9').asn + 1", "64502"},
      {"crumb_ip_lookup('192.0.2.1')", ""},
  };
  for (const auto& [expression, expect] : kRows) {
    CAPTURE(expression);
    CHECK(answer(catalog, expression) == expect);
  }
}

TEST_CASE("functions of a network pack are refused by name without one, running and checking") {
  const Catalog catalog;
  for (const std::string name : {"geo_info_from_ip_address", "crumb_ip_lookup"}) {
    const std::string refusal =
        "unsupported: " + name + " without a network pack, which is not loaded";
    CHECK(answer(catalog, name + "('203.0.113.77')") == refusal);
    const auto errors = kql::check("print " + name + "('203.0.113.77')", catalog, nullptr);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].code == ErrorCode::kUnsupported);
    CHECK(errors[0].span == Span{6, 6 + static_cast<std::uint32_t>(name.size())});
  }
}
