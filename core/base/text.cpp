// UTF-8, case and KQL terms. Escaping is in base/escape.cpp.
#include "base/text.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd_scan.h"

namespace crumb {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Simple mappings of the scripts that Microsoft's logs carry most; each range maps at a constant
// distance or in pairs.
struct CaseRange {
  char32_t first_upper, last_upper;
  std::int32_t to_lower;  // 0: upper and lower alternate, even code point is upper; 1: odd is upper
};
constexpr CaseRange kCaseRanges[] = {
    {0x00C0, 0x00D6, 32}, {0x00D8, 0x00DE, 32}, {0x0100, 0x0137, 0},  {0x0139, 0x0148, 1},
    {0x014A, 0x0177, 0},  {0x0179, 0x017E, 1},  {0x0391, 0x03A1, 32}, {0x03A3, 0x03AB, 32},
    {0x0400, 0x040F, 80}, {0x0410, 0x042F, 32}, {0x0460, 0x0481, 0},  {0x048A, 0x04BF, 0},
    {0x0531, 0x0556, 48}, {0x1E00, 0x1E95, 0},  {0x1EA0, 0x1EFF, 0},
};

char32_t lower(char32_t c) {
  if (c < 0x80) return static_cast<char32_t>(lower_ascii(static_cast<char>(c)));
  for (const CaseRange& r : kCaseRanges) {
    if (c < r.first_upper || c > r.last_upper) continue;
    if (r.to_lower > 1) return c + static_cast<char32_t>(r.to_lower);
    return (c & 1u) == static_cast<char32_t>(r.to_lower) ? c + 1 : c;
  }
  return c;
}

char32_t upper(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z' ? c - 32 : c;
  for (const CaseRange& r : kCaseRanges) {
    const auto distance = static_cast<char32_t>(r.to_lower);
    if (r.to_lower > 1 && c >= r.first_upper + distance && c <= r.last_upper + distance)
      return c - distance;
    if (r.to_lower <= 1 && c >= r.first_upper && c <= r.last_upper)
      return (c & 1u) == distance ? c : c - 1;
  }
  return c;
}

template <class Map>
std::string map_letters(std::string_view text, Map map) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      out.push_back(static_cast<char>(map(static_cast<unsigned char>(text[i++]))));
      continue;
    }
    const CodePoint cp = decode_utf8(text, i);
    if (cp.value == kReplacement) {
      out.append(text.substr(i, cp.bytes));  // bytes that are not UTF-8 stay as they are
    } else {
      append_utf8(out, map(cp.value));
    }
    i += cp.bytes;
  }
  return out;
}

// Is text[at, at + needle.size()) equal to needle? The caller made sure that it fits and that both
// are lower case when ignore_case on ASCII.
bool matches_ascii(std::string_view text, std::size_t at, std::string_view needle,
                   bool ignore_case) {
  for (std::size_t i = 0; i < needle.size(); ++i) {
    const char a = text[at + i];
    const char b = needle[i];
    if (ignore_case ? lower_ascii(a) != lower_ascii(b) : a != b) return false;
  }
  return true;
}

// The first place at or after `from` where the text has the needle's first byte, and its last at
// the right distance: 16 places at a time. The needle is not longer than the text.
struct Candidates {
  Candidates(std::string_view text_, std::string_view needle, bool ignore_case)
      : text(text_),
        length(needle.size()),
        first(of(needle.front(), ignore_case)),
        last(of(needle.back(), ignore_case)) {}

  // text.size() - length + 1 when there is none.
  [[nodiscard]] std::size_t next(std::size_t from) const {
    const std::size_t end = text.size() - length + 1;
    for (; from + 16 <= end; from += 16) {
      const std::uint64_t mask =
          first.in(text.data() + from) & last.in(text.data() + from + length - 1);
      if (mask != 0) return from + static_cast<std::size_t>(std::countr_zero(mask));
    }
    for (; from < end; ++from) {
      if (first.is(text[from]) && last.is(text[from + length - 1])) return from;
    }
    return end;
  }

 private:
  // A byte; a letter in either case when `fold` is 0x20.
  struct Wanted {
    std::uint8_t fold = 0;
    std::uint8_t value = 0;
    [[nodiscard]] bool is(char c) const { return (static_cast<std::uint8_t>(c) | fold) == value; }
    [[nodiscard]] std::uint64_t in(const char* p) const {
      simd::Bytes16 bytes;
      std::memcpy(&bytes, p, sizeof bytes);
      return simd::mask_of(static_cast<simd::Bytes16>((bytes | fold) == (simd::Bytes16{} + value)));
    }
  };
  static Wanted of(char c, bool ignore_case) {
    const char lowered = lower_ascii(c);
    if (ignore_case && lowered >= 'a' && lowered <= 'z')
      return {0x20, static_cast<std::uint8_t>(lowered)};
    return {0, static_cast<std::uint8_t>(c)};
  }

  std::string_view text;
  std::size_t length;
  Wanted first, last;
};

bool is_letter_or_digit(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  // Outside ASCII everything is a letter but punctuation, blanks and symbols of the common blocks.
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c >= 0x2000 && c <= 0x2BFF)
    return c == 0x2071 || c == 0x207F || (c >= 0x2090 && c <= 0x209C) || (c >= 0x2C00);
  if (c >= 0x3000 && c <= 0x3020) return c == 0x3005 || c == 0x3007;
  if ((c >= 0xFE10 && c <= 0xFE6F) || (c >= 0xFF01 && c <= 0xFF0F) || c == kReplacement)
    return false;
  return !(c >= 0x1F000 && c <= 0x1FAFF);
}

