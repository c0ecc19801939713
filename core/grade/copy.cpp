// A check as it pastes into Advanced hunting: the prelude with the case's values, then the check's
// own text.
#include "base/text.h"
#include "grade/bindings.h"
#include "grade/grade.h"
#include "grade/playbook.h"

namespace crumb::grade {

CaseValues values_of(const Verdict& verdict, const Decisions& decisions) {
  CaseValues values;
  values.one.kind = verdict.alert.kind;
  values.one.t0_ticks = verdict.t0_ticks;
  values.one.alert_ids = verdict.alert_ids;
  values.one.sessions = verdict.sessions;
  values.one.addresses = verdict.addresses;
  values.one.subject = {
      .oid = verdict.subject.object_id, .upn = verdict.subject.upn, .mails = verdict.mails};
  values.own_networks = decisions.own_networks;
  values.network_facts = verdict.network_facts;
  return values;
}

std::string copy_for_defender(const Verdict& verdict, std::string_view check_id,
                              const Decisions& decisions) {
  std::string query;
  for (const CheckResult& check : verdict.checks)
    if (check.id == check_id) query = check.query;
  if (trim(query).empty()) return {};
  return with_values(playbook_text("prelude.kql"), bind_case(values_of(verdict, decisions))) +
         query;
}

}  // namespace crumb::grade
