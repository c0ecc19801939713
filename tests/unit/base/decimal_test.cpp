// Decimal: texts, rounding at 34 digits, limits, and laws that hold for many values.
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "base/decimal.h"

using namespace crumb;

namespace {

Decimal decimal(std::string_view text) {
  const auto value = Decimal::parse(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

std::string shown(const std::optional<Decimal>& value) { return value ? value->text() : "null"; }
std::string read(std::string_view text) { return shown(Decimal::parse(text)); }

}  // namespace

TEST_CASE("a decimal has one text") {
  CHECK(read("1.500") == "1.5");
  CHECK(read("-0.000") == "0");
  CHECK(read(" +7. ") == "7");
  CHECK(read(".5") == "0.5");
  CHECK(read("0012") == "12");
  CHECK(read("1e33") == "1" + std::string(33, '0'));
  CHECK(read("1e34") == "1E+34");
  CHECK(read("1e-7") == "0.0000001");
  CHECK(read("1.25e-8") == "1.25E-8");
  CHECK(read("-12345.678E2") == "-1234567.8");
  for (const char* text : {"1E+34", "0.0000001", "-1.25E-8", "9.5E+6144", "1E-6143"})
    CHECK(read(text) == text);
}

TEST_CASE("what is no decimal") {
  for (const char* text : {"", " ", ".", "-", "+", "1e", "1e+", "e5", "1.2.3", "--1", "1,000",
                           "0x1", "NaN", "Infinity", "1 2", "1e5.0", "1f"})
    CHECK(read(text) == "null");
}

TEST_CASE("long and far texts") {
  CHECK(read("1e999999999") == "null");
  CHECK(read("-1e99999999999999999999999") == "null");
  CHECK(read("1e-999999999") == "0");
  CHECK(read("0e999999999") == "0");
  CHECK(read(std::string(10'000, '9')) == "null");
  CHECK(read(std::string(10'000, '0') + "7") == "7");
  CHECK(read("0." + std::string(10'000, '0') + "7") == "0");
  CHECK(read(std::string(6'145, '1')) == "1." + std::string(33, '1') + "E+6144");
  CHECK(read("1" + std::string(10'000, '0') + "e-10000") == "1");
  CHECK(read("1." + std::string(10'000, '0')) == "1");
}

TEST_CASE("the 35th digit is rounded half to even") {
  const std::string nines(34, '9');
  CHECK(read("10000000000000000000000000000000025") == "1.000000000000000000000000000000002E+34");
  CHECK(read("10000000000000000000000000000000035") == "1.000000000000000000000000000000004E+34");
  CHECK(read("10000000000000000000000000000000025.0000000001") ==
        "1.000000000000000000000000000000003E+34");
  CHECK(read("10000000000000000000000000000000024.9999999999") ==
        "1.000000000000000000000000000000002E+34");
  CHECK(read(nines + ".4") == nines);
  CHECK(read(nines + ".5") == "1E+34");
}

TEST_CASE("sums") {
  CHECK(shown(decimal("0.1").plus(decimal("0.2"))) == "0.3");
  CHECK(shown(decimal("1").minus(decimal("1"))) == "0");
  CHECK(shown(decimal("1e33").plus(decimal("0.5"))) == "1" + std::string(33, '0'));
  CHECK(shown(decimal("1e33").plus(decimal("1.5"))) == "1" + std::string(32, '0') + "2");
  // A little less than a power of ten: the digits below it still count.
  CHECK(shown(decimal("1e34").minus(decimal("1e-20"))) == "1E+34");
  CHECK(shown(decimal("1e34").minus(decimal("1"))) == std::string(34, '9'));
  CHECK(shown(decimal("1e34").minus(decimal("0.5"))) == "1E+34");
  CHECK(shown(decimal("1e34").minus(decimal("0.6"))) == std::string(34, '9'));
  CHECK(shown(decimal("1e6000").plus(decimal("-1e-6000"))) == "1E+6000");
  CHECK(shown(decimal("9e6144").plus(decimal("9e6144"))) == "null");
  CHECK(shown(decimal("-9e6144").minus(decimal("9e6144"))) == "null");
  CHECK(shown(decimal("1.1e-6143").minus(decimal("1e-6143"))) == "0");
}

TEST_CASE("products and quotients") {
  const std::string nines(34, '9');
  CHECK(shown(decimal("1.5").times(decimal("-2"))) == "-3");
  // (10^34 - 1)^2 = 10^68 - 2 * 10^34 + 1
  CHECK(shown(decimal(nines).times(decimal(nines))) == "9." + std::string(32, '9') + "8E+67");
  CHECK(shown(decimal("100000000000000001").times(decimal("100000000000000001"))) ==
        "1.00000000000000002E+34");
  CHECK(shown(decimal("1").over(decimal("3"))) == "0." + std::string(34, '3'));
  CHECK(shown(decimal("2").over(decimal("3"))) == "0." + std::string(33, '6') + "7");
  CHECK(shown(decimal("1").over(decimal("0"))) == "null");
  CHECK(shown(decimal("0").over(decimal("-5"))) == "0");
  CHECK(shown(decimal("1e6144").over(decimal("1e-1"))) == "null");
  CHECK(shown(decimal("1e-6143").over(decimal("10"))) == "0");
  CHECK(shown(decimal("1e-6000").times(decimal("1e-6000"))) == "0");
}

TEST_CASE("remainders") {
  CHECK(shown(decimal("7.5").modulo(decimal("2"))) == "1.5");
  CHECK(shown(decimal("-7.5").modulo(decimal("2"))) == "0.5");
  CHECK(shown(decimal("7.5").modulo(decimal("-2"))) == "1.5");
  CHECK(shown(decimal("1e6144").modulo(decimal("1e-6143"))) == "0");
  CHECK(shown(decimal("0.5").modulo(decimal("1e6144"))) == "0.5");
  CHECK(shown(decimal("1").modulo(decimal("0"))) == "null");
}

TEST_CASE("rounding and longs") {
  CHECK(shown(decimal("2.5").rounded(0)) == "3");
  CHECK(shown(decimal("-2.5").rounded(0)) == "-3");
  CHECK(shown(decimal("0.4999").rounded(0)) == "0");
  CHECK(shown(decimal("1250").rounded(-2)) == "1300");
  CHECK(shown(decimal("5").rounded(-1)) == "10");
  CHECK(shown(decimal("5").rounded(std::numeric_limits<std::int64_t>::min())) == "0");
  CHECK(shown(decimal("5").rounded(std::numeric_limits<std::int64_t>::max())) == "5");
  CHECK(shown(decimal("-0.5").floored()) == "-1");
  CHECK(shown(decimal("-0.5").ceiled()) == "0");
  CHECK(shown(decimal("1e-6000").ceiled()) == "1");
  CHECK(Decimal::of(std::numeric_limits<std::int64_t>::min()).text() == "-9223372036854775808");
  CHECK(decimal("-9223372036854775808").to_long() == std::numeric_limits<std::int64_t>::min());
  CHECK(!decimal("9223372036854775808").to_long().has_value());
  CHECK(!decimal("1e6144").to_long().has_value());
  CHECK(decimal("1e-6143").to_long() == 0);
  CHECK(decimal("-7.99").to_long() == -7);
}

TEST_CASE("order") {
  const std::vector<std::string> rising = {
      "-9e6144", "-1e40", "-10",  "-9.5", "-9", "-1", "-0.1", "-1e-6143", "0",
      "1e-6143", "0.1",   "0.11", "1",    "9",  "10", "10.5", "1e40",     "9e6144"};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = 0; j < rising.size(); ++j)
      CHECK((decimal(rising[i]) <=> decimal(rising[j])) == (i <=> j));
  }
}

TEST_CASE("laws over many decimals") {
  std::uint64_t state = 7;
  const auto next = [&state] {
    return (state = state * 6364136223846793005u + 1442695040888963407u) >> 33;
  };
  for (int i = 0; i < 20'000; ++i) {
    const auto x = static_cast<std::int64_t>(next()) - (std::int64_t{1} << 30);
    const auto y = static_cast<std::int64_t>(next()) - (std::int64_t{1} << 30);
    const Decimal a = Decimal::of(x);
    const Decimal b = Decimal::of(y);
    REQUIRE(a.plus(b) == Decimal::of(x + y));
    REQUIRE(a.minus(b) == Decimal::of(x - y));
    REQUIRE(a.times(b) == Decimal::of(x * y));
    REQUIRE(((a <=> b) == (x <=> y)));
    if (y != 0) {
      const std::int64_t size = y < 0 ? -y : y;
      REQUIRE(a.modulo(b) == Decimal::of(((x % size) + size) % size));
      REQUIRE(a.times(b)->over(b) == a);
    }
    // Values of many digits and far exponents: a text reads back as the value.
    const std::string text = std::to_string(next()) + std::to_string(next()) + "." +
                             std::to_string(next()) + "e" +
                             std::to_string(static_cast<int>(next() % 200) - 100);
    const Decimal c = decimal(text);
    REQUIRE(decimal(c.text()) == c);
    REQUIRE(c.plus(b)->minus(b)->minus(c)->absolute() <= *c.absolute().plus(b.absolute()));
    REQUIRE(c.plus(b) == b.plus(c));
    REQUIRE(c.times(b) == b.times(c));
    REQUIRE(c.minus(c)->is_zero());
    REQUIRE(c.over(c) == Decimal::of(1));
  }
}
