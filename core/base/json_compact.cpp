// append_compact: one pass that checks RFC 8259 grammar and copies tokens without the blanks between them.
// Does not undo escapes and does not look at what numbers mean.
#include <cstring>

#include "base/json_reader.h"

namespace crumb::json {
namespace {

struct Scanner {
  const char* p;
  const char* end;

  void blanks() {
    while (p != end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) ++p;
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
    if (static_cast<std::size_t>(end - p) < text.size() || std::memcmp(p, text.data(), text.size()) != 0) return false;
    p += text.size();
    return true;
  }
  bool string() {  // p stands on the opening quote
    for (++p; p != end; ++p) {
      const auto c = static_cast<unsigned char>(*p);
      if (c == '"') {
        ++p;
        return true;
      }
      if (c < 0x20) return false;
      if (c != '\\') continue;
      if (++p == end) return false;
      if (*p == 'u') {
        for (int i = 0; i < 4; ++i) {
          if (++p == end) return false;
          const char h = *p;
          if (!((h >= '0' && h <= '9') || (h >= 'a' && h <= 'f') || (h >= 'A' && h <= 'F'))) return false;
        }
      } else if (std::string_view("\"\\/bfnrt").find(*p) == std::string_view::npos) {
        return false;
      }
    }
    return false;
  }
  bool scalar() {
    if (p == end) return false;
    switch (*p) {
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }
};

}  // namespace

CompactResult append_compact(std::string& out, std::string_view text, std::uint32_t max_depth) {
  const std::size_t old = out.size();
  Scanner s{text.data(), text.data() + text.size()};
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
      const char* begin = s.p;
      if (c == '{' || c == '[') {
        if (open.size() >= max_depth) return give_up(CompactResult::kTooDeep);
        out.push_back(c);
        ++s.p;
        s.blanks();
        const char close = c == '{' ? '}' : ']';
        if (s.p != s.end && *s.p == close) {
          out.push_back(close);
          ++s.p;
          want_value = false;
        } else {
          open.push_back(close);
          if (c == '[') continue;
        }
      } else {
        if (!s.scalar()) return give_up(CompactResult::kNotJson);
        out.append(begin, s.p);
        want_value = false;
      }
    }
    if (!want_value) {  // a comma or the end of the container, or of the text
      s.blanks();
      if (open.empty()) return s.p == s.end ? CompactResult::kOk : give_up(CompactResult::kNotJson);
      if (s.p == s.end) return give_up(CompactResult::kNotJson);
      const char c = *s.p++;
      out.push_back(c);
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
    const char* begin = s.p;
    if (s.p == s.end || *s.p != '"' || !s.string()) return give_up(CompactResult::kNotJson);
    out.append(begin, s.p);
    s.blanks();
    if (s.p == s.end || *s.p != ':') return give_up(CompactResult::kNotJson);
    out.push_back(*s.p++);
    s.blanks();
  }
}

}  // namespace crumb::json
