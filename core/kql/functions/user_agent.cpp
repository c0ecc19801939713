// Finds the expression that matches a user agent. How a line of the text is read is said where it
// is written (tools/user_agents.mjs), what it means in uap-core's specification.
#include "kql/functions/user_agent.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "embedded.h"

namespace crumb::kql {
namespace {

constexpr std::int64_t kRuleMemory = 1 << 20;  // of one expression
constexpr std::size_t kMaxCompiled = 256;      // expressions that are kept

constexpr std::string_view kBrowser[] = {"Family", "MajorVersion", "MinorVersion", "Patch"};
constexpr std::string_view kSystem[] = {"Family", "MajorVersion", "MinorVersion", "Patch",
                                        "PatchMinor"};
constexpr std::string_view kDevice[] = {"Family", "Brand", "Model"};
constexpr AgentPart kParts[] = {
    {'B', "browser", "Browser", kBrowser, {1, 2, 3, 4, 0}},
    {'O', "os", "OperatingSystem", kSystem, {1, 2, 3, 4, 5}},
    {'D', "device", "Device", kDevice, {1, 0, 1, 0, 0}},
};

std::string_view next_field(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

using AgentGroups = std::array<std::string_view, Regex::kMaxGroups + 1>;

// $1 to $9 are the groups of their numbers.
std::string filled(std::string_view text, const AgentGroups& groups) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && i + 1 < text.size() && is_digit(text[i + 1])) {
      out += groups[static_cast<std::size_t>(text[++i] - '0')];
    } else {
      out += text[i];
    }
  }
  return std::string(trim(out));
}

}  // namespace

std::span<const AgentPart> agent_parts() { return kParts; }

UserAgentReader::UserAgentReader() {
  for (const EmbeddedFile& file : embedded_user_agents()) {
    std::string_view rest = file.text;
    while (!rest.empty()) {
      std::string_view line = next_field(rest, '\n');
      if (line.empty() || line.starts_with('#')) continue;
      Rule rule;
      const std::string_view kind = next_field(line, '\t');
      rule.kind = kind.front();
      rule.any_case = kind.size() > 1;
      rule.literals = next_field(line, '\t');
      rule.pattern = next_field(line, '\t');
      for (std::string_view& text : rule.templates) text = next_field(line, '\t');
      rules_.push_back(std::move(rule));
    }
  }
}

void UserAgentReader::fold(std::string_view text) {
  small_.assign(text);
  ascii_ = true;
  for (char& c : small_) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (static_cast<unsigned char>(c) >= 0x80) ascii_ = false;
  }
}

// Beyond ASCII there are letters that equal k and s when the case does not matter.
bool UserAgentReader::may_match(const Rule& rule) const {
  if (rule.literals.empty() || (rule.any_case && !ascii_)) return true;
  std::string_view rest = rule.literals;
  while (!rest.empty()) {
    if (small_.find(next_field(rest, '|')) != std::string::npos) return true;
  }
  return false;
}

Result<const Regex*> UserAgentReader::compiled(Rule& rule) {
  if (rule.regex == nullptr) {
    if (compiled_ >= kMaxCompiled) {
      for (Rule& other : rules_) other.regex = nullptr;
      compiled_ = 0;
    }
    const std::string pattern = (rule.any_case ? "(?i)" : "") + std::string(rule.pattern);
    CRUMB_TRY(rule.regex, Regex::compile(pattern, kRuleMemory));
    ++compiled_;
  }
  return rule.regex.get();
}

Result<std::array<std::string, 5>> UserAgentReader::read(std::string_view text,
                                                         const AgentPart& part) {
  std::array<std::string, 5> out;
  fold(text);
  for (Rule& rule : rules_) {
    if (rule.kind != part.kind || !may_match(rule)) continue;
    CRUMB_TRY(const Regex* const regex, compiled(rule));
    AgentGroups groups;
    if (!regex->find(text, 0,
                     std::span(groups).first(static_cast<std::size_t>(
                         std::min(regex->group_count(), Regex::kMaxGroups) + 1))))
      continue;
    for (std::size_t i = 0; i < part.members.size(); ++i) {
      if (!rule.templates[i].empty()) {
        out[i] = filled(rule.templates[i], groups);
      } else if (part.groups[i] != 0) {
        out[i] = trim(groups[static_cast<std::size_t>(part.groups[i])]);
      }
    }
    return out;
  }
  out[0] = "Other";
  return out;
}

}  // namespace crumb::kql
