// Functions of texts that need no regular expression: case, pieces, search and replace, repetition.
// Positions and lengths count code points. Sources:
// learn.microsoft.com/kusto/query/substring-function and its neighbours.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// Bytes of the first `points` code points.
std::size_t bytes_of(std::string_view text, std::int64_t points) {
  if (is_ascii(text))
    return static_cast<std::size_t>(
        std::min<std::int64_t>(points, static_cast<std::int64_t>(text.size())));
  std::size_t at = 0;
  for (; points > 0 && at < text.size(); --points) at += decode_utf8(text, at).bytes;
  return at;
}

std::int64_t points_of(std::string_view text) {
  return static_cast<std::int64_t>(count_code_points(text));
}

// A negative start counts from the end; a start before the beginning is the beginning.
std::string_view from_position(std::string_view text, std::int64_t start) {
  if (start < 0) start = std::max<std::int64_t>(0, points_of(text) + start);
  text.remove_prefix(bytes_of(text, start));
  return text;
}

void substring(const Cells& c, std::string& out) {
  std::string_view text = from_position(c.text(0), c.integer(1));
  if (c.size() > 2) text = text.substr(0, bytes_of(text, std::max<std::int64_t>(c.integer(2), 0)));
  out += text;
}

void reverse(const Cells& c, std::string& out) {
  const std::string_view text = c.text(0);
  if (is_ascii(text)) {
    out.assign(text.rbegin(), text.rend());
    return;
  }
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint p = decode_utf8(text, at);
    points.push_back(p.value);
    at += p.bytes;
  }
  for (auto p = points.rbegin(); p != points.rend(); ++p) append_utf8(out, *p);
}

void concatenate(const Cells& c, std::string& out) {
  for (std::size_t i = 0; i < c.size(); ++i) out += c.text(i);
}

void concatenate_with(const Cells& c, std::string& out) {
  for (std::size_t i = 1; i < c.size(); ++i) {
    if (i > 1) out += c.text(0);
    out += c.text(i);
  }
}

bool join_array(const Cells& c, std::string& out) {
  if (kind_of(c.text(0)) != JsonKind::kArray) return false;
  bool first = true;
  for (const json::Item& item : json::items(c.text(0))) {
    if (!first) out += c.text(1);
    append_token_text(out, item.value);
    first = false;
  }
  return true;
}

bool split(const Cells& c, std::string& out) {
  std::string_view rest = c.text(0);
  const std::string_view delimiter = c.text(1);
  const std::int64_t wanted = c.integer_or(2, -1);
  if (c.size() > 2 && wanted < 0) return false;
  out.push_back('[');
  bool any = false;
  for (std::int64_t i = 0;; ++i) {
    const std::size_t end = delimiter.empty() ? std::string_view::npos : rest.find(delimiter);
    if (c.size() <= 2 || i == wanted) {
      if (any) out.push_back(',');
      append_json_string(out, rest.substr(0, end));
      any = true;
    }
    if (end == std::string_view::npos || i == wanted) break;
    rest.remove_prefix(end + delimiter.size());
  }
  out.push_back(']');
  return any || c.size() <= 2;
}

// Byte position -> code point position.
std::int64_t position_of(std::string_view text, std::size_t byte) {
  return points_of(text.substr(0, byte));
}

// Each occurrence is searched for in the `length` characters after the one before.
std::optional<std::int64_t> index_of(const Cells& c) {
  const std::string_view whole = c.text(0);
  const std::string_view needle = c.text(1);
  const std::int64_t length = c.integer_or(3, -1);
  std::int64_t occurrence = c.integer_or(4, 1);
  if (length < -1 || occurrence < 1) return std::nullopt;
  std::string_view rest = from_position(whole, c.integer_or(2, 0));
  for (;; --occurrence) {
    const std::string_view window = length < 0 ? rest : rest.substr(0, bytes_of(rest, length));
    const std::size_t at = window.find(needle);
    if (at == std::string_view::npos) return -1;
    if (occurrence == 1) return position_of(whole, whole.size() - rest.size() + at);
    if (at >= rest.size()) return -1;
    rest.remove_prefix(at + decode_utf8(rest, at).bytes);
  }
}

void replace_text(const Cells& c, std::string& out) {
  std::string_view rest = c.text(0);
  const std::string_view lookup = c.text(1);
  for (std::size_t at = 0; !lookup.empty() && (at = rest.find(lookup)) != std::string_view::npos;) {
    out += rest.substr(0, at);
    out += c.text(2);
    if (out.size() > kMaxTextBytes) return;  // the lift says so
    rest.remove_prefix(at + lookup.size());
  }
  out += rest;
}

