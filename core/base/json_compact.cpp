// append_compact: one pass that checks RFC 8259 grammar and copies the text without the blanks
// between tokens. Does not undo escapes and does not look at what numbers mean.
#include <bit>
#include <cstring>

#include "base/ascii.h"
#include "base/json_reader.h"
#include "base/simd_scan.h"

namespace crumb::json {
namespace {

struct Scanner {
  const char* p;
  const char* end;
  std::string* out;
  const char* run;  // [run, p) is still to be copied: text without blanks is copied in one piece

  void blanks() {
    if (p == end || !is_blank(*p)) return;
    out->append(run, p);
    while (p != end && is_blank(*p)) ++p;
    run = p;
  }
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  // Past what needs no look: anything but a quote, a backslash and control characters.
  void plain_text() {
    while (end - p >= 16) {
      simd::Bytes16 chunk;
      std::memcpy(&chunk, p, sizeof chunk);
      const auto special = static_cast<simd::Bytes16>((chunk == static_cast<std::uint8_t>('"')) |
                                                      (chunk == static_cast<std::uint8_t>('\\')) |
                                                      (chunk < static_cast<std::uint8_t>(0x20)));
      if (const std::uint64_t mask = simd::mask_of(special); mask != 0) {
        p += std::countr_zero(mask);
        return;
      }
      p += 16;
    }
    while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  }
  bool digits() {
    const char* begin = p;
    while (p != end && *p >= '0' && *p <= '9') ++p;
    return p != begin;
  }
  bool number() {
    if (p != end && *p == '-') ++p;
    if (p != end && *p == '0') {
      ++p;
    } else if (!digits()) {
      return false;
    }
    if (p != end && *p == '.') {
      ++p;
      if (!digits()) return false;
    }
    if (p != end && (*p == 'e' || *p == 'E')) {
      ++p;
      if (p != end && (*p == '+' || *p == '-')) ++p;
      if (!digits()) return false;
    }
    return true;
  }
  bool word(std::string_view text) {
    if (static_cast<std::size_t>(end - p) < text.size() ||
        std::memcmp(p, text.data(), text.size()) != 0)
      return false;
    p += text.size();
    return true;
  }
  bool string() {  // p stands on the opening quote
    ++p;
    while (true) {
      plain_text();
      if (p == end) return false;
      const char c = *p++;
      if (c == '"') return true;
      if (c != '\\' || p == end) return false;
      if (*p == 'u') {
        for (int i = 0; i < 4; ++i) {
          if (++p == end) return false;
          if (!is_hex(*p)) return false;
        }
      } else if (std::string_view("\"\\/bfnrt").find(*p) == std::string_view::npos) {
        return false;
      }
      ++p;
    }
  }
  bool scalar() {
    if (p == end) return false;
    switch (*p) {
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }
};

}  // namespace

CompactResult append_compact(std::string& out, std::string_view text, std::uint32_t max_depth) {
  const std::size_t old = out.size();
  Scanner s{text.data(), text.data() + text.size(), &out, text.data()};
  std::string open;  // the closing bracket of each open container
  const auto give_up = [&](CompactResult why) {
    out.resize(old);
    return why;
  };
  bool want_value = true;  // else: after a value
  s.blanks();
  while (true) {
    if (want_value) {
      if (s.p == s.end) return give_up(CompactResult::kNotJson);
      const char c = *s.p;
      if (c == '{' || c == '[') {
        if (open.size() >= max_depth) return give_up(CompactResult::kTooDeep);
        ++s.p;
        s.blanks();
        const char close = c == '{' ? '}' : ']';
        if (s.p != s.end && *s.p == close) {
          ++s.p;
          want_value = false;
        } else {
          open.push_back(close);
          if (c == '[') continue;
        }
      } else {
        if (!s.scalar()) return give_up(CompactResult::kNotJson);
        want_value = false;
      }
    }
    if (!want_value) {  // a comma or the end of the container, or of the text
      s.blanks();
      if (open.empty()) {
        if (s.p != s.end) return give_up(CompactResult::kNotJson);
        out.append(s.run, s.end);
        return CompactResult::kOk;
      }
      if (s.p == s.end) return give_up(CompactResult::kNotJson);
      const char c = *s.p++;
      if (c == open.back()) {
        open.pop_back();
        continue;
      }
      if (c != ',') return give_up(CompactResult::kNotJson);
      s.blanks();
      want_value = true;
      if (open.back() == ']') continue;
    }
    // The next member of an object: its key and colon.
    if (s.p == s.end || *s.p != '"' || !s.string()) return give_up(CompactResult::kNotJson);
    s.blanks();
    if (s.p == s.end || *s.p != ':') return give_up(CompactResult::kNotJson);
    ++s.p;
    s.blanks();
  }
}

}  // namespace crumb::json
