// Reads and writes decisions.json. Each object has a table of the fields that it may have; anything
// else is an error.
#include "grade/decisions.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::grade {
namespace {

std::unexpected<Error> wrong(std::string_view where, std::string_view what) {
  return fail(ErrorCode::kInput, "decisions: " + make_visible(where) + " " + std::string(what));
}

struct Reader {
  std::string where;
  std::optional<Error> error;

  void fault(std::string_view field, std::string_view what) {
    if (!error) error = wrong(where + "." + std::string(field), what).error();
  }
  std::string text(std::string_view field, const json::Value& value) {
    if (const std::string* s = value.as_string()) return *s;
    fault(field, "must be a text");
    return {};
  }
  std::vector<std::string> texts(std::string_view field, const json::Value& value) {
    std::vector<std::string> out;
    const json::Array* items = value.as_array();
    if (items == nullptr)
      fault(field, "must be a list of texts");
    else
      for (const json::Value& item : *items) out.push_back(text(field, item));
    return out;
  }
  std::optional<std::int64_t> time(std::string_view field, const json::Value& value) {
    const auto ticks = parse_iso_datetime(text(field, value));
    if (!ticks) fault(field, "must be an ISO 8601 time");
    return ticks;
  }
};

template <class T>
using Setter = void (*)(Reader&, std::string_view, const json::Value&, T&);
template <class T>
struct Field {
  std::string_view name;
  Setter<T> set;
};

template <class T, std::size_t N>
Result<T> read_object(const json::Value& value, std::string where, const Field<T> (&fields)[N]) {
  T out;
  const json::Object* members = value.as_object();
  if (members == nullptr) return wrong(where, "must be an object");
  Reader reader{std::move(where), {}};
  for (const auto& [name, member] : *members) {
    const auto* field = std::ranges::find(fields, std::string_view(name), &Field<T>::name);
    if (field == std::end(fields))
      return wrong(reader.where, "has a field \"" + make_visible(name) + "\" that is not known");
    field->set(reader, name, member, out);
  }
  if (reader.error) return std::unexpected(*reader.error);
  return out;
}

template <auto Member, class T>
void text(Reader& r, std::string_view f, const json::Value& v, T& o) {
  o.*Member = r.text(f, v);
}
template <auto Member, class T>
void texts(Reader& r, std::string_view f, const json::Value& v, T& o) {
  o.*Member = r.texts(f, v);
}
template <auto Member, class T>
void time(Reader& r, std::string_view f, const json::Value& v, T& o) {
  o.*Member = r.time(f, v);
}

constexpr Field<Explains> kExplains[] = {{"networks", texts<&Explains::networks>},
                                         {"countries", texts<&Explains::countries>},
                                         {"from", time<&Explains::from_ticks>},
                                         {"to", time<&Explains::to_ticks>}};
constexpr Field<Indicators> kIndicators[] = {
    {"ips", texts<&Indicators::ips>},           {"domains", texts<&Indicators::domains>},
    {"mail_ids", texts<&Indicators::mail_ids>}, {"targets", texts<&Indicators::targets>},
    {"from", time<&Indicators::from_ticks>},    {"to", time<&Indicators::to_ticks>}};

void set_explains(Reader& reader, std::string_view, const json::Value& value, Input& out) {
  auto read = read_object(value, reader.where + ".explains", kExplains);
  if (read)
    out.explains = *std::move(read);
  else if (!reader.error)
    reader.error = std::move(read).error();
}
void set_indicators(Reader& reader, std::string_view, const json::Value& value, Input& out) {
  auto read = read_object(value, reader.where + ".indicators", kIndicators);
  if (read)
    out.indicators = *std::move(read);
  else if (!reader.error)
    reader.error = std::move(read).error();
}

// {"grade":true,"to":X}, {"grade":X} and {"check":"grade","to":X} say the same.
void set_grade_override(Reader& reader, std::string_view field, const json::Value& value,
                        Override& out) {
  out.target = "grade";
  if (value.as_bool() == nullptr && out.to.empty()) out.to = reader.text(field, value);
}

constexpr Field<Input> kInput[] = {{"id", text<&Input::id>},
                                   {"result", text<&Input::result>},
                                   {"subject", text<&Input::subject>},
                                   {"explains", set_explains},
                                   {"indicators", set_indicators},
                                   {"by", text<&Input::by>},
                                   {"second", text<&Input::second>},
                                   {"note", text<&Input::note>},
                                   {"at", [](Reader& r, std::string_view f, const json::Value& v,
                                             Input& o) { o.at_ticks = r.time(f, v).value_or(0); }}};
constexpr Field<Override> kOverride[] = {
    {"subject", text<&Override::subject>},
    {"check", text<&Override::target>},
    {"to", text<&Override::to>},
    {"reason", text<&Override::reason>},
    {"evidence", text<&Override::evidence>},
    {"by", text<&Override::by>},
    {"second", text<&Override::second>},
    {"grade", set_grade_override},
    {"at", [](Reader& r, std::string_view f, const json::Value& v, Override& o) {
       o.at_ticks = r.time(f, v).value_or(0);
     }}};

constexpr Field<Monitor> kMonitor[] = {
    {"account", text<&Monitor::account>},
    {"owner", text<&Monitor::owner>},
    {"by", text<&Monitor::by>},
    {"second", text<&Monitor::second>},
    {"note", text<&Monitor::note>},
    {"at", [](Reader& r, std::string_view f, const json::Value& v, Monitor& o) {
       o.at_ticks = r.time(f, v).value_or(0);
     }}};

template <class T, std::size_t N>
Result<void> read_list(const json::Value& value, std::string_view name, const Field<T> (&fields)[N],
                       std::vector<T>& out) {
  const json::Array* items = value.as_array();
  if (items == nullptr) return wrong(name, "must be a list");
  for (std::size_t i = 0; i < items->size(); ++i) {
    CRUMB_TRY(T item,
              read_object((*items)[i], std::string(name) + "[" + std::to_string(i) + "]", fields));
    out.push_back(std::move(item));
  }
  return {};
}

Result<void> check_values(const Decisions& decisions) {
  for (const Input& input : decisions.inputs) {
    if (input.id != "H1" && input.id != "H2" && input.id != "H3")
      return wrong("an input", "must have the id H1, H2 or H3");
    if (input.result != "hit" && input.result != "clear")
      return wrong(input.id, "must have the result hit or clear");
    if (input.by.empty()) return wrong(input.id, "must say by whom");
  }
  for (const Monitor& monitor : decisions.monitors) {
    if (monitor.account.empty() || monitor.owner.empty() || monitor.by.empty())
      return wrong("a monitor", "must name the account, its owner, and by whom it was entered");
  }
  for (const Override& change : decisions.overrides) {
    if (change.target.empty() || change.to.empty())
      return wrong("an override", "must name a check or the grade, and the new value");
    if (change.reason.empty() || change.by.empty())
      return wrong("an override", "must have a reason and say by whom");
  }
  for (const std::string& network : decisions.own_networks) {
    if (network.empty() ||
        network.find_first_not_of("0123456789abcdefABCDEF.:/") != std::string::npos) {
      return wrong("own_networks", "has an entry that is no address or CIDR network: \"" +
                                       make_visible(network) + "\"");
    }
  }
  return {};
}

// Writes members in a fixed order and leaves out what is empty.
struct Writer {
  std::string& out;
  bool first = true;

