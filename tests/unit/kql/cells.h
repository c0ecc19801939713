// Cells as people write them in tests and documentation: text to a value of a known type, and
// tables to text. Not the engine's own printing.
#pragma once

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/guid.h"
#include "base/json.h"
#include "base/time.h"
#include "store/table.h"
#include "store/value.h"

namespace crumb::test {

// "Name:string, Age:long"; nullopt: an unknown type.
inline std::optional<Schema> parse_columns(std::string_view text) {
  Schema schema;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    std::string_view item = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item.empty()) continue;
    const std::size_t colon = item.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto type = type_from_name(item.substr(colon + 1));
    if (!type.has_value()) return std::nullopt;
    schema.push_back({std::string(item.substr(0, colon)), *type});
  }
  return schema;
}

inline std::optional<Value> parse_number(const std::string& text, Type type) {
  char* end = nullptr;
  if (type == Type::kReal) {
    if (text == "NaN" || text == "Infinity" || text == "-Infinity" || text == "∞" || text == "-∞") {
      return Value::of_real(text == "NaN" ? std::nan("") : text[0] == '-' ? -INFINITY : INFINITY);
    }
    const double value = std::strtod(text.c_str(), &end);
    return *end == 0 && !text.empty() ? std::optional(Value::of_real(value)) : std::nullopt;
  }
  const long long value = std::strtoll(text.c_str(), &end, 10);
  if (*end != 0 || text.empty()) return std::nullopt;
  return type == Type::kInt ? Value::of_int(static_cast<std::int32_t>(value))
                            : Value::of_long(value);
}

// "null" and, but for strings, an empty cell are null. A string may stand in JSON quotes.
inline std::optional<Value> parse_cell(std::string_view cell, Type type) {
  std::string text(cell);
  if (type == Type::kString) {
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"')
      (void)json::unescape(cell, text);
    return Value::of_string(text);
  }
  if (cell.empty() || cell == "null" || cell == "(null)") return Value::null_of(type);
  switch (type) {
    case Type::kBool:
      if (cell == "true" || cell == "True" || cell == "TRUE" || cell == "1")
        return Value::of_bool(true);
      if (cell == "false" || cell == "False" || cell == "FALSE" || cell == "0")
        return Value::of_bool(false);
      return std::nullopt;
    case Type::kDatetime: {
      const auto ticks = parse_iso_datetime(cell);
      return ticks.has_value() ? std::optional(Value::of_datetime(*ticks)) : std::nullopt;
    }
    case Type::kTimespan: {
      const auto ticks = parse_timespan(cell);
      return ticks.has_value() ? std::optional(Value::of_timespan(*ticks)) : std::nullopt;
    }
    case Type::kGuid: {
      const auto guid = parse_guid(cell);
      return guid.has_value() ? std::optional(Value::of_guid(*guid)) : std::nullopt;
    }
    case Type::kDecimal: {
      const auto decimal = Decimal::parse(cell);
      return decimal.has_value() ? std::optional(Value::of_decimal(*decimal)) : std::nullopt;
    }
    case Type::kDynamic: {
      const auto compact = json::minify(cell);
      return compact.has_value() ? std::optional(Value::of_dynamic(*compact)) : std::nullopt;
    }
    default:
      return parse_number(text, type);
  }
}

inline bool same_real(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return a == b || std::fabs(a - b) <= tolerance * std::fmax(std::fabs(a), std::fabs(b));
}

// Numbers by value; with any_order, arrays are compared as multisets.
inline bool same_json(const json::Value& a, const json::Value& b, double tolerance,
                      bool any_order) {
  const auto number = [](const json::Value& v) -> std::optional<double> {
    if (v.as_int() != nullptr) return static_cast<double>(*v.as_int());
    if (v.as_real() != nullptr) return *v.as_real();
    return std::nullopt;
  };
  if (const auto x = number(a), y = number(b); x.has_value() && y.has_value())
    return same_real(*x, *y, tolerance);
  if (a.storage().index() != b.storage().index()) return false;
  if (a.as_array() != nullptr) {
    if (a.as_array()->size() != b.as_array()->size()) return false;
    std::vector<bool> used(b.as_array()->size(), false);
    for (std::size_t i = 0; i < used.size(); ++i) {
      bool found = false;
      for (std::size_t j = 0; j < used.size() && !found; ++j) {
        if (used[j] || (!any_order && i != j)) continue;
        found = same_json((*a.as_array())[i], (*b.as_array())[j], tolerance, any_order);
        if (found) used[j] = true;
      }
      if (!found) return false;
    }
    return true;
  }
  if (a.as_object() != nullptr) {
    if (a.as_object()->size() != b.as_object()->size()) return false;
    for (const auto& [key, value] : *a.as_object()) {
      const json::Value* other = b.find(key);
      if (other == nullptr || !same_json(value, *other, tolerance, any_order)) return false;
    }
    return true;
  }
  if (a.as_string() != nullptr) return *a.as_string() == *b.as_string();
  if (a.as_bool() != nullptr) return *a.as_bool() == *b.as_bool();
  return a.is_null();
}

inline bool same_value(const Value& a, const Value& b, double tolerance = 1e-12,
                       bool any_order = false) {
  if (a.type != b.type || a.null != b.null) return false;
  if (a.null || a == b) return true;
  if (a.type == Type::kReal) return same_real(a.real, b.real, tolerance);
  if (a.type != Type::kDynamic) return false;
  const auto x = json::parse(a.text), y = json::parse(b.text);
  return x.has_value() && y.has_value() && same_json(*x, *y, tolerance, any_order);
}

using ValueRow = std::vector<Value>;

inline std::vector<ValueRow> rows_of(const Table& table) {
  std::vector<ValueRow> rows;
  for (const Segment& segment : table.segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      rows.emplace_back();
      for (const ColumnPtr& column : segment.columns) rows.back().push_back(column->value(row));
    }
  }
  return rows;
}

inline std::string row_text(const ValueRow& row) {
  std::string text = "  ";
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) text += " | ";
    if (row[i].null) {
      text += "null";
    } else if (row[i].type == Type::kReal || row[i].type == Type::kDynamic) {
      append_json(text, row[i]);
    } else {
      text += to_string(row[i]);
    }
  }
  return text + "\n";
}

inline std::string schema_text(const Schema& schema) {
  std::string text;
  for (const ColumnSpec& column : schema)
    (((text += text.empty() ? "" : ", ") += column.name) += ':') += type_name(column.type);
  return text;
}

}  // namespace crumb::test
