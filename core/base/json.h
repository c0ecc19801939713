// JSON: a small immutable tree, a writer, and a reader over simdjson. base/json.cpp is the only
// file that sees simdjson. Not the record reader of ingest (ingest/json.h), which walks documents
// without building trees.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace crumb::json {

inline constexpr std::uint32_t kMaxDepth = 64;

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Object =
    std::vector<Member>;  // in the order of the text; the first of two equal keys wins on lookup

// One JSON value. Integers that fit int64 keep their kind; other numbers are double.
class Value {
 public:
  using Storage =
      std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object>;

  Value() : storage_(nullptr) {}
  template <class T>
    requires std::is_constructible_v<Storage, T>
  explicit Value(T&& value) : storage_(std::forward<T>(value)) {}

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(storage_); }
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&storage_); }
  [[nodiscard]] const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&storage_); }
  [[nodiscard]] const double* as_real() const { return std::get_if<double>(&storage_); }
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&storage_); }
  [[nodiscard]] const Array* as_array() const { return std::get_if<Array>(&storage_); }
  [[nodiscard]] const Object* as_object() const { return std::get_if<Object>(&storage_); }
  [[nodiscard]] const Value* find(
      std::string_view key) const;  // nullptr: not an object, or no such member
  [[nodiscard]] const Storage& storage() const { return storage_; }

 private:
  Storage storage_;
};

// Errors: kSyntax with a span at the offending byte; kLimit for depth beyond kMaxDepth.
[[nodiscard]] Result<Value> parse(std::string_view text);
void append(
    std::string& out,
    const Value& value);  // compact, as Kusto prints dynamic: no blanks, 1.0 keeps its point
void append_real(std::string& out,
                 double value);  // shortest text that reads back; "1.0" for whole numbers
[[nodiscard]] std::string to_text(const Value& value);

// Removes blanks outside strings; the text must be JSON already. Used to normalise dynamic cells.
[[nodiscard]] Result<std::string> minify(std::string_view text);

// Compact text -> text: the value at `path`, or empty when there is none (a JSON null is "null").
// A step is a member name, or an index (negative counts from the end). Nothing is copied but the
// answer's view.
struct Step {
  std::string name{};  // member name when is_index is false
  std::int64_t index = 0;
  bool is_index = false;
};
[[nodiscard]] std::string_view find_path(std::string_view compact_json, const Step* steps,
                                         std::size_t count);

// Walks the elements of a compact array or the members of a compact object without building a tree.
struct Item {
  std::string_view key;    // raw text between the quotes, escapes not undone; empty in an array
  std::string_view value;  // compact JSON text
};
[[nodiscard]] std::vector<Item> items(
    std::string_view compact_json);  // empty unless array or object
// The text of a JSON string with its escapes undone; nullopt-like empty when it is not a string
// token.
[[nodiscard]] bool unescape(std::string_view json_string_token, std::string& out);

}  // namespace crumb::json
