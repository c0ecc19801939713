// KQL's scalar types by their KQL names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crumb {

enum class Type : std::uint8_t {
  kBool,
  kInt,
  kLong,
  kReal,
  kDecimal,
  kDatetime,
  kTimespan,
  kGuid,
  kString,
  kDynamic
};

[[nodiscard]] std::string_view type_name(Type type);  // "bool", "int", ...
[[nodiscard]] std::optional<Type> type_from_name(
    std::string_view name);  // also boolean, double, time, date, uuid, int32, int64

[[nodiscard]] constexpr bool is_numeric(Type t) {
  return t == Type::kInt || t == Type::kLong || t == Type::kReal || t == Type::kDecimal;
}
[[nodiscard]] constexpr bool has_dictionary(Type t) {
  return t == Type::kString || t == Type::kDynamic || t == Type::kDecimal;
}

}  // namespace crumb
