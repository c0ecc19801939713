// Printing and reading of single values. Locale independent, the same on every target.
#include "kql/functions/scalars.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::kql {
namespace {

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text;
}

// Digits with at most one point and an exponent: what strtod may be trusted with.
bool is_plain_number(std::string_view text) {
  text = without_sign(text);
  std::size_t digits = 0;
  std::size_t i = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) ++digits;
  if (i < text.size() && text[i] == '.') {
    for (++i; i < text.size() && is_digit(text[i]); ++i) ++digits;
  }
  if (digits == 0) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const std::string_view exponent = without_sign(text.substr(i + 1));
    if (exponent.empty()) return false;
    for (const char c : exponent) {
      if (!is_digit(c)) return false;
    }
    return true;
  }
  return i == text.size();
}

}  // namespace

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), end.ptr);
}

void append_real(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value > 0 ? "Infinity" : "-Infinity";
  } else {
    json::append_real(out, value);
  }
}

void append_json_real(std::string& out, double value) {
  const bool quoted = !std::isfinite(value);
  if (quoted) out.push_back('"');
  append_real(out, value);
  if (quoted) out.push_back('"');
}

void append_text(std::string& out, const Column& column, std::uint32_t row) {
  if (column.is_null(row)) return;
  switch (column.type()) {
    case Type::kBool:
      out += column.bools()[row] != 0 ? "true" : "false";
      return;
    case Type::kInt:
      append_integer(out, column.ints()[row]);
      return;
    case Type::kLong:
      append_integer(out, column.longs()[row]);
      return;
    case Type::kReal:
      append_real(out, column.reals()[row]);
      return;
    case Type::kDatetime:
      append_datetime(out, column.longs()[row]);
      return;
    case Type::kTimespan:
      out += format_timespan(column.longs()[row]);
      return;
    case Type::kGuid:
      out += format_guid(column.guids()[row]);
      return;
    case Type::kDynamic:
      append_token_text(out, column.text(row));
      return;
    case Type::kDecimal:
    case Type::kString:
      out += column.text(row);
      return;
  }
}

void append_json(std::string& out, const Column& column, std::uint32_t row) {
  if (column.is_null(row)) {
    out += "null";
    return;
  }
  switch (column.type()) {
    case Type::kBool:
    case Type::kInt:
    case Type::kLong:
      append_text(out, column, row);
      return;
    case Type::kReal:
      append_json_real(out, column.reals()[row]);
      return;
    case Type::kDynamic:
      out += column.text(row);
      return;
    case Type::kString:
      append_json_string(out, column.text(row));
      return;
    default:  // datetime, timespan, guid: no character that JSON escapes
      out.push_back('"');
      append_text(out, column, row);
      out.push_back('"');
      return;
  }
}

JsonKind kind_of(std::string_view token) {
  if (token.empty()) return JsonKind::kNull;
  switch (token.front()) {
    case 'n':
      return JsonKind::kNull;
    case 't':
    case 'f':
      return JsonKind::kBool;
    case '"':
      return JsonKind::kString;
    case '[':
      return JsonKind::kArray;
    case '{':
      return JsonKind::kObject;
    default:
      break;
  }
  return token.find_first_of(".eE") == std::string_view::npos ? JsonKind::kInteger
                                                              : JsonKind::kReal;
}

void append_token_text(std::string& out, std::string_view token) {
  switch (kind_of(token)) {
    case JsonKind::kNull:
      return;
    case JsonKind::kString: {
      if (token.find('\\') == std::string_view::npos) {
        out += token.substr(1, token.size() - 2);
        return;
      }
      std::string plain;
      if (json::unescape(token, plain)) out += plain;
      return;
    }
    default:
      out += token;
      return;
  }
}

std::string token_text(std::string_view token) {
  std::string out;
  append_token_text(out, token);
  return out;
}

std::optional<std::int64_t> parse_long(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  const bool negative = text.front() == '-';
  const std::string_view digits = without_sign(text);
  if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) {
    std::uint64_t value = 0;
    const auto end = std::from_chars(digits.data() + 2, digits.data() + digits.size(), value, 16);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) return std::nullopt;
    return static_cast<std::int64_t>(negative ? 0 - value : value);
  }
  if (digits.empty() || !(is_digit(digits[0]) || digits[0] == '.')) return std::nullopt;
  std::int64_t value = 0;
  const char* begin = text.front() == '+' ? text.data() + 1 : text.data();
  const auto end = std::from_chars(begin, text.data() + text.size(), value);
  if (end.ec == std::errc() && end.ptr == text.data() + text.size()) return value;
  if (end.ec == std::errc::result_out_of_range) return std::nullopt;
  const auto real = parse_real(text);
  return real ? real_to_long(*real) : std::nullopt;
}

std::optional<double> parse_real(std::string_view text) {
  text = trim(text);
  if (!is_plain_number(text)) {
    const std::string_view word = without_sign(text);
    const bool negative = text.starts_with('-');
    if (equals_ignore_case(word, "nan")) return std::nan("");
    if (equals_ignore_case(word, "infinity") || equals_ignore_case(word, "inf"))
      return negative ? -HUGE_VAL : HUGE_VAL;
    if (const auto hex =
            word.starts_with("0x") || word.starts_with("0X") ? parse_long(text) : std::nullopt) {
      return static_cast<double>(*hex);
    }
    return std::nullopt;
  }
  std::array<char, 64> small;  // strtod wants a terminator
  if (text.size() < small.size()) {
    std::memcpy(small.data(), text.data(), text.size());
    small[text.size()] = '\0';
    return std::strtod(small.data(), nullptr);
  }
  return std::strtod(std::string(text).c_str(), nullptr);
}

std::optional<bool> parse_bool(std::string_view text) {
  text = trim(text);
  if (equals_ignore_case(text, "true")) return true;
  if (equals_ignore_case(text, "false")) return false;
  const auto number = parse_long(text);
  if (!number) return std::nullopt;
  return *number != 0;
}

std::optional<Guid> parse_leading_guid(std::string_view text) {
  text = trim(text);
  if (text.starts_with('{')) text.remove_prefix(1);
  std::string digits;
  for (const char c : text) {
    if (c == '-' &&
        (digits.size() == 8 || digits.size() == 12 || digits.size() == 16 || digits.size() == 20))
      continue;
    digits.push_back(c);
    if (digits.size() == 32) return parse_guid(digits);
  }
  return std::nullopt;
}

std::optional<std::int64_t> real_to_long(double value) {
  if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0))
    return std::nullopt;  // NaN fails too
  return static_cast<std::int64_t>(value);
}

}  // namespace crumb::kql
