// Numbers, truth values and dynamic cells. Times are in ingest/cell_time.cpp.
#include "ingest/cell.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "base/json.h"
#include "base/json_reader.h"
#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::string_view kMissing[] = {"null", "<null>", "(null)", "nan",
                                         "nat",  "n/a",    "none",   "-"};
constexpr std::string_view kTrue[] = {"true", "1"};
constexpr std::string_view kFalse[] = {"false", "0"};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::string_view (&words)[N]) {
  for (const std::string_view word : words) {
    if (equals_ignore_case(text, word)) return true;
  }
  return false;
}

}  // namespace

bool is_missing(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 6) return false;
  text = trim(text);
  return text.empty() || is_one_of(text, kMissing);
}

std::optional<bool> parse_cell_bool(std::string_view text) {
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  text = trim(text);
  if (is_one_of(text, kTrue)) return true;
  if (is_one_of(text, kFalse)) return false;
  return std::nullopt;
}

std::optional<double> parse_cell_real(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.size() > 64) return std::nullopt;
  if (equals_ignore_case(text, "Infinity")) return HUGE_VAL;
  if (equals_ignore_case(text, "-Infinity")) return -HUGE_VAL;
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  std::array<char, 65> copy{};
  std::memcpy(copy.data(), text.data(), text.size());
  char* end = nullptr;
  const double value = std::strtod(copy.data(), &end);  // the C locale: nobody here sets another
  if (end != copy.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> parse_cell_long(std::string_view text) {
  if (!text.empty() && text.size() <= 9) {  // the plain case: digits, perhaps a sign
    const std::size_t sign = text[0] == '-' ? 1 : 0;
    std::int64_t small = 0;
    std::size_t i = sign;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i)
      small = small * 10 + (text[i] - '0');
    if (i == text.size() && i != sign) return sign != 0 ? -small : small;
  }
  text = trim(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size()) return value;
  if (const auto truth = parse_cell_bool(text)) return *truth ? 1 : 0;
  const auto real = parse_cell_real(text);
  if (!real || *real != std::floor(*real) || std::abs(*real) >= 9.2e18) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

// Spreadsheets keep no more of a cell: JSON that breaks off there lost what the checks would read.
constexpr std::size_t kSpreadsheetCell = 32'767;

bool cell_to_dynamic(std::string_view text, bool scalars, std::uint32_t max_depth,
                     std::string& out) {
  out.clear();
  const std::string_view trimmed = trim(text);
  const auto looks_like_container = [](std::string_view t) {
    return !t.empty() && (t.front() == '{' || t.front() == '[');
  };
  json::CompactResult result = json::CompactResult::kNotJson;
  if (looks_like_container(trimmed) || trimmed.starts_with('"') || scalars) {
    result = json::append_compact(out, trimmed, max_depth);
  }
  if (result == json::CompactResult::kTooDeep) return false;
  if (result == json::CompactResult::kNotJson) {
    if (looks_like_container(trimmed) && text.size() >= kSpreadsheetCell) return false;
    append_json_string(out, text);
    return true;
  }
  // JSON text inside a JSON string, as some exports write it.
  std::string inner;
  std::string compact;
  for (int level = 0; level < 3 && out.starts_with('"') && json::unescape(out, inner); ++level) {
    const std::string_view content = trim(inner);
    if (!looks_like_container(content) && !content.starts_with('"')) break;
    compact.clear();
    const auto unwrapped = json::append_compact(compact, content, max_depth);
    if (unwrapped == json::CompactResult::kTooDeep) return false;
    if (unwrapped == json::CompactResult::kNotJson) break;
    out.swap(compact);
  }
  return true;
}

}  // namespace crumb::ingest