  void key(std::string_view name) {
    if (!first) out.push_back(',');
    first = false;
    append_json_string(out, name);
    out.push_back(':');
  }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_json_string(out, value);
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    key(name);
    list(values);
  }
  void list(const std::vector<std::string>& values) {
    out.push_back('[');
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) out.push_back(',');
      append_json_string(out, values[i]);
    }
    out.push_back(']');
  }
  void time(std::string_view name, const std::optional<std::int64_t>& ticks) {
    if (ticks && *ticks != 0) text(name, format_datetime(*ticks));
  }
};

}  // namespace

void append_json(std::string& out, const Input& input) {
  out.push_back('{');
  Writer w{out};
  w.text("id", input.id);
  w.text("result", input.result);
  w.text("subject", input.subject);
  if (input.explains) {
    w.key("explains");
    out.push_back('{');
    Writer e{out};
    e.texts("networks", input.explains->networks);
    e.texts("countries", input.explains->countries);
    e.time("from", input.explains->from_ticks);
    e.time("to", input.explains->to_ticks);
    out.push_back('}');
  }
  if (input.indicators) {
    w.key("indicators");
    out.push_back('{');
    Writer e{out};
    e.texts("ips", input.indicators->ips);
    e.texts("domains", input.indicators->domains);
    e.texts("mail_ids", input.indicators->mail_ids);
    e.texts("targets", input.indicators->targets);
    e.time("from", input.indicators->from_ticks);
    e.time("to", input.indicators->to_ticks);
    out.push_back('}');
  }
  w.text("by", input.by);
  w.text("second", input.second);
  w.time("at", input.at_ticks);
  w.text("note", input.note);
  out.push_back('}');
}

