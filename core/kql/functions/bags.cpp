// Functions of dynamic property bags, and of paths into dynamic values. What is no bag gives null.
// Sources: learn.microsoft.com/kusto/query/bag-merge-function and its neighbours.
#include <algorithm>

#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Steps = std::span<const json::Step>;

// key, value, key, value ...
Result<Signature> bind_pack(std::span<const BoundArg> args) {
  if (args.size() % 2 != 0)
    return fail(ErrorCode::kSemantic, "bag_pack() needs pairs of key and value");
  Signature signature{{}, {Type::kDynamic}};
  for (std::size_t i = 0; i < args.size(); i += 2) {
    if (args[i].type != Type::kString && args[i].type != Type::kDynamic)
      return wrong_type("a key", "a string", args[i].type);
    signature.params.push_back(Type::kString);
    signature.params.push_back(args[i + 1].type);
  }
  return signature;
}

bool is_missing(const Column& column, std::uint32_t row) {
  return column.type() == Type::kString ? column.text(row).empty() : column.is_null(row);
}

// Of a key that comes again the last value counts.
template <bool kPresentOnly>
bool pack(const Cells& c, std::string& out) {
  out.push_back('{');
  std::string key;
  std::string value;
  for (std::size_t i = 0; i < c.size(); i += 2) {
    bool again = false;
    for (std::size_t later = i + 2; later < c.size() && !again; later += 2)
      again = c.text(i) == c.text(later);
    if (again || (kPresentOnly && is_missing(c.column(i + 1), c.at(i + 1)))) continue;
    key.clear();
    append_json_string(key, c.text(i));
    value.clear();
    append_json(value, c.column(i + 1), c.at(i + 1));
    append_member(out, std::string_view(key).substr(1, key.size() - 2), value);
  }
  out.push_back('}');
  return true;
}

bool bag_keys(const Cells& c, std::string& out) {
  const auto members = members_of(c.text(0));
  if (!members) return false;
  out.push_back('[');
  for (const json::Item& member : *members) {
    if (out.size() > 1) out.push_back(',');
    out.push_back('"');
    out += member.key;
    out.push_back('"');
  }
  out.push_back(']');
  return true;
}

std::optional<bool> bag_has_key(const Cells& c) {
  const auto members = members_of(c.text(0));
  if (!members) return std::nullopt;
  if (find_member(*members, c.text(1)) != nullptr) return true;
  const auto steps = parse_json_path(c.text(1));
  return steps && c.text(1).starts_with('$') &&
         !json::find_path(c.text(0), steps->data(), steps->size()).empty();
}

// The leftmost value of a key stays.
bool bag_merge(const Cells& c, std::string& out) {
  Members all;
  bool any = false;
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (c.null(i)) continue;
    const auto members = members_of(c.text(i));
    if (!members) continue;
    any = true;
    for (const json::Item& member : *members) {
      const bool known = std::any_of(all.begin(), all.end(),
                                     [&](const json::Item& m) { return m.key == member.key; });
      if (!known) all.push_back(member);
    }
  }
  if (!any) return false;
  out.push_back('{');
  for (const json::Item& member : all) append_member(out, member.key, member.value);
  out.push_back('}');
  return true;
}

// The bag without the member that the steps lead to.
void append_without(std::string& out, std::string_view token, Steps steps) {
  const auto members = members_of(token);
  if (!members || steps.empty() || steps[0].is_index) {
    out += token;
    return;
  }
  std::string rest("{");
  for (const json::Item& member : *members) {
    if (member_name(member) != steps[0].name) {
      append_member(rest, member.key, member.value);
    } else if (steps.size() > 1) {
      std::string inner;
      append_without(inner, member.value, steps.subspan(1));
      append_member(rest, member.key, inner);
    }
  }
  out += rest;
  out.push_back('}');
}