bool word_before(std::string_view text, std::size_t at) {
  if (at == 0) return false;
  std::size_t i = at - 1;
  while (i > 0 && (static_cast<unsigned char>(text[i]) & 0xC0u) == 0x80u) --i;
  return is_letter_or_digit(decode_utf8(text, i).value);
}

bool word_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_letter_or_digit(decode_utf8(text, at).value);
}

struct TermBounds {
  bool left, right;
};

bool find_term(std::string_view text, std::string_view term, bool ignore_case, TermBounds bounds) {
  if (term.empty()) return true;
  std::string text_lower;
  std::string term_lower;
  if (ignore_case && !(is_ascii(text) && is_ascii(term))) {
    text_lower = to_lower(text);
    term_lower = to_lower(term);
    text = text_lower;
    term = term_lower;
    ignore_case = false;
  }
  if (term.size() > text.size()) return false;
  const bool left = bounds.left && word_at(term, 0);
  const bool right = bounds.right && word_before(term, term.size());
  const Candidates candidates(text, term, ignore_case);
  const std::size_t end = text.size() - term.size() + 1;
  for (std::size_t at = candidates.next(0); at < end; at = candidates.next(at + 1)) {
    if (!matches_ascii(text, at, term, ignore_case)) continue;
    if (left && word_before(text, at)) continue;
    if (right && word_at(text, at + term.size())) continue;
    return true;
  }
  return false;
}

}  // namespace

bool is_ascii(std::string_view text) {
  std::uint64_t high = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    high |= word;
  }
  for (; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]);
  return (high & 0x8080'8080'8080'8080ull) == 0;
}

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const std::uint32_t b0 = byte(0);
  if (b0 < 0x80) return {b0, 1};
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  if (b0 >= 0xC2 && b0 <= 0xDF && tail(1)) return {((b0 & 0x1Fu) << 6) | (byte(1) & 0x3Fu), 2};
  if (b0 >= 0xE0 && b0 <= 0xEF && tail(1) && tail(2)) {
    const char32_t c = ((b0 & 0x0Fu) << 12) | ((byte(1) & 0x3Fu) << 6) | (byte(2) & 0x3Fu);
    if (c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) return {c, 3};
  }
  if (b0 >= 0xF0 && b0 <= 0xF4 && tail(1) && tail(2) && tail(3)) {
    const char32_t c = ((b0 & 0x07u) << 18) | ((byte(1) & 0x3Fu) << 12) | ((byte(2) & 0x3Fu) << 6) |
                       (byte(3) & 0x3Fu);
    if (c >= 0x10000 && c <= 0x10FFFF) return {c, 4};
  }
  return {kReplacement, 1};
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0u | (c >> 6)));
    out.push_back(static_cast<char>(0x80u | (c & 0x3Fu)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0u | (c >> 12)));
    out.push_back(static_cast<char>(0x80u | ((c >> 6) & 0x3Fu)));
    out.push_back(static_cast<char>(0x80u | (c & 0x3Fu)));
  } else {
    out.push_back(static_cast<char>(0xF0u | (c >> 18)));
    out.push_back(static_cast<char>(0x80u | ((c >> 12) & 0x3Fu)));
    out.push_back(static_cast<char>(0x80u | ((c >> 6) & 0x3Fu)));
    out.push_back(static_cast<char>(0x80u | (c & 0x3Fu)));
  }
}

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint cp = decode_utf8(text, i);
    if (cp.value == kReplacement && cp.bytes == 1)
      return false;  // a written U+FFFD has three bytes
    i += cp.bytes;
  }
  return true;
}

std::size_t count_code_points(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++n) i += decode_utf8(text, i).bytes;
  return n;
}

std::string to_lower(std::string_view text) {
  if (is_ascii(text)) {
    std::string out(text);
    for (char& c : out) c = lower_ascii(c);
    return out;
  }
  return map_letters(text, [](char32_t c) { return lower(c); });
}
std::string to_upper(std::string_view text) {
  if (is_ascii(text)) {
    std::string out(text);
    for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return out;
  }
  return map_letters(text, [](char32_t c) { return upper(c); });
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  if (is_ascii(a) && is_ascii(b)) return a.size() == b.size() && matches_ascii(a, 0, b, true);
  return to_lower(a) == to_lower(b);
}
bool starts_with_ignore_case(std::string_view text, std::string_view prefix) {
  if (is_ascii(text) && is_ascii(prefix))
    return text.size() >= prefix.size() && matches_ascii(text, 0, prefix, true);
  return to_lower(text).starts_with(to_lower(prefix));
}
bool ends_with_ignore_case(std::string_view text, std::string_view suffix) {
  if (is_ascii(text) && is_ascii(suffix)) {
    return text.size() >= suffix.size() &&
           matches_ascii(text, text.size() - suffix.size(), suffix, true);
  }
  return to_lower(text).ends_with(to_lower(suffix));
}
bool contains_ignore_case(std::string_view text, std::string_view needle) {
  return find_term(text, needle, true, {.left = false, .right = false});
}

bool has_term(std::string_view text, std::string_view term, bool ignore_case) {
  return find_term(text, term, ignore_case, {.left = true, .right = true});
}
bool has_term_prefix(std::string_view text, std::string_view prefix, bool ignore_case) {
  return find_term(text, prefix, ignore_case, {.left = true, .right = false});
}
bool has_term_suffix(std::string_view text, std::string_view suffix, bool ignore_case) {
  return find_term(text, suffix, ignore_case, {.left = false, .right = true});
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks[] = {" ",  "\t",     "\r",     "\n",    "\v",
                                          "\f", "\u00A0", "\u202F", "\uFEFF"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view blank : kBlanks) {
      while (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      while (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
  }
  return text;
}

}  // namespace crumb
