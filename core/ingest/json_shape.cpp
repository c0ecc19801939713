// A walk over the keys of the first object, as far as the head reaches.
#include "ingest/json_shape.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace crumb::ingest {
namespace {

// Positions of a lenient walk; npos: the head ends before.
struct Walk {
  std::string_view text;
  std::size_t at = 0;

  void blanks() { at = std::min(text.find_first_not_of(" \t\r\n,", at), text.size()); }
  [[nodiscard]] char here() const { return at < text.size() ? text[at] : '\0'; }

  std::string_view string() {  // at a quote; answers what is between the quotes
    const std::size_t begin = at + 1;
    std::size_t i = text.find_first_of("\"\\", begin);
    while (i < text.size() && text[i] == '\\') i = text.find_first_of("\"\\", i + 2);
    at = i < text.size() ? i + 1 : text.size();
    return text.substr(begin, std::min(i, text.size()) - begin);
  }
  void value() {
    if (here() == '"') {
      (void)string();
      return;
    }
    if (here() != '{' && here() != '[') {
      at = std::min(text.find_first_of(",}] \r\n\t", at), text.size());
      return;
    }
    std::size_t depth = 0;
    while (at < text.size()) {
      const char c = here();
      if (c == '"') {
        (void)string();
        continue;
      }
      ++at;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return;
    }
  }
};

// The name of the first member of the first object in the list that begins at `at`.
std::string first_key_in_list(std::string_view text, std::size_t at) {
  Walk walk{text, at + 1};
  walk.blanks();
  if (walk.here() != '{') return {};
  ++walk.at;
  walk.blanks();
  return walk.here() == '"' ? to_lower(walk.string()) : std::string{};
}

bool is_kusto_v1(std::string_view tables) {
  return tables.substr(0, 4096).find("\"ColumnName\"") != std::string_view::npos;
}

std::string_view envelope_of(std::string_view text, Walk& walk) {
  bool stats = false, schema = false, only_odata = true;
  for (++walk.at; walk.at < text.size();) {
    walk.blanks();
    if (walk.here() == '}') {
      ++walk.at;
      return {};
    }
    if (walk.here() != '"') return {};
    const std::string key = to_lower(walk.string());
    walk.at = std::min(text.find_first_not_of(" \t\r\n:", walk.at), text.size());
    const bool list = walk.here() == '[';
    if (list && key == "records") return "records";
    if (list && key == "value" && only_odata) return "value";
    if (list && key == "results" && (schema || only_odata))
      return stats ? "hunting-api" : "hunting";
    if (list && key == "tables") {
      const std::string first = first_key_in_list(text, walk.at);
      if (first == "tablename" || is_kusto_v1(text.substr(walk.at))) return "kusto-v1";
      if (first == "name" || first == "columns") return "tables";
    }
    stats = stats || key == "stats";
    schema = schema || (list && key == "schema");
    only_odata = only_odata && (key.starts_with("@odata") || key == "schema" || key == "stats");
    walk.value();
  }
  return {};
}

}  // namespace

std::string_view JsonShape::format() const {
  if (envelope == "lines") return "ndjson";
  return envelope == "values" ? "json" : "json-envelope";
}

JsonShape sniff_json(std::string_view head) {
  Walk walk{head, 0};
  walk.blanks();
  if (walk.here() == '[') {
    return {first_key_in_list(head, walk.at) == "frametype" ? "kusto-v2" : "values"};
  }
  const std::size_t begin = walk.at;
  Walk whole = walk;
  if (const std::string_view envelope = envelope_of(head, walk); !envelope.empty())
    return {envelope};
  whole.value();
  const std::string_view object = head.substr(begin, whole.at - begin);
  const bool one_line = object.find('\n') == std::string_view::npos;
  const std::size_t next = std::min(head.find_first_not_of(" \t\r,", whole.at), head.size());
  return {one_line && (next == head.size() || head[next] == '\n') ? "lines" : "values"};
}

}  // namespace crumb::ingest
