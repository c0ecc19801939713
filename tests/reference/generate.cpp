// Queries out of templates. In a template {b} {i} {l} {r} {t} {p} {s} {g} {d} stand for an
// expression of a type, {L} {N} {S} for literals, {*} for any expression, {c} for a column, {v} for
// a new name, {U} for another pipeline, {A} for an aggregate. The binder says what columns a
// pipeline has.
#include "reference/generate.h"

#include "kql/engine.h"

namespace crumb::reference {
namespace {

struct Template {
  char tag;
  std::string_view text;
};

constexpr Template kExpressionForms[] = {
    {'b', "({l} == {l})"},
    {'b', "({l} != {l})"},
    {'b', "({l} < {i})"},
    {'b', "({r} >= {l})"},
    {'b', "({t} > {t})"},
    {'b', "({t} <= {t})"},
    {'b', "({p} < {p})"},
    {'b', "({s} == {s})"},
    {'b', "({s} != {S})"},
    {'b', "({g} == {g})"},
    {'b', "({b} == {b})"},
    {'b', "({i} == {r})"},
    {'b', "({s} =~ {s})"},
    {'b', "({s} !~ {S})"},
    {'b', "({s} has {S})"},
    {'b', "({s} !has {S})"},
    {'b', "({s} has_cs {s})"},
    {'b', "({s} hasprefix {S})"},
    {'b', "({s} hassuffix {S})"},
    {'b', "({s} contains {S})"},
    {'b', "({s} !contains {s})"},
    {'b', "({s} contains_cs {S})"},
    {'b', "({s} startswith {S})"},
    {'b', "({s} !startswith {S})"},
    {'b', "({s} endswith {S})"},
    {'b', "({s} startswith_cs {s})"},
    {'b', "({s} endswith_cs {S})"},
    {'b', "({s} in ({S}, {S}))"},
    {'b', "({s} !in ({S}, {s}))"},
    {'b', "({s} in~ ({S}, {S}))"},
    {'b', "({s} !in~ ({S}, {S}))"},
    {'b', "({l} in ({L}, {L}, {L}))"},
    {'b', "({l} !in ({L}, {L}))"},
    {'b', "({s} in ({d}))"},
    {'b', "({l} in ((T | project l)))"},
    {'b', "({s} !in ((U | where {false} | project s)))"},
    {'b', "({g} in (guid(null), {g}))"},
    {'b', "({l} !in (dynamic([1, null, 3])))"},
    {'b', "({s} has_any ({S}, {S}))"},
    {'b', "({s} has_all ({S}, {S}))"},
    {'b', "({s} has_any ({d}))"},
    {'b', "({l} between ({l} .. {l}))"},
    {'b', "({l} !between (0 .. {L}))"},
    {'b', "({t} between ({t} .. {t}))"},
    {'b', "({t} between ({t} .. 2d))"},
    {'b', "({b} and {b})"},
    {'b', "({b} or {b})"},
    {'b', "({b} and {b} and {b})"},
    {'b', "({b} or {b} or {b})"},
    {'b', "not({b})"},
    {'b', "isnull({l})"},
    {'b', "isnull({d})"},
    {'b', "isnotnull({t})"},
    {'b', "isempty({s})"},
    {'b', "isnotempty({s})"},
    {'b', "isempty({l})"},
    {'b', "isnan({r})"},
    {'b', "iff({b}, {b}, {b})"},
    {'b', "tobool({s})"},
    {'b', "tobool({l})"},
    {'b', "tobool({d})"},
    {'b', "coalesce({b}, {b})"},
    {'i', "toint({l})"},
    {'i', "toint({s})"},
    {'i', "toint({r})"},
    {'i', "iff({b}, {i}, {i})"},
    {'i', "dayofmonth({t})"},
    {'i', "hourofday({t})"},
    {'i', "getyear({t})"},
    {'i', "monthofyear({t})"},
    {'l', "({l} + {l})"},
    {'l', "({l} - {i})"},
    {'l', "({i} * {i})"},
    {'l', "({l} / {l})"},
    {'l', "({l} % {l})"},
    {'l', "(-{l})"},
    {'l', "abs({l})"},
    {'l', "sign({l})"},
    {'l', "strlen({s})"},
    {'l', "tolong({s})"},
    {'l', "tolong({r})"},
    {'l', "tolong({d})"},
    {'l', "tolong({b})"},
    {'l', "array_length({d})"},
    {'l', "bin({l}, 3)"},
    {'l', "iff({b}, {l}, {l})"},
    {'l', "case({b}, {l}, {b}, {l}, {l})"},
    {'l', "coalesce({l}, {l}, {l})"},
    {'l', "max_of({l}, {l})"},
    {'l', "min_of({l}, {l}, {l})"},
    {'l', "indexof({s}, {S})"},
    {'l', "countof({s}, {S})"},
    {'l', "datetime_diff('day', {t}, {t})"},
    {'l', "datetime_diff('hour', {t}, {t})"},
    {'l', "datetime_diff('month', {t}, {t})"},
    {'l', "datetime_diff('week', {t}, {t})"},
    {'l', "datetime_diff('year', {t}, {t})"},
    {'l', "toscalar(T | summarize max(l))"},
    {'l', "toscalar(U | where {false} | project k)"},
    {'r', "({r} + {r})"},
    {'r', "({r} - {l})"},
    {'r', "({r} * {r})"},
    {'r', "({r} / {l})"},
    {'r', "({r} % {r})"},
    {'r', "({p} / {p})"},
    {'r', "todouble({s})"},
    {'r', "todouble({l})"},
    {'r', "toreal({d})"},
    {'r', "abs({r})"},
    {'r', "bin({r}, 0.5)"},
    {'r', "floor({r}, 2)"},
    {'r', "ceiling({r})"},
    {'r', "iff({b}, {r}, {l})"},
    {'r', "coalesce({r}, {r})"},
    {'r', "max_of({r}, {l})"},
    {'t', "({t} + {p})"},
    {'t', "({t} - {p})"},
    {'t', "bin({t}, 1h)"},
    {'t', "bin({t}, 1d)"},
    {'t', "bin({t}, 7d)"},
    {'t', "startofday({t})"},
    {'t', "startofweek({t})"},
    {'t', "startofmonth({t})"},
    {'t', "startofyear({t})"},
    {'t', "endofday({t})"},
    {'t', "endofweek({t})"},
    {'t', "endofmonth({t})"},
    {'t', "endofyear({t})"},
    {'t', "todatetime({s})"},
    {'t', "iff({b}, {t}, {t})"},
    {'t', "coalesce({t}, {t})"},
    {'t', "min_of({t}, {t})"},
    {'t', "datetime_add('day', {L}, {t})"},
    {'t', "datetime_add('month', {L}, {t})"},
    {'t', "datetime_add('year', {i}, {t})"},
    {'p', "({t} - {t})"},
    {'p', "({p} + {p})"},
    {'p', "({p} - {p})"},
    {'p', "({p} * {N})"},
    {'p', "({p} / 2)"},
    {'p', "bin({p}, 1h)"},
    {'p', "abs({p})"},
    {'p', "totimespan({s})"},
    {'p', "dayofweek({t})"},
    {'p', "iff({b}, {p}, {p})"},
    {'p', "max_of({p}, {p})"},
    {'s', "strcat({s}, {s})"},
    {'s', "strcat({s}, '-', {l})"},
    {'s', "strcat_delim('/', {s}, {l}, {s})"},
    {'s', "tostring({l})"},
    {'s', "tostring({r})"},
    {'s', "tostring({b})"},
    {'s', "tostring({t})"},
    {'s', "tostring({p})"},
    {'s', "tostring({d})"},
    {'s', "tostring({g})"},
    {'s', "tolower({s})"},
    {'s', "format_datetime({t}, 'yyyy-MM-dd HH:mm')"},
    {'s', "format_datetime({t}, '[yy/M/d, h_m:ss.fff tt]')"},
    {'s', "reverse({s})"},
    {'s', "substring({s}, {L})"},
    {'s', "substring({s}, {L}, {N})"},
    {'s', "replace_string({s}, {S}, {S})"},
    {'s', "iff({b}, {s}, {s})"},
    {'s', "case({b}, {s}, {b}, {s}, {S})"},
    {'s', "coalesce({s}, {s})"},
    {'s', "strcat_array({d}, ',')"},
    {'s', "max_of({s}, {s})"},
    {'s', "tostring({d}.a)"},
    {'s', "tostring(split({s}, ',')[0])"},
    {'s', "tostring(split({s}, 'a')[-1])"},
    {'g', "toguid({s})"},
    {'g', "iff({b}, {g}, {g})"},
    {'g', "coalesce({g}, {g})"},
    {'d', "{d}.a"},
    {'d', "{d}.a.b"},
    {'d', "{d}[0]"},
    {'d', "{d}[-1]"},
    {'d', "{d}['b']"},
    {'d', "parse_json({s})"},
    {'d', "todynamic({s})"},
    {'d', "split({s}, ',')"},
    {'d', "pack_array({l}, {s}, {d})"},
    {'d', "pack_array({t}, {r}, {b})"},
    {'d', "bag_pack('a', {l}, 'b', {s})"},
    {'d', "bag_pack('a', {d})"},
    {'d', "bag_keys({d})"},
    {'d', "array_slice({d}, {L}, {L})"},
    {'d', "iff({b}, {d}, {d})"},
    {'d', "coalesce({d}, {d})"},
};

constexpr Template kAggregateForms[] = {
    {'A', "count()"},
    {'A', "countif({b})"},
    {'A', "sum({l})"},
    {'A', "sum({i})"},
    {'A', "sum({r})"},
    {'A', "sum({p})"},
    {'A', "sumif({l}, {b})"},
    {'A', "avg({l})"},
    {'A', "avg({r})"},
    {'A', "avg({p})"},
    {'A', "avgif({i}, {b})"},
    {'A', "min({l})"},
    {'A', "max({t})"},
    {'A', "min({s})"},
    {'A', "max({s})"},
    {'A', "max({p})"},
    {'A', "maxif({t}, {b})"},
    {'A', "minif({r}, {b})"},
    {'A', "dcount({l})"},
    {'A', "dcount({s})"},
    {'A', "dcount({t})"},
    {'A', "dcountif({s}, {b})"},
    {'A', "count_distinct({g})"},
    {'A', "make_list({l})"},
    {'A', "make_list({s})"},
    {'A', "make_list({t})"},
    {'A', "make_list({d})"},
    {'A', "make_list_if({l}, {b})"},
    {'A', "make_list_with_nulls({l})"},
    {'A', "make_set({s})"},
    {'A', "make_set({l})"},
    {'A', "make_set({r})"},
    {'A', "make_set_if({s}, {b})"},
    {'A', "make_bag({d})"},
    {'A', "make_bag(bag_pack({s}, {l}))"},
    {'A', "arg_max({t}, *)"},
    {'A', "arg_max({l}, {s}, {d})"},
    {'A', "arg_min({t}, {l})"},
    {'A', "arg_min({s}, *)"},
    {'A', "take_any({l})"},
    {'A', "take_any({s})"},
    {'A', "take_any({l}, {s})"},
    {'A', "take_anyif({s}, {b})"},
    {'A', "stdev({l})"},
    {'A', "variance({r})"},
    {'A', "(max({l}) - min({l}))"},
    {'A', "tostring(max({l}))"},
};

constexpr Template kOperatorForms[] = {
    {'o', " | where {b}"},
    {'o', " | where {b}"},
    {'o', " | where {b} and {b}"},
    {'o', " | extend {v} = {*}"},
    {'o', " | extend {v} = {*}"},
    {'o', " | extend {v} = {*}{, v = *}"},
    {'o', " | extend {*}"},
    {'o', " | project {c}, {v} = {*}"},
    {'o', " | project {c}{, c}, {v} = {*}"},
    {'o', " | project-away {c}"},
    {'o', " | project-rename {v} = {c}"},
    {'o', " | project-reorder {c}"},
    {'o', " | distinct {c}"},
    {'o', " | distinct {c}, {c}"},
    {'o', " | distinct {*}"},
    {'o', " | summarize {A}"},
    {'o', " | summarize {A} by {c}"},
    {'o', " | summarize {A}{, A} by {c}{, c}"},
    {'o', " | summarize {v} = {A}{, A}"},
    {'o', " | summarize {v} = {A}, {v} = {A} by {v} = {*}"},
    {'o', " | summarize by {c}, {*}"},
    {'o', " | summarize {A} by bin({t}, 1d)"},
    {'o', " | count"},
    {'o', " | sort by {c}"},
    {'o', " | sort by {c} asc, {c} desc"},
    {'o', " | sort by {c} asc nulls last"},
    {'o', " | order by {*} desc nulls first"},
    {'o', " | top {N} by {c}"},
    {'o', " | top {N} by {*} asc"},
    {'o', " | take {N}"},
    {'o', " | limit {N}"},
    {'o', " | join kind=inner ({U}) on {c}"},
    {'o', " | join ({U}) on {c}"},
    {'o', " | join kind=leftouter ({U}) on {c}"},
    {'o', " | join kind=rightouter ({U}) on {c}"},
    {'o', " | join kind=fullouter ({U}) on {c}"},
    {'o', " | join kind=leftanti ({U}) on {c}"},
    {'o', " | join kind=rightanti ({U}) on {c}"},
    {'o', " | join kind=leftsemi ({U}) on {c}"},
    {'o', " | join kind=rightsemi ({U}) on {c}"},
    {'o', " | join kind=inner ({U}) on {c}, {c}"},
    {'o', " | join kind=leftouter ({U}) on $left.k == $right.k"},
    {'o', " | join kind=innerunique ({U}) on n"},
    {'o', " | lookup ({U}) on {c}"},
    {'o', " | lookup kind=inner ({U}) on k"},
    {'o', " | union ({U})"},
    {'o', " | union kind=inner ({U})"},
    {'o', " | union withsource=W ({U}), V"},
    {'o', " | mv-expand {dc}"},
    {'o', " | mv-expand {v} = {d}"},
    {'o', " | mv-expand {dc} to typeof(long)"},
    {'o', " | mv-expand {v} = {d} to typeof(string)"},
    {'o', " | mv-expand with_itemindex={v} {dc}"},
    {'o', " | mv-expand kind=array {dc}"},
    {'o', " | mv-expand {dc}, {v} = {d}"},
    {'o', " | mv-expand {dc} limit {N}"},
    {'o', " | mv-apply {v} = {d} to typeof(long) on (where {b})"},
    {'o', " | mv-apply {dc} on (summarize {A})"},
    {'o', " | mv-apply {v} = {d} on (top 1 by tostring({c}))"},
    {'o', " | mv-apply {v} = {d} on (extend {v} = {*} | take {N})"},
    {'o', " | serialize"},
    {'o', " | serialize {v} = row_number()"},
    {'o', " | sort by {c} | extend {v} = prev({c})"},
    {'o', " | sort by {c} asc | extend {v} = next({c}, {N})"},
    {'o', " | serialize | extend {v} = row_cumsum({l}, {b})"},
    {'o', " | serialize {v} = row_number({N}, {b})"},
    {'o', " | as X"},
    {'o', " | partition by {c} (summarize {A} by {c})"},
    {'o', " | partition by {c} (where {b} | take {N})"},
    {'o', " | partition hint.strategy=native by {c} (top {N} by {*})"},
    {'o', " | partition hint.strategy=native by {c} (sort by {c} asc | extend {v} = row_number())"},
    {'o', " | partition hint.strategy=shuffle by {c} (mv-expand {dc} | distinct {c})"},
    {'o', " | top-nested {N} of {c} by {A}"},
    {'o', " | top-nested of {c} by sum({l}) asc"},
    {'o', " | top-nested {N} of {c} by count(), top-nested {N} of {*} by max({l})"},
};

constexpr std::string_view kLiterals[][6] = {
    {"true", "false", "bool(null)", "true", "false", "true"},
    {"int(1)", "int(0)", "int(null)", "int(-3)", "int(7)", "int(100)"},
    {"1", "0", "long(null)", "-3", "7", "100"},
    {"1.5", "0.0", "real(null)", "-2.5", "0.1", "3.0"},
    {"datetime(2026-01-01)", "datetime(2026-01-02T01:00:00Z)", "datetime(null)",
     "datetime(2026-02-01)", "datetime(2026-03-01T01:30:00Z)", "datetime(2024-02-29)"},
    {"1h", "0s", "timespan(null)", "1d", "-30m", "90m"},
    {"'a'", "''", "'ab'", "'b'", "'A'", "'a b'"},
    {"guid(00000000-0000-0000-0000-000000000001)", "guid(00000000-0000-0000-0000-000000000000)",
     "guid(null)", "guid(00000000-0000-0000-0000-000000000002)",
     "guid(00000000-0000-0000-0000-000000000009)", "guid(null)"},
    {"dynamic([1,2])", "dynamic({\"a\":1})", "dynamic(null)", "dynamic([\"a\",\"b\"])",
     "dynamic({\"a\":[1],\"b\":2})", "dynamic([])"},
};
constexpr std::string_view kTags = "bilrtpsgd";
constexpr Type kTypes[] = {Type::kBool,   Type::kInt,      Type::kLong,
                           Type::kReal,   Type::kDatetime, Type::kTimespan,
                           Type::kString, Type::kGuid,     Type::kDynamic};
constexpr std::string_view kStrings[] = {"'a'", "'b'", "'ab'", "'A'", "','",  "'a b'", "'-'",
                                         "'1'", "''",  "'x'",  "'E'", "'aa'", "'b a'"};
constexpr std::string_view kNames[] = {"x", "y", "z", "k", "s", "l"};

Piece leaf(char tag, std::string_view text) { return {tag, {std::string(text)}, {}}; }

class Maker {
 public:
  Maker(Random& random, const std::vector<Source>& sources)
      : random_(random), catalog_(catalog_of(sources, 1)) {}

