// ipv4_... and ipv6_... functions, parse_ and format_ of addresses. What is no address gives null,
// or an empty text. Sources: learn.microsoft.com/kusto/query/ipv4-is-in-range-function and its
// neighbours: of two prefixes the shorter counts.
#include <algorithm>

#include "base/json.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/networks.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Whole = std::optional<std::int64_t>;

// What the functions need to know of a family.
struct V4 {
  using Network = Network4;
  using Address = std::uint32_t;
  using List = NetworkList4;
  static constexpr std::int32_t kBits = 32;
  static constexpr const char* kPrepared = "ipv4 networks";
  static std::optional<Network> parse(std::string_view text) { return parse_network4(text); }
  static Address last(const Network& n) {
    return n.masked(n.prefix) | (n.prefix == 0 ? ~0u : (n.prefix == 32 ? 0u : ~0u >> n.prefix));
  }
};
struct V6 {
  using Network = Network6;
  using Address = std::array<std::uint64_t, 2>;
  using List = NetworkList6;
  static constexpr std::int32_t kBits = 128;
  static constexpr const char* kPrepared = "ipv6 networks";
  static std::optional<Network> parse(std::string_view text) { return parse_network6(text); }
  static Address last(const Network& n) {
    const Address first = n.masked(n.prefix);
    const Address mask = Network{{~std::uint64_t{0}, ~std::uint64_t{0}}, 128}.masked(n.prefix);
    return {first[0] | ~mask[0], first[1] | ~mask[1]};
  }
};

// -1, 0, 1 over the bits that all prefixes leave. nullopt: no address, or no prefix.
template <class V>
Whole compare(std::string_view a, std::string_view b, std::int64_t prefix) {
  const auto x = V::parse(a);
  const auto y = V::parse(b);
  if (!x || !y || prefix < 0 || prefix > V::kBits) return std::nullopt;
  const std::int32_t bits = std::min({x->prefix, y->prefix, static_cast<std::int32_t>(prefix)});
  const auto left = x->masked(bits);
  const auto right = y->masked(bits);
  return left < right ? -1 : (right < left ? 1 : 0);
}

template <class V>
Whole ip_compare(const Cells& c) {
  return compare<V>(c.text(0), c.text(1), c.integer_or(2, V::kBits));
}
template <class V>
std::optional<bool> ip_is_match(const Cells& c) {
  const Whole order = compare<V>(c.text(0), c.text(1), c.integer_or(2, V::kBits));
  return order ? std::optional(*order == 0) : std::nullopt;
}
template <class V>
std::optional<bool> ip_is_in_range(const Cells& c) {
  const Whole order = compare<V>(c.text(0), c.text(1), V::kBits);
  return order ? std::optional(*order == 0) : std::nullopt;
}

// --- lists of networks
// -------------------------------------------------------------------------------------------
// Ranges come one by one, or as one dynamic array.
template <class Use>
void for_each_range(const Cells& c, Use use) {
  for (std::size_t i = 1; i < c.size(); ++i) {
    if (c.column(i).type() != Type::kDynamic) {
      use(c.text(i));
    } else if (!c.null(i) && kind_of(c.text(i)) == JsonKind::kArray) {
      for (const json::Item& item : json::items(c.text(i)))
        use(std::string_view(token_text(item.value)));
    }
  }
}

template <class V>
typename V::List list_of(const Cells& c) {
  typename V::List list;
  for_each_range(c, [&list](std::string_view text) {
    if (const auto network = V::parse(text))
      list.add(network->masked(network->prefix), V::last(*network));
    else
      list.add_invalid();
  });
  list.seal();
  return list;
}

std::string range_list_key(const Cells& c) {
  std::string key;
  for (std::size_t i = 1; i < c.size(); ++i) {
    key += c.null(i) ? std::string_view() : c.text(i);
    key.push_back('\0');
  }
  return key;
}

