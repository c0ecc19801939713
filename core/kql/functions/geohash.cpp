// Geohashes: cells of longitude and latitude, halved in turn, five halvings a letter. What is no
// point or no hash gives null, an empty text for a hash.
// Source: learn.microsoft.com/kusto/query/geo-point-to-geohash-function and its neighbours.
#include <array>
#include <cmath>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

constexpr std::string_view kHashLetters = "0123456789bcdefghjkmnpqrstuvwxyz";
constexpr std::size_t kMostLetters = 18;

// One halving after the other is exact: bounds are multiples of 45 / 2^43 at the finest.
struct GeoCell {
  std::array<double, 2> low = {-180, -90};  // longitude, latitude
  std::array<double, 2> high = {180, 90};

  [[nodiscard]] double middle(std::size_t axis) const { return (low[axis] + high[axis]) / 2; }
};

std::string geohash_of(double longitude, double latitude, std::size_t letters) {
  const std::array<double, 2> point = {longitude, latitude};
  GeoCell cell;
  std::string out;
  std::size_t axis = 0;
  for (std::size_t i = 0; i < letters; ++i) {
    unsigned value = 0;
    for (int bit = 0; bit < 5; ++bit, axis ^= 1) {
      const double middle = cell.middle(axis);
      const bool upper = point[axis] >= middle;
      (upper ? cell.low : cell.high)[axis] = middle;
      value = value << 1 | (upper ? 1u : 0u);
    }
    out.push_back(kHashLetters[value]);
  }
  return out;
}

std::optional<GeoCell> cell_of(std::string_view hash) {
  if (hash.empty() || hash.size() > kMostLetters) return std::nullopt;
  GeoCell cell;
  std::size_t axis = 0;
  for (const char letter : hash) {
    const std::size_t value = kHashLetters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    for (int bit = 4; bit >= 0; --bit, axis ^= 1)
      ((value >> bit & 1) != 0 ? cell.low : cell.high)[axis] = cell.middle(axis);
  }
  return cell;
}

bool point_to_geohash(const Cells& c, std::string& out) {
  const double longitude = c.real(0);
  const double latitude = c.real(1);
  const std::int64_t letters = c.integer_or(2, 5);
  if (!(std::fabs(longitude) <= 180 && std::fabs(latitude) <= 90) || letters < 1 ||
      letters > static_cast<std::int64_t>(kMostLetters))
    return false;
  out = geohash_of(longitude, latitude, static_cast<std::size_t>(letters));
  return true;
}

void append_coordinates(std::string& out, double longitude, double latitude) {
  out.push_back('[');
  append_json_real(out, longitude);
  out.push_back(',');
  append_json_real(out, latitude);
  out.push_back(']');
}

bool geohash_to_point(const Cells& c, std::string& out) {
  const auto cell = cell_of(c.text(0));
  if (!cell) return false;
  out = R"({"type":"Point","coordinates":)";
  append_coordinates(out, cell->middle(0), cell->middle(1));
  out.push_back('}');
  return true;
}

// The corners from the south-west one, against the clock, and the first again.
bool geohash_to_polygon(const Cells& c, std::string& out) {
  const auto cell = cell_of(c.text(0));
  if (!cell) return false;
  out = R"({"type":"Polygon","coordinates":[[)";
  append_coordinates(out, cell->low[0], cell->low[1]);
  out.push_back(',');
  append_coordinates(out, cell->high[0], cell->low[1]);
  out.push_back(',');
  append_coordinates(out, cell->high[0], cell->high[1]);
  out.push_back(',');
  append_coordinates(out, cell->low[0], cell->high[1]);
  out.push_back(',');
  append_coordinates(out, cell->low[0], cell->low[1]);
  out += "]]}";
  return true;
}

// In the order that the page prints. East and west go around; beyond a pole there is no cell.
bool geohash_neighbors(const Cells& c, std::string& out) {
  static constexpr std::array<std::array<int, 2>, 8> kSteps = {
      {{-1, -1}, {-1, 1}, {1, -1}, {0, 1}, {-1, 0}, {1, 1}, {1, 0}, {0, -1}}};
  const auto cell = cell_of(c.text(0));
  if (!cell) return false;
  out.push_back('[');
  for (const auto& [east, north] : kSteps) {
    double longitude = cell->middle(0) + east * (cell->high[0] - cell->low[0]);
    const double latitude = cell->middle(1) + north * (cell->high[1] - cell->low[1]);
    if (std::fabs(latitude) > 90) continue;
    if (longitude > 180) longitude -= 360;
    if (longitude < -180) longitude += 360;
    if (out.size() > 1) out.push_back(',');
    out.push_back('"');
    out += geohash_of(longitude, latitude, c.text(0).size());
    out.push_back('"');
  }
  out.push_back(']');
  return true;
}

constexpr ScalarFunction kGeohash[] = {
    row<"(longitude:number, latitude:number, [accuracy:long]) -> string">(
        "geo_point_to_geohash", "The geohash of a point, of 1 to 18 letters, by default 5.",
        each<Type::kString, point_to_geohash>),
    row<"(geohash:string) -> dynamic">("geo_geohash_to_central_point",
                                       "The middle of a geohash as a GeoJSON point.",
                                       each<Type::kDynamic, geohash_to_point>),
    row<"(geohash:string) -> dynamic">("geo_geohash_to_polygon",
                                       "The area of a geohash as a GeoJSON polygon.",
                                       each<Type::kDynamic, geohash_to_polygon>),
    row<"(geohash:string) -> dynamic">("geo_geohash_neighbors",
                                       "The geohashes around a geohash as an array.",
                                       each<Type::kDynamic, geohash_neighbors>),
};

}  // namespace

ScalarTable geohash_functions() { return kGeohash; }

}  // namespace crumb::kql
