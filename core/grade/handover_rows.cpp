// Runs the three queries with what the checks found bound to their names, and reads their rows.
#include "grade/handover_rows.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "grade/playbook.h"
#include "grade/quoting.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kCellBytes = 4096, kBound = 500;

std::string cell(std::string text) {
  if (text.size() <= kCellBytes) return text;
  std::size_t end = kCellBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "\u2026";
}

// The texts of one column of a check's rows, when the check hit; lists give their items.
void collect(const Pass& pass, std::string_view check, std::string_view column,
             std::vector<std::string>& out) {
  const CheckRun* run = pass.check(check);
  if (run == nullptr || run->rows == nullptr || !is_hit(run->result.outcome)) return;
  for_each_row(*run->rows, [&](const RowView& row) {
    const Value value = row.value(column);
    const std::vector<std::string> texts = value.type == Type::kDynamic
                                               ? list_items(value)
                                               : std::vector<std::string>{row.text(column)};
    for (const std::string& text : texts)
      if (!text.empty() && out.size() < kBound && std::ranges::find(out, text) == out.end())
        out.push_back(text);
  });
}

KindTotal& total_of(std::vector<KindTotal>& totals, std::string_view kind) {
  const auto at = std::ranges::find(totals, kind, &KindTotal::kind);
  if (at != totals.end()) return *at;
  totals.push_back({.kind = std::string(kind), .rows = 0, .amount = 0});
  return totals.back();
}

std::vector<std::string> hosts_of(const std::vector<std::string>& urls) {
  std::vector<std::string> out;
  for (const std::string& url : urls)
    if (auto host = plain_host(url)) out.push_back(*std::move(host));
  return out;
}

void read_indicators(const PassInput& input, const Pass& pass, Handover& out) {
  std::vector<std::string> hosts, contacts, mails, spread;
  collect(pass, "X18", "Host", hosts);
  collect(pass, "X19", "RemoteUrl", contacts);
  collect(pass, "X18", "NetworkMessageId", mails);
  collect(pass, "3.2", "Urls", spread);
  std::ranges::copy(hosts_of(contacts), std::back_inserter(hosts));
  Asker asker = pass.asker;
  asker.bindings["LureHosts"] = list_value(hosts);
  asker.bindings["LureMails"] = list_value(mails);
  asker.bindings["SpreadUrls"] = list_value(spread);
  const auto rows = asker.rows(playbook_text("indicators.kql"));
  if (!rows) {
    out.problems.push_back("The indicators could not be listed: " + rows.error().message);
    return;
  }
  for_each_row(**rows, [&](const RowView& row) {
    KindTotal& total = total_of(out.indicator_totals, row.text("Kind"));
    ++total.amount;
    if (++total.rows > kListed) return;
    out.indicators.push_back({.kind = total.kind,
                              .value = cell(row.text("Value")),
                              .note = cell(row.text("Note")),
                              .first_ticks = row.integer("First"),
                              .last_ticks = row.integer("Last"),
                              .events = static_cast<std::uint64_t>(row.integer("Events")),
                              .origin = input.places.of(row.origins())});
  });
}

void read_exposure(const PassInput& input, const Pass& pass, Handover& out) {
  const auto rows = pass.asker.rows(playbook_text("exposure.kql"));
  if (!rows) {
    out.problems.push_back("What was exposed could not be listed: " + rows.error().message);
    return;
  }
  for_each_row(**rows, [&](const RowView& row) {
    KindTotal& total = total_of(out.exposed_totals, row.text("Kind"));
    const auto amount = static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.integer("Amount")));
    total.amount += amount;
    out.whole_mailbox = out.whole_mailbox || total.kind == "folder synchronised" ||
                        total.kind == "log throttled";
    if (++total.rows > kListed) return;
    out.exposed.push_back({.kind = total.kind,
                           .item = cell(row.text("Item")),
                           .place = cell(row.text("Place")),
                           .detail = cell(row.text("Detail")),
                           .amount = amount,
                           .events = static_cast<std::uint64_t>(row.integer("Events")),
                           .attribution = row.real("Attr"),
                           .first_ticks = row.integer("First"),
                           .last_ticks = row.integer("Last"),
                           .origin = input.places.of(row.origins())});
  });
}

std::string done_text(const RowView& row) {
  std::string out = row.text("Did") + " at " + short_time(row.integer("Timestamp"));
  const std::string actor = row.text("Actor");
  out += actor.empty() ? ", by whom is not recorded" : ", by " + safe_text(actor);
  if (row.integer("Times") > 1)
    out += ", " + std::to_string(row.integer("Times")) + " times, last " +
           short_time(row.integer("LastDone"));
  if (row.truth("Thief"))
    return out + "; it came from an alien address, so it may be the thief's doing and does not count";
  if (row.truth("Live"))
    out += "; the session was used from an alien leg after it, last " +
           short_time(row.integer("Back")) + ": still live";
  return out;
}

void read_done(const PassInput& input, const Pass& pass, Verdict& verdict, Handover& out) {
  std::vector<std::string> blocked;
  for (const auto* list : {&verdict.block.senders, &verdict.block.domains, &verdict.block.urls,
                           &verdict.block.addresses})
    std::ranges::copy(*list, std::back_inserter(blocked));
  Asker asker = pass.asker;
  asker.bindings["BlockValues"] = list_value(blocked);
  const auto rows = asker.rows(playbook_text("done.kql"));
  if (!rows) {
    out.problems.push_back("What was already done could not be listed: " + rows.error().message);
    return;
  }
  for_each_row(**rows, [&](const RowView& row) {
    const std::string id = row.text("Action");
    for (Action& action : verdict.actions)
      if (action.id == id)
        action.done.push_back({.time_ticks = row.integer("Timestamp"),
                               .text = done_text(row),
                               .live = row.truth("Live"),
                               .origin = input.places.of(row.origins())});
  });
}

}  // namespace

Handover handover_of(const PassInput& input, const Pass& pass, Verdict& verdict) {
  Handover out;
  read_indicators(input, pass, out);
  read_exposure(input, pass, out);
  read_done(input, pass, verdict, out);
  return out;
}

}  // namespace crumb::grade
