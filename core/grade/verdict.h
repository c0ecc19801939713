// The verdict: what the core says about an alert, with every reason. The JSON contract
// "crumbtrail.verdict/1" prints it. A value: no pointers into the case. docs/VERDICT.md describes
// the JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "store/table.h"

namespace crumb::grade {

enum class Outcome : std::uint8_t {
  kHitPlus,
  kHit,
  kPartial,
  kClear,
  kBenign,
  kNeutral,
  kNotEvaluable,
  kNotApplicable,
  kError
};
[[nodiscard]] std::string_view outcome_name(
    Outcome outcome);  // "hit+", "hit", ... "not_evaluable", "error"

constexpr std::size_t kOrigins = 64;  // rows listed of one finding, rule or address

struct Origin {  // where a finding's rows stand
  RowRef row;
  std::string file;
  std::uint32_t line = 0;
  std::string table;
};

struct Finding {
  std::int64_t time_ticks = 0;  // 0: none
  std::string text;             // one sentence; log text defanged and made visible
  std::vector<Origin> origin;   // the first kOrigins rows by file and line
};

struct CheckResult {
  std::string id, step, family, title, asks;
  Outcome outcome = Outcome::kNotEvaluable;
  double points = 0;  // after the attribution weight
  double weight = 1;
  std::string reason;  // why this outcome; what is missing for not_evaluable
  std::vector<Finding> findings;
  std::string query;  // the check's KQL as it runs here
};

struct FamilyScore {
  std::string id, name;
  double points = 0;
  double cap_positive = 0, cap_negative = 0;
};
struct FiredRule {
  std::string id, text;
  bool provisional = false;
  std::vector<Origin> origin;
};
struct OpenRule {
  std::string id, title, why;
};  // a rule that could not be asked
struct Gate {
  std::string id, title;
  bool passed = false;
  std::string why;
};
struct MissingTable {
  std::string table, why, query;
};  // query: the KQL that exports it, with the case's values
struct Flip {
  std::string text;
  double from_db = 0, to_db = 0;
  std::string to_classification;
};
struct Command {
  std::string shell, text;
};  // shell: "powershell", "kql", "portal"
struct Done {  // what the logs say was already done
  std::int64_t time_ticks = 0;
  std::string text;   // one sentence; log text defanged and made visible
  bool live = false;  // the session was used after it all the same
  std::vector<Origin> origin;
};
struct Action {
  std::string id, title, why;
  std::vector<std::string> targets;
  std::vector<Command> commands;
  std::vector<Done> done;
};

// What may be blocked, by kind, each value already validated for that kind; `unsafe` is for reading
// only.
struct BlockList {
  std::vector<std::string> senders, domains, urls, addresses, unsafe;
};

// One row of the origins table on the screen: an address (or /64) seen in the window.
struct NetworkRow {
  std::string address, isp, country, city, origin_class, client,
      device;  // origin_class: OWN INFRA ALIEN UNKNOWN
  bool strong = false;
  std::int64_t first_ticks = 0, last_ticks = 0;
  std::uint64_t events = 0, users = 0;
  std::vector<Origin> origin;
};

struct Verdict {
  struct {
    std::string id, title, kind;
    std::int64_t time_ticks = 0;
  } alert;  // kind: stolen-cookie | aitm-request
  struct {
    std::string upn, object_id;
  } subject;
  std::vector<std::string> sessions, addresses;  // those of the alert
  std::vector<std::string> alert_ids, mails;     // re-raised alerts; the mailbox's addresses
  std::int64_t t0_ticks = 0, clock_ticks = 0, window_begin_ticks = 0, window_end_ticks = 0;
  std::string
      classification;  // truePositive | falsePositive | informationalExpectedActivity | unknown
  std::string
      determination;     // Graph's enum, e.g. compromisedAccount, notMalicious; empty for unknown
  std::string stage;     // S0..S4
  std::string basis;     // "rule", "points", "none", or "override" by an analyst
  std::string computed;  // the classification without an override of the grade
  double prior_db = 0, total_db = 0, floor_db = 0, probability = 0, coverage = 0;
  std::string confidence;  // high | moderate | low
  struct {
    double best = 0, worst = 0;
  } bounds;
  std::vector<FamilyScore> families;
  std::vector<FiredRule> rules;
  std::vector<OpenRule> open_rules;
  std::vector<Gate> gates;
  std::vector<CheckResult> checks;
  std::vector<MissingTable> missing;
  std::vector<Flip> flips;
  std::vector<Action> actions;
  std::vector<NetworkRow> networks;
  BlockList block;
  std::vector<std::string> network_facts;  // "address|number|name" of a network pack; not printed
};

// A session that looks wrong though no alert names it.
struct Candidate {
  std::string upn, object_id, session, why;
  double rank = 0;
  std::vector<Origin> origin;
};

struct Grading {
  std::vector<Verdict> verdicts;
  std::vector<Candidate> candidates;
  std::int64_t clock_ticks = 0;
  std::string playbook_sha256, model;
};

}  // namespace crumb::grade