bool bag_remove_keys(const Cells& c, std::string& out) {
  const auto keys = elements_of(c.text(1));
  if (!keys || !members_of(c.text(0))) return false;
  out = c.text(0);
  for (const std::string_view key : *keys) {
    const auto steps = parse_json_path(token_text(key));
    if (!steps) continue;
    std::string next;
    append_without(next, out, *steps);
    out = std::move(next);
  }
  return true;
}

// The bag with the member that the steps lead to set; bags on the way are made where they are
// missing.
void append_with(std::string& out, std::string_view token, Steps steps, std::string_view value) {
  if (steps.empty()) {
    out += value;
    return;
  }
  const auto members = members_of(token).value_or(Members());
  std::string bag("{");
  bool found = false;
  std::string inner;
  for (const json::Item& member : members) {
    if (steps[0].is_index || member_name(member) != steps[0].name) {
      append_member(bag, member.key, member.value);
      continue;
    }
    found = true;
    inner.clear();
    append_with(inner, member.value, steps.subspan(1), value);
    append_member(bag, member.key, inner);
  }
  if (!found) {
    std::string key;
    append_json_string(key, steps[0].name);
    inner.clear();
    append_with(inner, {}, steps.subspan(1), value);
    append_member(bag, std::string_view(key).substr(1, key.size() - 2), inner);
  }
  out += bag;
  out.push_back('}');
}

bool bag_set_key(const Cells& c, std::string& out) {
  if (c.null(0) || !members_of(c.text(0))) return false;
  const auto steps = parse_json_path(c.text(1));
  if (!steps) return false;
  std::string value;
  append_json(value, c.column(2), c.at(2));
  append_with(out, c.text(0), *steps, value);
  return true;
}

bool bag_zip(const Cells& c, std::string& out) {
  const auto keys = elements_of(c.text(0));
  const auto values = elements_of(c.text(1));
  if (!keys || !values) return false;
  out.push_back('{');
  for (std::size_t i = 0; i < keys->size(); ++i) {
    if (kind_of((*keys)[i]) != JsonKind::kString) continue;
    const std::string_view raw = (*keys)[i].substr(1, (*keys)[i].size() - 2);
    append_member(out, raw, i < values->size() ? (*values)[i] : std::string_view("null"));
  }
  out.push_back('}');
  return true;
}

// --- paths
// -----------------------------------------------------------------------------------------------------
void append_paths(std::string& out, std::string_view token, const std::string& prefix) {
  const auto add = [&out](const std::string& path) {
    if (out.size() > 1) out.push_back(',');
    append_json_string(out, path);
  };
  if (const auto members = members_of(token)) {
    for (const json::Item& member : *members) {
      const std::string path = prefix + "['" + member_name(member) + "']";
      add(path);
      append_paths(out, member.value, path);
    }
  } else if (const auto elements = elements_of(token); elements && !elements->empty()) {
    add(prefix + "[0]");
    for (const std::string_view element : *elements) append_paths(out, element, prefix + "[0]");
  }
}

// Elements of an array share one path; a path that comes again is left out.
bool treepath(const Cells& c, std::string& out) {
  if (!members_of(c.text(0))) return false;
  std::string all("[");
  append_paths(all, c.text(0), {});
  all.push_back(']');
  JsonTokens unique;
  for (const std::string_view path : elements_of(all).value_or(JsonTokens())) {
    if (std::find(unique.begin(), unique.end(), path) == unique.end()) unique.push_back(path);
  }
  append_array(out, unique);
  return true;
}

// Members sorted by name, everything else as it is.
void append_canonical(std::string& out, std::string_view token) {
  if (auto members = members_of(token)) {
    std::sort(members->begin(), members->end(),
              [](const json::Item& a, const json::Item& b) { return a.key < b.key; });
    out.push_back('{');
    for (std::size_t i = 0; i < members->size(); ++i) {
      std::string value;
      append_canonical(value, (*members)[i].value);
      append_member(out, (*members)[i].key, value);
    }
    out.push_back('}');
  } else if (const auto elements = elements_of(token)) {
    out.push_back('[');
    for (std::size_t i = 0; i < elements->size(); ++i) {
      if (i > 0) out.push_back(',');
      append_canonical(out, (*elements)[i]);
    }
    out.push_back(']');
  } else {
    out += token;
  }
}

