// Two forms of one list. STIX: an observable, an observed-data with its times, an indicator and the
// relationship between them, for each address, host, URL, sender and file hash; each once.
#include "grade/indicators.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "grade/quoting.h"
#include "grade/report_words.h"

namespace crumb::grade {
namespace {

// The specification's namespace for observables, and one of our own for the rest (it must not be
// the former).
constexpr std::string_view kObservables = "00abedb4-aa42-466c-9c01-fed23315a9b7";
constexpr std::string_view kOurs = "6f0d0f54-52b1-5a35-9d0c-6b9a7b6b2c11";

std::string stix_id(std::string_view type, std::string_view name_space, std::string_view name) {
  return std::string(type) + "--" + format_guid(uuid_v5(*parse_guid(name_space), name));
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// 'text' in a pattern.
std::string pattern_literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "'";
}

bool is_visible(std::string_view text) { return is_valid_utf8(text) && make_visible(text) == text; }

bool is_plain_url(std::string_view text) {
  return text.size() <= 2048 && is_visible(text) && is_ascii(text) && plain_host(text) &&
         (text.starts_with("https://") || text.starts_with("http://")) &&
         text.find_first_of(" \"<>\\^`{|}") == std::string_view::npos;
}

struct Observable {
  std::string type;
  std::string contributing;  // JSON object of the properties that make the id
  std::string members;       // the same, as members of the object
  std::string pattern;
};

Observable by_value(std::string_view type, std::string_view value) {
  const std::string member = "\"value\":" + quoted(value);
  return {std::string(type), "{" + member + "}", member,
          "[" + std::string(type) + ":value = " + pattern_literal(value) + "]"};
}

std::optional<Observable> observable(const Indicator& one) {
  if (one.kind == "address") {
    const auto plain = plain_address(one.value);
    if (!plain || plain->find('/') != std::string::npos) return std::nullopt;
    return by_value(plain->find(':') == std::string::npos ? "ipv4-addr" : "ipv6-addr", *plain);
  }
  if (one.kind == "domain" && is_plain_domain(one.value))
    return by_value("domain-name", to_lower(one.value));
  if (one.kind == "url" && is_plain_url(one.value)) return by_value("url", one.value);
  if (one.kind == "sender" && is_plain_mail(one.value)) return by_value("email-addr", one.value);
  if (one.kind == "sha256" && one.value.size() == 64 && std::ranges::all_of(one.value, is_hex)) {
    const std::string member = "\"hashes\":{\"SHA-256\":" + quoted(one.value) + "}";
    return Observable{"file", "{" + member + "}", member,
                      "[file:hashes.'SHA-256' = " + pattern_literal(one.value) + "]"};
  }
  return std::nullopt;
}

std::string times(std::string_view first, std::int64_t first_ticks, std::string_view last,
                  std::int64_t last_ticks) {
  return ",\"" + std::string(first) + "\":" + quoted(format_datetime(first_ticks)) + ",\"" +
         std::string(last) + "\":" + quoted(format_datetime(last_ticks));
}

std::string head(std::string_view type, std::string_view id) {
  return "{\"type\":" + quoted(type) + ",\"spec_version\":\"2.1\",\"id\":" + quoted(id);
}

void put_stix(std::vector<std::string>& objects, std::set<std::string>& known,
              const Verdict& verdict, const Indicator& one) {
  const auto seen = observable(one);
  if (!seen) return;
  const std::string id = stix_id(seen->type, kObservables, seen->contributing);
  if (!known.insert(id).second) return;
  const std::int64_t first = one.first_ticks != 0 ? one.first_ticks : verdict.t0_ticks;
  const std::int64_t last = std::max(first, one.last_ticks);
  const std::string made = times("created", last, "modified", last);
  const std::string data = stix_id("observed-data", kOurs, id + format_datetime(first));
  const std::string indicator = stix_id("indicator", kOurs, seen->pattern + format_datetime(first));
  const bool certain = verdict.classification == "truePositive";
  objects.push_back(head(seen->type, id) + "," + seen->members + "}");
  objects.push_back(head("observed-data", data) + made +
                    times("first_observed", first, "last_observed", last) +
                    ",\"number_observed\":" +
                    std::to_string(std::clamp<std::uint64_t>(one.events, 1, 999'999'999)) +
                    ",\"object_refs\":[" + quoted(id) + "]}");
  objects.push_back(head("indicator", indicator) + made + ",\"name\":" +
                    quoted("session cookie theft: " + one.kind) + ",\"description\":" +
                    quoted(make_visible(one.note)) + ",\"indicator_types\":[\"" +
                    (certain ? "malicious-activity" : "anomalous-activity") +
                    "\"],\"pattern\":" + quoted(seen->pattern) +
                    ",\"pattern_type\":\"stix\",\"valid_from\":" + quoted(format_datetime(first)) +
                    "}");
  objects.push_back(head("relationship", stix_id("relationship", kOurs, indicator + data)) + made +
                    ",\"relationship_type\":\"based-on\",\"source_ref\":" + quoted(indicator) +
                    ",\"target_ref\":" + quoted(data) + "}");
}

std::string csv_time(std::int64_t ticks) { return ticks == 0 ? "" : format_datetime(ticks); }

}  // namespace

std::string indicators_csv(const Grading& grading, const std::vector<Handover>& handovers) {
  std::string out = "case,classification,kind,value,note,first_seen,last_seen,events,rows\r\n";
  for (std::size_t i = 0; i < handovers.size() && i < grading.verdicts.size(); ++i)
    for (const Indicator& one : handovers[i].indicators) {
      const std::array<std::string, 9> cells = {
          std::to_string(i + 1),         grading.verdicts[i].classification,
          one.kind,                      make_visible(one.value),
          make_visible(one.note),        csv_time(one.first_ticks),
          csv_time(one.last_ticks),      std::to_string(one.events),
          where(one.origin)};
      for (std::size_t c = 0; c < cells.size(); ++c) {
        if (c != 0) out.push_back(',');
        append_csv_cell(out, cells[c]);
      }
      out += "\r\n";
    }
  return out;
}

std::string indicators_stix(const Grading& grading, const std::vector<Handover>& handovers) {
  std::vector<std::string> objects;
  std::set<std::string> known;
  for (std::size_t i = 0; i < handovers.size() && i < grading.verdicts.size(); ++i)
    for (const Indicator& one : handovers[i].indicators)
      put_stix(objects, known, grading.verdicts[i], one);
  std::string body;
  for (const std::string& object : objects) body += (body.empty() ? "" : ",\n") + object;
  std::string out = "{\"type\":\"bundle\",\"id\":" + quoted(stix_id("bundle", kOurs, body));
  if (!objects.empty()) out += ",\"objects\":[\n" + body + "\n]";
  return out + "}\n";
}

}  // namespace crumb::grade
