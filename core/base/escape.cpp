// Escaping for every place that log text is printed to. The declarations are in base/text.h.
#include <array>

#include "base/ascii.h"
#include "base/text.h"

namespace crumb {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Invisible or reordering code points: what makes text look like other text.
bool is_treacherous(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x00AD || c == 0x034F || c == 0x061C ||
         (c >= 0x115F && c <= 0x1160) || (c >= 0x17B4 && c <= 0x17B5) ||
         (c >= 0x180B && c <= 0x180E) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 ||
         (c >= 0xFFF0 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

void append_hex(std::string& out, char32_t c) {
  static constexpr char kHex[] = "0123456789abcdef";
  bool started = false;
  for (int shift = 20; shift >= 0; shift -= 4) {
    const auto digit = (c >> shift) & 15u;
    if (digit != 0 || started || shift == 0) {
      out.push_back(kHex[digit]);
      started = true;
    }
  }
}

bool is_host_char(char c) { return is_alnum(c) || c == '-' || c == '_'; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      const CodePoint cp = decode_utf8(text, i);
      if (cp.value == kReplacement) {
        out += "\uFFFD";
      } else {
        out.append(text.substr(i, cp.bytes));
      }
      i += cp.bytes;
      continue;
    }
    ++i;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
          out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

void append_csv_cell(std::string& out, std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out.push_back('"');
  if (formula) out.push_back('\'');
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out.push_back(' ');
      continue;
    }
    if (std::string_view("\\|`*_[]<>#!~&").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string escape_kql_string(std::string_view text) {
  // Verbatim form when one line of printable text; otherwise the escaped form, which can carry
  // anything.
  const bool plain =
      text.find_first_of("\r\n") == std::string_view::npos && make_visible(text) == text;
  if (!plain) {
    std::string out;
    append_json_string(out, text);  // KQL's escapes are a superset of JSON's
    return out;
  }
  std::string out = "@\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

std::string make_visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint cp = decode_utf8(text, i);
    const bool broken = cp.value == kReplacement && cp.bytes == 1;
    if (broken || is_treacherous(cp.value)) {
      out += "\\u{";
      append_hex(out, broken ? static_cast<unsigned char>(text[i]) : cp.value);
      out.push_back('}');
    } else {
      out.append(text.substr(i, cp.bytes));
    }
    i += cp.bytes;
  }
  return out;
}

std::string defang(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_with_ignore_case(text.substr(i), "http") &&
        (text.substr(i + 4).starts_with("://") ||
         starts_with_ignore_case(text.substr(i + 4), "s://"))) {
      out += "hxxp";
      i += 3;
      continue;
    }
    const bool inside = text[i] == '.' && i > 0 && i + 1 < text.size() &&
                        is_host_char(text[i - 1]) && is_host_char(text[i + 1]);
    if (inside) {
      out += "[.]";
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace crumb
