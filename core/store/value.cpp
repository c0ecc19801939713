// Scalar values: how they are made and printed.
#include "store/value.h"

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb {
namespace {

Value integer_of(Type type, std::int64_t value) {
  Value v;
  v.type = type;
  v.integer = value;
  return v;
}

}  // namespace

Value Value::null_of(Type type) {
  Value v;
  v.type = type;
  v.null = type != Type::kString;
  return v;
}
Value Value::of_bool(bool value) { return integer_of(Type::kBool, value ? 1 : 0); }
Value Value::of_int(std::int32_t value) { return integer_of(Type::kInt, value); }
Value Value::of_long(std::int64_t value) { return integer_of(Type::kLong, value); }
Value Value::of_datetime(std::int64_t ticks) { return integer_of(Type::kDatetime, ticks); }
Value Value::of_timespan(std::int64_t ticks) { return integer_of(Type::kTimespan, ticks); }
Value Value::of_real(double value) {
  Value v;
  v.type = Type::kReal;
  v.real = value;
  return v;
}
Value Value::of_guid(Guid value) {
  Value v;
  v.type = Type::kGuid;
  v.guid = value;
  return v;
}
Value Value::of_string(std::string_view text) {
  Value v;
  v.type = Type::kString;
  v.text = text;
  return v;
}
Value Value::of_dynamic(std::string_view compact_json) {
  Value v;
  v.type = Type::kDynamic;
  v.null = compact_json.empty() || compact_json == "null";
  if (!v.null) v.text = compact_json;
  return v;
}

Value Value::of_decimal(const Decimal& value) {
  Value v;
  v.type = Type::kDecimal;
  v.text = value.text();
  return v;
}

std::string to_string(const Value& value) {
  if (value.null) return {};
  switch (value.type) {
    case Type::kBool:
      return value.integer != 0 ? "true" : "false";
    case Type::kInt:
    case Type::kLong:
      return std::to_string(value.integer);
    case Type::kReal: {
      std::string out;
      json::append_real(out, value.real);
      return out;
    }
    case Type::kDatetime:
      return format_datetime(value.integer);
    case Type::kTimespan:
      return format_timespan(value.integer);
    case Type::kGuid:
      return format_guid(value.guid);
    case Type::kDynamic: {
      std::string out;
      if (json::unescape(value.text, out)) return out;  // a JSON string prints without its quotes
      return value.text;
    }
    case Type::kDecimal:
    case Type::kString:
      return value.text;
  }
  return {};
}

void append_json(std::string& out, const Value& value) {
  if (value.null) {
    out += "null";
    return;
  }
  switch (value.type) {
    case Type::kBool:
      out += value.integer != 0 ? "true" : "false";
      return;
    case Type::kInt:
    case Type::kLong:
      out += std::to_string(value.integer);
      return;
    case Type::kReal:
      if (std::isnan(value.real)) {
        out += "\"NaN\"";
      } else if (std::isinf(value.real)) {
        out += value.real > 0 ? "\"Infinity\"" : "\"-Infinity\"";
      } else {
        json::append_real(out, value.real);
      }
      return;
    case Type::kDynamic:
      out += value.text;
      return;
    default:
      append_json_string(out, to_string(value));
      return;
  }
}

}  // namespace crumb