// Null when the address is none, or when a range is none and no other holds the address.
template <class V>
Result<ColumnPtr> ip_is_in_any_range(Args args, std::uint32_t rows, EvalContext& context) {
  const bool constant =
      std::all_of(args.begin() + 1, args.end(), [](const Vector& v) { return v.constant; });
  const Cells first{args, context};
  const typename V::List* list = nullptr;
  if (constant) {
    list = &context.prepared<typename V::List>(V::kPrepared, range_list_key(first),
                                               [&](std::string_view) { return list_of<V>(first); });
  }
  return lift(
      Type::kBool, args, rows, context,
      [&](const Cells& c) -> std::optional<bool> {
        const auto address = V::parse(c.text(0));
        if (!address) return std::nullopt;
        const typename V::List* ranges = list;
        typename V::List own;
        if (ranges == nullptr) {
          own = list_of<V>(c);
          ranges = &own;
        }
        if (address->prefix == V::kBits) {
          if (ranges->contains(address->address)) return true;
        } else {
          // A network instead of an address: the shorter prefix of each pair counts.
          bool found = false;
          for_each_range(c, [&](std::string_view text) {
            found = found || compare<V>(c.text(0), text, V::kBits) == 0;
          });
          if (found) return true;
        }
        return ranges->has_invalid() ? std::nullopt : std::optional(false);
      },
      Nulls::kSee);
}

// (ip, range, range ...) or (ip, array).
Result<Signature> bind_any_range(std::span<const BoundArg> args) {
  Signature signature{{Type::kString}, {Type::kBool}};
  if (args[0].type != Type::kString && args[0].type != Type::kDynamic)
    return wrong_type("the address", "a string", args[0].type);
  for (const BoundArg& arg : args.subspan(1)) {
    const bool array = arg.type == Type::kDynamic && args.size() == 2;
    if (!array && arg.type != Type::kString && arg.type != Type::kDynamic)
      return wrong_type("a range", "a string", arg.type);
    signature.params.push_back(array ? Type::kDynamic : Type::kString);
  }
  return signature;
}

// --- parsing and printing
// ------------------------------------------------------------------------------------------
Whole parse_ipv4(const Cells& c) {
  const auto network = parse_network4(c.text(0));
  if (!network) return std::nullopt;
  const std::int64_t prefix = c.integer_or(1, 32);
  if (prefix < 0 || prefix > 32) return std::nullopt;
  return network->masked(std::min(network->prefix, static_cast<std::int32_t>(prefix)));
}

bool parse_ipv6(const Cells& c, std::string& out) {
  const auto network = parse_network6(c.text(0));
  const std::int64_t prefix = c.integer_or(1, 128);
  if (!network || prefix < 0 || prefix > 128) return false;
  append_address6(out,
                  network->masked(std::min(network->prefix, static_cast<std::int32_t>(prefix))));
  return true;
}

std::optional<bool> ipv4_is_private(const Cells& c) {
  const auto network = parse_network4(c.text(0));
  if (!network) return std::nullopt;
  const std::uint32_t a = network->masked(network->prefix);
  return a >> 24 == 10 || a >> 20 == 0xAC1 || a >> 16 == 0xC0A8;
}

Whole netmask_suffix(const Cells& c) {
  const auto network = parse_network4(c.text(0));
  return network ? Whole(network->prefix) : Whole();
}