  Piece query() {
    if (random_.chance(15)) {
      Piece out{' ', {"let X = ", ";\n", ""}, {}};
      out.kids.push_back(pipeline(1 + random_.below(2), false));
      lets_ = "let X = " + to_text(out.kids[0]) + ";\n";
      out.kids.push_back(pipeline(1 + random_.below(4), true));
      return out;
    }
    return pipeline(1 + random_.below(5), true);
  }

 private:
  // Operators that the binder takes, one after another.
  Piece pipeline(std::size_t operators, bool outer) {
    const Schema around = schema_;
    Piece out{'U', {}, {}};
    const std::size_t pick = random_.below(outer ? 10 : 6);
    std::string source = pick == 0 ? "V" : pick < 3 ? "U" : "T";
    if (!lets_.empty() && random_.chance(40)) source = "X";
    if (random_.chance(3)) source = "(range k from 0 to 3 step 1)";
    if (random_.chance(3)) source = "(print k = 1, n = 'a')";
    out.text = {source};
    Schema columns = bound(to_text(out)).value_or(Schema{});
    for (std::size_t i = 0; i < operators; ++i) {
      schema_ = columns;
      ++nested_;
      Piece op = nested_ > 3 ? fill(kOperatorForms[random_.below(24)], 1)
                             : fill(random_.of(kOperatorForms), 2);
      --nested_;
      out.kids.push_back(std::move(op));
      out.text.emplace_back();
      if (auto next = bound(to_text(out)); next && next->size() < 40) {
        columns = *std::move(next);
      } else {
        out.kids.pop_back();
        out.text.pop_back();
      }
    }
    schema_ = around;
    return out;
  }

