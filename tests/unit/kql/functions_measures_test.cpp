// Units, distributions, places on Earth, and compressed texts. Expected values are the
// documentation's, or those of a calculation by other means.
#include <doctest/doctest.h>

#include <cstdlib>

#include "kql/functions/inflate.h"
#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql::testing;

namespace {

// Where the last digits are the platform's.
void check_near(const Case& test, double expected) {
  const std::string got = answer(test);
  CAPTURE(test.function);
  CAPTURE(got);
  CHECK(std::strtod(got.c_str(), nullptr) == doctest::Approx(expected).epsilon(1e-11));
}

}  // namespace

TEST_CASE("units") {
  check({
      {"convert_angle", {r(1.2), s("Degree"), s("Arcminute")}, "72.0"},
      {"convert_angle", {r(180), s("degree"), s("RADIAN")}, "3.141592653589793"},
      {"convert_angle", {r(0.5), s("Tilt"), s("Tilt")}, "0.5"},
      {"convert_angle", {r(90), s("Degree"), s("Tilt")}, "1.0"},
      {"convert_length", {r(1.2), s("Meter"), s("Foot")}, "3.9370078740157477"},
      {"convert_length", {r(1), s("Mile"), s("Meter")}, "1609.344"},
      {"convert_length", {r(1), s("Mile"), s("Gram")}, "null"},
      {"convert_length", {r(1), s("Furlong"), s("Meter")}, "null"},
      {"convert_length", {r(1), s(""), s("Meter")}, "null"},
      {"convert_length", {null(Type::kReal), s("Mile"), s("Meter")}, "null"},
      {"convert_mass", {r(1.2), s("Kilogram"), s("Pound")}, "2.6455471462185307"},
      {"convert_speed", {r(1.2), s("MeterPerSecond"), s("CentimeterPerHour")}, "432000.0"},
      {"convert_speed", {n(36), s("KilometerPerHour"), s("MeterPerSecond")}, "10.0"},
      {"convert_force", {r(1.2), s("Newton"), s("Decanewton")}, "0.12"},
      {"convert_temperature", {r(0), s("DegreeCelsius"), s("Kelvin")}, "273.15"},
      {"convert_temperature", {r(273.15), s("Kelvin"), s("DegreeDelisle")}, "150.0"},
  });
  check_near({"convert_energy", {r(1.2), s("Joule"), s("BritishThermalUnit")}, ""},
             0.00113738054437598);
  check_near({"convert_volume", {r(1.2), s("CubicMeter"), s("AcreFoot")}, ""}, 0.0009728568);
  check_near({"convert_temperature", {r(1.2), s("Kelvin"), s("DegreeCelsius")}, ""}, -271.95);
  check_near({"convert_temperature", {n(100), s("DegreeCelsius"), s("DegreeFahrenheit")}, ""}, 212);
  check_near({"convert_temperature", {n(100), s("DegreeCelsius"), s("DegreeRoemer")}, ""}, 60);
}

