// Blocks that hand the case over: indicators, the affected, exposure, fraud, actions, clocks,
// cause, custody. What only people know is left as empty cells to fill in.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "base/tool.h"
#include "grade/custody.h"
#include "grade/report_parts.h"
#include "grade/report_words.h"
#include "grade/sentence.h"

namespace crumb::grade {
namespace {

std::string totals_text(const std::vector<KindTotal>& totals) {
  std::string out;
  for (const KindTotal& total : totals)
    out += (out.empty() ? "" : "; ") + total.kind + ": " + std::to_string(total.rows);
  return out;
}

std::vector<std::string> blank_row(std::size_t columns) {
  return std::vector<std::string>(columns, std::string());
}

void add_targets(const Verdict& verdict, std::string_view id, ReportPart& out) {
  const CheckResult* check = check_of(verdict, id);
  if (check == nullptr || check->outcome > Outcome::kPartial || check->points <= 0) return;
  out.lines.push_back(inference("check " + check->id,
                                check->title + ": " + std::string(outcome_name(check->outcome))));
  for (const Finding& finding : check->findings) {
    out.lines.push_back(fact(finding.text, finding.origin));
    out.lines.back().inner = true;
  }
}

}  // namespace

void put_indicators_block(const CaseView& view, Parts& parts) {
  ReportPart list = part({});
  if (view.handover.indicators.empty()) {
    list.lines.push_back(inference("indicators",
                                   "No evidence of an alien leg or a lure. Data that would have "
                                   "shown it: sign-ins and activities, see the gates."));
    parts.push_back(std::move(list));
    return;
  }
  list.lines.push_back(fact("Values as the files have them, by kind: " +
                            totals_text(view.handover.indicator_totals) + "."));
  if (view.verdict.classification != "truePositive")
    list.lines.push_back(opinion("this report",
                                 "The case is not graded a true positive: do not block these "
                                 "without looking."));
  list.table.heads = {"Kind", "Value", "Note", "First seen", "Last seen", "Events", "Rows"};
  for (const Indicator& one : view.handover.indicators)
    list.table.rows.push_back({one.kind, shown_value(one.kind, one.value), safe_text(one.note),
                               time_or_none(one.first_ticks), time_or_none(one.last_ticks),
                               std::to_string(one.events), where(one.origin, view.folder)});
  parts.push_back(std::move(list));
}

void put_affected_block(const CaseView& view, Parts& parts) {
  const Verdict& verdict = view.verdict;
  ReportPart who = part("Identity");
  who.lines.push_back(fact("User " + safe_text(verdict.subject.upn) +
                           (verdict.subject.object_id.empty()
                                ? std::string(", object id not in the files")
                                : ", object id " + safe_text(verdict.subject.object_id)) +
                           "."));
  for (const std::string& mail : verdict.mails)
    who.lines.push_back(fact("Mailbox " + safe_text(mail) + "."));
  for (const std::string& session : verdict.sessions)
    who.lines.push_back(fact("Session " + safe_text(session) + "."));
  for (const NetworkRow& row : verdict.networks)
    if (row.origin_class == "ALIEN" && row.users > 1)
      who.lines.push_back(inference("networks",
                                    std::to_string(row.users) + " users of the tenant used " +
                                        safe_text(row.address) +
                                        ": grade each of them as a case of its own.",
                                    row.origin));
  parts.push_back(std::move(who));
  ReportPart networks = part("Networks and devices of the user in the window");
  networks.table.heads = {"Network", "Provider", "Place", "Origin", "Client",
                          "Device",  "First",    "Last",  "Events"};
  for (const NetworkRow& row : verdict.networks)
    networks.table.rows.push_back(
        {safe_text(row.address), safe_text(row.isp),
         safe_text(row.country + (row.city.empty() ? "" : ", " + row.city)),
         row.origin_class + (row.strong ? ", strongly" : ""), safe_text(row.client),
         row.device.empty() ? "none named" : safe_text(row.device), time_or_none(row.first_ticks),
         time_or_none(row.last_ticks), std::to_string(row.events)});
  if (!networks.table.rows.empty()) parts.push_back(std::move(networks));
}

void put_exposure_block(const CaseView& view, Parts& parts) {
  ReportPart sum = part({});
  const CheckResult* mail = check_of(view.verdict, "X12");
  if (view.handover.whole_mailbox)
    sum.lines.push_back(
        inference("check X12",
                  "Assume that the whole mailbox was read: a folder was synchronised, or the "
                  "log was throttled and no longer names what was opened."));
  if (view.handover.exposed_totals.empty())
    sum.lines.push_back(inference(
        "exposure",
        "No evidence that mail or files were read, or mail sent, from legs that are not the "
        "user's. Data that would have shown it, " +
            tables_of(view, "X12") + ": " +
            (mail != nullptr && mail->outcome == Outcome::kClear
                 ? "present."
                 : "absent or not enough" +
                       (mail == nullptr || mail->reason.empty() ? "." : ": " + mail->reason))));
  else
    sum.table.heads = {"What", "Items", "Amount"};
  for (const KindTotal& total : view.handover.exposed_totals)
    sum.table.rows.push_back(
        {total.kind, std::to_string(total.rows), std::to_string(total.amount)});
  sum.lines.push_back(opinion(
      "this report", "Mail and files of a person hold personal data until somebody has looked."));
  parts.push_back(std::move(sum));
  if (!view.full() || view.handover.exposed.empty()) return;
  ReportPart list = folded("Items, with the rows that show them");
  list.printed = rows_on_paper(view.audience);
  list.lines.push_back(
      plain_line("At most " + std::to_string(kListed) +
                 " items of each kind are listed; the totals above count all. Attribution 1 is by "
                 "token or session, 0.8 by address, 0.4 by time only."));
  list.table.heads = {"What", "Item", "Where", "Detail", "First", "Attribution", "Rows"};
  if (view.audience == Audience::kLegal) list.table.heads.emplace_back("Personal data");
  for (const ExposedItem& one : view.handover.exposed) {
    list.table.rows.push_back({one.kind, shown_value(one.kind, one.item),
                               shown_value({}, one.place), shown_value({}, one.detail),
                               time_or_none(one.first_ticks), short_number(one.attribution),
                               where(one.origin, view.folder)});
    if (view.audience == Audience::kLegal)
      list.table.rows.back().emplace_back(one.kind == "log throttled" ? "assumed" : "to be judged");
  }
  parts.push_back(std::move(list));
}

void put_fraud_block(const CaseView& view, Parts& parts) {
  ReportPart found = part({});
  for (const std::string_view id :
       {"3.2.2", "3.2", "3.2.1", "X13", "X31", "3.1.1.1", "3.1.1.2", "2.3.1", "X11", "X14", "X15"})
    add_targets(view.verdict, id, found);
  if (found.lines.empty())
    found.lines.push_back(
        inference("checks",
                  "No evidence of fraud mail, hiding rules or spread. Data that would "
                  "have shown it: see the table of what was not found in the evidence, or "
                  "the limits below, for what is present and absent."));
  parts.push_back(std::move(found));
  ReportPart fill = part("To be filled in: logs do not hold it");
  fill.table.heads = {"Amount", "Recipient", "Bank or HR told, when", "By whom", "Recalled"};
  for (int i = 0; i < 2; ++i) fill.table.rows.push_back(blank_row(fill.table.heads.size()));
  parts.push_back(std::move(fill));
}

namespace {

// Whether done.kql could know that the action was done.
bool is_logged(std::string_view action) {
  constexpr std::array<std::string_view, 4> kLogged = {"R1", "R1-rules", "R2", "R3"};
  return std::ranges::find(kLogged, action) != kLogged.end();
}

std::string what_logs_show(const Action& action) {
  std::string done;
  for (const Done& one : action.done) done += (done.empty() ? "" : "; ") + one.text;
  if (!done.empty()) return done;
  return is_logged(action.id) ? "not seen as done in these files" : "no log shows it";
}

}  // namespace

void put_actions_block(const CaseView& view, Parts& parts) {
  ReportPart plan = part({});
  plan.table.heads = {"Action", "What the logs show",        "Owner",
                      "Time",   "Verified after 60 minutes", "Verified next day"};
  for (const Action& action : view.verdict.actions) {
    plan.table.rows.push_back(
        {action.id + " " + action.title, what_logs_show(action), "", "", "", ""});
  }
  if (!plan.table.rows.empty()) parts.push_back(std::move(plan));
  for (const Action& action : view.verdict.actions) {
    ReportPart one = folded(action.id + " " + action.title + ": why, targets, commands");
    one.lines.push_back(opinion("playbook", action.why));
    for (const Done& done : action.done) {
      one.lines.push_back(fact("Already done? " + done.text + ".", done.origin));
      if (done.live)
        one.lines.push_back(inference("check X28",
                                      "Still live: do it again and look for what "
                                      "renews the session (device, app, method)."));
    }
    for (const std::string& target : action.targets)
      one.lines.push_back(plain_line("Target: " + target));
    for (const Command& command : action.commands)
      if (command.shell == "powershell")
        one.code.push_back(command.text);
      else
        one.lines.push_back(plain_line(command.text));
    parts.push_back(std::move(one));
  }
}

void put_clocks_block(const CaseView& view, Parts& parts) {
  struct Clock {
    std::string_view what, limit;
    std::int64_t hours;
  };
  static constexpr std::array<Clock, 4> kClocks = {
      {{"GDPR Art. 33, supervisory authority", "72 hours from awareness", 72},
       {"NIS2 early warning", "24 hours from awareness", 24},
       {"NIS2 incident notification", "72 hours from awareness", 72},
       {"NIS2 final report", "one month from the notification", 0}}};
  const std::int64_t from = view.verdict.alert.time_ticks;
  ReportPart clocks = part({});
  clocks.lines.push_back(opinion(
      "this report",
      "Whether a clock runs is for counsel to say; awareness is not in the logs. The column shows "
      "when it would end if the alert had been the moment of awareness."));
  clocks.table.heads = {"Clock", "Limit", "Ends, from the alert", "Awareness, by counsel",
                        "Told, when"};
  for (const Clock& clock : kClocks)
    clocks.table.rows.push_back({std::string(clock.what), std::string(clock.limit),
                                 from == 0 || clock.hours == 0
                                     ? std::string("not computed")
                                     : short_time(from + clock.hours * kTicksPerHour),
                                 "", ""});
  for (const std::string_view what : {"Contract with the customer", "Insurer", "Bank"})
    clocks.table.rows.push_back({std::string(what), "see the contract", "not computed", "", ""});
  parts.push_back(std::move(clocks));
}

void put_cause_block(const CaseView& view, Parts& parts) {
  struct Cause {
    std::string_view check, says;
  };
  static constexpr std::array<Cause, 5> kCauses = {
      {{"X19", "the user's device talked to the address that signed in: a reverse proxy"},
       {"X18", "the user clicked a link shortly before the alien sign-in: phishing"},
       {"X27", "the device shows signs of a program that takes cookies"},
       {"X16", "a device code or broker flow was used: the user may have typed a code"},
       {"X10", "an application got consent"}}};
  ReportPart cause = part("Cause");
  if (view.audience == Audience::kLegal)
    cause.lines.push_back(plain_line("Privileged if counsel says so."));
  for (const Cause& one : kCauses) {
    const CheckResult* check = check_of(view.verdict, one.check);
    if (check != nullptr && check->outcome <= Outcome::kHit)
      cause.lines.push_back(
          inference("check " + check->id, "Therefore likely: " + std::string(one.says) + "."));
  }
  if (cause.lines.empty() || cause.lines.back().voice == Voice::kNone)
    cause.lines.push_back(inference(
        "checks",
        "The way in is not known: no check that names one hit. Data that would have shown "
        "it: clicks, mail and device events; the limits below say which are absent."));
  parts.push_back(std::move(cause));
  ReportPart prevention = part("Prevention");
  for (const std::string_view text :
       {"Phishing-resistant sign-in (passkeys, FIDO2, certificates) for this user's group first.",
        "Conditional Access that asks for a compliant device, and token protection where it "
        "exists.",
        "Block the device code flow for those who do not need it; sign-in frequency for risky "
        "sign-ins; strict location enforcement with continuous access evaluation."})
    prevention.lines.push_back(opinion("this report", std::string(text)));
  parts.push_back(std::move(prevention));
}

void put_custody_block(const ReportInput& input, Audience audience,
                       const std::vector<Origin>& cited, std::string_view folder, Parts& parts) {
  const Depth depth = depth_of(Block::kCustody, audience);
  ReportPart files = folded("Files as received");
  if (!folder.empty())
    files.lines.push_back(plain_line("All in the folder " + shown_file(folder) +
                                     ", which this report leaves out of names."));
  files.table.heads = {"File", "Table", "Bytes", "Rows", "Rejected", "SHA-256"};
  for (const InputFile& file : input.files.files) {
    files.table.rows.push_back(
        {shown_file(without(folder, file.name)),
         file.table.empty() ? "refused: " + safe_text(file.reason) : file.table,
         std::to_string(file.bytes), std::to_string(file.rows), std::to_string(file.rejected),
         file.sha256});
    if (!file.container.empty())
      files.table.rows.back().back() += " unpacked; archive " + file.container_sha256;
  }
  files.lines.push_back(plain_line(
      "Who exported them, when, with which query and time zone, and who received them is "
      "not in the files: write it beside this list."));
  for (const std::string& line :
       input.files.files.empty() ? input.files.lines : std::vector<std::string>())
    files.lines.push_back(plain_line(safe_text(line)));
  parts.push_back(std::move(files));
  ReportPart check = folded("To verify");
  check.lines.push_back(plain_line(
      "INPUTS.sha256 lists the files as received, by the paths under which they were graded; "
      "MANIFEST.sha256 lists what was handed over, to be checked in its own folder:"));
  check.code = {"sha256sum -c MANIFEST.sha256",
                "Get-FileHash -Algorithm SHA256 -LiteralPath .\\verdict.json"};
  check.lines.push_back(plain_line(
      "Grading the same files with the same decisions and the same tool gives the same bytes."));
  parts.push_back(std::move(check));
  if (depth != Depth::kFull) return;
  ReportPart made = folded("Made with");
  made.table.heads = {"What", "Value"};
  made.table.rows = {{"Tool", std::string(kToolName) + " " + std::string(kToolVersion)},
                     {"Playbook, SHA-256 over all files", input.grading.playbook_sha256},
                     {"Model", input.grading.model},
                     {"Network knowledge", network_line(input.files.pack)},
                     {"points.csv, SHA-256", sha256_hex(playbook_text("points.csv"))},
                     {"model.csv, SHA-256", sha256_hex(playbook_text("model.csv"))},
                     {"families.csv, SHA-256", sha256_hex(playbook_text("families.csv"))},
                     {"Case clock", time_or_none(input.grading.clock_ticks)}};
  std::string own;
  for (const std::string& network : input.decisions.own_networks)
    own += (own.empty() ? "" : ", ") + safe_text(network);
  made.table.rows.push_back({"Own networks", own.empty() ? "none named" : own});
  parts.push_back(std::move(made));
  ReportPart grades = folded("Computed and final");
  grades.table.heads = {"Subject", "Computed", "Final", "Basis"};
  for (const Verdict& verdict : input.grading.verdicts)
    grades.table.rows.push_back(
        {safe_text(verdict.subject.upn), verdict.computed, verdict.classification, verdict.basis});
  parts.push_back(std::move(grades));
  ReportPart chain = folded("Statements and overrides as a hash chain");
  chain.lines.push_back(
      plain_line("SHA-256 over the previous hash, a line end and the entry; an entry that is "
                 "changed, moved or taken out breaks every hash after it."));
  chain.table.heads = {"Chain", "Number", "Entry", "SHA-256"};
  for (const ChainLink& link : chain_of(input.decisions))
    chain.table.rows.push_back(
        {link.chain, std::to_string(link.number), shown_value({}, link.entry), link.sha256});
  if (chain.table.rows.empty()) chain.lines = {plain_line("There are none.")};
  parts.push_back(std::move(chain));
  ReportPart rows = folded("Rows that this report cites");
  rows.lines.push_back(plain_line(std::to_string(cited.size()) +
                                  " rows, at most 2000. Record counts from 1 in its file; the hash "
                                  "is over the bytes of the raw "
                                  "record as UTF-8, without its line end, and survives sorting."));
  rows.printed = rows_on_paper(audience);
  rows.table.heads = {"File", "Line", "Record", "SHA-256 of the raw record"};
  for (const Origin& origin : cited) {
    const std::string hash = input.row_hash ? input.row_hash(origin.row) : std::string();
    rows.table.rows.push_back({shown_file(without(folder, origin.file)),
                               std::to_string(origin.line), std::to_string(origin.row.record + 1),
                               hash.empty() ? "cannot be read again" : hash});
  }
  if (!rows.table.rows.empty()) parts.push_back(std::move(rows));
}

}  // namespace crumb::grade