  std::optional<Schema> bound(const std::string& text) {
    Schema columns;
    if (!kql::check(lets_ + text, catalog_, nullptr, &columns).empty()) return std::nullopt;
    return columns;
  }

  // The template's text with its places filled.
  Piece fill(const Template& from, int depth) {
    Piece out{from.tag, {""}, {}};
    std::string_view rest = from.text;
    while (!rest.empty()) {
      const std::size_t open = rest.find('{');
      out.text.back() += rest.substr(0, open);
      if (open == std::string_view::npos) break;
      const std::size_t close = rest.find('}', open);
      out.kids.push_back(place(rest.substr(open + 1, close - open - 1), depth));
      out.text.emplace_back();
      rest.remove_prefix(close + 1);
    }
    return out;
  }

  Piece place(std::string_view what, int depth) {
    if (what == "false") return leaf('b', random_.chance(50) ? "false" : "k == 1");
    if (what == "dc") return leaf(' ', column(Type::kDynamic));
    if (what == ", A") return random_.chance(50) ? fill({'o', ", {A}"}, depth) : leaf('o', "");
    if (what == ", c") return random_.chance(50) ? fill({'o', ", {c}"}, depth) : leaf('o', "");
    if (what == ", v = *")
      return random_.chance(70) ? fill({'o', ", {v} = {*}"}, depth) : leaf('o', "");
    switch (what[0]) {
      case 'L':
        return leaf('l', random_.of(kLiterals[2]));
      case 'N':
        return leaf('N', std::string(1, static_cast<char>('0' + random_.below(4))));
      case 'S':
        return leaf('s', random_.of(kStrings));
      case 'c':
        return leaf(' ', any_column());
      case 'v':
        return leaf(' ', random_.chance(80) || schema_.empty() ? std::string(random_.of(kNames))
                                                               : any_column());
      case 'A':
        return fill(random_.of(kAggregateForms), 1);
      case 'U':
        return pipeline(random_.below(3), false);
      case '*':
        return expression(random_.of(kTags), depth);
      default:
        return expression(what[0], depth - 1);
    }
  }

