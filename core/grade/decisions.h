// What the analyst told us: own networks, statements and register entries, overrides. Read from
// decisions.json. Append-only by convention: the page adds entries, nothing edits one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crumb::grade {

struct Explains {
  std::vector<std::string> networks, countries;
  std::optional<std::int64_t> from_ticks, to_ticks;
};
struct Indicators {
  std::vector<std::string> ips, domains, mail_ids, targets;
  std::optional<std::int64_t> from_ticks, to_ticks;
};
struct Input {
  std::string id;       // H1, H2, H3
  std::string result;   // "hit" or "clear"
  std::string subject;  // UPN; empty: the only subject
  std::optional<Explains> explains;
  std::optional<Indicators> indicators;
  std::string by, second, note;
  std::int64_t at_ticks = 0;
};
struct Override {
  std::string subject, target;  // target: a check id, or "grade"
  std::string to, reason, evidence, by, second;
  std::int64_t at_ticks = 0;
};
// An account that signs in or clicks on purpose: scanner, canary, synthetic monitor.
struct Monitor {
  std::string account, owner, by, second, note;  // account: UPN or object id
  std::int64_t at_ticks = 0;
};
struct Decisions {
  std::vector<std::string> own_networks;  // CIDR
  std::vector<Input> inputs;
  std::vector<Override> overrides;
  std::vector<Monitor> monitors = {};
};

// kInput with a plain sentence for a wrong field; unknown fields are errors too: a typo must not
// silence a decision.
[[nodiscard]] Result<Decisions> parse_decisions(std::string_view json_text);
void append_json(std::string& out, const Decisions& decisions);
void append_json(std::string& out, const Input& input);
void append_json(std::string& out, const Monitor& monitor);
void append_json(std::string& out, const Override& change);

}  // namespace crumb::grade
