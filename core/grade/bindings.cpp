// From a case to values for the KQL, and from values to KQL literals that are safe to paste.
#include "grade/bindings.h"

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "grade/addresses.h"

namespace crumb::grade {

kql::Bindings bind_case(const CaseValues& values) {
  std::vector<std::string> nets4, nets6;
  for (const std::string& text : values.own_networks)
    if (const auto network = parse_network(text))
      (network->v6 ? nets6 : nets4).push_back(format_network(*network));
  const AlertCase& one = values.one;
  kql::Bindings out;
  out["CaseOid"] = Value::of_string(one.subject.oid);
  out["CaseUpn"] = Value::of_string(one.subject.upn);
  out["CaseMail"] = list_value(one.subject.mails);
  out["T0"] = Value::of_datetime(one.t0_ticks);
  out["AlertKind"] = Value::of_string(one.kind);
  out["AlertIds"] = list_value(one.alert_ids);
  out["AlertSids"] = list_value(one.sessions);
  out["AlertIps"] = list_value(one.addresses);
  out["OwnNets4"] = list_value(nets4);
  out["OwnNets6"] = list_value(nets6);
  out["ExplainedLegs"] = list_value(values.explained_legs);
  out["SetAside"] = list_value(values.set_aside);
  out["Monitors"] = list_value(values.monitors);
  out["NetworkFacts"] = list_value(values.network_facts);
  out["AdoptNetworks"] = Value::of_bool(values.adopt_networks);
  return out;
}

std::string kql_literal(const Value& value) {
  switch (value.type) {
    case Type::kString:
      return escape_kql_string(value.text);
    case Type::kDatetime:
      return "datetime(" + format_datetime(value.integer) + ")";
    case Type::kTimespan:
      return "timespan(" + format_timespan(value.integer) + ")";
    case Type::kBool:
      return value.integer != 0 ? "true" : "false";
    case Type::kDynamic: {
      std::string out = "dynamic([";
      bool first = true;
      for (const std::string& item : list_items(value)) {
        if (!first) out += ", ";
        first = false;
        append_json_string(out, make_visible(item));  // inside dynamic() strings are JSON
      }
      return out + "])";
    }
    default:
      return to_string(value);
  }
}

std::string with_values(std::string_view text, const kql::Bindings& bindings) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t equals = line.find(" = ");
    const bool is_let = line.starts_with("let ") && equals != std::string_view::npos;
    const auto bound = is_let ? bindings.find(line.substr(4, equals - 4)) : bindings.end();
    if (bound == bindings.end()) {
      out += line;
    } else {
      out += line.substr(0, equals + 3);
      out += kql_literal(bound->second);
      out.push_back(';');
      const std::size_t comment = line.rfind(" // ");
      if (comment != std::string_view::npos) out += line.substr(comment);
    }
    out.push_back('\n');
  }
  return out;
}

bool concerns(std::string_view named, const Subject& subject) {
  return named.empty() || equals_ignore_case(named, subject.upn) ||
         equals_ignore_case(named, subject.oid);
}

}  // namespace crumb::grade
