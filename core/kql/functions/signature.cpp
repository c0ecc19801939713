// Reads the forms of signature.h and fits arguments to them. Knows no function.
#include "kql/functions/signature.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace crumb::kql {
namespace {

constexpr std::uint16_t bit(Type type) {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(type));
}
constexpr std::uint16_t kAll = 0x3FF;
constexpr std::uint16_t kIntegers = bit(Type::kInt) | bit(Type::kLong);
constexpr std::uint16_t kNumbers = kIntegers | bit(Type::kReal) | bit(Type::kDecimal);
constexpr std::uint16_t kSummables = kNumbers | bit(Type::kDatetime) | bit(Type::kTimespan);
constexpr std::uint16_t kTexts = bit(Type::kString) | bit(Type::kDynamic);

struct Kind {
  std::string_view name;
  std::uint16_t accepts;
  std::optional<Type> wants;  // what the kernel gets; nullopt: the argument as it is
  std::string_view words;     // for error messages
  bool decimals = false;      // the kernels know decimal, where they get the argument as it is
};

constexpr std::array<Kind, 25> kKinds = {{
    {"bool", bit(Type::kBool), Type::kBool, "a bool"},
    {"int", bit(Type::kInt), Type::kInt, "an int"},
    {"long", kIntegers, Type::kLong, "an integer"},
    {"real", kIntegers | bit(Type::kReal), Type::kReal, "a real"},
    {"number", kNumbers, Type::kReal, "a number",
     true},  // whatever number comes, the kernel gets a real
    {"numeric", kNumbers, std::nullopt, "a number", true},
    {"decimal", bit(Type::kDecimal), Type::kDecimal, "a decimal", true},
    {"datetime", bit(Type::kDatetime), Type::kDatetime, "a datetime"},
    {"timespan", bit(Type::kTimespan), Type::kTimespan, "a timespan"},
    {"guid", bit(Type::kGuid), Type::kGuid, "a guid"},
    {"string", kTexts, Type::kString, "a string"},
    {"text", kAll, Type::kString, "a scalar",
     true},  // whatever comes, the kernel gets tostring() of it
    {"stringlike", kTexts, std::nullopt, "a string or dynamic"},
    {"dynamic", bit(Type::kDynamic), Type::kDynamic, "dynamic"},
    {"array", bit(Type::kDynamic), Type::kDynamic, "a dynamic array"},
    {"bag", bit(Type::kDynamic), Type::kDynamic, "a dynamic property bag"},
    {"scalar", kAll, std::nullopt, "a scalar", true},
    {"element", kAll, std::nullopt, "a scalar"},
    {"json", kAll, Type::kDynamic, "a scalar"},  // whatever comes, the kernel gets it as JSON
    {"codes", kIntegers | bit(Type::kDynamic), Type::kDynamic, "an integer or an array"},
    {"series", kNumbers | bit(Type::kDynamic), Type::kDynamic, "a number or an array"},
    {"plain", static_cast<std::uint16_t>(kAll & ~bit(Type::kDynamic)), std::nullopt,
     "a scalar other than dynamic"},
    {"groupable", static_cast<std::uint16_t>(kAll & ~bit(Type::kDynamic)), std::nullopt,
     "a scalar other than dynamic", true},
    {"summable", kSummables, std::nullopt, "a number, datetime or timespan"},
    {"orderable", kSummables | bit(Type::kBool) | bit(Type::kString), std::nullopt,
     "a bool, number, string, datetime or timespan", true},
}};

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

struct Parameter {
  std::string_view name;
  const Kind* kind = nullptr;
  bool constant = false;
  bool repeated = false;
};

// Takes the next parameter off `rest`, which starts after '(' or after the previous parameter.
std::optional<Parameter> next_parameter(std::string_view& rest) {
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::size_t begin = colon;
  while (begin > 0 && rest[begin - 1] != ' ' && rest[begin - 1] != '[' && rest[begin - 1] != '(')
    --begin;
  std::size_t end = colon + 1;
  while (end < rest.size() && rest[end] >= 'a' && rest[end] <= 'z') ++end;
  Parameter p{rest.substr(begin, colon - begin), find_kind(rest.substr(colon + 1, end - colon - 1)),
              false, false};
  rest.remove_prefix(end);
  p.constant = rest.starts_with('!');
  if (p.constant) rest.remove_prefix(1);
  p.repeated = rest.starts_with("...");
  return p;
}

Result<Signature> bind_form(std::string_view form, std::span<const BoundArg> args) {
  const std::size_t close = form.find(')');
  std::string_view rest = form.substr(0, close);
  Signature signature;
  std::optional<Parameter> p;
  for (const BoundArg& arg : args) {
    if (!p || !p->repeated) p = next_parameter(rest);
    if (!p) return fail(ErrorCode::kSemantic, "there are too many arguments");
    if (p->kind == nullptr) return fail(ErrorCode::kInternal, "bad form: " + std::string(form));
    if ((p->kind->accepts & bit(arg.type)) == 0)
      return wrong_type(p->name, p->kind->words, arg.type);
    if (arg.type == Type::kDecimal && !p->kind->decimals) return no_decimal();
    if (p->constant && arg.constant == nullptr) {
      return fail(ErrorCode::kSemantic, std::string(p->name) + " must be a constant");
    }
    signature.params.push_back(p->kind->wants.value_or(arg.type));
  }
  std::string_view result = form.substr(form.find("->") + 2);
  result = trim(result);
  if (result == "$1") {
    signature.results.push_back(signature.params.front());
  } else {
    const auto type = type_from_name(result);
    if (!type) return fail(ErrorCode::kInternal, "bad form: " + std::string(form));
    signature.results.push_back(*type);
  }
  return signature;
}

}  // namespace

std::unexpected<Error> wrong_type(std::string_view what, std::string_view wanted, Type got) {
  std::string message(what);
  message += " must be ";
  message += wanted;
  message += ", not ";
  message += type_name(got);
  return fail(ErrorCode::kSemantic, std::move(message));
}

bool has_decimal(std::span<const BoundArg> args) {
  return std::any_of(args.begin(), args.end(),
                     [](const BoundArg& arg) { return arg.type == Type::kDecimal; });
}

std::unexpected<Error> no_decimal() {
  return fail(ErrorCode::kUnsupported, "unsupported: decimal");
}

Result<Signature> bind_forms(std::string_view forms, std::span<const BoundArg> args) {
  std::optional<Error> first;
  while (!forms.empty()) {
    const std::size_t bar = std::min(forms.find('|'), forms.size());
    const std::string_view form = forms.substr(0, bar);
    forms.remove_prefix(std::min(bar + 1, forms.size()));
    const Arity arity = arity_of(form);
    if (args.size() < arity.least || (arity.most != 255 && args.size() > arity.most)) continue;
    auto bound = bind_form(form, args);
    if (bound.has_value()) {
      return bound;
    }
    if (bound.error().code == ErrorCode::kUnsupported) return bound;
    if (!first) first = bound.error();
  }
  if (!first) return fail(ErrorCode::kSemantic, "no form takes that many arguments");
  return std::unexpected(*std::move(first));
}

}  // namespace crumb::kql
