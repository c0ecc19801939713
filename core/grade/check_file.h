// A check (or rule) file: KQL with its metadata as `// key: value` lines before it and examples as
// comments after it. docs/CHECKS.md says how one is written. Reading only; nothing is run.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "grade/model.h"

namespace crumb::grade {

struct Needed {
  std::string table;
  bool tenant = false;  // a row of the user in the baseline is not asked for
};

struct OutcomeWhen {
  OutcomeForm form;
  std::string condition;  // KQL, over the rows of the result
};

struct Guarded {
  std::string condition;  // KQL scalar
  std::string otherwise;  // what is said when it does not hold
};

struct Example {
  std::string kind;  // "hit", "near" or "blind"
  std::string title;
  std::vector<std::pair<std::string, std::string>>
      tables;  // name, KQL over the examples' own prelude
  std::vector<std::pair<std::string, std::string>>
      settings;        // kind, own, sids, ips, alerts, decisions
  std::string expect;  // form_name
};

struct CheckFile {
  std::string id, title, asks, step, family, says, attack, benign_if, params, portable;
  std::vector<Needed> needs;      // without them no silence and no excuse counts
  std::vector<std::string> also;  // they could add a hit
  std::string window_from = "W0", window_to = "W1";
  std::vector<OutcomeWhen> outcomes;  // in the order in which they are tried
  std::vector<Guarded> clear_when, evaluable_when, applies_when;
  std::vector<std::string> after;  // ids of checks whose outcomes it reads
  std::vector<Example> examples;
  std::string query;  // the KQL alone, comments of its own kept

  // Rules only.
  std::string grade, text, guard, when;
  std::string beside;  // a family: the rule counts only beside evidence from another one
  bool hangs_on_networks = false;
};

// `name` is the file's name; its stem is the id. kInput with one sentence when the header is wrong
// or examples lack.
[[nodiscard]] Result<CheckFile> read_check(std::string_view name, std::string_view text);
[[nodiscard]] Result<CheckFile> read_rule(std::string_view name, std::string_view text);

}  // namespace crumb::grade
