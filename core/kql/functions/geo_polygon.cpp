// geo_point_in_polygon: GeoJSON polygons and multipolygons on the sphere, whose edges are great
// circles. Polygons that no hemisphere holds are refused. Not distances (geo.cpp).
// Source: learn.microsoft.com/kusto/query/geo-point-in-polygon-function.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Axis3 = std::array<double, 3>;

Axis3 on_sphere(double longitude, double latitude) {
  const double x = longitude * (std::numbers::pi / 180);
  const double y = latitude * (std::numbers::pi / 180);
  return {std::cos(y) * std::cos(x), std::cos(y) * std::sin(x), std::sin(y)};
}
double scalar_product(const Axis3& a, const Axis3& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Axis3 vector_product(const Axis3& a, const Axis3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
Axis3 normalized(const Axis3& a) {
  const double length = std::sqrt(scalar_product(a, a));
  return {a[0] / length, a[1] / length, a[2] / length};
}

struct Flat {
  double x = 0;
  double y = 0;
  friend bool operator==(const Flat&, const Flat&) = default;
};
using GeoRing = std::vector<Flat>;  // first vertex not repeated at the end

// Seen from the middle of the sphere, great circles are straight lines on a plane that touches it.
struct GeoPolygon {
  Axis3 middle{};
  Axis3 east{};
  Axis3 north{};
  std::vector<GeoRing> rings;  // the shell, then the holes; on the plane
  bool too_large = false;

  [[nodiscard]] std::optional<Flat> project(const Axis3& point) const {
    const double height = scalar_product(point, middle);
    if (!(height > 1e-9)) return std::nullopt;
    return Flat{scalar_product(point, east) / height, scalar_product(point, north) / height};
  }
  [[nodiscard]] bool contains(const Axis3& point) const {
    const auto at = project(point);
    if (!at) return false;
    bool inside = false;
    for (const GeoRing& ring : rings) {
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const Flat& a = ring[i];
        const Flat& b = ring[(i + 1) % ring.size()];
        if ((a.y > at->y) == (b.y > at->y)) continue;
        if (at->x < (b.x - a.x) * (at->y - a.y) / (b.y - a.y) + a.x) inside = !inside;
      }
    }
    return inside;
  }
};

struct GeoShape {
  bool valid = false;
  bool too_large = false;
  std::vector<GeoPolygon> polygons;
};

std::optional<Flat> vertex_of(std::string_view token) {
  const auto parts = elements_of(token);
  if (!parts || parts->size() < 2) return std::nullopt;
  const auto number = [](std::string_view part) {
    const JsonKind kind = kind_of(part);
    return kind == JsonKind::kInteger || kind == JsonKind::kReal ? parse_real(part) : std::nullopt;
  };
  const auto longitude = number((*parts)[0]);
  const auto latitude = number((*parts)[1]);
  if (!longitude || !latitude || !(std::fabs(*longitude) <= 180) || !(std::fabs(*latitude) <= 90))
    return std::nullopt;
  return Flat{*longitude, *latitude};
}

// Longitudes and latitudes. nullopt: not closed, fewer than three vertices, or one that comes
// again.
std::optional<GeoRing> ring_of(std::string_view token) {
  const auto positions = elements_of(token);
  if (!positions || positions->size() < 4) return std::nullopt;
  GeoRing ring;
  for (const std::string_view position : *positions) {
    const auto at = vertex_of(position);
    if (!at) return std::nullopt;
    ring.push_back(*at);
  }
  if (!(ring.front() == ring.back())) return std::nullopt;
  ring.pop_back();
  GeoRing sorted = ring;
  std::sort(sorted.begin(), sorted.end(),
            [](const Flat& a, const Flat& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return std::nullopt;
  return ring;
}

std::optional<GeoPolygon> polygon_of(std::string_view token) {
  const auto tokens = elements_of(token);
  if (!tokens || tokens->empty()) return std::nullopt;
  std::vector<GeoRing> rings;
  for (const std::string_view one : *tokens) {
    auto ring = ring_of(one);
    if (!ring) return std::nullopt;
    rings.push_back(*std::move(ring));
  }
  GeoPolygon polygon;
  Axis3 sum{};
  for (const Flat& vertex : rings[0]) {
    const Axis3 at = on_sphere(vertex.x, vertex.y);
    for (std::size_t i = 0; i < 3; ++i) sum[i] += at[i];
  }
  if (scalar_product(sum, sum) < 1e-18) {
    polygon.too_large = true;
    return polygon;
  }
  polygon.middle = normalized(sum);
  const bool polar = std::fabs(polygon.middle[2]) > 0.9;
  polygon.east =
      normalized(vector_product(polar ? Axis3{1, 0, 0} : Axis3{0, 0, 1}, polygon.middle));
  polygon.north = vector_product(polygon.middle, polygon.east);
  for (GeoRing& ring : rings) {
    for (Flat& vertex : ring) {
      const auto at = polygon.project(on_sphere(vertex.x, vertex.y));
      if (!at) {
        polygon.too_large = true;
        return polygon;
      }
      vertex = *at;
    }
  }
  polygon.rings = std::move(rings);
  return polygon;
}

GeoShape shape_of(std::string_view token) {
  GeoShape shape;
  const auto members = members_of(token);
  if (!members) return shape;
  const json::Item* type = find_member(*members, "type");
  const json::Item* coordinates = find_member(*members, "coordinates");
  if (type == nullptr || coordinates == nullptr) return shape;
  JsonTokens polygons;
  if (type->value == "\"Polygon\"") {
    polygons.push_back(coordinates->value);
  } else if (type->value == "\"MultiPolygon\"") {
    auto many = elements_of(coordinates->value);
    if (!many || many->empty()) return shape;
    polygons = *std::move(many);
  } else {
    return shape;
  }
  for (const std::string_view one : polygons) {
    auto polygon = polygon_of(one);
    if (!polygon) return shape;
    shape.too_large = shape.too_large || polygon->too_large;
    shape.polygons.push_back(*std::move(polygon));
  }
  shape.valid = true;
  return shape;
}

Result<ColumnPtr> point_in_polygon(Args args, std::uint32_t rows, EvalContext& context) {
  GeoShape own;
  std::string_view own_text;
  const GeoShape* fixed = nullptr;
  if (args[2].constant && !args[2].is_null(0)) {
    fixed = &context.prepared<GeoShape>("geo shape", args[2].column->text(0), shape_of);
  }
  return lift(Type::kBool, args, rows, context, [&](const Cells& c) -> std::optional<bool> {
    const double longitude = c.real(0);
    const double latitude = c.real(1);
    if (!(std::fabs(longitude) <= 180 && std::fabs(latitude) <= 90)) return std::nullopt;
    if (fixed == nullptr && (own_text.data() == nullptr || own_text != c.text(2))) {
      own_text = c.text(2);
      own = shape_of(own_text);
    }
    const GeoShape& shape = fixed == nullptr ? own : *fixed;
    if (!shape.valid) return std::nullopt;
    if (shape.too_large) {
      c.stop("geo_point_in_polygon() takes polygons that fit into a hemisphere");
      return std::nullopt;
    }
    const Axis3 point = on_sphere(longitude, latitude);
    return std::any_of(shape.polygons.begin(), shape.polygons.end(),
                       [&point](const GeoPolygon& p) { return p.contains(point); });
  });
}

constexpr ScalarFunction kGeoPolygon[] = {
    row<"(longitude:number, latitude:number, polygon:dynamic) -> bool">(
        "geo_point_in_polygon",
        "The point is inside of a GeoJSON polygon or multipolygon; edges are great circles.",
        point_in_polygon),
};

}  // namespace

ScalarTable geo_polygon_functions() { return kGeoPolygon; }

}  // namespace crumb::kql
