// Arrays and bags taken apart and put together again as text. Shared by the dynamic functions; not
// a tree (base/json.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace crumb::kql {

using JsonTokens = std::vector<std::string_view>;
using Members = std::vector<json::Item>;

// nullopt: the token is no array (no bag).
[[nodiscard]] std::optional<JsonTokens> elements_of(std::string_view token);
[[nodiscard]] std::optional<Members> members_of(std::string_view token);

void append_array(std::string& out, const JsonTokens& elements);
void append_member(std::string& out, std::string_view raw_key,
                   std::string_view value);  // with a comma unless after '{'

// Equal values have equal keys: texts with their escapes undone, 1 and 1.0 alike. What sets
// compare.
[[nodiscard]] std::string value_key(std::string_view token);

// The key of a member as text, its escapes undone.
[[nodiscard]] std::string member_name(const json::Item& member);
[[nodiscard]] const json::Item* find_member(const Members& members, std::string_view name);

// "$.a.b[0]['c d']" or a plain name, as steps. nullopt: no path.
[[nodiscard]] std::optional<std::vector<json::Step>> parse_json_path(std::string_view path);

}  // namespace crumb::kql
