// The report as JSON, in the order of the contract: `inspect --format json` and the verdict print
// it.
#include "ingest/report.h"

#include "base/text.h"
#include "base/time.h"

namespace crumb::ingest {
namespace {

void key(std::string& out, std::string_view name) {
  if (out.back() != '{') out.push_back(',');
  out.push_back('"');
  out += name;
  out += "\":";
}
void text(std::string& out, std::string_view name, std::string_view value) {
  key(out, name);
  append_json_string(out, value);
}
void number(std::string& out, std::string_view name, std::uint64_t value) {
  key(out, name);
  out += std::to_string(value);
}
void names(std::string& out, std::string_view name, const std::vector<std::string>& columns) {
  key(out, name);
  out.push_back('[');
  for (const std::string& column : columns) {
    if (out.back() != '[') out.push_back(',');
    append_json_string(out, column);
  }
  out.push_back(']');
}
void time(std::string& out, std::string_view name, const FileReport& report, std::int64_t ticks) {
  key(out, name);
  if (report.first_ticks == 0 && report.last_ticks == 0) {
    out += "null";
    return;
  }
  out.push_back('"');
  append_datetime(out, ticks);
  out.push_back('"');
}

}  // namespace

void append_json(std::string& out, const FileReport& report) {
  out.push_back('{');
  text(out, "name", report.name);
  text(out, "sha256", report.sha256);
  if (!report.container.name.empty()) {
    key(out, "container");
    out.push_back('{');
    text(out, "name", report.container.name);
    text(out, "sha256", report.container.sha256);
    out.push_back('}');
  }
  number(out, "bytes", report.bytes);
  text(out, "format", report.format);
  text(out, "dialect", report.dialect);
  text(out, "table", report.table);
  text(out, "encoding", report.encoding);
  number(out, "records", report.records);
  number(out, "rows", report.rows);
  number(out, "rejected", report.rejected);
  number(out, "duplicates", report.duplicates);
  time(out, "first", report, report.first_ticks);
  time(out, "last", report, report.last_ticks);
  key(out, "gaps");
  out.push_back('[');
  for (const auto& [before, after] : report.gaps) {
    if (out.back() != '[') out.push_back(',');
    out += "[\"" + format_datetime(before) + "\",\"" + format_datetime(after) + "\"]";
  }
  out.push_back(']');
  names(out, "unknown_columns", report.unknown_columns);
  names(out, "missing_columns", report.missing_columns);
  key(out, "truncated");
  out += report.truncated ? "true" : "false";
  text(out, "reason", report.reason);
  out.push_back('}');
}

}  // namespace crumb::ingest
