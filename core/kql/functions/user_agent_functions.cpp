// parse_user_agent(text, look_for). Not how a text is taken apart: that is user_agent.h.
// Source: learn.microsoft.com/kusto/query/parse-user-agent-function.
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"
#include "kql/functions/user_agent.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxAgent = 16 << 10;  // longer than any server takes; the rest is not read

// Calls use(word) for the words of look_for, a text or an array of texts.
template <class Use>
void for_each_word(Type type, std::string_view look_for, Use use) {
  if (type == Type::kString) return use(std::string(look_for));
  const auto elements = elements_of(look_for);
  if (!elements) return use(token_text(look_for));
  for (const std::string_view element : *elements) use(token_text(element));
}

Result<ColumnPtr> parse_user_agent(Args args, std::uint32_t rows, EvalContext& context) {
  const auto& reader = context.prepared<std::shared_ptr<UserAgentReader>>(
      "user agents", "", [](std::string_view) { return std::make_shared<UserAgentReader>(); });
  const Type type = args[1].type();
  return lift(Type::kDynamic, args, rows, context, [&](const Cells& c, std::string& out) {
    if (c.context.stop_requested()) return false;
    const std::string_view text = c.text(0).substr(0, kMaxAgent);
    std::uint32_t wanted = 0;
    for_each_word(type, c.text(1), [&](const std::string& word) {
      for (std::uint32_t i = 0; i < agent_parts().size(); ++i)
        wanted |= agent_parts()[i].asked == word ? 1u << i : 0u;
    });
    if (wanted == 0) return false;
    out += '{';
    for (std::uint32_t i = 0; i < agent_parts().size(); ++i) {
      if ((wanted >> i & 1) == 0) continue;
      const AgentPart& part = agent_parts()[i];
      const auto members = reader->read(text, part);
      if (!members) return c.stop(members.error().message);
      if (out.size() > 1) out += ',';
      ((out += '"') += part.key) += "\":{";
      for (std::size_t k = 0; k < part.members.size(); ++k) {
        if (k > 0) out += ',';
        ((out += '"') += part.members[k]) += "\":";
        append_json_string(out, (*members)[k]);
      }
      out += '}';
    }
    out += '}';
    return true;
  });
}

constexpr FixedText kAgentForm = "(user_agent:string, look_for:stringlike) -> dynamic";

// Which other words Kusto takes is not documented.
Result<Signature> bind_user_agent(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms(kAgentForm.view(), args));
  if (args[1].constant == nullptr || args[1].constant->null) return signature;
  std::string unknown;
  for_each_word(args[1].type, args[1].constant->text, [&](const std::string& word) {
    const auto parts = agent_parts();
    if (std::none_of(parts.begin(), parts.end(),
                     [&](const AgentPart& part) { return part.asked == word; }))
      unknown = word;
  });
  if (unknown.empty()) return signature;
  return fail(ErrorCode::kUnsupported,
              "unsupported: parse_user_agent() looks for browser, os and device, not for " +
                  make_visible(unknown));
}

constexpr ScalarFunction kAgents[] = {
    row<kAgentForm>(
        "parse_user_agent",
        "Browser, operating system and device of a user agent (its first 16 KiB), as a bag.",
        bind_user_agent, parse_user_agent),
};

}  // namespace

ScalarTable user_agent_functions() { return kAgents; }

}  // namespace crumb::kql
