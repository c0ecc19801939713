// Texts of scalars: how a value prints, how it stands inside dynamic, how a text becomes a value
// again. Not the conversion kernels (convert.h), which lift these to columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/guid.h"
#include "store/column.h"

namespace crumb::kql {

// As tostring() prints it; nothing for null.
void append_text(std::string& out, const Column& column, std::uint32_t row);
// As it stands in a dynamic array or bag: "null", numbers bare, texts and times quoted.
void append_json(std::string& out, const Column& column, std::uint32_t row);
void append_integer(std::string& out, std::int64_t value);
void append_real(std::string& out, double value);       // as tostring(): 1.0, 0.1, NaN, -Infinity
void append_json_real(std::string& out, double value);  // the same, NaN and infinities quoted

// --- JSON tokens (compact, valid)
// ---------------------------------------------------------------------------------
enum class JsonKind : std::uint8_t { kNull, kBool, kInteger, kReal, kString, kArray, kObject };
[[nodiscard]] JsonKind kind_of(std::string_view token);
// tostring() of a dynamic: a string loses its quotes, null is empty, the rest prints as it is.
void append_token_text(std::string& out, std::string_view token);
[[nodiscard]] std::string token_text(std::string_view token);

// --- texts to values: nullopt where Kusto's to...() answer null
// ------------------------------------------------------ Blanks around are skipped. Long: decimal,
// or 0x and hex digits; a number with a fraction loses it.
[[nodiscard]] std::optional<std::int64_t> parse_long(std::string_view text);
[[nodiscard]] std::optional<double> parse_real(std::string_view text);
[[nodiscard]] std::optional<bool> parse_bool(
    std::string_view text);  // true/false in any case, or a number: not 0
// ISO 8601 and the other shapes of the documentation's list (RFC 822 and 850, m/d/y with or without
// AM/PM).
[[nodiscard]] std::optional<std::int64_t> parse_datetime(std::string_view text);
// The first 32 hex digits, dashes where they belong or not at all; what follows is not looked at.
[[nodiscard]] std::optional<Guid> parse_leading_guid(std::string_view text);

// A real as an integer, cut towards zero; nullopt for NaN and what does not fit.
[[nodiscard]] std::optional<std::int64_t> real_to_long(double value);

}  // namespace crumb::kql