void dynamic_to_json(const Cells& c, std::string& out) {
  if (c.column(0).type() == Type::kDynamic)
    append_canonical(out, c.text(0));
  else
    append_text(out, c.column(0), c.at(0));
}

// extract_json(path, text): what the path leads to, as text.
bool extract_json(const Cells& c, std::string& out) {
  const auto steps = parse_json_path(c.text(0));
  if (!steps || !c.text(0).starts_with('$')) return false;
  const auto compact = json::minify(c.text(1));
  if (!compact) return false;
  const std::string_view found = steps->empty()
                                     ? std::string_view(*compact)
                                     : json::find_path(*compact, steps->data(), steps->size());
  append_token_text(out, found);
  return !found.empty();
}

constexpr std::string_view kPack = "A bag of keys and values.";
constexpr std::string_view kExtract = "What a path ($.a.b[0]) leads to in a JSON text, as text.";

constexpr ScalarFunction kBags[] = {
    row<"(key:string, value:scalar...) -> dynamic">("bag_pack", kPack, bind_pack,
                                                    each<Type::kDynamic, pack<false>, Nulls::kSee>),
    row<"(key:string, value:scalar...) -> dynamic">("pack", kPack, bind_pack,
                                                    each<Type::kDynamic, pack<false>, Nulls::kSee>),
    row<"(key:string, value:scalar...) -> dynamic">("pack_dictionary", kPack, bind_pack,
                                                    each<Type::kDynamic, pack<false>, Nulls::kSee>),
    row<"(key:string, value:scalar...) -> dynamic">(
        "crumb_bag_pack_present", "bag_pack() without nulls and empty texts: pack_all(true).",
        bind_pack, each<Type::kDynamic, pack<true>, Nulls::kSee>),
    row<"(bag:bag) -> dynamic">("bag_keys", "The keys of the bag as an array.",
                                each<Type::kDynamic, bag_keys>),
    row<"(bag:bag, key:string) -> bool">("bag_has_key",
                                         "The bag has a member of that name, or at that path.",
                                         each<Type::kBool, bag_has_key>),
    row<"(bag:bag, other:bag...) -> dynamic">(
        "bag_merge", "The members of all bags; of equal keys the leftmost.",
        each<Type::kDynamic, bag_merge, Nulls::kSee>),
    row<"(bag:bag, keys:array) -> dynamic">("bag_remove_keys", "The bag without these members.",
                                            each<Type::kDynamic, bag_remove_keys>),
    row<"(bag:bag, key:string!, value:scalar) -> dynamic">(
        "bag_set_key", "The bag with a member set.",
        each<Type::kDynamic, bag_set_key, Nulls::kSee>),
    row<"(keys:array, values:array) -> dynamic">(
        "bag_zip", "A bag of an array of keys and one of values.", each<Type::kDynamic, bag_zip>),
    row<"(bag:bag) -> dynamic">("treepath", "The paths of everything in the bag.",
                                each<Type::kDynamic, treepath>),
    row<"(value:scalar) -> string">("dynamic_to_json", "As JSON with the members of bags sorted.",
                                    each<Type::kString, dynamic_to_json>),
    row<"(path:string!, text:string) -> string">("extract_json", kExtract,
                                                 each<Type::kString, extract_json>),
    row<"(path:string!, text:string) -> string">("extractjson", kExtract,
                                                 each<Type::kString, extract_json>),
};

}  // namespace

ScalarTable bag_functions() { return kBags; }

}  // namespace crumb::kql
