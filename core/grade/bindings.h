// What the case binds into the playbook's texts: the names of the prelude's first block and their
// values.
#pragma once

#include <string>
#include <vector>

#include "grade/ask.h"
#include "grade/decisions.h"
#include "grade/subject.h"
#include "grade/verdict.h"

namespace crumb::grade {

struct CaseValues {
  AlertCase one;
  std::vector<std::string>
      own_networks;  // as the analyst wrote them; what is no network is left out
  std::vector<std::string> explained_legs;  // "session|network"
  std::vector<std::string> set_aside;       // addresses, hosts and mail ids of an exercise
  std::vector<std::string> monitors;        // accounts, lower case, that a second person signed
  std::vector<std::string> network_facts;   // "address|number|name" of a network pack
  bool adopt_networks = false;
};

[[nodiscard]] kql::Bindings bind_case(const CaseValues& values);
// Those of a verdict, for texts that leave: what people explained stays out of them.
[[nodiscard]] CaseValues values_of(const Verdict& verdict, const Decisions& decisions);

// `text` with every top-level `let NAME = literal;` line whose name is bound carrying the case's
// value, as KQL literals.
[[nodiscard]] std::string with_values(std::string_view text, const kql::Bindings& bindings);
[[nodiscard]] std::string kql_literal(const Value& value);

// Decisions that concern this subject (all of them when there is only one subject).
[[nodiscard]] bool concerns(std::string_view named, const Subject& subject);

}  // namespace crumb::grade
