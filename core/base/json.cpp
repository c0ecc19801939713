// The JSON tree: parse through simdjson, print compactly. The only file that sees simdjson.
// Walking compact text without a tree is in base/json_walk.cpp.
#include "base/json.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "simdjson.h"

namespace crumb::json {
namespace {

Error error_of(simdjson::error_code code) {
  if (code == simdjson::DEPTH_ERROR)
    return {ErrorCode::kLimit, "the JSON is nested too deeply", {}};
  if (code == simdjson::CAPACITY) return {ErrorCode::kLimit, "the JSON is too large", {}};
  return {ErrorCode::kSyntax, std::string("not JSON: ") + simdjson::error_message(code), {}};
}

// Depth is bounded by the parser that made the element.
Value convert(simdjson::dom::element element) {
  using simdjson::dom::element_type;
  switch (element.type()) {
    case element_type::NULL_VALUE:
      return Value();
    case element_type::BOOL:
      return Value(element.get_bool().value_unsafe());
    case element_type::INT64:
      return Value(element.get_int64().value_unsafe());
    case element_type::UINT64:
      return Value(static_cast<double>(element.get_uint64().value_unsafe()));
    case element_type::DOUBLE:
      return Value(element.get_double().value_unsafe());
    case element_type::STRING:
      return Value(std::string(element.get_string().value_unsafe()));
    case element_type::ARRAY: {
      Array array;
      for (const simdjson::dom::element item : element.get_array().value_unsafe())
        array.push_back(convert(item));
      return Value(std::move(array));
    }
    case element_type::OBJECT: {
      Object object;
      for (const auto& field : element.get_object().value_unsafe())
        object.emplace_back(std::string(field.key), convert(field.value));
      return Value(std::move(object));
    }
  }
  return Value();
}

simdjson::error_code parse_with(simdjson::dom::parser& parser, std::string_view text,
                                simdjson::dom::element& out) {
  if (text.empty()) return simdjson::EMPTY;  // perhaps without an address
  parser.set_max_capacity(64u << 20);
  if (const auto code = parser.allocate(text.size(), kMaxDepth); code != simdjson::SUCCESS)
    return code;
  return parser.parse(text.data(), text.size(), /*realloc_if_needed=*/true).get(out);
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  for (const Member& member : *object) {
    if (member.first == key) return &member.second;
  }
  return nullptr;
}

Result<Value> parse(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto code = parse_with(parser, text, root); code != simdjson::SUCCESS)
    return std::unexpected(error_of(code));
  return convert(root);
}

Result<std::string> minify(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto code = parse_with(parser, text, root); code != simdjson::SUCCESS)
    return std::unexpected(error_of(code));
  std::string out(text.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  if (const auto code = simdjson::minify(text.data(), text.size(), out.data(), size);
      code != simdjson::SUCCESS) {
    return std::unexpected(error_of(code));
  }
  out.resize(size);
  return out;
}

void append_real(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += std::isnan(value) ? "NaN" : (value > 0 ? "Infinity" : "-Infinity");
    return;
  }
  std::array<char, 32> buffer{};
  const auto [end, ec] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  out += text;
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (const bool* b = value.as_bool()) {
    out += *b ? "true" : "false";
  } else if (const std::int64_t* i = value.as_int()) {
    out += std::to_string(*i);
  } else if (const double* d = value.as_real()) {
    if (std::isfinite(*d)) {
      append_real(out, *d);
    } else {
      out.push_back('"');
      append_real(out, *d);
      out.push_back('"');
    }
  } else if (const std::string* s = value.as_string()) {
    append_json_string(out, *s);
  } else if (const Array* array = value.as_array()) {
    out.push_back('[');
    for (std::size_t k = 0; k < array->size(); ++k) {
      if (k != 0) out.push_back(',');
      append(out, (*array)[k]);
    }
    out.push_back(']');
  } else if (const Object* object = value.as_object()) {
    out.push_back('{');
    for (std::size_t k = 0; k < object->size(); ++k) {
      if (k != 0) out.push_back(',');
      append_json_string(out, (*object)[k].first);
      out.push_back(':');
      append(out, (*object)[k].second);
    }
    out.push_back('}');
  }
}

std::string to_text(const Value& value) {
  std::string out;
  append(out, value);
  return out;
}

}  // namespace crumb::json
