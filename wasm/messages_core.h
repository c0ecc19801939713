// How the core's values travel in messages: the list of fields of each.
// Not the messages themselves (messages.h); a field that the core adds and this forgets does not
// compile.
#pragma once

#include "codec.h"
#include "grade/verdict.h"
#include "kql/chart.h"
#include "kql/complete.h"
#include "store/table.h"
#include "timeline/timeline.h"

namespace crumb::wasm {

#define CRUMB_FIELDS(TYPE, NESTED, ...)                       \
  template <>                                                 \
  struct Fields<TYPE> {                                       \
    static auto of(auto& x) { return std::tie(__VA_ARGS__); } \
    static constexpr std::size_t kNested = NESTED;            \
  };

CRUMB_FIELDS(RowRef, 0, x.file, x.record)
CRUMB_FIELDS(grade::Origin, 0, x.row, x.file, x.line, x.table)
CRUMB_FIELDS(grade::Finding, 0, x.time_ticks, x.text, x.origin)
CRUMB_FIELDS(grade::CheckResult, 0, x.id, x.step, x.family, x.title, x.asks, x.outcome, x.points,
             x.weight, x.reason, x.findings, x.query)
CRUMB_FIELDS(grade::FamilyScore, 0, x.id, x.name, x.points, x.cap_positive, x.cap_negative)
CRUMB_FIELDS(grade::FiredRule, 0, x.id, x.text, x.provisional, x.origin)
CRUMB_FIELDS(grade::OpenRule, 0, x.id, x.title, x.why)
CRUMB_FIELDS(grade::BlockList, 0, x.senders, x.domains, x.urls, x.addresses, x.unsafe)
CRUMB_FIELDS(grade::Gate, 0, x.id, x.title, x.passed, x.why)
CRUMB_FIELDS(grade::MissingTable, 0, x.table, x.why, x.query)
CRUMB_FIELDS(grade::Flip, 0, x.text, x.from_db, x.to_db, x.to_classification)
CRUMB_FIELDS(grade::Command, 0, x.shell, x.text)
CRUMB_FIELDS(grade::Done, 0, x.time_ticks, x.text, x.live, x.origin)
CRUMB_FIELDS(grade::Action, 0, x.id, x.title, x.why, x.targets, x.commands, x.done)
CRUMB_FIELDS(grade::NetworkRow, 0, x.address, x.isp, x.country, x.city, x.origin_class, x.client,
             x.device, x.strong, x.first_ticks, x.last_ticks, x.events, x.users, x.origin)
CRUMB_FIELDS(grade::Candidate, 0, x.upn, x.object_id, x.session, x.why, x.rank, x.origin)
CRUMB_FIELDS(grade::Verdict, 5, x.alert.id, x.alert.title, x.alert.kind, x.alert.time_ticks,
             x.subject.upn, x.subject.object_id, x.sessions, x.addresses, x.alert_ids, x.mails,
             x.t0_ticks, x.clock_ticks, x.window_begin_ticks, x.window_end_ticks, x.classification,
             x.determination, x.stage, x.basis, x.computed, x.prior_db, x.total_db, x.floor_db,
             x.probability, x.coverage, x.confidence, x.bounds.best, x.bounds.worst, x.families,
             x.rules, x.open_rules, x.gates, x.checks, x.missing, x.flips, x.actions, x.networks,
             x.block, x.network_facts)
CRUMB_FIELDS(timeline::Lane, 0, x.id, x.kind, x.title, x.subtitle, x.alerted, x.first_ticks,
             x.last_ticks, x.events)
CRUMB_FIELDS(timeline::Mark, 0, x.lane, x.begin_ticks, x.end_ticks, x.origin, x.weight, x.count,
             x.first_event, x.label)
CRUMB_FIELDS(kql::Suggestion, 0, x.text, x.kind, x.detail, x.summary)
CRUMB_FIELDS(kql::Completion, 1, x.replace.begin, x.replace.end, x.suggestions, x.call, x.argument)
CRUMB_FIELDS(kql::Chart::Point, 0, x.x, x.y, x.row, x.marked)
CRUMB_FIELDS(kql::Chart::Series, 0, x.name, x.points)
CRUMB_FIELDS(kql::Chart, 0, x.form, x.axis, x.stacked, x.shares, x.legend, x.title, x.x_title,
             x.y_title, x.least, x.most, x.categories, x.series, x.left_out)

#undef CRUMB_FIELDS

}  // namespace crumb::wasm