// At each place the first lookup that matches wins; an element that is no string is never replaced,
// but still a match.
bool replace_texts(const Cells& c, std::string& out) {
  if (kind_of(c.text(1)) != JsonKind::kArray || kind_of(c.text(2)) != JsonKind::kArray)
    return false;
  struct Rule {
    std::string lookup;
    std::optional<std::string> rewrite;
  };
  std::vector<Rule> rules;
  const auto rewrites = json::items(c.text(2));
  const auto lookups = json::items(c.text(1));
  if (lookups.size() != rewrites.size()) return false;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    if (kind_of(lookups[i].value) != JsonKind::kString) continue;
    Rule rule{token_text(lookups[i].value), std::nullopt};
    if (kind_of(rewrites[i].value) == JsonKind::kString)
      rule.rewrite = token_text(rewrites[i].value);
    if (!rule.lookup.empty()) rules.push_back(std::move(rule));
  }
  const std::string_view text = c.text(0);
  for (std::size_t at = 0; at < text.size();) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) {
      return text.substr(at).starts_with(r.lookup);
    });
    if (rule == rules.end()) {
      out.push_back(text[at++]);
      continue;
    }
    out += rule->rewrite ? std::string_view(*rule->rewrite) : text.substr(at, rule->lookup.size());
    if (out.size() > kMaxTextBytes) return true;
    at += rule->lookup.size();
  }
  return true;
}

constexpr std::int64_t kMaxRepeats = 1024;

bool repeat_text(const Cells& c, std::string& out) {
  const std::int64_t times = std::min(c.integer(1), kMaxRepeats);
  const std::string_view delimiter = c.size() > 2 ? c.text(2) : std::string_view();
  if (times < 1) return true;
  if (static_cast<std::uint64_t>(times) * (c.text(0).size() + delimiter.size()) > kMaxTextBytes) {
    return c.stop("strrep() would make a string longer than 16 MiB");
  }
  for (std::int64_t i = 0; i < times; ++i) {
    if (i > 0) out += delimiter;
    out += c.text(0);
  }
  return true;
}

// The i-th character of the first list becomes the i-th of the second, whose last one stands for
// all that follow.
void translate(const Cells& c, std::string& out) {
  const auto points = [](std::string_view text) {
    std::vector<char32_t> all;
    for (std::size_t at = 0; at < text.size();) {
      const CodePoint p = decode_utf8(text, at);
      all.push_back(p.value);
      at += p.bytes;
    }
    return all;
  };
  const auto from = points(c.text(0));
  const auto to = points(c.text(1));
  const std::string_view text = c.text(2);
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint p = decode_utf8(text, at);
    at += p.bytes;
    const auto found =
        static_cast<std::size_t>(std::find(from.begin(), from.end(), p.value) - from.begin());
    if (found == from.size())
      append_utf8(out, p.value);
    else if (!to.empty())
      append_utf8(out, to[std::min(found, to.size() - 1)]);
  }
}

void code_points(const Cells& c, std::string& out) {
  const std::string_view text = c.text(0);
  out.push_back('[');
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint p = decode_utf8(text, at);
    if (at > 0) out.push_back(',');
    append_integer(out, static_cast<std::int64_t>(p.value));
    at += p.bytes;
  }
  out.push_back(']');
}

bool from_code_points(const Cells& c, std::string& out) {
  const auto add = [&out](std::string_view token) {
    const auto value = kind_of(token) == JsonKind::kInteger ? parse_long(token) : std::nullopt;
    if (!value || *value < 0 || *value > 0x10FFFF || (*value >= 0xD800 && *value < 0xE000))
      return false;
    append_utf8(out, static_cast<char32_t>(*value));
    return true;
  };
  for (std::size_t i = 0; i < c.size(); ++i) {
    const std::string_view token = c.text(i);
    if (kind_of(token) != JsonKind::kArray) {
      if (!add(token)) return false;
      continue;
    }
    for (const json::Item& item : json::items(token)) {
      if (!add(item.value)) return false;
    }
  }
  return true;
}

std::int64_t compare(const Cells& c) {
  const int order = c.text(0).compare(c.text(1));
  return order < 0 ? -1 : (order > 0 ? 1 : 0);
}

// --- sizes
// -------------------------------------------------------------------------------------------------------
constexpr std::array<std::string_view, 7> kSizeUnits = {"Bytes", "KB", "MB", "GB",
                                                        "TB",    "PB", "EB"};

// The unit asked for, else the largest of which there is at least one. The number keeps no zeros at
// its end.
bool format_bytes(const Cells& c, std::string& out) {
  const double size = c.real(0);
  const auto digits = static_cast<int>(std::clamp<std::int64_t>(c.integer_or(1, 0), 0, 15));
  std::size_t unit = 0;
  if (c.size() > 2 && !c.text(2).empty()) {
    const auto known = std::find_if(kSizeUnits.begin(), kSizeUnits.end(), [&](std::string_view u) {
      return equals_ignore_case(u, c.text(2));
    });
    if (known == kSizeUnits.end()) return false;
    unit = static_cast<std::size_t>(known - kSizeUnits.begin());
  } else {
    while (unit + 1 < kSizeUnits.size() &&
           std::fabs(size) >= std::ldexp(1.0, 10 * static_cast<int>(unit + 1)))
      ++unit;
  }
  std::array<char, 400> buffer;
  const double scaled = std::ldexp(size, -10 * static_cast<int>(unit));
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), scaled,
                                 std::chars_format::fixed, digits);
  std::string_view number(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
  if (number.find('.') != std::string_view::npos) {
    while (number.ends_with('0')) number.remove_suffix(1);
    if (number.ends_with('.')) number.remove_suffix(1);
  }
  out += number;
  out.push_back(' ');
  out += kSizeUnits[unit];
  return std::isfinite(size);
}

