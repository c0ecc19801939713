// See json_parts.h.
#include "kql/functions/json_parts.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {

std::optional<JsonTokens> elements_of(std::string_view token) {
  if (kind_of(token) != JsonKind::kArray) return std::nullopt;
  JsonTokens tokens;
  for (const json::Item& item : json::items(token)) tokens.push_back(item.value);
  return tokens;
}

std::optional<Members> members_of(std::string_view token) {
  if (kind_of(token) != JsonKind::kObject) return std::nullopt;
  return json::items(token);
}

void append_array(std::string& out, const JsonTokens& elements) {
  out.push_back('[');
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) out.push_back(',');
    out += elements[i];
  }
  out.push_back(']');
}

void append_member(std::string& out, std::string_view raw_key, std::string_view value) {
  if (!out.ends_with('{')) out.push_back(',');
  out.push_back('"');
  out += raw_key;
  out += "\":";
  out += value;
}

std::string value_key(std::string_view token) {
  const JsonKind kind = kind_of(token);
  if (kind == JsonKind::kString) {
    std::string key("\"");
    append_token_text(key, token);
    return key;
  }
  if (kind == JsonKind::kReal) {
    const auto real = parse_real(token);
    const auto whole = real ? real_to_long(*real) : std::nullopt;
    std::string key;
    if (whole && static_cast<double>(*whole) == *real)
      append_integer(key, *whole);
    else if (real)
      append_real(key, *real);
    return key;
  }
  return std::string(token);
}

std::string member_name(const json::Item& member) {
  std::string quoted("\"");
  quoted += member.key;
  quoted.push_back('"');
  return token_text(quoted);
}

const json::Item* find_member(const Members& members, std::string_view name) {
  for (const json::Item& member : members) {
    if (member.key == name ||
        (member.key.find('\\') != std::string_view::npos && member_name(member) == name))
      return &member;
  }
  return nullptr;
}

std::optional<std::vector<json::Step>> parse_json_path(std::string_view path) {
  std::vector<json::Step> steps;
  const auto name = [&steps](std::string_view text) {
    steps.push_back({std::string(text), 0, false});
  };
  if (!path.starts_with('$')) {
    name(path);
    return steps;
  }
  path.remove_prefix(1);
  while (!path.empty()) {
    if (path.front() == '.') {
      path.remove_prefix(1);
      const std::size_t end = std::min(path.find_first_of(".["), path.size());
      if (end == 0) return std::nullopt;
      name(path.substr(0, end));
      path.remove_prefix(end);
      continue;
    }
    const std::size_t close = path.find(']');
    if (path.front() != '[' || close == std::string_view::npos || close < 2) return std::nullopt;
    const std::string_view inside = path.substr(1, close - 1);
    const char quote = inside.front();
    if (quote == '\'' || quote == '"') {
      if (inside.size() < 2 || inside.back() != quote) return std::nullopt;
      name(inside.substr(1, inside.size() - 2));
    } else {
      json::Step step{{}, 0, true};
      const auto end = std::from_chars(inside.data(), inside.data() + inside.size(), step.index);
      if (end.ptr != inside.data() + inside.size()) return std::nullopt;
      steps.push_back(std::move(step));
    }
    path.remove_prefix(close + 1);
  }
  return steps;
}

}  // namespace crumb::kql
