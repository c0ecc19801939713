// The JSON contracts "crumbtrail.verdict/1" and "crumbtrail.report/1". docs/VERDICT.md describes
// each field.
#include "base/tool.h"
#include "grade/json_writer.h"
#include "grade/report.h"

namespace crumb::grade {
namespace {

void put_origin(Json& json, const std::vector<Origin>& origins) {
  json.open("origin", '[');
  for (const Origin& origin : origins) {
    json.open('{');
    json.text("file", origin.file);
    json.whole("line", origin.line);
    json.close('}');
  }
  json.close(']');
}

void put_check(Json& json, const CheckResult& check) {
  json.open('{');
  json.text("id", check.id);
  json.text("step", check.step);
  json.text("family", check.family);
  json.text("title", check.title);
  json.text("asks", check.asks);
  json.text("outcome", outcome_name(check.outcome));
  json.number("points", check.points);
  json.number("weight", check.weight);
  json.text("reason", check.reason);
  json.open("findings", '[');
  for (const Finding& finding : check.findings) {
    json.open('{');
    json.time("time", finding.time_ticks);
    json.text("text", finding.text);
    put_origin(json, finding.origin);
    json.close('}');
  }
  json.close(']');
  json.text("query", check.query);
  json.close('}');
}

void put_judgement(Json& json, const Verdict& verdict) {
  json.text("classification", verdict.classification);
  json.text("determination", verdict.determination);
  json.text("stage", verdict.stage);
  json.number("total_db", verdict.total_db);
  json.number("probability", verdict.probability);
  json.number("coverage", verdict.coverage);
  json.text("confidence", verdict.confidence);
  json.open("bounds", '{');
  json.number("best", verdict.bounds.best);
  json.number("worst", verdict.bounds.worst);
  json.close('}');
  json.text("basis", verdict.basis);
  json.text("computed", verdict.computed);
  json.number("prior_db", verdict.prior_db);
  json.number("floor_db", verdict.floor_db);
  json.open("families", '[');
  for (const FamilyScore& family : verdict.families) {
    json.open('{');
    json.text("id", family.id);
    json.text("name", family.name);
    json.number("points", family.points);
    json.close('}');
  }
  json.close(']');
  json.open("rules", '[');
  for (const FiredRule& rule : verdict.rules) {
    json.open('{');
    json.text("id", rule.id);
    json.text("text", rule.text);
    json.flag("provisional", rule.provisional);
    put_origin(json, rule.origin);
    json.close('}');
  }
  json.close(']');
  json.open("open_rules", '[');
  for (const OpenRule& rule : verdict.open_rules) {
    json.open('{');
    json.text("id", rule.id);
    json.text("title", rule.title);
    json.text("why", rule.why);
    json.close('}');
  }
  json.close(']');
  json.open("gates", '[');
  for (const Gate& gate : verdict.gates) {
    json.open('{');
    json.text("id", gate.id);
    json.text("title", gate.title);
    json.flag("passed", gate.passed);
    json.text("why", gate.why);
    json.close('}');
  }
  json.close(']');
}

void put_next(Json& json, const Verdict& verdict) {
  json.open("missing", '[');
  for (const MissingTable& table : verdict.missing) {
    json.open('{');
    json.text("table", table.table);
    json.text("why", table.why);
    json.text("query", table.query);
    json.close('}');
  }
  json.close(']');
  json.open("flips", '[');
  for (const Flip& flip : verdict.flips) {
    json.open('{');
    json.text("text", flip.text);
    json.number("from_db", flip.from_db);
    json.number("to_db", flip.to_db);
    json.text("to_classification", flip.to_classification);
    json.close('}');
  }
  json.close(']');
  json.open("actions", '[');
  for (const Action& action : verdict.actions) {
    json.open('{');
    json.text("id", action.id);
    json.text("title", action.title);
    json.text("why", action.why);
    json.texts("targets", action.targets);
    json.open("commands", '[');
    for (const Command& command : action.commands) {
      json.open('{');
      json.text("shell", command.shell);
      json.text("text", command.text);
      json.close('}');
    }
    json.close(']');
    json.open("done", '[');
    for (const Done& done : action.done) {
      json.open('{');
      json.time("time", done.time_ticks);
      json.text("text", done.text);
      json.flag("live", done.live);
      put_origin(json, done.origin);
      json.close('}');
    }
    json.close(']');
    json.close('}');
  }
  json.close(']');
}

void put_networks(Json& json, const Verdict& verdict) {
  json.open("networks", '[');
  for (const NetworkRow& row : verdict.networks) {
    json.open('{');
    json.text("address", row.address);
    json.text("isp", row.isp);
    json.text("country", row.country);
    json.text("city", row.city);
    json.text("class", row.origin_class);
    json.flag("strong", row.strong);
    json.text("client", row.client);
    json.text("device", row.device);
    json.time("first", row.first_ticks);
    json.time("last", row.last_ticks);
    json.whole("events", row.events);
    json.whole("users", row.users);
    json.close('}');
  }
  json.close(']');
}

void put_json_verdict(Json& json, const Verdict& verdict) {
  json.open('{');
  json.open("alert", '{');
  json.text("id", verdict.alert.id);
  json.text("title", verdict.alert.title);
  json.text("kind", verdict.alert.kind);
  json.time("time", verdict.alert.time_ticks);
  json.close('}');
  json.open("subject", '{');
  json.text("upn", verdict.subject.upn);
  json.text("object_id", verdict.subject.object_id);
  json.close('}');
  json.texts("sessions", verdict.sessions);
  json.texts("addresses", verdict.addresses);
  json.time("t0", verdict.t0_ticks);
  put_judgement(json, verdict);
  json.open("checks", '[');
  for (const CheckResult& check : verdict.checks) put_check(json, check);
  json.close(']');
  put_next(json, verdict);
  put_networks(json, verdict);
  json.close('}');
}

void put_line(Json& json, const ReportLine& line) {
  constexpr std::string_view kVoiceNames[] = {"", "fact", "inference", "opinion"};
  json.open('{');
  json.text("voice", kVoiceNames[static_cast<std::size_t>(line.voice)]);
  json.text("text", line.text);
  json.text("source", line.source);
  json.flag("inner", line.inner);
  put_origin(json, line.origin);
  json.close('}');
}

void put_sections(Json& json, const std::vector<ReportSection>& sections) {
  json.open("sections", '[');
  for (const ReportSection& section : sections) {
    json.open('{');
    json.text("id", section.id);
    json.text("title", section.title);
    json.open("parts", '[');
    for (const ReportPart& part : section.parts) {
      json.open('{');
      json.text("heading", part.heading);
      json.open("lines", '[');
      for (const ReportLine& line : part.lines) put_line(json, line);
      json.close(']');
      json.texts("columns", part.table.heads);
      json.open("rows", '[');
      for (const auto& row : part.table.rows) json.list(row);
      json.close(']');
      json.texts("commands", part.code);
      json.close('}');
    }
    json.close(']');
    json.close('}');
  }
  json.close(']');
}

}  // namespace

std::string report_json(const Report& report) {
  Json json;
  json.open('{');
  json.text("schema", "crumbtrail.report/1");
  json.text("audience", audience_name(report.audience));
  json.text("title", report.title);
  json.open("cases", '[');
  for (const ReportCase& one : report.cases) {
    json.open('{');
    json.text("headline", one.headline);
    json.text("subject", one.subject);
    put_sections(json, one.sections);
    json.close('}');
  }
  json.close(']');
  put_sections(json, report.sections);
  json.close('}');
  return json.take() + "\n";
}

std::string verdict_json(const Grading& grading, const ReportFiles& files) {
  Json json;
  json.open('{');
  json.text("schema", "crumbtrail.verdict/1");
  json.open("tool", '{');
  json.text("name", kToolName);
  json.text("version", kToolVersion);
  json.text("playbook_sha256", grading.playbook_sha256);
  json.text("model", grading.model);
  if (!files.pack.sha256.empty()) {
    json.open("network_pack", '{');
    json.text("date", files.pack.date);
    json.text("sha256", files.pack.sha256);
    json.close('}');
  }
  json.close('}');
  json.time("clock", grading.clock_ticks);
  json.raw("files", files.files_json);
  json.open("verdicts", '[');
  for (const Verdict& verdict : grading.verdicts) put_json_verdict(json, verdict);
  json.close(']');
  json.open("candidates", '[');
  for (const Candidate& one : grading.candidates) {
    json.open('{');
    json.text("upn", one.upn);
    json.text("object_id", one.object_id);
    json.text("session", one.session);
    json.number("rank", one.rank);
    json.text("why", one.why);
    put_origin(json, one.origin);
    json.close('}');
  }
  json.close(']');
  json.close('}');
  return json.take() + "\n";
}

}  // namespace crumb::grade
