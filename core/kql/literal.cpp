// Literal texts to values, by Kusto's rules: learn.microsoft.com/kusto/query/scalar-data-types.
#include "kql/literal.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <optional>

#include "base/decimal.h"
#include "base/guid.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::kql {
namespace {

std::unexpected<Error> syntax(const Token& token, std::string message) {
  return fail(ErrorCode::kSyntax, std::move(message), token.span);
}

// --- numbers
// -----------------------------------------------------------------------------------------
std::optional<std::int64_t> read_long(std::string_view text) {
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (hex) text.remove_prefix(2);
  std::uint64_t magnitude = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), magnitude, hex ? 16 : 10);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  constexpr std::uint64_t kTop = 1ull << 63;
  if (!hex && magnitude > (negative ? kTop : kTop - 1)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

std::optional<double> read_real(std::string_view text) {
  if (text == "nan" || text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  double sign = negative ? -1.0 : 1.0;
  if (text == "inf" || text == "infinity" || text == "Infinity")
    return sign * std::numeric_limits<double>::infinity();
  if (text.empty() || !((text[0] >= '0' && text[0] <= '9') || text[0] == '.')) return std::nullopt;
  // std::strtod needs a terminated text; from_chars for double is not in libc++ 19.
  std::string owned(text);
  char* end = nullptr;
  double value = std::strtod(owned.c_str(), &end);
  if (end != owned.c_str() + owned.size()) return std::nullopt;
  return sign * value;
}

struct Unit {
  std::string_view name;
  double ticks;
};
constexpr std::array<Unit, 35> kUnits = {{
    {"d", kTicksPerDay},
    {"day", kTicksPerDay},
    {"days", kTicksPerDay},
    {"h", kTicksPerHour},
    {"hour", kTicksPerHour},
    {"hours", kTicksPerHour},
    {"hr", kTicksPerHour},
    {"hrs", kTicksPerHour},
    {"m", kTicksPerMinute},
    {"min", kTicksPerMinute},
    {"minute", kTicksPerMinute},
    {"minutes", kTicksPerMinute},
    {"s", kTicksPerSecond},
    {"sec", kTicksPerSecond},
    {"second", kTicksPerSecond},
    {"seconds", kTicksPerSecond},
    {"ms", kTicksPerMillisecond},
    {"milli", kTicksPerMillisecond},
    {"millis", kTicksPerMillisecond},
    {"millisec", kTicksPerMillisecond},
    {"millisecond", kTicksPerMillisecond},
    {"milliseconds", kTicksPerMillisecond},
    {"us", kTicksPerMicrosecond},
    {"micro", kTicksPerMicrosecond},
    {"micros", kTicksPerMicrosecond},
    {"microsec", kTicksPerMicrosecond},
    {"microsecond", kTicksPerMicrosecond},
    {"microseconds", kTicksPerMicrosecond},
    {"nano", 0.01},
    {"nanos", 0.01},
    {"nanosec", 0.01},
    {"nanosecond", 0.01},
    {"nanoseconds", 0.01},
    {"tick", 1},
    {"ticks", 1},
}};

// "1.5h", "10 seconds"; a bare number is days, as in timespan(2).
std::optional<std::int64_t> read_unit_timespan(std::string_view text) {
  double sign = 1;
  if (!text.empty() && text[0] == '-') {
    sign = -1;
    text.remove_prefix(1);
  }
  std::size_t digits = 0;
  while (digits < text.size() &&
         ((text[digits] >= '0' && text[digits] <= '9') || text[digits] == '.'))
    ++digits;
  std::optional<double> number = read_real(text.substr(0, digits));
  if (!number.has_value()) return std::nullopt;
  std::string_view name = trim(text.substr(digits));
  double ticks = name.empty() ? static_cast<double>(kTicksPerDay) : 0;
  for (const Unit& unit : kUnits) {
    if (unit.name == name) ticks = unit.ticks;
  }
  if (ticks == 0) return std::nullopt;
  double value = std::round(sign * *number * ticks);
  if (!(std::abs(value) < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

// --- dates
// --------------------------------------------------------------------------------------------- The
// date forms that hand-written queries use beyond ISO 8601: one-digit months and days, and
// m/d/yyyy; a time may follow.
std::optional<std::int64_t> read_loose_date(std::string_view text) {
  std::array<std::int32_t, 3> parts{};
  std::size_t at = 0;
  char separator = '\0';
  for (std::size_t i = 0; i < 3; ++i) {
    auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), parts[i]);
    if (error != std::errc()) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    if (i == 2) break;
    if (at >= text.size() || (text[at] != '-' && text[at] != '/' && text[at] != ',') ||
        (separator != '\0' && text[at] != separator))
      return std::nullopt;
    separator = text[at++];
    while (at < text.size() && text[at] == ' ') ++at;
  }
  if (parts[0] < 32) parts = {parts[2], parts[0], parts[1]};
  auto day = ticks_from_civil({.year = parts[0], .month = parts[1], .day = parts[2]});
  std::string_view rest = trim(text.substr(at));
  if (!day.has_value() || rest.empty()) return day;
  if (rest[0] == 'T') rest.remove_prefix(1);
  auto with_time = parse_iso_datetime("2000-01-01T" + std::string(rest));
  if (!with_time.has_value()) return std::nullopt;
  return *day + (*with_time - *ticks_from_civil({.year = 2000}));
}

std::optional<std::int64_t> read_datetime(std::string_view text) {
  if (auto ticks = parse_iso_datetime(text); ticks.has_value()) return ticks;
  return read_loose_date(text);
}

// --- datetime(...), long(...) ...
// ----------------------------------------------------------------------
Result<Value> decode_typed(std::string_view source, const Token& token) {
  std::string_view text = token.text(source);
  std::size_t paren = text.find('(');
  std::string_view name = text.substr(0, paren);
  std::string_view inner = text.substr(paren + 1);
  if (inner.ends_with(')')) inner.remove_suffix(1);
  inner = trim(inner);
  std::optional<Type> type = type_from_name(name);
  if (!type.has_value()) return syntax(token, "unknown type '" + std::string(name) + "'");
  if (inner == "null") return Value::null_of(*type);
  if (inner.size() >= 2 && (inner.front() == '"' || inner.front() == '\'') &&
      inner.back() == inner.front())
    inner = inner.substr(1, inner.size() - 2);
  auto wrong = [&] {
    return syntax(token, "'" + make_visible(inner) + "' is not a " + std::string(type_name(*type)));
  };
  switch (*type) {
    case Type::kBool:
      if (equals_ignore_case(inner, "true") || inner == "1") return Value::of_bool(true);
      if (equals_ignore_case(inner, "false") || inner == "0") return Value::of_bool(false);
      return wrong();
    case Type::kInt: {
      auto value = read_long(inner);
      if (!value.has_value() || *value > std::numeric_limits<std::int32_t>::max() ||
          *value < std::numeric_limits<std::int32_t>::min())
        return wrong();
      return Value::of_int(static_cast<std::int32_t>(*value));
    }
    case Type::kLong:
      if (auto value = read_long(inner); value.has_value()) return Value::of_long(*value);
      return wrong();
    case Type::kReal:
      if (auto value = read_real(inner); value.has_value()) return Value::of_real(*value);
      return wrong();
    case Type::kDatetime:
      if (auto ticks = read_datetime(inner); ticks.has_value()) return Value::of_datetime(*ticks);
      return wrong();
    case Type::kTimespan: {
      auto ticks = read_unit_timespan(inner);
      if (!ticks.has_value()) ticks = parse_timespan(inner);
      if (ticks.has_value()) return Value::of_timespan(*ticks);
      return wrong();
    }
    case Type::kGuid:
      if (auto guid = parse_guid(inner); guid.has_value()) return Value::of_guid(*guid);
      return wrong();
    case Type::kDecimal:
      if (auto value = Decimal::parse(inner); value.has_value()) return Value::of_decimal(*value);
      return wrong();
    default:
      return wrong();
  }
}

// --- escapes
// -------------------------------------------------------------------------------------------
struct Escape {
  char letter;
  char byte;
};
constexpr std::array<Escape, 11> kEscapes = {{{'\\', '\\'},
                                              {'\'', '\''},
                                              {'"', '"'},
                                              {'a', '\a'},
                                              {'b', '\b'},
                                              {'f', '\f'},
                                              {'n', '\n'},
                                              {'r', '\r'},
                                              {'t', '\t'},
                                              {'v', '\v'},
                                              {'0', '\0'}}};

// Reads the escape at text[at] (after the backslash), appends it, and gives the bytes consumed; 0:
// no such escape.
std::size_t decode_escape(std::string_view text, std::size_t at, std::string& out) {
  if (at >= text.size()) return 0;
  char c = text[at];
  std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits > 0) {
    std::uint32_t code = 0;
    if (at + 1 + digits > text.size()) return 0;
    auto [end, error] =
        std::from_chars(text.data() + at + 1, text.data() + at + 1 + digits, code, 16);
    if (error != std::errc() || end != text.data() + at + 1 + digits) return 0;
    // A surrogate pair is written as two \u escapes.
    if (code >= 0xD800 && code < 0xDC00 && text.substr(at + 1 + digits, 2) == "\\u" &&
        at + 7 + digits <= text.size()) {
      std::uint32_t low = 0;
      const char* from = text.data() + at + 3 + digits;
      auto [stop, bad] = std::from_chars(from, from + 4, low, 16);
      if (bad == std::errc() && stop == from + 4 && low >= 0xDC00 && low < 0xE000) {
        append_utf8(out, static_cast<char32_t>(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)));
        return digits + 7;
      }
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
    append_utf8(out, static_cast<char32_t>(code));
    return digits + 1;
  }
  if (c >= '0' && c <= '7') {
    std::size_t count = 1;
    while (count < (c <= '3' ? 3u : 2u) && at + count < text.size() && text[at + count] >= '0' &&
           text[at + count] <= '7')
      ++count;
    std::uint32_t code = 0;
    std::from_chars(text.data() + at, text.data() + at + count, code, 8);
    append_utf8(out, static_cast<char32_t>(code));
    return count;
  }
  for (const Escape& escape : kEscapes) {
    if (escape.letter != c) continue;
    out.push_back(escape.byte);
    return 1;
  }
  return 0;
}

}  // namespace

Result<void> decode_string(std::string_view source, const Token& token, std::string& out) {
  std::string_view text = token.text(source);
  if (text[0] == 'h' || text[0] == 'H') text.remove_prefix(1);
  bool verbatim = text[0] == '@';
  if (verbatim) text.remove_prefix(1);
  if (text.starts_with("```") || text.starts_with("~~~")) {
    text.remove_prefix(3);
    if (text.size() >= 3) text.remove_suffix(3);
    out += text;
    return {};
  }
  char quote = text[0];
  text.remove_prefix(1);
  if (text.ends_with(quote)) text.remove_suffix(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (verbatim && text[i] == quote) {
      ++i;  // a doubled quote
      out.push_back(quote);
    } else if (!verbatim && text[i] == '\\') {
      std::size_t used = decode_escape(text, i + 1, out);
      if (used == 0) {
        const std::size_t at = static_cast<std::size_t>(text.data() - source.data()) + i;
        const std::size_t end = std::min(at + 2, source.size());
        return fail(ErrorCode::kSyntax,
                    "unknown escape in a string; write \\\\ for a backslash, or @\"...\"",
                    {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
      }
      i += used;
    } else {
      out.push_back(text[i]);
    }
  }
  return {};
}

Result<Value> decode_literal(std::string_view source, const Token& token) {
  std::string_view text = token.text(source);
  switch (token.kind) {
    case TokenKind::kString: {
      Value value = Value::of_string("");
      CRUMB_CHECK_OK(decode_string(source, token, value.text));
      return value;
    }
    case TokenKind::kLong:
      if (auto value = read_long(text); value.has_value()) return Value::of_long(*value);
      return syntax(token, "the number " + std::string(text) + " does not fit into a long");
    case TokenKind::kReal:
      if (auto value = read_real(text); value.has_value()) return Value::of_real(*value);
      return syntax(token, "not a number");
    case TokenKind::kTimespan:
      if (auto value = read_unit_timespan(text); value.has_value())
        return Value::of_timespan(*value);
      return syntax(token, "the timespan " + std::string(text) + " is too long");
    case TokenKind::kTyped:
      return decode_typed(source, token);
    case TokenKind::kGuid:
      if (auto guid = parse_guid(text); guid.has_value()) return Value::of_guid(*guid);
      return syntax(token, "not a guid");
    default:
      return syntax(token, "not a literal");
  }
}

}  // namespace crumb::kql
