// Walking compact JSON text in place: paths, items, strings. Builds no tree; the declarations are
// in base/json.h. The text was validated when it came in (minify or parse); on anything else these
// answer "nothing there".
#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"

namespace crumb::json {
namespace {

// The end of the string token that starts at `at` (a quote): one past its closing quote, or npos.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  std::size_t i = text.find_first_of("\"\\", at + 1);
  while (i < text.size() && text[i] == '\\') i = text.find_first_of("\"\\", i + 2);
  return i < text.size() ? i + 1 : std::string_view::npos;
}

// The end of the value that starts at `at`, or npos. Iterative: depth costs nothing.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::string_view::npos;
  if (text[at] == '"') return end_of_string(text, at);
  if (text[at] != '{' && text[at] != '[') {
    const std::size_t end = text.find_first_of(",]}", at);
    return end == std::string_view::npos ? text.size() : end;
  }
  std::size_t depth = 0;
  for (std::size_t i = at; i < text.size();) {
    switch (text[i]) {
      case '"':
        i = end_of_string(text, i);
        if (i == std::string_view::npos) return i;
        continue;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (--depth == 0) return i + 1;
        break;
      default:
        break;
    }
    ++i;
  }
  return std::string_view::npos;
}

bool key_equals(std::string_view raw_key, std::string_view name) {
  if (raw_key.find('\\') == std::string_view::npos) return raw_key == name;
  std::string token;
  token.reserve(raw_key.size() + 2);
  token.push_back('"');
  token += raw_key;
  token.push_back('"');
  std::string key;
  return unescape(token, key) && key == name;
}

// Calls visit(Item) for each item until it answers false.
template <class Visit>
void each_item(std::string_view text, Visit visit) {
  if (text.size() < 2 || (text[0] != '{' && text[0] != '[')) return;
  const bool object = text[0] == '{';
  for (std::size_t at = 1; at < text.size() && text[at] != '}' && text[at] != ']';) {
    Item item;
    if (object) {
      if (text[at] != '"') return;
      const std::size_t key_end = end_of_string(text, at);
      if (key_end == std::string_view::npos || key_end >= text.size() || text[key_end] != ':')
        return;
      item.key = text.substr(at + 1, key_end - at - 2);
      at = key_end + 1;
    }
    const std::size_t end = end_of_value(text, at);
    if (end == std::string_view::npos) return;
    item.value = text.substr(at, end - at);
    if (!visit(item)) return;
    at = end < text.size() && text[end] == ',' ? end + 1 : end;
  }
}

int hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hex_value(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

}  // namespace

std::string_view find_path(std::string_view text, const Step* steps, std::size_t count) {
  for (std::size_t s = 0; s < count && !text.empty(); ++s) {
    const Step& step = steps[s];
    std::string_view found;
    if (!step.is_index) {
      if (text[0] != '{') return {};
      each_item(text, [&](const Item& item) {
        if (!key_equals(item.key, step.name)) return true;
        found = item.value;
        return false;
      });
    } else {
      if (text[0] != '[') return {};
      std::int64_t at = step.index;
      if (at < 0) at += static_cast<std::int64_t>(items(text).size());
      if (at < 0) return {};
      each_item(text, [&](const Item& item) {
        if (at-- != 0) return true;
        found = item.value;
        return false;
      });
    }
    text = found;
  }
  return text;
}

std::vector<Item> items(std::string_view compact_json) {
  std::vector<Item> out;
  each_item(compact_json, [&](const Item& item) {
    out.push_back(item);
    return true;
  });
  return out;
}

bool unescape(std::string_view token, std::string& out) {
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') return false;
  token = token.substr(1, token.size() - 2);
  out.clear();
  out.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '\\') {
      out.push_back(token[i]);
      continue;
    }
    if (++i >= token.size()) return false;
    switch (token[i]) {
      case 'n':
        out.push_back('\n');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'u': {
        const int first = hex4(token, i + 1);
        if (first < 0) return false;
        i += 4;
        auto code = static_cast<char32_t>(first);
        if (code >= 0xD800 && code <= 0xDBFF && token.substr(i + 1).starts_with("\\u")) {
          const int second = hex4(token, i + 3);
          if (second >= 0xDC00 && second <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<char32_t>(second) - 0xDC00);
            i += 6;
          }
        }
        append_utf8(out, code >= 0xD800 && code <= 0xDFFF ? 0xFFFD : code);
        break;
      }
      default:
        out.push_back(token[i]);  // " \ /
    }
  }
  return true;
}

}  // namespace crumb::json