  Piece expression(char tag, int depth) {
    if (depth <= 0 || random_.chance(30)) {
      const std::size_t at = kTags.find(tag);
      const std::string name = random_.chance(75) ? column(kTypes[at]) : "";
      return leaf(tag, name.empty() ? std::string(random_.of(kLiterals[at])) : name);
    }
    for (;;) {
      const Template& from = random_.of(kExpressionForms);
      if (from.tag == tag) return fill(from, depth);
    }
  }

  std::string any_column() { return schema_.empty() ? "k" : random_.of(schema_).name; }

  // A column of that type; empty: there is none.
  std::string column(Type type) {
    std::vector<std::string> names;
    for (const ColumnSpec& spec : schema_) {
      if (spec.type == type) names.push_back(spec.name);
    }
    return names.empty() ? "" : random_.of(names);
  }

  Random& random_;
  Catalog catalog_;
  Schema schema_;
  std::string lets_;
  int nested_ = 0;
};

}  // namespace

char tag_of(Type type) {
  for (std::size_t i = 0; i < std::size(kTypes); ++i) {
    if (kTypes[i] == type) return kTags[i];
  }
  return ' ';
}

Piece random_query(Random& random, const std::vector<Source>& sources) {
  return Maker(random, sources).query();
}

}  // namespace crumb::reference