TEST_CASE("distributions") {
  check_near({"beta_cdf", {r(0.9), r(10), r(20)}, ""}, 0.999999999999959);
  check_near({"beta_inv", {r(0.1), r(10), r(20)}, ""}, 0.226415022388749);
  check_near({"beta_pdf", {r(0.5), r(10), r(20)}, ""}, 0.746176019310951);
  check_near({"beta_cdf", {r(0.5), n(5000), n(5000)}, ""}, 0.5);
  check({
      {"beta_cdf", {n(0), n(10), n(20)}, "0.0"},
      {"beta_cdf", {n(1), n(10), n(20)}, "1.0"},
      {"beta_cdf", {r(1.5), r(10), r(20)}, "NaN"},
      {"beta_cdf", {r(-10), r(10), r(20)}, "NaN"},
      {"beta_cdf", {r(0.1), r(-1), r(20)}, "NaN"},
      {"beta_cdf", {r(0.1), r(1), r(10'001)}, "NaN"},
      {"beta_cdf", {r(0.25), n(1), n(1)}, "0.25"},
      {"beta_inv", {r(1.5), r(10), r(20)}, "null"},
      {"beta_inv", {r(0.1), r(-1), r(20)}, "NaN"},
      {"beta_pdf", {n(0), r(10), r(20)}, "NaN"},
      {"beta_pdf", {r(0.5), r(-1), r(20)}, "NaN"},
      {"beta_pdf", {null(Type::kReal), r(1), r(2)}, "null"},
      {"welch_test", {n(1), n(0), n(5), n(1), n(0), n(5)}, "NaN"},
      {"welch_test", {n(1), n(1), n(5), n(1), n(1), n(5)}, "1.0"},
  });
  // The two series of the page: their means, variances and counts. The page says 0.021.
  check_near(
      {"welch_test",
       {r(20.82), r(7.867428571428573), n(15), r(22.986666666666668), r(3.8126666666666678), n(15)},
       ""},
      0.02137800146);
}

TEST_CASE("directions") {
  check_near({"geo_azimuth", {n(5), n(10), n(10), n(-40)}, ""}, 3.05459939796449);
  check_near({"geo_angle", {n(0), n(10), n(0), n(5), n(3), n(-10)}, ""}, 2.94493843406882);
  check({
      {"geo_azimuth", {n(0), n(0), n(0), n(1)}, "0.0"},
      {"geo_azimuth", {n(0), n(0), n(1), n(0)}, "1.5707963267948966"},
      {"geo_azimuth", {n(0), n(0), n(-1), n(0)}, "4.71238898038469"},
      {"geo_azimuth", {n(5), n(10), n(5), n(10)}, "null"},
      {"geo_azimuth", {n(0), n(0), n(180), n(0)}, "null"},
      {"geo_azimuth", {n(0), n(91), n(1), n(0)}, "null"},
      {"geo_angle", {n(0), n(10), n(0), n(10), n(3), n(-10)}, "null"},
      {"geo_angle", {n(0), n(1), n(0), n(0), n(0), n(0)}, "null"},
      {"geo_angle", {n(1), n(0), n(0), n(0), n(0), n(1)}, "4.71238898038469"},
  });
}

TEST_CASE("geohashes") {
  check({
      {"geo_point_to_geohash", {r(-80.195829), r(25.802215), n(8)}, "dhwfz15h"},
      {"geo_point_to_geohash", {r(-122.303404), r(47.570482)}, "c23n8"},
      {"geo_point_to_geohash", {n(200), n(1), n(8)}, ""},
      {"geo_point_to_geohash", {n(1), n(1), null(Type::kLong)}, ""},
      {"geo_point_to_geohash", {n(1), n(1), n(0)}, ""},
      {"geo_point_to_geohash", {n(1), n(1), n(19)}, ""},
      {"geo_point_to_geohash", {n(180), n(90), n(2)}, "zz"},
      {"geo_point_to_geohash", {n(-180), n(-90), n(18)}, "000000000000000000"},
      {"geo_geohash_to_central_point",
       {s("sunny")},
       R"({"type":"Point","coordinates":[42.47314453125,23.70849609375]})"},
      {"geo_geohash_to_central_point", {s("a")}, "null"},
      {"geo_geohash_to_central_point", {s("")}, "null"},
      {"geo_geohash_to_polygon",
       {s("dr5ru")},
       R"({"type":"Polygon","coordinates":[[[-74.00390625,40.7373046875],[-73.9599609375,40.7373046875],)"
       R"([-73.9599609375,40.78125],[-74.00390625,40.78125],[-74.00390625,40.7373046875]]]})"},
      {"geo_geohash_to_polygon", {s("a")}, "null"},
      {"geo_geohash_neighbors",
       {s("sunny")},
       R"(["sunnt","sunpj","sunnx","sunpn","sunnv","sunpp","sunnz","sunnw"])"},
      {"geo_geohash_neighbors", {s("a")}, "null"},
      // At the north pole and the date line: three cells are missing, east goes around.
      {"geo_geohash_neighbors", {s("z")}, R"(["w","8","y","b","x"])"},
  });
}

TEST_CASE("points in polygons") {
  const Value square = j(
      R"({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[4,6],[6,6],[6,4],[4,4]]]})");
  const Value far = j(
      R"({"type":"MultiPolygon","coordinates":[[[[170,-5],[-170,-5],[-170,5],[170,5],[170,-5]]],[[[0,80],[120,80],[-120,80],[0,80]]]]})");
  check({
      {"geo_point_in_polygon", {n(2), n(2), square}, "true"},
      {"geo_point_in_polygon", {n(5), n(5), square}, "false"},  // in the hole
      {"geo_point_in_polygon", {n(11), n(5), square}, "false"},
      {"geo_point_in_polygon", {n(-178), n(-2), square}, "false"},  // the other side of the Earth
      // The edge from (0, 10) to (10, 10) is a great circle, which is north of the parallel.
      {"geo_point_in_polygon", {n(5), r(10.03), square}, "true"},
      {"geo_point_in_polygon", {n(5), r(10.05), square}, "false"},
      {"geo_point_in_polygon", {n(179), n(0), far}, "true"},
      {"geo_point_in_polygon", {n(0), n(0), far}, "false"},
      {"geo_point_in_polygon", {n(77), n(90), far}, "true"},
      {"geo_point_in_polygon", {n(200), n(1), square}, "null"},
      {"geo_point_in_polygon",
       {n(1), n(1), j(R"({"type":"Polygon","coordinates":[[[0,0],[10,10],[10,10],[0,0]]]})")},
       "null"},
      {"geo_point_in_polygon",
       {n(1), n(1), j(R"({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10],[0,10]]]})")},
       "null"},
      {"geo_point_in_polygon",
       {n(1), n(1), j(R"({"type":"Polygon","coordinates":[[[0,0],[10,0],[10,100],[0,0]]]})")},
       "null"},
      {"geo_point_in_polygon", {n(1), n(1), j(R"({"type":"Point","coordinates":[0,0]})")}, "null"},
      {"geo_point_in_polygon", {n(1), n(1), j("[]")}, "null"},
      {"geo_point_in_polygon",
       {n(1), n(1), j(R"({"type":"Polygon","coordinates":[[[0,0],[120,0],[-120,0],[0,0]]]})")},
       "!hemisphere"},
  });
}

TEST_CASE("compressed texts") {
  check({
      {"zlib_decompress_from_base64_string",
       {s("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=")},
       "Test string 123"},
      {"zlib_decompress_from_base64_string",
       {s("eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw==")},  // stored
       "1234567890qwertyuiop"},
      {"zlib_decompress_from_base64_string",
       {s("eNoVj0dyAzAMA78kVknAa+y4xk5c4v76SCfOcIjFsmBRKFgKHV/"
          "KjpVREmunBjZBS2yT3rGrTMe+sQm+Ow0HKVTHUUa04keUVfErRsVJnCY4SzAVF0n2wFUqzfAnjbXgJp2iuGthG"
          "B4q7ImnKt3xUmMXvNXpho8Gu2OhyShYamUbpo0ZWGmnVqytsDVsTBiOrSlVsTNj69ibM4exjVcCB0uK4GgDkvi"
          "xQUn8Wqc3nLzQFGcXSsPFlYmrD5Ph7M4WuHmwdtw9WQMPr6yGp7c5Xt7n8h1lnnxCZmAROuPLsMH6Cp/"
          "gVcSsWUfO0k3UqbCNNoV20fkP+AZiAA==")},  // codes of its own
       "0:a0;1:b1;4:c2;9:d3;16:e4;25:f5;36:g6;49:h7;64:i8;81:j9;3:k10;24:l11;47:m12;72:n13;2:o14;"
       "31:p15;62:q16;95:r17;33:s18;70:t19;12:u20;53:v21;96:w22;44:x23;91:y24;43:z25;94:a26;50:b27;"
       "8:c28;65:d29;27:e30;88:f31;54:g32;22:h33;89:i34;61:j35;35:k36;11:l37;86:m38;66:n39;48:o40;"
       "32:p41;18:q42;6:r43;93:s44;85:t45;79:u46;75:v47;73:w48;73:x49;75:y50;79:z51;85:a52;93:b53;"
       "6:c54;18:d55;32:e56;48:f57;66:g58;86:h59;"},
      {"zlib_decompress_from_base64_string", {s("eJwDAAAAAAE=")}, ""},
      {"zlib_decompress_from_base64_string", {s("x0x0x0")}, ""},
      {"zlib_decompress_from_base64_string", {s("")}, ""},
      {"zlib_decompress_from_base64_string", {s("eJz7/w8AAv4B/g==")}, ""},  // no UTF-8
      {"zlib_decompress_from_base64_string", {s("eJwLSS0uAQAD3QGg")}, ""},  // another check sum
      {"zlib_decompress_from_base64_string", {s("eJwLSS0uUSg=")}, ""},      // cut off
      {"zlib_decompress_from_base64_string", {s("eJwDAgAAAAAB")}, ""},      // refers too far back
      {"zlib_decompress_from_base64_string", {s("eJwHAAAAAQ==")}, ""},  // a fourth kind of block
      {"gzip_decompress_from_base64_string",
       {s("H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==")},
       "1234567890qwertyuiop"},
      {"gzip_decompress_from_base64_string", {s("H4sIAGqkBWsC/8tIzcnJBwCGphA2BQAAAA==")}, "hello"},
      {"gzip_decompress_from_base64_string", {s("H4sIAGqkBWsC/8tIzcnJBwCGphA2BgAAAA==")}, ""},
      {"gzip_decompress_from_base64_string", {s("x0x0x0")}, ""},
  });
  // 300 bytes of abc, with room for them and without.
  const std::string_view abc("\x78\x9c\x4b\x4c\x4a\x4e\x1c\x45\xc4\x21\x00\x88\x4d\x72\xd9", 15);
  const auto whole = kql::unzlib(abc, 300);
  REQUIRE(whole.has_value());
  CHECK(whole->size() == 300);
  CHECK(whole->ends_with("abcabc"));
  const auto large = kql::unzlib(abc, 299);
  REQUIRE(!large.has_value());
  CHECK(large.error() == kql::InflateError::kTooLarge);
}
