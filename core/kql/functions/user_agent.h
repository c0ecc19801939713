// User agents taken apart by the expressions of uap-core, read from the text that is compiled in
// (made by tools/user_agents.mjs). Not the function that asks for it (user_agent_functions.cpp).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/functions/regex.h"

namespace crumb::kql {

// What can be asked for: its word, the member of the answer and the members of that.
struct AgentPart {
  char kind;  // of the lines of the text
  std::string_view asked;
  std::string_view key;
  std::span<const std::string_view> members;
  std::array<int, 5> groups;  // what a member is when the line says nothing; 0: empty
};
[[nodiscard]] std::span<const AgentPart> agent_parts();

// Compiles an expression when a text may match it, and keeps it: one reader a query.
class UserAgentReader {
 public:
  UserAgentReader();

  // The members of one part, by the first expression that matches; of none, the family is "Other".
  [[nodiscard]] Result<std::array<std::string, 5>> read(std::string_view text,
                                                        const AgentPart& part);

 private:
  struct Rule {
    char kind = 0;
    bool any_case = false;
    std::string_view literals;  // in small letters, bars between
    std::string_view pattern;
    std::array<std::string_view, 5> templates;
    RegexPtr regex;  // nullptr: not compiled yet
  };
  [[nodiscard]] bool may_match(const Rule& rule) const;
  [[nodiscard]] Result<const Regex*> compiled(Rule& rule);
  void fold(std::string_view text);

  std::vector<Rule> rules_;
  std::size_t compiled_ = 0;
  std::string small_;  // the text in small letters
  bool ascii_ = true;
};

}  // namespace crumb::kql
