// The tabular operators for people: how each is written and what it does. Completion, the page's
// help and docs/KQL.md read it. Not the parser's table of them (parse_pipe.cpp); a test holds both
// together.
#pragma once

#include <span>
#include <string_view>

namespace crumb::kql {

struct OperatorHelp {
  std::string_view name;
  std::string_view syntax;   // after the name
  std::string_view summary;  // one sentence
};

[[nodiscard]] std::span<const OperatorHelp> operator_help();  // sorted by name

}  // namespace crumb::kql
