// See mirror.h.
#include "mirror.h"

#include <cmath>

#include "base/text.h"
#include "ui/format.h"

namespace crumb::wasm {
namespace {

void add(std::string& out, const char* name, std::string_view value) {
  if (out.back() != '{') out += ',';
  append_json_string(out, name);
  out += ':';
  append_json_string(out, value);
}
void add(std::string& out, const char* name, double value) {
  if (out.back() != '{') out += ',';
  append_json_string(out, name);
  out += ':' + std::to_string(static_cast<long long>(std::llround(value)));
}

std::string verdict_sentence(const grade::Verdict& v) {
  std::string text = verdict_words(v.classification) + ". " + v.subject.upn + ". " + v.alert.title +
                     ". Confidence " + v.confidence + ", " + probability(v.probability) + ", " +
                     decibels(v.total_db) + ".";
  for (const grade::FiredRule& rule : v.rules) text += " " + rule.id + ": " + rule.text + ".";
  return text;
}

void add_verdict(std::string& out, const grade::Verdict& v) {
  out += ",\"verdict\":{";
  add(out, "classification", v.classification);
  add(out, "determination", v.determination);
  add(out, "basis", v.basis);
  add(out, "stage", v.stage);
  add(out, "confidence", v.confidence);
  add(out, "subject", v.subject.upn);
  add(out, "total", decibels(v.total_db));
  add(out, "text", verdict_sentence(v));
  out += "},\"checks\":[";
  bool first = true;
  for (const grade::CheckResult& check : v.checks) {
    out += first ? "{" : ",{";
    first = false;
    add(out, "id", check.id);
    add(out, "title", check.title);
    add(out, "outcome", grade::outcome_name(check.outcome));
    add(out, "points", signed_points(check.points));
    add(out, "text", check.findings.empty() ? check.reason : check.findings[0].text);
    out += '}';
  }
  out += ']';
}

}  // namespace

std::string mirror_text(const Scene& scene) {
  const Model& model = scene.model;
  std::string out = "{";
  const Status& status = model.status;
  add(out, "engine", !model.engine_down.empty() ? "stopped" : status.busy ? "busy" : "idle");
  add(out, "what", status.busy ? status.what : model.engine_down);
  add(out, "problem", model.problem);
  add(out, "notice", scene.now_ms < scene.state.notice_until_ms ? scene.state.notice : "");
  add(out, "grades", static_cast<double>(model.grade_revision));
  add(out, "files", static_cast<double>(model.files.files.size()));
  add(out, "rows", static_cast<double>(total_rows(model.files)));
  add(out, "theme", theme_name(scene.state.theme));
  const Raw& raw = model.raw;
  const bool chosen = scene.state.chosen.ask != 0 || scene.state.query.row != UINT64_MAX;
  if (chosen && raw.row == scene.state.chosen.row && raw.line != 0) {
    out += ",\"selected\":{";
    add(out, "file", raw.file);
    add(out, "table", raw.table);
    add(out, "line", static_cast<double>(raw.line));
    add(out, "text", raw.text.substr(0, 4000));
    out += '}';
  }
  const QueryDone& query = model.query;
  if (query.id != 0) {
    out += ",\"query\":{";
    add(out, "id", static_cast<double>(query.id));
    add(out, "error", query.error);
    add(out, "rendered", query.rendered);
    add(out, "rows", static_cast<double>(query.total_rows));
    add(out, "columns", static_cast<double>(query.columns.size()));
    out += '}';
  }
  if (const grade::Verdict* v = scene.verdict()) add_verdict(out, *v);
  out += ",\"items\":[";
  bool first = true;
  const auto css = [&](float px) { return static_cast<double>(px / scene.ui.scale()); };
  for (const Hit& hit : scene.ui.hits()) {
    out += first ? "{" : ",{";
    first = false;
    add(out, "id", hit.id);
    add(out, "role", role_name(hit.role));
    add(out, "name", hit.name);
    if (!hit.state.empty()) add(out, "state", hit.state);
    add(out, "x", css(hit.where.x));
    add(out, "y", css(hit.where.y));
    add(out, "w", css(hit.where.w));
    add(out, "h", css(hit.where.h));
    out += '}';
  }
  return out + "]}";
}

}  // namespace crumb::wasm
