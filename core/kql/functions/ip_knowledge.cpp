// What a network pack says of an address: geo_info_from_ip_address() and crumb_ip_lookup(). Not
// arithmetic of addresses (ip.cpp). Without a pack the binder refuses both by name.
// Source: learn.microsoft.com/kusto/query/geo-info-from-ip-address-function; of its members only
// the country is known here, the others are absent, as they are there where nothing is known.
#include <optional>

#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/networks.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

std::optional<NetworkKey> key_of(std::string_view text) {
  if (const auto v4 = parse_network4(text)) return NetworkKey{false, v4->address};
  const auto v6 = parse_network6(text);
  if (!v6) return std::nullopt;
  const auto [high, low] = v6->address;
  if (high == 0 && low >> 32 == 0xFFFF) return NetworkKey{false, low & 0xFFFF'FFFFu};
  return NetworkKey{true, high};
}

// An address whose network is not in the pack has no answer: null, not an empty bag.
bool geo_info(const Cells& c, std::string& out) {
  const NetworkPack* pack = c.context.networks;
  const auto key = key_of(c.text(0));
  const auto country = pack != nullptr && key ? pack->country(*key) : std::nullopt;
  if (!country) return false;
  out += "{\"country\":";
  append_json_string(out, country->name);
  out += '}';
  return true;
}

bool ip_lookup(const Cells& c, std::string& out) {
  const NetworkPack* pack = c.context.networks;
  const auto key = key_of(c.text(0));
  if (pack == nullptr || !key) return false;
  const auto provider = pack->provider(*key);
  const auto country = pack->country(*key);
  if (!provider && !country) return false;
  out += '{';
  if (provider) {
    out += "\"asn\":" + std::to_string(provider->number) + ",\"provider\":";
    append_json_string(out, provider->name);
  }
  if (provider && country) out += ',';
  if (country) {
    out += "\"country\":";
    append_json_string(out, {country->code.data(), country->code.size()});
  }
  out += '}';
  return true;
}

constexpr ScalarFunction knowing(ScalarFunction function) {
  function.needs_networks = true;
  return function;
}

constexpr ScalarFunction kKnowledge[] = {
    knowing(row<"(ip:string) -> dynamic">(
        "geo_info_from_ip_address",
        "The country in which the address is registered, from a network pack; state, city and "
        "place are not known.",
        each<Type::kDynamic, geo_info>)),
    knowing(row<"(ip:string) -> dynamic">(
        "crumb_ip_lookup",
        "asn, provider and country (two letters) of the address, from a network pack; not in "
        "Kusto.",
        each<Type::kDynamic, ip_lookup>)),
};

}  // namespace

ScalarTable ip_knowledge_functions() { return kKnowledge; }

}  // namespace crumb::kql
