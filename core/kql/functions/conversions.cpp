// to...() functions, parse_json and gettype. The kernels that do the work are in convert.cpp.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"
#include "kql/functions/convert.h"
#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

template <Type kTo>
Result<ColumnPtr> to_type(Args args, std::uint32_t rows, EvalContext& context) {
  return convert(args[0], kTo, rows, context);
}

// A text that is no JSON stays what it is, as a JSON string; an empty one is null.
void read_json(const Cells& c, std::string& out) {
  const std::string_view text = c.text(0);
  if (c.column(0).type() == Type::kDynamic) {
    out += text;
    return;
  }
  if (text.empty()) {
    out += "null";
    return;
  }
  if (auto compact = json::minify(text)) {
    out = *std::move(compact);
  } else {
    append_json_string(out, text);
  }
}

Result<ColumnPtr> parse_json(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kDynamic) return args[0].column;
  return lift(Type::kDynamic, args, rows, context, read_json);
}

std::string_view dynamic_type(std::string_view token) {
  switch (kind_of(token)) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "bool";
    case JsonKind::kInteger:
      return "long";
    case JsonKind::kReal:
      return "double";
    case JsonKind::kString:
      return "string";
    case JsonKind::kArray:
      return "array";
    case JsonKind::kObject:
      return "dictionary";
  }
  return "";
}

void type_of(const Cells& c, std::string& out) {
  const Type type = c.column(0).type();
  if (type == Type::kDynamic) {
    out += c.null(0) ? "null" : dynamic_type(c.text(0));
  } else {
    out += type == Type::kReal ? "double" : type_name(type);
  }
}

// One to four parts of one to eight digits; each counts as eight digits of the answer.
bool parse_version(const Cells& c, std::string& out) {
  std::string_view rest = trim(c.text(0));
  std::string digits;
  for (bool more = true; more;) {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    const std::string_view part = rest.substr(0, end);
    more = end < rest.size();
    rest.remove_prefix(more ? end + 1 : end);
    if (part.empty() || part.size() > 8 || digits.size() == 32) return false;
    if (!std::ranges::all_of(part, is_digit)) return false;
    digits.append(8 - part.size(), '0');
    digits += part;
  }
  digits.append(32 - digits.size(), '0');
  return put_decimal(Decimal::parse(digits), out);
}

constexpr std::string_view kIntSummary =
    "The value as an int; what does not fit is null, a fraction is cut off.";
constexpr std::string_view kLongSummary =
    "The value as a long; what does not fit is null, a fraction is cut off.";
constexpr std::string_view kRealSummary = "The value as a real, null when it is no number.";
constexpr std::string_view kDecimalSummary =
    "The value as a decimal of 34 digits, null when it is no number.";
constexpr std::string_view kBoolSummary =
    "The value as a bool: true and false in any case, numbers by being other than 0.";
constexpr std::string_view kTimespanSummary =
    "The value as a timespan: 1.02:03:04, 90m; null when it is none.";
constexpr std::string_view kVersionSummary =
    "A version of one to four parts as a decimal to compare by; null when it is none.";
constexpr std::string_view kJsonSummary =
    "The text read as JSON; a text that is none becomes a dynamic string.";

constexpr ScalarFunction kConversions[] = {
    row<"(value:scalar) -> string">("tostring", "The value as text; null is empty.",
                                    to_type<Type::kString>),
    row<"(value:scalar) -> long">("tolong", kLongSummary, to_type<Type::kLong>),
    row<"(value:scalar) -> int">("toint", kIntSummary, to_type<Type::kInt>),
    row<"(value:scalar) -> real">("toreal", kRealSummary, to_type<Type::kReal>),
    row<"(value:scalar) -> real">("todouble", kRealSummary, to_type<Type::kReal>),
    row<"(value:scalar) -> bool">("tobool", kBoolSummary, to_type<Type::kBool>),
    row<"(value:scalar) -> bool">("toboolean", kBoolSummary, to_type<Type::kBool>),
    row<"(value:scalar) -> datetime">(
        "todatetime", "The value as a datetime: ISO 8601 and RFC 822 texts; null when it is none.",
        to_type<Type::kDatetime>),
    row<"(value:scalar) -> timespan">("totimespan", kTimespanSummary, to_type<Type::kTimespan>),
    row<"(value:scalar) -> timespan">("totime", kTimespanSummary, to_type<Type::kTimespan>),
    row<"(value:stringlike) -> guid">("toguid", "The first 32 hex digits of the text as a guid.",
                                      to_type<Type::kGuid>),
    row<"(json:stringlike) -> dynamic">("parse_json", kJsonSummary, parse_json),
    row<"(json:stringlike) -> dynamic">("parsejson", kJsonSummary, parse_json),
    row<"(json:stringlike) -> dynamic">("todynamic", kJsonSummary, parse_json),
    row<"(json:stringlike) -> dynamic">("toobject", kJsonSummary, parse_json),
    row<"(value:scalar) -> string">("gettype",
                                    "The type of the value; of dynamic, of what it holds.",
                                    each<Type::kString, type_of, Nulls::kSee>),
    row<"(value:scalar) -> decimal">("todecimal", kDecimalSummary, to_type<Type::kDecimal>),
    row<"(version:string) -> decimal">("parse_version", kVersionSummary,
                                       each<Type::kDecimal, parse_version>),
};

// What only the binder asks for; its name is none that a query could write.
constexpr ScalarFunction kWrap = row<"(value:scalar) -> dynamic">(
    "(to dynamic)", "The value as dynamic; a string stays a string.", to_type<Type::kDynamic>);

}  // namespace

ScalarTable conversion_functions() { return kConversions; }

const ScalarFunction* conversion_to(Type type) {
  // In the order of Type. A row of kConversions, or nothing.
  static constexpr std::array<const ScalarFunction*, 10> kByType = {
      &kConversions[5], &kConversions[2], &kConversions[1],  &kConversions[3], &kConversions[16],
      &kConversions[7], &kConversions[8], &kConversions[10], &kConversions[0], &kWrap};
  return kByType[static_cast<std::size_t>(type)];
}

}  // namespace crumb::kql