constexpr std::string_view kIndexOf =
    "Position of the match, -1 when there is none; null for a bad length or occurrence.";
constexpr std::string_view kCodePoints = "The code points of the text as an array of numbers.";
constexpr std::string_view kFromCodePoints =
    "The text with these code points, given one by one or in arrays.";

constexpr ScalarFunction kStrings[] = {
    row<"(value:text) -> string">(
        "tolower", "In lower case.",
        each<Type::kString, [](const Cells& c, std::string& out) { out = to_lower(c.text(0)); }>),
    row<"(value:text) -> string">(
        "toupper", "In upper case.",
        each<Type::kString, [](const Cells& c, std::string& out) { out = to_upper(c.text(0)); }>),
    row<"(text:string) -> long">(
        "strlen", "Number of code points.",
        each<Type::kLong, [](const Cells& c) { return points_of(c.text(0)); }>),
    row<"(text:string) -> long">(
        "string_size", "Number of bytes in UTF-8.",
        each<Type::kLong, [](const Cells& c) { return c.text(0).size(); }>),
    row<"(value:text...) -> string">("strcat", "All arguments one after another.",
                                     each<Type::kString, concatenate>),
    row<"(delimiter:text, value:text, other:text...) -> string">(
        "strcat_delim", "All arguments with a delimiter between them.",
        each<Type::kString, concatenate_with>),
    row<"(array:array, delimiter:text) -> string">("strcat_array",
                                                   "The elements with a delimiter between them.",
                                                   each<Type::kString, join_array>),
    row<"(array:array, delimiter:text) -> string">("array_strcat", "Older name of strcat_array.",
                                                   each<Type::kString, join_array>),
    row<"(a:text, b:text) -> long">("strcmp", "-1, 0 or 1: how a compares with b, byte by byte.",
                                    each<Type::kLong, compare>),
    row<"(text:text, start:long, [length:long]) -> string">(
        "substring", "From a position, counted from the end when negative, so many characters.",
        each<Type::kString, substring>),
    row<"(text:text, delimiter:string, [index:long]) -> dynamic">(
        "split", "The pieces between delimiters as an array; with an index, just that piece.",
        each<Type::kDynamic, split>),
    row<"(text:text, needle:text, [start:long], [length:long], [occurrence:long!]) -> long">(
        "indexof", kIndexOf, each<Type::kLong, index_of>),
    row<"(text:string, lookup:string, rewrite:string) -> string">(
        "replace_string", "Every occurrence of a text replaced.",
        each<Type::kString, replace_text>),
    row<"(text:string, lookups:array, rewrites:array) -> string">(
        "replace_strings",
        "Every occurrence of any of several texts replaced, the earlier lookup first.",
        each<Type::kString, replace_texts>),
    row<"(text:text) -> string">("reverse", "The characters from last to first.",
                                 each<Type::kString, reverse>),
    row<"(text:text, times:long, [delimiter:text]) -> string">(
        "strrep", "The text up to 1024 times, with a delimiter between.",
        each<Type::kString, repeat_text>),
    row<"(from:string, to:string, text:string) -> string">(
        "translate", "Single characters replaced by others.", each<Type::kString, translate>),
    row<"(text:text) -> dynamic">("unicode_codepoints_from_string", kCodePoints,
                                  each<Type::kDynamic, code_points>),
    row<"(text:text) -> dynamic">("to_utf8", kCodePoints, each<Type::kDynamic, code_points>),
    row<"(value:codes...) -> string">("unicode_codepoints_to_string", kFromCodePoints,
                                      each<Type::kString, from_code_points>),
    row<"(value:codes...) -> string">("make_string", kFromCodePoints,
                                      each<Type::kString, from_code_points>),
    row<"(size:number, [digits:long!], [unit:string!]) -> string">(
        "format_bytes", "A size with its unit: 19.08 MB.", each<Type::kString, format_bytes>),
    row<"(value:text) -> bool">(
        "isascii", "All characters are ASCII.",
        each<Type::kBool, [](const Cells& c) { return is_ascii(c.text(0)); }>),
    row<"(value:text) -> bool">(
        "isutf8", "The bytes are UTF-8.",
        each<Type::kBool, [](const Cells& c) { return is_valid_utf8(c.text(0)); }>),
};

}  // namespace

ScalarTable string_functions() { return kStrings; }

}  // namespace crumb::kql
