// Order, JSON and conversions of single values. Sources: learn.microsoft.com/kusto/query
// (scalar-data-types, sort-operator, tolong-function and its neighbours, mv-expand-operator).
#include "reference/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/time.h"

namespace crumb::reference {
namespace {

bool all_digits(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Digits, one point, no more: what every reading of numbers agrees on.
bool plain_real(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return all_digits(text);
  const std::string_view after = text.substr(point + 1);
  return all_digits(text.substr(0, point)) && all_digits(after) && !after.starts_with('-');
}

bool is_number_like(std::string_view text) {
  return text.find_first_of("0123456789") != std::string_view::npos ||
         folded(text).find("nan") != std::string::npos ||
         folded(text).find("inf") != std::string::npos;
}

Value from_text(std::string_view text, Type to, Verdict& verdict) {
  const Value null = Value::null_of(to);
  switch (to) {
    case Type::kInt:
    case Type::kLong:
      if (all_digits(text)) {
        const std::int64_t value = std::strtoll(std::string(text).c_str(), nullptr, 10);
        const bool fits = to == Type::kLong || value == static_cast<std::int32_t>(value);
        return fits ? number(to, value) : null;
      }
      if (is_number_like(text)) verdict.open = "a text that is nearly an integer";
      return null;
    case Type::kReal:
      if (plain_real(text)) return Value::of_real(std::strtod(std::string(text).c_str(), nullptr));
      if (is_number_like(text)) verdict.open = "a text that is nearly a number";
      return null;
    case Type::kBool:
      if (folded(text) == "true") return Value::of_bool(true);
      if (folded(text) == "false") return Value::of_bool(false);
      if (is_number_like(text)) verdict.open = "a number's text as a bool";
      return null;
    case Type::kDatetime:
      if (const auto ticks = parse_iso_datetime(text)) return Value::of_datetime(*ticks);
      if (is_number_like(text)) verdict.open = "a text that is nearly a datetime";
      return null;
    case Type::kTimespan:
      if (const auto ticks = parse_timespan(text)) return Value::of_timespan(*ticks);
      if (is_number_like(text)) verdict.open = "a text that is nearly a timespan";
      return null;
    case Type::kGuid:
      if (const auto guid = parse_guid(text)) return Value::of_guid(*guid);
      if (text.size() >= 32) verdict.open = "a text that is nearly a guid";
      return null;
    default:
      return null;
  }
}

Value from_json(const json::Value& from, Type to, Verdict& verdict) {
  if (const auto* text = from.as_string()) return from_text(*text, to, verdict);
  if (from.as_array() != nullptr || from.as_object() != nullptr || from.is_null())
    return Value::null_of(to);
  if (const bool* truth = from.as_bool()) return convert(Value::of_bool(*truth), to, verdict);
  if (const std::int64_t* whole = from.as_int())
    return convert(Value::of_long(*whole), to, verdict);
  return convert(Value::of_real(*from.as_real()), to, verdict);
}

}  // namespace

std::partial_ordering order(const Value& a, const Value& b) {
  switch (a.type) {
    case Type::kReal: {
      const bool x = std::isnan(a.real), y = std::isnan(b.real);
      if (x || y) return y <=> x;
      return a.real <=> b.real;
    }
    case Type::kString:
    case Type::kDynamic:
      return a.text.compare(b.text) <=> 0;
    case Type::kGuid:
      return std::lexicographical_compare_three_way(a.guid.bytes.begin(), a.guid.bytes.end(),
                                                    b.guid.bytes.begin(), b.guid.bytes.end());
    default:
      return a.integer <=> b.integer;
  }
}

bool same(const Value& a, const Value& b) {
  if (a.null || b.null) return a.null == b.null;
  return order(a, b) == 0;
}

// -1, 0, 1 for the order of rows. Null stands outermost, NaN beside it.
int sort_order(const Value& a, const Value& b, bool descending, bool nulls_first) {
  const auto place = [&](const Value& v) {
    const int odd = v.null ? 2 : v.type == Type::kReal && std::isnan(v.real) ? 1 : 0;
    return nulls_first ? -odd : odd;
  };
  if (place(a) != place(b)) return place(a) < place(b) ? -1 : 1;
  if (place(a) != 0) return 0;
  const auto way = order(a, b);
  if (way == 0) return 0;
  return (way < 0) != descending ? -1 : 1;
}

json::Value tree(const Value& dynamic) {
  if (dynamic.null) return json::Value();
  auto parsed = json::parse(dynamic.text);
  return parsed.has_value() ? *std::move(parsed) : json::Value();
}

Value wrapped(const json::Value& tree) { return Value::of_dynamic(json::to_text(tree)); }

json::Value as_json(const Value& value) {
  if (value.null) return json::Value();
  std::string text;
  append_json(text, value);
  auto parsed = json::parse(text);
  return parsed.has_value() ? *std::move(parsed) : json::Value();
}

std::string text_of(const Value& value) {
  if (value.null) return "";
  if (value.type != Type::kDynamic) return to_string(value);
  const json::Value parsed = tree(value);
  if (const std::string* text = parsed.as_string()) return *text;
  return value.text;
}

Value number(Type type, std::int64_t value) {
  Value out;
  out.type = type;
  out.integer = value;
  return out;
}

std::optional<std::int64_t> whole_of(double value) {
  if (!(value > -9.2e18 && value < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

Value convert(const Value& from, Type to, Verdict& verdict) {
  if (from.type == to) return from;
  if (to == Type::kString) return Value::of_string(text_of(from));
  if (from.null) return Value::null_of(to);
  if (to == Type::kDynamic) return wrapped(as_json(from));
  if (from.type == Type::kString) return from_text(from.text, to, verdict);
  if (from.type == Type::kDynamic) return from_json(tree(from), to, verdict);
  if (from.type == Type::kGuid || to == Type::kGuid) {
    verdict.open = "a guid and another type";
    return Value::null_of(to);
  }
  const bool times = from.type == Type::kDatetime || from.type == Type::kTimespan ||
                     to == Type::kDatetime || to == Type::kTimespan;
  if (times) verdict.open = "a time from or to a number";
  if (to == Type::kReal) return Value::of_real(static_cast<double>(from.integer));
  if (to == Type::kBool)
    return Value::of_bool(from.type == Type::kReal ? from.real != 0 : from.integer != 0);
  const auto whole =
      from.type == Type::kReal ? whole_of(from.real) : std::optional<std::int64_t>(from.integer);
  if (!whole || (to == Type::kInt && *whole != static_cast<std::int32_t>(*whole)))
    return Value::null_of(to);
  return number(to, *whole);
}

Value cast(const json::Value& element, Type to) {
  const Value null = Value::null_of(to);
  if (element.is_null()) return null;
  if (to == Type::kDynamic) return wrapped(element);
  if (to == Type::kString) return Value::of_string(text_of(wrapped(element)));
  Verdict ignored;
  if (const bool* truth = element.as_bool())
    return to == Type::kBool ? Value::of_bool(*truth) : null;
  const bool is_number = element.as_int() != nullptr || element.as_real() != nullptr;
  if (is_number && (to == Type::kInt || to == Type::kLong || to == Type::kReal))
    return from_json(element, to, ignored);
  const bool written = to == Type::kDatetime || to == Type::kTimespan || to == Type::kGuid;
  if (element.as_string() != nullptr && written) return from_json(element, to, ignored);
  return null;
}

std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 32);
    if (c != 0xC3 || i + 1 == out.size()) continue;
    const auto d = static_cast<unsigned char>(out[i + 1]);
    if (d >= 0x80 && d <= 0x9E && d != 0x97) out[i + 1] = static_cast<char>(d + 0x20);
  }
  return out;
}

std::vector<std::string> letters(std::string_view text) {
  std::vector<std::string> out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80 && !out.empty())
      out.back() += c;
    else
      out.emplace_back(1, c);
  }
  return out;
}

}  // namespace crumb::reference
