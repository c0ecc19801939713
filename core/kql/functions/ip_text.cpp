// has_ipv4 and its kin: IPv4 addresses that stand in a text, bounded by characters other than
// letters and digits. Source: learn.microsoft.com/kusto/query/has-ipv4-prefix-function.
#include <algorithm>

#include "base/ascii.h"
#include "base/json.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/networks.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

bool is_word(char c) {
  return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

// A whole address "10.1.2.3", or the first parts of one up to a dot: "10.", "10.1.".
bool is_prefix(std::string_view text) {
  if (parse_network4(text) && text.find('/') == std::string_view::npos) return true;
  if (!text.ends_with('.')) return false;
  std::string whole(text);
  for (auto dots = std::count(text.begin(), text.end(), '.'); dots < 3; ++dots) whole += "0.";
  return parse_network4(whole + "0").has_value();
}

// Some address in the text begins with `wanted`, which is an address or a prefix of one.
bool find_address(std::string_view text, std::string_view wanted) {
  for (std::size_t at = text.find(wanted); at != std::string_view::npos;
       at = text.find(wanted, at + 1)) {
    if (at > 0 &&
        (is_word(text[at - 1]) || (text[at - 1] == '.' && at > 1 && is_digit(text[at - 2]))))
      continue;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
    std::string_view found = text.substr(at, end - at);
    while (found.ends_with('.')) found.remove_suffix(1);
    if (end < text.size() && is_word(text[end])) continue;
    if (parse_network4(found) && (wanted.ends_with('.') || found.size() == wanted.size()))
      return true;
  }
  return false;
}

template <bool kPrefix>
bool wanted_is_valid(std::string_view wanted) {
  return kPrefix ? is_prefix(wanted)
                 : parse_network4(wanted) && wanted.find('/') == std::string_view::npos;
}

// Any of the arguments after the text: each a text, or an array of texts.
template <bool kPrefix>
bool has_address(const Cells& c) {
  const auto test = [&c](std::string_view wanted) {
    return wanted_is_valid<kPrefix>(wanted) && find_address(c.text(0), wanted);
  };
  for (std::size_t i = 1; i < c.size(); ++i) {
    if (c.column(i).type() != Type::kDynamic) {
      if (test(c.text(i))) return true;
    } else if (!c.null(i)) {
      for (const json::Item& item : json::items(c.text(i))) {
        if (test(token_text(item.value))) return true;
      }
    }
  }
  return false;
}

Result<Signature> bind_any(std::span<const BoundArg> args) {
  Signature signature{{Type::kString}, {Type::kBool}};
  if (args[0].type != Type::kString && args[0].type != Type::kDynamic)
    return wrong_type("the text", "a string", args[0].type);
  for (const BoundArg& arg : args.subspan(1)) {
    if (arg.type != Type::kString && arg.type != Type::kDynamic)
      return wrong_type("an address", "a string", arg.type);
    signature.params.push_back(args.size() == 2 ? arg.type : Type::kString);
  }
  return signature;
}

constexpr ScalarFunction kIpText[] = {
    row<"(text:string, ip:string) -> bool">("has_ipv4", "The IPv4 address stands in the text.",
                                            each<Type::kBool, has_address<false>, Nulls::kSee>),
    row<"(text:string, prefix:string) -> bool">(
        "has_ipv4_prefix", "An IPv4 address that begins so (\"10.1.\") stands in the text.",
        each<Type::kBool, has_address<true>, Nulls::kSee>),
    row<"(text:string, ip:string...) -> bool">(
        "has_any_ipv4", "One of the IPv4 addresses stands in the text.", bind_any,
        each<Type::kBool, has_address<false>, Nulls::kSee>),
    row<"(text:string, prefix:string...) -> bool">(
        "has_any_ipv4_prefix", "An IPv4 address that begins with one of these stands in the text.",
        bind_any, each<Type::kBool, has_address<true>, Nulls::kSee>),
};

}  // namespace

ScalarTable ip_text_functions() { return kIpText; }

}  // namespace crumb::kql
