// Distances and directions on Earth. Points are longitude and latitude in degrees; what is no point
// gives null. Source: learn.microsoft.com/kusto/query/geo-distance-2points-function; the sphere's
// radius is the one whose answers it prints.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

constexpr double kRadius = 6'371'010.0;  // metres
constexpr double kDegree = std::numbers::pi / 180.0;

bool is_point(double longitude, double latitude) {
  return std::fabs(longitude) <= 180 && std::fabs(latitude) <= 90;
}

double square(double x) { return x * x; }

// The haversine formula.
double sphere_distance(double lon1, double lat1, double lon2, double lat2) {
  const double h = square(std::sin((lat2 - lat1) * kDegree / 2)) +
                   std::cos(lat1 * kDegree) * std::cos(lat2 * kDegree) *
                       square(std::sin((lon2 - lon1) * kDegree / 2));
  return 2 * kRadius * std::asin(std::sqrt(std::min(h, 1.0)));
}

// Vincenty's inverse formula on the WGS-84 spheroid; nearly antipodal points, where it does not
// settle, use the sphere.
double spheroid_distance(double lon1, double lat1, double lon2, double lat2) {
  constexpr double kA = 6'378'137.0;
  constexpr double kF = 1 / 298.257223563;
  constexpr double kB = kA * (1 - kF);
  const double u1 = std::atan((1 - kF) * std::tan(lat1 * kDegree));
  const double u2 = std::atan((1 - kF) * std::tan(lat2 * kDegree));
  const double length = (lon2 - lon1) * kDegree;
  double lambda = length;
  for (int i = 0; i < 200; ++i) {
    const double x = std::cos(u2) * std::sin(lambda);
    const double y = std::cos(u1) * std::sin(u2) - std::sin(u1) * std::cos(u2) * std::cos(lambda);
    const double sin_sigma = std::sqrt(x * x + y * y);
    if (sin_sigma == 0) return 0;
    const double cos_sigma =
        std::sin(u1) * std::sin(u2) + std::cos(u1) * std::cos(u2) * std::cos(lambda);
    const double sigma = std::atan2(sin_sigma, cos_sigma);
    const double sin_alpha = std::cos(u1) * std::cos(u2) * std::sin(lambda) / sin_sigma;
    const double cos2_alpha = 1 - square(sin_alpha);
    const double cos_2m =
        cos2_alpha == 0 ? 0 : cos_sigma - 2 * std::sin(u1) * std::sin(u2) / cos2_alpha;
    const double c = kF / 16 * cos2_alpha * (4 + kF * (4 - 3 * cos2_alpha));
    const double before = lambda;
    lambda =
        length + (1 - c) * kF * sin_alpha *
                     (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (2 * square(cos_2m) - 1)));
    if (std::fabs(lambda - before) > 1e-12) continue;
    const double w2 = cos2_alpha * (kA * kA - kB * kB) / (kB * kB);
    const double a = 1 + w2 / 16384 * (4096 + w2 * (-768 + w2 * (320 - 175 * w2)));
    const double b = w2 / 1024 * (256 + w2 * (-128 + w2 * (74 - 47 * w2)));
    const double correction =
        b * sin_sigma *
        (cos_2m + b / 4 *
                      (cos_sigma * (2 * square(cos_2m) - 1) -
                       b / 6 * cos_2m * (4 * square(sin_sigma) - 3) * (4 * square(cos_2m) - 3)));
    return kB * a * (sigma - correction);
  }
  return sphere_distance(lon1, lat1, lon2, lat2);
}

std::optional<double> distance(const Cells& c) {
  if (!is_point(c.real(0), c.real(1)) || !is_point(c.real(2), c.real(3))) return std::nullopt;
  const bool spheroid = c.size() > 4 && c.truth(4);
  return (spheroid ? spheroid_distance : sphere_distance)(c.real(0), c.real(1), c.real(2),
                                                          c.real(3));
}