// The address is a text or the number that parse_ipv4() gives.
template <bool kWithMask>
bool format_ipv4(const Cells& c, std::string& out) {
  auto network = parse_network4(c.text(0));
  if (!network) {
    const auto number = parse_long(c.text(0));
    if (!number || *number < 0 || *number > 0xFFFF'FFFFll) return false;
    network = Network4{static_cast<std::uint32_t>(*number), 32};
  }
  const std::int64_t prefix = c.integer_or(1, 32);
  if (prefix < 0 || prefix > 32) return false;
  const std::int32_t bits = std::min(network->prefix, static_cast<std::int32_t>(prefix));
  append_address4(out, network->masked(bits));
  if (kWithMask) out += "/" + std::to_string(bits);
  return true;
}

// The fewest networks that cover the addresses from first to last.
bool range_to_cidr(const Cells& c, std::string& out) {
  const auto first = parse_network4(c.text(0));
  const auto last = parse_network4(c.text(1));
  if (!first || !last || first->address > last->address) return false;
  out.push_back('[');
  for (std::uint64_t at = first->address; at <= last->address;) {
    std::int32_t bits = 32;
    const auto fits = [&](std::int32_t b) {
      const std::uint64_t size = std::uint64_t{1} << (32 - b);
      return at % size == 0 && at + size - 1 <= last->address;
    };
    while (bits > 0 && fits(bits - 1)) --bits;
    if (out.size() > 1) out.push_back(',');
    out.push_back('"');
    append_address4(out, static_cast<std::uint32_t>(at));
    out += "/" + std::to_string(bits) + "\"";
    at += std::uint64_t{1} << (32 - bits);
  }
  out.push_back(']');
  return true;
}

constexpr std::string_view kMatch =
    "Both addresses are equal over the bits that all prefixes leave.";
constexpr std::string_view kCompare = "-1, 0 or 1 over the bits that all prefixes leave.";
constexpr std::string_view kInRange = "The address lies in the network.";
constexpr std::string_view kInAny =
    "The address lies in one of the networks, given one by one or as an array.";

constexpr ScalarFunction kIp[] = {
    row<"(a:string, b:string, [prefix:long]) -> long">("ipv4_compare", kCompare,
                                                       each<Type::kLong, ip_compare<V4>>),
    row<"(a:string, b:string, [prefix:long]) -> bool">("ipv4_is_match", kMatch,
                                                       each<Type::kBool, ip_is_match<V4>>),
    row<"(ip:string, range:string) -> bool">("ipv4_is_in_range", kInRange,
                                             each<Type::kBool, ip_is_in_range<V4>>),
    row<"(ip:string, range:string...) -> bool">("ipv4_is_in_any_range", kInAny, bind_any_range,
                                                ip_is_in_any_range<V4>),
    row<"(a:string, b:string, [prefix:long]) -> long">("ipv6_compare", kCompare,
                                                       each<Type::kLong, ip_compare<V6>>),
    row<"(a:string, b:string, [prefix:long]) -> bool">("ipv6_is_match", kMatch,
                                                       each<Type::kBool, ip_is_match<V6>>),
    row<"(ip:string, range:string) -> bool">("ipv6_is_in_range", kInRange,
                                             each<Type::kBool, ip_is_in_range<V6>>),
    row<"(ip:string, range:string...) -> bool">("ipv6_is_in_any_range", kInAny, bind_any_range,
                                                ip_is_in_any_range<V6>),
    row<"(ip:string) -> long">("parse_ipv4", "The address as a number, masked by its prefix.",
                               each<Type::kLong, parse_ipv4>),
    row<"(ip:string, prefix:long) -> long">(
        "parse_ipv4_mask", "The address as a number, masked by the shorter prefix.",
        each<Type::kLong, parse_ipv4>),
    row<"(ip:string) -> string">("parse_ipv6",
                                 "The IPv6 or IPv4 address in full, masked by its prefix.",
                                 each<Type::kString, parse_ipv6>),
    row<"(ip:string, prefix:long) -> string">("parse_ipv6_mask",
                                              "The address in full, masked by the shorter prefix.",
                                              each<Type::kString, parse_ipv6>),
    row<"(ip:string) -> bool">("ipv4_is_private",
                               "The address is in 10/8, 172.16/12 or 192.168/16.",
                               each<Type::kBool, ipv4_is_private>),
    row<"(ip:string) -> long">("ipv4_netmask_suffix", "The prefix, 32 when there is none.",
                               each<Type::kLong, netmask_suffix>),
    row<"(ip:text, [prefix:long]) -> string">("format_ipv4", "The address, masked.",
                                              each<Type::kString, format_ipv4<false>>),
    row<"(ip:text, prefix:long) -> string">("format_ipv4_mask",
                                            "The address, masked, with its prefix.",
                                            each<Type::kString, format_ipv4<true>>),
    row<"(first:string, last:string) -> dynamic">("ipv4_range_to_cidr_list",
                                                  "Networks that cover a range of addresses.",
                                                  each<Type::kDynamic, range_to_cidr>),
};

}  // namespace

ScalarTable ip_functions() { return kIp; }

}  // namespace crumb::kql
