// One scalar of any KQL type, possibly null. For literals, constants and single cells; columns hold
// the data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/guid.h"
#include "store/type.h"

namespace crumb {

// Which member carries the value: kBool, kInt, kLong, kDatetime, kTimespan -> integer; kReal ->
// real; kGuid -> guid; kString, kDynamic (compact JSON) and kDecimal (canonical) -> text. A string
// is never null in Kusto: null strings are empty.
struct Value {
  Type type = Type::kString;
  bool null = false;
  std::int64_t integer = 0;
  double real = 0;
  Guid guid{};
  std::string text;

  [[nodiscard]] static Value null_of(Type type);
  [[nodiscard]] static Value of_bool(bool value);
  [[nodiscard]] static Value of_int(std::int32_t value);
  [[nodiscard]] static Value of_long(std::int64_t value);
  [[nodiscard]] static Value of_real(double value);
  [[nodiscard]] static Value of_datetime(std::int64_t ticks);
  [[nodiscard]] static Value of_timespan(std::int64_t ticks);
  [[nodiscard]] static Value of_guid(Guid value);
  [[nodiscard]] static Value of_string(std::string_view text);
  [[nodiscard]] static Value of_dynamic(std::string_view compact_json);  // "null" or "" gives null
  [[nodiscard]] static Value of_decimal(const Decimal& value);
  friend bool operator==(const Value&, const Value&) = default;
};

// As tostring() does: datetime with 7 digits and Z, true/false, null as empty.
[[nodiscard]] std::string to_string(const Value& value);
// As `query --format json` does: null, numbers bare, "NaN"/"Infinity" and datetimes quoted, dynamic
// as JSON.
void append_json(std::string& out, const Value& value);

}  // namespace crumb
