// Looks the subject's addresses up.
#include "grade/network_facts.h"

#include <algorithm>

#include "base/text.h"
#include "grade/addresses.h"
#include "grade/playbook.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kMostFacts = 20'000;

// The prelude's own normalisation of addresses, so that both write them alike.
std::string normalisation() {
  const std::string_view prelude = playbook_text("prelude.kql");
  const std::size_t begin = prelude.find("\nlet IpNorm = ");
  const std::size_t end = prelude.find("\nlet ", begin + 1);
  return std::string(prelude.substr(begin + 1, end - begin));
}

std::optional<NetworkKey> key_of(std::string_view text) {
  const auto network = parse_network(text);
  if (!network || !network->single()) return std::nullopt;
  NetworkKey key{network->v6, 0};
  for (std::size_t i = 0; i < (network->v6 ? 8u : 4u); ++i)
    key.bits = key.bits << 8 | network->bytes[i];
  return key;
}

}  // namespace

Result<std::vector<std::string>> network_facts(const Asker& asker, const Subject& subject) {
  std::vector<std::string> out;
  const NetworkPack* pack = asker.catalog->networks().get();
  if (pack == nullptr) return out;
  Asker local = asker;
  kql::Environment environment;
  environment.put_scalar("CaseOid", Value::of_string(subject.oid));
  environment.put_scalar("CaseUpn", Value::of_string(subject.upn));
  local.environment = &environment;
  CRUMB_TRY(const TablePtr table,
            local.rows(normalisation() + std::string(playbook_text("addresses.kql"))));
  for_each_row(*table, [&](const RowView& row) {
    const std::string address = row.text("Ip");
    const auto key = key_of(address);
    const auto provider = key ? pack->provider(*key) : std::nullopt;
    if (!provider || out.size() == kMostFacts) return;
    std::string name(provider->name);
    std::ranges::replace(name, '|', '/');
    out.push_back(address + "|" + std::to_string(provider->number) + "|" + name);
  });
  return out;
}

}  // namespace crumb::grade
