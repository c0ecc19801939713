// What to do: rows of the playbook's actions.json that fit the verdict, with targets and commands.
// Commands read case.json; no value of a log stands in one.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "grade/judge.h"
#include "grade/verdict.h"

namespace crumb::grade {

// Senders, hosts, URLs and addresses of the attack, each valid for its kind; the rest under
// `unsafe`, visible and defanged.
[[nodiscard]] Result<BlockList> block_list(const Pass& pass);

[[nodiscard]] std::vector<Action> actions_for(const Playbook& playbook, const Verdict& verdict,
                                              const Judgement& judgement);

}  // namespace crumb::grade