std::optional<bool> in_circle(const Cells& c) {
  if (!is_point(c.real(0), c.real(1)) || !is_point(c.real(2), c.real(3)) || !(c.real(4) >= 0))
    return std::nullopt;
  return sphere_distance(c.real(0), c.real(1), c.real(2), c.real(3)) <= c.real(4);
}

// Equal, or opposite each other on the sphere: no line, or any, leads from one to the other.
bool have_no_line(double lon1, double lat1, double lon2, double lat2) {
  const double apart = sphere_distance(lon1, lat1, lon2, lat2) / kRadius;
  return apart == 0 || std::numbers::pi - apart < 1e-9;
}

double full_turn(double angle) {
  constexpr double kTurn = 2 * std::numbers::pi;
  if (angle < 0) angle += kTurn;
  return angle >= kTurn ? angle - kTurn : angle;
}

// Clockwise from north.
double direction(double lon1, double lat1, double lon2, double lat2) {
  const double length = (lon2 - lon1) * kDegree;
  const double from = lat1 * kDegree;
  const double to = lat2 * kDegree;
  return full_turn(
      std::atan2(std::sin(length) * std::cos(to),
                 std::cos(from) * std::sin(to) - std::sin(from) * std::cos(to) * std::cos(length)));
}

std::optional<double> azimuth(const Cells& c) {
  const double lon1 = c.real(0), lat1 = c.real(1), lon2 = c.real(2), lat2 = c.real(3);
  if (!is_point(lon1, lat1) || !is_point(lon2, lat2) || have_no_line(lon1, lat1, lon2, lat2))
    return std::nullopt;
  return direction(lon1, lat1, lon2, lat2);
}

// At the second point, clockwise from the line to the first to the line to the third.
std::optional<double> turn_at(const Cells& c) {
  const double lon1 = c.real(0), lat1 = c.real(1), lon2 = c.real(2), lat2 = c.real(3);
  const double lon3 = c.real(4), lat3 = c.real(5);
  if (!is_point(lon1, lat1) || !is_point(lon2, lat2) || !is_point(lon3, lat3) ||
      have_no_line(lon1, lat1, lon2, lat2) || have_no_line(lon2, lat2, lon3, lat3))
    return std::nullopt;
  return full_turn(direction(lon2, lat2, lon3, lat3) - direction(lon2, lat2, lon1, lat1));
}

// The last argument may be a number: not 0.
Result<Signature> bind_distance(std::span<const BoundArg> args) {
  const std::size_t points = std::min<std::size_t>(args.size(), 4);
  CRUMB_TRY(Signature signature,
            bind_forms("(lon1:number, lat1:number, lon2:number, lat2:number) -> real",
                       args.first(points)));
  if (args.size() > 4) {
    if (args[4].type != Type::kBool && !is_numeric(args[4].type))
      return wrong_type("use_spheroid", "a bool", args[4].type);
    signature.params.push_back(Type::kBool);
  }
  return signature;
}

constexpr ScalarFunction kGeo[] = {
    row<"(lon1:number, lat1:number, lon2:number, lat2:number, [use_spheroid:bool]) -> real">(
        "geo_distance_2points",
        "Metres between two points on the sphere, or on the WGS-84 spheroid.", bind_distance,
        each<Type::kReal, distance>),
    row<"(lon:number, lat:number, center_lon:number, center_lat:number, radius:number) -> bool">(
        "geo_point_in_circle", "The point is at most so many metres from the center.",
        each<Type::kBool, in_circle>),
    row<"(lon1:number, lat1:number, lon2:number, lat2:number) -> real">(
        "geo_azimuth", "Direction of the second point from the first, clockwise from north.",
        each<Type::kReal, azimuth>),
    row<"(lon1:number, lat1:number, lon2:number, lat2:number, lon3:number, lat3:number) -> real">(
        "geo_angle", "Angle at the second point, clockwise from the first to the third.",
        each<Type::kReal, turn_at>),
};

}  // namespace

ScalarTable geo_functions() { return kGeo; }

}  // namespace crumb::kql