void append_json(std::string& out, const Monitor& monitor) {
  out.push_back('{');
  Writer w{out};
  w.text("account", monitor.account);
  w.text("owner", monitor.owner);
  w.text("by", monitor.by);
  w.text("second", monitor.second);
  w.time("at", monitor.at_ticks);
  w.text("note", monitor.note);
  out.push_back('}');
}

void append_json(std::string& out, const Override& change) {
  out.push_back('{');
  Writer w{out};
  w.text("subject", change.subject);
  w.text("check", change.target);
  w.text("to", change.to);
  w.text("reason", change.reason);
  w.text("evidence", change.evidence);
  w.text("by", change.by);
  w.text("second", change.second);
  w.time("at", change.at_ticks);
  out.push_back('}');
}

Result<Decisions> parse_decisions(std::string_view json_text) {
  CRUMB_TRY(const json::Value root, json::parse(json_text));
  const json::Object* members = root.as_object();
  if (members == nullptr) return wrong("the file", "must be a JSON object");
  Decisions out;
  for (const auto& [name, value] : *members) {
    if (name == "own_networks") {
      Reader reader{"the file", {}};
      out.own_networks = reader.texts(name, value);
      if (reader.error) return std::unexpected(*reader.error);
    } else if (name == "monitors") {
      CRUMB_CHECK_OK(read_list(value, name, kMonitor, out.monitors));
    } else if (name == "inputs") {
      CRUMB_CHECK_OK(read_list(value, name, kInput, out.inputs));
    } else if (name == "overrides") {
      CRUMB_CHECK_OK(read_list(value, name, kOverride, out.overrides));
    } else {
      return wrong("the file", "has a field \"" + make_visible(name) + "\" that is not known");
    }
  }
  CRUMB_CHECK_OK(check_values(out));
  return out;
}

void append_json(std::string& out, const Decisions& decisions) {
  out += "{\"own_networks\":";
  Writer{out}.list(decisions.own_networks);
  if (!decisions.monitors.empty()) {
    out += ",\"monitors\":[";
    for (std::size_t i = 0; i < decisions.monitors.size(); ++i) {
      if (i != 0) out.push_back(',');
      append_json(out, decisions.monitors[i]);
    }
    out.push_back(']');
  }
  out += ",\"inputs\":[";
  for (std::size_t i = 0; i < decisions.inputs.size(); ++i) {
    if (i != 0) out.push_back(',');
    append_json(out, decisions.inputs[i]);
  }
  out += "],\"overrides\":[";
  for (std::size_t i = 0; i < decisions.overrides.size(); ++i) {
    if (i != 0) out.push_back(',');
    append_json(out, decisions.overrides[i]);
  }
  out += "]}";
}

}  // namespace crumb::grade
