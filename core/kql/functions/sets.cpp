// Sets as dynamic arrays: set_has_element, set_union, set_intersect, set_difference, set_equals,
// jaccard_index. Elements are equal by value: 1 and 1.0 are one. Answers keep the order in which
// elements came, each once.
#include <algorithm>

#include "kql/functions/families.h"
#include "kql/functions/hash_set.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

TextSet keys_of(std::string_view array) {
  TextSet keys;
  for (const std::string_view element : elements_of(array).value_or(JsonTokens()))
    keys.insert(value_key(element));
  return keys;
}

// The set is hashed once where it is constant, as it is in most queries.
Result<ColumnPtr> set_has_element(Args args, std::uint32_t rows, EvalContext& context) {
  const TextSet* constant = nullptr;
  if (args[0].constant && !args[0].column->is_null(0)) {
    constant = &context.prepared<TextSet>("set", args[0].column->text(0), keys_of);
  }
  return lift(
      Type::kBool, args, rows, context,
      [&](const Cells& c) -> std::optional<bool> {
        if (c.null(0) || kind_of(c.text(0)) != JsonKind::kArray) return std::nullopt;
        std::string token;
        append_json(token, c.column(1), c.at(1));
        const std::string key = value_key(token);
        return constant != nullptr ? constant->contains(key) : keys_of(c.text(0)).contains(key);
      },
      Nulls::kSee);
}

// The elements of the first array, or of all, that keep(number of element's array, is in each other
// set) lets through.
enum class Op : std::uint8_t { kUnion, kIntersect, kDifference };

template <Op kOp>
bool combine(const Cells& c, std::string& out) {
  std::vector<TextSet> others;
  for (std::size_t i = 1; i < c.size() && kOp != Op::kUnion; ++i) {
    if (kind_of(c.text(i)) != JsonKind::kArray) return false;
    others.push_back(keys_of(c.text(i)));
  }
  TextSet seen;
  JsonTokens kept;
  const std::size_t arrays = kOp == Op::kUnion ? c.size() : 1;
  for (std::size_t i = 0; i < arrays; ++i) {
    const auto elements = elements_of(c.text(i));
    if (!elements) return false;
    for (const std::string_view element : *elements) {
      const std::string key = value_key(element);
      const auto has = [&key](const TextSet& set) { return set.contains(key); };
      if (kOp == Op::kIntersect && !std::all_of(others.begin(), others.end(), has)) continue;
      if (kOp == Op::kDifference && std::any_of(others.begin(), others.end(), has)) continue;
      if (seen.contains(key)) continue;
      seen.insert(key);
      kept.push_back(element);
    }
  }
  append_array(out, kept);
  return true;
}

std::uint32_t shared(const TextSet& a, const TextSet& b) {
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < a.size(); ++i) count += b.contains(a[i]) ? 1 : 0;
  return count;
}

std::optional<bool> set_equals(const Cells& c) {
  if (kind_of(c.text(0)) != JsonKind::kArray || kind_of(c.text(1)) != JsonKind::kArray)
    return std::nullopt;
  const TextSet a = keys_of(c.text(0));
  const TextSet b = keys_of(c.text(1));
  return a.size() == b.size() && shared(a, b) == a.size();
}

bool jaccard(const Cells& c, std::string& out) {
  if (kind_of(c.text(0)) != JsonKind::kArray || kind_of(c.text(1)) != JsonKind::kArray)
    return false;
  const TextSet a = keys_of(c.text(0));
  const TextSet b = keys_of(c.text(1));
  const double both = shared(a, b);
  append_json_real(out, both / (a.size() + b.size() - both));
  return true;
}

constexpr ScalarFunction kSets[] = {
    row<"(set:array, value:element) -> bool">(
        "set_has_element", "The array has an element that equals the value.", set_has_element),
    row<"(set:array, other:array...) -> dynamic">("set_union",
                                                  "The elements that are in any of the arrays.",
                                                  each<Type::kDynamic, combine<Op::kUnion>>),
    row<"(set:array, other:array...) -> dynamic">("set_intersect",
                                                  "The elements that are in all arrays.",
                                                  each<Type::kDynamic, combine<Op::kIntersect>>),
    row<"(set:array, other:array...) -> dynamic">(
        "set_difference", "The elements of the first array that are in no other.",
        each<Type::kDynamic, combine<Op::kDifference>>),
    row<"(a:array, b:array) -> bool">("set_equals", "Both arrays have the same elements.",
                                      each<Type::kBool, set_equals>),
    row<"(a:array, b:array) -> dynamic">("jaccard_index", "Shared elements by all elements.",
                                         each<Type::kDynamic, jaccard>),
};

}  // namespace

ScalarTable set_functions() { return kSets; }

}  // namespace crumb::kql
