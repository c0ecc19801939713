// What the slow evaluator knows of values: their order, their equality, their JSON, their text.
// Written from Kusto's documentation, over single values. Not the engine's kernels, and not fast.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/value.h"

namespace crumb::reference {

using Row = std::vector<Value>;

// Where the documentation leaves the answer open (ties aside, which both sides settle by order),
// the evaluator says so, and the pair of answers is not compared.
struct Verdict {
  std::string open;     // what is not specified; empty: everything is
  std::string unknown;  // what this evaluator does not know; empty: nothing
};

// Two values of one type, neither null. NaN is below every number, as sort has it.
[[nodiscard]] std::partial_ordering order(const Value& a, const Value& b);
[[nodiscard]] bool same(const Value& a, const Value& b);  // as a group key: null equals null
[[nodiscard]] int sort_order(const Value& a, const Value& b, bool descending, bool nulls_first);

[[nodiscard]] json::Value tree(const Value& dynamic);  // null for null
[[nodiscard]] Value wrapped(const json::Value& tree);  // as dynamic
[[nodiscard]] json::Value as_json(const Value& value);
[[nodiscard]] std::string text_of(const Value& value);  // tostring()

[[nodiscard]] inline bool is_true(const Value& v) { return !v.null && v.integer != 0; }
[[nodiscard]] Value number(Type type, std::int64_t value);  // any type that is kept as an integer
[[nodiscard]] std::optional<std::int64_t> whole_of(double value);  // cut off; nullopt: out of range
[[nodiscard]] Value convert(const Value& from, Type to, Verdict& verdict);
[[nodiscard]] Value cast(const json::Value& element, Type to);  // mv-expand: no parsing of texts

// Case folding for the letters that the generator writes: ASCII and Latin-1.
[[nodiscard]] std::string folded(std::string_view text);
[[nodiscard]] std::vector<std::string> letters(std::string_view text);  // code points

}  // namespace crumb::reference
