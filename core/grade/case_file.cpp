// case.json: the values that the action commands read. Validated lists only; free text stays in
// fields that no command reads.
#include "base/text.h"
#include "base/time.h"
#include "grade/quoting.h"
#include "grade/report.h"

namespace crumb::grade {
namespace {

void put_text(std::string& out, std::string_view name, std::string_view value) {
  append_json_string(out, name);
  out.push_back(':');
  append_json_string(out, value);
}

void put_list(std::string& out, std::string_view name, const std::vector<std::string>& values) {
  append_json_string(out, name);
  out += ":[";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) out.push_back(',');
    append_json_string(out, make_visible(values[i]));
  }
  out.push_back(']');
}

std::vector<std::string> plain_guids(const std::vector<std::string>& values) {
  std::vector<std::string> out;
  for (const std::string& value : values)
    if (is_plain_guid(value)) out.push_back(value);
  return out;
}

}  // namespace

std::string case_json(const Verdict& verdict, const Decisions& decisions) {
  const bool upn = is_plain_upn(verdict.subject.upn),
             oid = is_plain_guid(verdict.subject.object_id);
  std::string out = "{\"user\":{";
  put_text(out, "upn", upn ? verdict.subject.upn : std::string());
  out.push_back(',');
  put_text(out, "oid", oid ? verdict.subject.object_id : std::string());
  out += "},";
  put_text(out, "t0Utc", format_datetime(verdict.t0_ticks));
  out += ",";
  put_text(out, "classification", verdict.classification);
  out += ",";
  put_list(out, "sessions", plain_guids(verdict.sessions));
  out += ",\"block\":{";
  put_list(out, "senders", verdict.block.senders);
  out.push_back(',');
  put_list(out, "domains", verdict.block.domains);
  out.push_back(',');
  put_list(out, "urls", verdict.block.urls);
  out.push_back(',');
  put_list(out, "addresses", verdict.block.addresses);
  out += "},\"notOffered\":{";
  put_list(out, "text", verdict.block.unsafe);
  out.push_back(',');
  put_text(out, "upn", upn ? std::string() : make_visible(verdict.subject.upn));
  out += "},\"decisions\":";
  append_json(out, decisions);
  return out + "}\n";
}

}  // namespace crumb::grade
