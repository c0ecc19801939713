// From alert rows to cases. The rows come from the playbook's alerts.kql, subject.kql, start.kql
// and candidates.kql.
#include "grade/subject.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "grade/playbook.h"

namespace crumb::grade {
namespace {

constexpr std::int64_t kDay = kTicksPerDay;

void add_once(std::vector<std::string>& list, std::string value) {
  if (!value.empty() && std::ranges::find(list, value) == list.end())
    list.push_back(std::move(value));
}

struct Evidence {
  std::string oid, upn, sid, ip;
};

struct Alert {
  std::string id, title, kind;
  std::int64_t time = 0, start = 0;
  std::vector<Evidence> evidence;
};

Result<std::vector<Alert>> read_alerts(const Asker& asker) {
  CRUMB_TRY(const TablePtr table, asker.rows(playbook_text("alerts.kql")));
  std::vector<Alert> alerts;
  for_each_row(*table, [&](const RowView& row) {
    const std::string id = row.text("AlertId"), kind = row.text("Kind");
    auto at = std::ranges::find_if(
        alerts, [&](const Alert& alert) { return alert.id == id && alert.kind == kind; });
    if (at == alerts.end())
      at = alerts.insert(alerts.end(),
                         {id, row.text("Title"), kind, row.integer("AlertTime"), 0, {}});
    const std::int64_t start = row.integer("Start");
    if (start > 0 && (at->start == 0 || start < at->start)) at->start = start;
    at->evidence.push_back({row.text("Oid"), row.text("Upn"), row.text("Sid"), row.text("Ip")});
  });
  return alerts;
}

// Completes object id, UPN and mail addresses from whatever tables know them.
Result<Subject> resolve(const Asker& asker, std::string oid, const std::string& upn,
                        const std::vector<std::string>& sessions) {
  Asker local = asker;
  local.bindings["CaseOid"] = Value::of_string(oid);
  local.bindings["CaseUpn"] = Value::of_string(upn);
  local.bindings["AlertSids"] =
      list_value(oid.empty() && upn.empty() ? sessions : std::vector<std::string>{});
  Subject subject{std::move(oid), to_lower(upn), {}};
  for (int round = 0; round < 2; ++round) {  // the second time with what the first one found
    CRUMB_TRY(const TablePtr table, local.rows(playbook_text("subject.kql")));
    for_each_row(*table, [&](const RowView& row) {
      if (subject.oid.empty()) subject.oid = row.text("Oid");
      const std::string name = row.text("Upn");
      if (subject.upn.empty() && row.text("Oid") == subject.oid) subject.upn = name;
      if (row.text("Oid") == subject.oid) add_once(subject.mails, row.text("Mail"));
    });
    local.bindings["CaseOid"] = Value::of_string(subject.oid);
    local.bindings["CaseUpn"] = Value::of_string(subject.upn);
    local.bindings["AlertSids"] = list_value({});
  }
  add_once(subject.mails, subject.upn);
  std::ranges::sort(subject.mails);
  return subject;
}

struct Start {
  std::int64_t both = 0, either = 0, near_away = -1;
  std::string near_sid, near_ip;
};

Result<Start> find_start(const Asker& asker, const AlertCase& one, std::int64_t time) {
  Asker local = asker;
  local.bindings["CaseOid"] = Value::of_string(one.subject.oid);
  local.bindings["CaseUpn"] = Value::of_string(one.subject.upn);
  local.bindings["AlertSids"] = list_value(one.sessions);
  local.bindings["AlertIps"] = list_value(one.addresses);
  local.bindings["AlertKind"] = Value::of_string(one.kind);
  local.bindings["AlertTime"] = Value::of_datetime(time);
  CRUMB_TRY(const TablePtr table, local.rows(playbook_text("start.kql")));
  Start start;
  for_each_row(*table, [&](const RowView& row) {
    const std::int64_t at = row.integer("Timestamp");
    if (start.both == 0 && row.truth("ByBoth")) start.both = at;
    if (start.either == 0 && row.truth("ByEither")) start.either = at;
    const std::int64_t away = row.integer("Away");
    if (row.truth("Near") && (start.near_away < 0 || away < start.near_away)) {
      start.near_away = away;
      start.near_sid = row.text("Sid");
      start.near_ip = row.text("Ip");
    }
  });
  return start;
}

// T0: as asked; else a start that the alert carries; else the first use of the session; else the
// alert row.
Result<void> set_start(const Asker& asker, const GradeRequest& request, std::int64_t carried,
                       AlertCase& one) {
  const std::int64_t alert = one.alert_ticks;
  if (request.at_ticks) {
    one.t0_ticks = *request.at_ticks;
  } else if (carried != 0 && carried <= alert && alert - carried <= kDay) {
    one.t0_ticks = carried;
  } else {
    CRUMB_TRY(const Start start, find_start(asker, one, alert));
    one.t0_ticks = start.both != 0 ? start.both : start.either != 0 ? start.either : alert;
  }
  if (!one.sessions.empty() || !one.addresses.empty()) return {};
  CRUMB_TRY(const Start start,
            find_start(asker, one, one.t0_ticks));  // nobody named a session: the one in use at T0
  add_once(one.sessions, start.near_sid);
  add_once(one.addresses, start.near_ip);
  return {};
}

bool same_person(const Subject& subject, const Evidence& piece) {
  if (!piece.oid.empty() && !subject.oid.empty()) return piece.oid == subject.oid;
  return !piece.upn.empty() && equals_ignore_case(piece.upn, subject.upn);
}

Result<std::vector<AlertCase>> cases_of(const Asker& asker, const Alert& alert) {
  std::vector<std::string> sessions;
  for (const Evidence& piece : alert.evidence) add_once(sessions, piece.sid);
  std::vector<Subject> subjects;
  for (const Evidence& piece : alert.evidence) {
    if (piece.oid.empty() && piece.upn.empty()) continue;
    if (std::ranges::any_of(subjects,
                            [&](const Subject& known) { return same_person(known, piece); }))
      continue;
    CRUMB_TRY(Subject subject, resolve(asker, piece.oid, piece.upn, {}));
    const bool known = std::ranges::any_of(subjects, [&](const Subject& other) {
      return !subject.oid.empty() ? other.oid == subject.oid : other.upn == subject.upn;
    });
    if (!known) subjects.push_back(std::move(subject));
  }
  if (subjects.empty()) {
    CRUMB_TRY(Subject subject, resolve(asker, "", "", sessions));
    subjects.push_back(std::move(subject));
  }
  std::vector<AlertCase> out;
  for (Subject& subject : subjects) {
    AlertCase one{.id = alert.id,
                  .title = alert.title,
                  .kind = alert.kind,
                  .alert_ticks = alert.time,
                  .t0_ticks = 0,
                  .alert_ids = {alert.id},
                  .sessions = {},
                  .addresses = {},
                  .named = false,
                  .subject = std::move(subject)};
    for (const Evidence& piece : alert.evidence) {
      const bool anybody = piece.oid.empty() && piece.upn.empty();
      if (!anybody && !same_person(one.subject, piece)) continue;
      add_once(one.sessions, piece.sid);
      add_once(one.addresses, piece.ip);
    }
    one.named = !one.sessions.empty() || !one.addresses.empty();
    out.push_back(std::move(one));
  }
  return out;
}

// An alert that was raised again on the same session and subject joins the first.
bool joins(const AlertCase& first, const AlertCase& again) {
  if (first.subject.oid != again.subject.oid || first.subject.upn != again.subject.upn)
    return false;
  return std::ranges::any_of(again.sessions, [&](const std::string& sid) {
    return std::ranges::find(first.sessions, sid) != first.sessions.end();
  });
}

// No alert and no time: the user's session that most deserves a look, from its first row.
Result<void> start_at_candidate(const Asker& asker, AlertCase& one) {
  CRUMB_TRY(const TablePtr table, asker.rows(playbook_text("candidates.kql")));
  for_each_row(*table, [&](const RowView& row) {
    const bool mine = (!one.subject.oid.empty() && row.text("Oid") == one.subject.oid) ||
                      equals_ignore_case(row.text("Upn"), one.subject.upn);
    if (!mine || !one.sessions.empty()) return;
    one.sessions.push_back(row.text("Sid"));
    one.alert_ticks = row.integer("First");
  });
  return {};
}

Result<AlertCase> named_user(const Asker& asker, const GradeRequest& request,
                             std::vector<AlertCase> cases, std::int64_t data_end) {
  CRUMB_TRY(Subject subject, resolve(asker, "", request.user_upn, {}));
  AlertCase* best = nullptr;
  std::int64_t best_away = 0;
  for (AlertCase& one : cases) {
    const bool mine = equals_ignore_case(one.subject.upn, request.user_upn) ||
                      (!subject.oid.empty() && one.subject.oid == subject.oid);
    if (!mine || (!request.kind.empty() && one.kind != request.kind)) continue;
    const std::int64_t away = request.at_ticks ? std::abs(one.alert_ticks - *request.at_ticks) : 0;
    if (away > 3 * kDay || (best != nullptr && away >= best_away)) continue;
    best = &one;
    best_away = away;
  }
  if (best != nullptr) return std::move(*best);
  AlertCase one;
  one.kind = request.kind.empty() ? "stolen-cookie" : request.kind;
  one.subject = std::move(subject);
  one.alert_ticks = request.at_ticks.value_or(data_end);
  if (!request.at_ticks) CRUMB_CHECK_OK(start_at_candidate(asker, one));
  return one;
}

}  // namespace

Result<std::vector<AlertCase>> find_cases(const Asker& asker, const GradeRequest& request,
                                          std::int64_t data_end_ticks) {
  CRUMB_TRY(const std::vector<Alert> alerts, read_alerts(asker));
  std::vector<AlertCase> cases;
  std::map<std::string, std::int64_t> carried;
  for (const Alert& alert : alerts) {
    if (!request.alert_id.empty() && alert.id != request.alert_id) continue;
    carried[alert.id] = alert.start;
    CRUMB_TRY(std::vector<AlertCase> found, cases_of(asker, alert));
    for (AlertCase& one : found) {
      const auto first = std::ranges::find_if(
          cases, [&](const AlertCase& earlier) { return joins(earlier, one); });
      if (first == cases.end() || !request.alert_id.empty()) {
        cases.push_back(std::move(one));
        continue;
      }
      first->alert_ids.push_back(one.id);
      for (std::string& sid : one.sessions) add_once(first->sessions, std::move(sid));
      for (std::string& ip : one.addresses) add_once(first->addresses, std::move(ip));
    }
  }
  if (!request.alert_id.empty() && cases.empty()) {
    return fail(ErrorCode::kNotFound, "there is no alert \"" + make_visible(request.alert_id) +
                                          "\" of the two titles in these files");
  }
  if (!request.alert_id.empty()) cases.resize(1);
  if (!request.user_upn.empty()) {
    CRUMB_TRY(AlertCase one, named_user(asker, request, std::move(cases), data_end_ticks));
    cases.clear();
    cases.push_back(std::move(one));
  }
  for (AlertCase& one : cases)
    CRUMB_CHECK_OK(set_start(asker, request, one.id.empty() ? 0 : carried[one.id], one));
  return cases;
}

Result<std::vector<Candidate>> find_candidates(const Asker& asker) {
  CRUMB_TRY(const TablePtr table, asker.rows(playbook_text("candidates.kql")));
  std::vector<Candidate> out;
  for_each_row(*table, [&](const RowView& row) {
    Candidate one{.upn = make_visible(row.text("Upn")),
                  .object_id = make_visible(row.text("Oid")),
                  .session = make_visible(row.text("Sid")),
                  .why = {},
                  .rank = row.real("Rank"),
                  .origin = {}};
    one.why = row.text("Events") + " sign-ins from " + row.text("Addresses") + " addresses (" +
              make_visible(row.text("Countries")) + ") with " + make_visible(row.text("Systems")) +
              ", first " + row.text("First");
    for (const RowRef ref : row.origins()) one.origin.push_back({ref, {}, 0, {}});
    out.push_back(std::move(one));
  });
  return out;
}

}  // namespace crumb::grade
