// Scalar functions and operators of the slow evaluator, a value at a time. Sources: their pages of
// learn.microsoft.com/kusto/query; nulls: scalar-data-types/null-values. Regular expressions,
// hashes, addresses and URLs are not here: the engine's unit tests have them.
#include <algorithm>
#include <cmath>

#include "base/time.h"
#include "reference/evaluate.h"

namespace crumb::reference {
namespace {

using namespace crumb::kql;

Value text(std::string_view value) { return Value::of_string(value); }
Value truth(bool value) { return Value::of_bool(value); }
bool is_false(const Value& v) { return !v.null && v.integer == 0; }
std::string_view str(const Call& call, std::size_t at) { return call.args[at].text; }
std::int64_t whole(const Call& call, std::size_t at) { return call.args[at].integer; }
double real(const Value& v) {
  return v.type == Type::kReal ? v.real : static_cast<double>(v.integer);
}

std::string joined(const std::vector<std::string>& parts, std::size_t begin, std::size_t count) {
  std::string out;
  for (std::size_t i = begin; i < parts.size() && i - begin < count; ++i) out += parts[i];
  return out;
}

// --- arithmetic
Value time_or_null(Call& call, std::int64_t ticks) {
  const bool fits = call.expr.type != Type::kDatetime || (ticks >= 0 && ticks <= kMaxDatetimeTicks);
  return fits ? number(call.expr.type, ticks) : call.null();
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0) && ((a < 0) != (b < 0)) ? 1 : 0);
}

template <char kOp>
Value arithmetic(Call& call) {
  const Value &a = call.args[0], &b = call.args[1];
  const Type type = call.expr.type;
  if (type == Type::kDynamic || a.type == Type::kDynamic || b.type == Type::kDynamic) {
    call.verdict().unknown = "arithmetic of dynamic values";
    return call.null();
  }
  if (type == Type::kReal || a.type == Type::kReal || b.type == Type::kReal) {
    const double x = real(a), y = real(b);
    double out = 0;
    if (kOp == '+') out = x + y;
    if (kOp == '-') out = x - y;
    if (kOp == '*') out = x * y;
    if (kOp == '/') out = x / y;
    if (kOp == '%') {  // a small number that is not negative
      out = std::fmod(x, y);
      if (out < 0) out += std::fabs(y);
      if (!std::isfinite(y)) call.verdict().open = "a remainder of infinity";
    }
    if (type == Type::kReal) return Value::of_real(out);
    const auto ticks = whole_of(out);
    return ticks ? time_or_null(call, *ticks) : call.null();
  }
  const std::int64_t x = a.integer, y = b.integer;
  std::int64_t out = 0;
  bool over = false;
  if (kOp == '+') over = __builtin_add_overflow(x, y, &out);
  if (kOp == '-') over = __builtin_sub_overflow(x, y, &out);
  if (kOp == '*') over = __builtin_mul_overflow(x, y, &out);
  if (kOp == '/' || kOp == '%') {
    if (y == 0) return call.null();
    over = y == -1 && x == INT64_MIN;
    if (!over) out = kOp == '/' ? x / y : x % y;
    if (!over && kOp == '%' && out < 0) out += y < 0 ? -y : y;
  }
  if (over) call.verdict().open = "an overflow";
  return time_or_null(call, out);
}

// bin(): the nearest multiple below; a size that is not positive gives null.
Value bin(Call& call) {
  const Value &a = call.args[0], &b = call.args[1];
  if (real(b) < 0) return call.null();
  if (real(b) == 0) {
    call.verdict().open = "a bin of size 0";
    return call.null();
  }
  if (call.expr.type == Type::kReal) {
    const double out = std::floor(real(a) / real(b)) * real(b);
    if (!std::isfinite(out)) call.verdict().open = "a bin of infinity";
    return Value::of_real(out);
  }
  if (a.type == Type::kReal || b.type == Type::kReal) {
    call.verdict().unknown = "a bin of mixed types";
    return call.null();
  }
  std::int64_t out = 0;
  if (__builtin_mul_overflow(floor_div(a.integer, b.integer), b.integer, &out))
    call.verdict().open = "an overflow";
  return time_or_null(call, out);
}

Value absolute(Call& call) {
  if (call.expr.type == Type::kReal) return Value::of_real(std::fabs(call.args[0].real));
  if (whole(call, 0) == INT64_MIN) {
    call.verdict().open = "an overflow";
    return call.null();
  }
  return number(call.expr.type, whole(call, 0) < 0 ? -whole(call, 0) : whole(call, 0));
}

Value ceiling(Call& call) {
  if (call.expr.type != Type::kReal) return call.args[0];
  return Value::of_real(std::ceil(call.args[0].real));
}

Value sign(Call& call) {
  const double x = real(call.args[0]);
  if (std::isnan(x)) call.verdict().open = "the sign of NaN";
  const int out = x > 0 ? 1 : x < 0 ? -1 : 0;
  return call.expr.type == Type::kReal ? Value::of_real(out) : number(call.expr.type, out);
}

// --- comparison
// Both null: null. One null: not equal. Otherwise by value.
template <bool kEqual>
Value equality(Call& call) {
  const Value &a = call.args[0], &b = call.args[1];
  if (a.type == Type::kDynamic || b.type == Type::kDynamic) {
    call.verdict().unknown = "dynamic values compared";
    return call.null();
  }
  if (a.null && b.null) return call.null();
  if (a.null || b.null) return truth(!kEqual);
  if (a.type == Type::kReal && (std::isnan(a.real) || std::isnan(b.real)))
    return truth(!kEqual);  // IEEE
  return truth((order(a, b) == 0) == kEqual);
}

template <char kOp>
Value less(Call& call) {
  const Value &a = call.args[0], &b = call.args[1];
  if (a.type == Type::kDynamic || b.type == Type::kDynamic)
    call.verdict().unknown = "dynamic values compared";
  if (a.type == Type::kReal && (std::isnan(a.real) || std::isnan(b.real))) return truth(false);
  const auto way = order(a, b);
  return truth(kOp == '<' ? way < 0 : kOp == '>' ? way > 0 : kOp == 'l' ? way <= 0 : way >= 0);
}

Value between(Call& call) {
  const Value &v = call.args[0], &low = call.args[1];
  Value high = call.args[2];
  if (high.type == Type::kTimespan && low.type == Type::kDatetime)  // as far as that after the low
    high = Value::of_datetime(low.integer + high.integer);
  if (v.type == Type::kDynamic) call.verdict().unknown = "dynamic values compared";
  if (v.type == Type::kReal &&
      (std::isnan(v.real) || std::isnan(low.real) || std::isnan(high.real)))
    return truth(false);
  return truth(order(v, low) >= 0 && order(v, high) <= 0);
}
Value not_between(Call& call) { return truth(!is_true(between(call))); }

// --- logic: false wins in `and`, true in `or`, else null is sticky
Value logic_and(Call& call) {
  if (is_false(call.args[0]) || is_false(call.args[1])) return truth(false);
  return call.args[0].null || call.args[1].null ? call.null() : truth(true);
}
Value logic_or(Call& call) {
  if (is_true(call.args[0]) || is_true(call.args[1])) return truth(true);
  return call.args[0].null || call.args[1].null ? call.null() : truth(false);
}
Value logic_not(Call& call) { return truth(!is_true(call.args[0])); }

// --- texts
bool is_alnum(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

enum class Match : std::uint8_t { kContains, kStarts, kEnds, kTerm, kTermPrefix, kTermSuffix };

bool matches(std::string_view in, std::string_view of, Match match) {
  if (match == Match::kContains) return in.find(of) != std::string_view::npos;
  if (match == Match::kStarts) return in.starts_with(of);
  if (match == Match::kEnds) return in.ends_with(of);
  if (of.empty()) return true;
  for (std::size_t at = in.find(of); at != std::string_view::npos; at = in.find(of, at + 1)) {
    const std::size_t end = at + of.size();
    const bool left = at == 0 || !is_alnum(in[at - 1]) || !is_alnum(of.front());
    const bool right = end == in.size() || !is_alnum(in[end]) || !is_alnum(of.back());
    if ((left || match == Match::kTermSuffix) && (right || match == Match::kTermPrefix))
      return true;
  }
  return false;
}

template <Match kMatch, bool kCase, bool kNot>
Value match_text(Call& call) {
  if (str(call, 1).empty() && kMatch != Match::kContains && kMatch != Match::kStarts &&
      kMatch != Match::kEnds)
    call.verdict().open = "a term that is empty";
  const bool found = kCase ? matches(str(call, 0), str(call, 1), kMatch)
                           : matches(folded(str(call, 0)), folded(str(call, 1)), kMatch);
  return truth(found != kNot);
}

template <bool kNot>
Value same_folded(Call& call) {
  return truth((folded(str(call, 0)) == folded(str(call, 1))) != kNot);
}

// The items of a list operator; a dynamic array stands for its elements.
std::vector<Value> items_of(Call& call) {
  std::vector<Value> out;
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const Value& arg = call.args[i];
    if (arg.type != Type::kDynamic) {
      out.push_back(arg);
      continue;
    }
    const json::Value from = tree(arg);
    if (from.as_array() == nullptr) {
      call.verdict().open = "a list that is no array";
      continue;
    }
    for (const json::Value& element : *from.as_array()) {
      if (element.is_null() && call.args[0].type == Type::kString)
        call.verdict().open = "a null element against a text";
      out.push_back(convert(wrapped(element), call.args[0].type, call.verdict()));
      if (out.back().null && element.as_string() != nullptr)
        call.verdict().open = "a text that is no value of the type";
    }
  }
  return out;
}

// Like `or` of ==, or `and` of !=.
template <bool kFold, bool kNot>
Value in_list(Call& call) {
  const Value& value = call.args[0];
  if (value.type == Type::kDynamic) call.verdict().unknown = "dynamic values compared";
  bool found = false, null = false;
  for (const Value& item : items_of(call)) {
    if (item.type != value.type) call.verdict().unknown = "a list of other types";
    if (item.type != value.type) return call.null();
    if (item.null && value.null) null = true;
    if (item.null || value.null) continue;
    const bool equal =
        kFold ? folded(item.text) == folded(value.text)
              : order(item, value) == 0 && !(value.type == Type::kReal && std::isnan(value.real));
    found = found || equal;
  }
  if (!found && null) return call.null();
  return truth(found != kNot);
}

template <bool kAll>
Value has_list(Call& call) {
  bool any = false, all = true;
  for (const Value& item : items_of(call)) {
    if (text_of(item).empty()) call.verdict().open = "a term that is empty";
    const bool found = matches(folded(text_of(call.args[0])), folded(text_of(item)), Match::kTerm);
    any = any || found;
    all = all && found;
  }
  return truth(kAll ? all : any);
}

Value strcat(Call& call) {
  std::string out;
  for (const Value& arg : call.args) out += text_of(arg);
  return text(out);
}
Value strcat_delim(Call& call) {
  std::string out;
  for (std::size_t i = 1; i < call.args.size(); ++i)
    out += (i > 1 ? std::string(str(call, 0)) : std::string()) + text_of(call.args[i]);
  return text(out);
}
Value strlen(Call& call) {
  return Value::of_long(static_cast<std::int64_t>(letters(str(call, 0)).size()));
}
Value lower(Call& call) { return text(folded(str(call, 0))); }
Value reverse(Call& call) {
  auto parts = letters(text_of(call.args[0]));
  std::reverse(parts.begin(), parts.end());
  return text(joined(parts, 0, parts.size()));
}
Value substring(Call& call) {
  const auto parts = letters(text_of(call.args[0]));
  const auto size = static_cast<std::int64_t>(parts.size());
  std::int64_t start = whole(call, 1);
  if (call.args[1].null || call.args.back().null) call.verdict().open = "a part without a place";
  if (start < -size) call.verdict().open = "a start before the text";
  if (start < 0) start = std::max<std::int64_t>(0, size + start);
  const std::int64_t count = call.args.size() > 2 ? whole(call, 2) : size;
  if (count < 0) call.verdict().open = "a negative length";
  return text(joined(parts, static_cast<std::size_t>(start),
                     static_cast<std::size_t>(std::max<std::int64_t>(0, count))));
}
Value indexof(Call& call) {
  if (call.args.size() > 2) call.verdict().unknown = "indexof of a part";
  const std::string in = text_of(call.args[0]), of = text_of(call.args[1]);
  if (of.empty()) call.verdict().open = "the place of an empty text";
  const std::size_t at = in.find(of);
  if (at == std::string::npos) return Value::of_long(-1);
  return Value::of_long(static_cast<std::int64_t>(letters(in.substr(0, at)).size()));
}
Value countof(Call& call) {
  if (call.args.size() > 2) call.verdict().unknown = "countof of a kind";
  if (str(call, 1).empty()) call.verdict().open = "how many empty texts";
  std::int64_t count = 0;
  for (std::size_t at = str(call, 0).find(str(call, 1));
       at != std::string_view::npos && count < 999; at = str(call, 0).find(str(call, 1), at + 1))
    ++count;
  return Value::of_long(count);
}
Value split(Call& call) {
  if (call.args.size() > 2) call.verdict().unknown = "split with an index";
  if (str(call, 1).empty()) {
    call.verdict().open = "split at nothing";
    return call.null();
  }
  json::Array out;
  std::string rest(str(call, 0));
  for (std::size_t at; (at = rest.find(str(call, 1))) != std::string::npos;) {
    out.emplace_back(rest.substr(0, at));
    rest = rest.substr(at + str(call, 1).size());
  }
  out.emplace_back(rest);
  return wrapped(json::Value(std::move(out)));
}
Value replace_string(Call& call) {
  const std::string of(str(call, 1)), by(str(call, 2));
  if (of.empty()) {
    call.verdict().open = "nothing replaced";
    return call.args[0];
  }
  std::string out, rest(str(call, 0));
  for (std::size_t at; (at = rest.find(of)) != std::string::npos;
       rest = rest.substr(at + of.size()))
    out += rest.substr(0, at) + by;
  return text(out + rest);
}

// --- choice
Value iff(Call& call) { return is_true(call.args[0]) ? call.args[1] : call.args[2]; }
Value choose(Call& call) {
  for (std::size_t i = 0; i + 1 < call.args.size(); i += 2) {
    if (is_true(call.args[i])) return call.args[i + 1];
  }
  return call.args.back();
}
bool is_empty(const Value& v) { return v.type == Type::kString ? v.text.empty() : v.null; }
Value coalesce(Call& call) {
  for (const Value& arg : call.args) {
    if (!is_empty(arg)) return arg;
  }
  return call.args.back();
}
template <bool kMax>
Value best_of(Call& call) {
  Value best = call.null();
  bool any = false;
  for (const Value& arg : call.args) {
    if (arg.null) continue;
    if (arg.type == Type::kReal && std::isnan(arg.real)) call.verdict().open = "the least of NaN";
    if (any && !(kMax ? order(arg, best) > 0 : order(arg, best) < 0)) continue;
    best = arg;
    any = true;
  }
  return best;
}
Value isnull(Call& call) { return truth(call.args[0].null); }
Value isnotnull(Call& call) { return truth(!call.args[0].null); }
Value isempty(Call& call) {
  if (call.args[0].type == Type::kDynamic) call.verdict().open = "an empty dynamic";
  return truth(is_empty(call.args[0]));
}
Value isnotempty(Call& call) { return truth(!is_true(isempty(call))); }
Value isnan(Call& call) { return truth(std::isnan(call.args[0].real)); }

// --- conversions
Value conversion(Call& call) { return convert(call.args[0], call.expr.type, call.verdict()); }
Value parse_json(Call& call) {
  if (call.args[0].type == Type::kDynamic) return call.args[0];
  if (str(call, 0).empty()) return call.null();
  if (auto parsed = json::parse(str(call, 0))) return wrapped(*parsed);
  return wrapped(json::Value(std::string(str(call, 0))));
}

// --- times
Value start_of(std::int64_t ticks, char part) {
  CivilTime civil = civil_from_ticks(ticks);
  civil.hour = civil.minute = civil.second = civil.tick = 0;
  if (part == 'm' || part == 'y') civil.day = 1;
  if (part == 'y') civil.month = 1;
  std::int64_t out = *ticks_from_civil(civil);
  if (part == 'w') out -= (out / kTicksPerDay + 1) % 7 * kTicksPerDay;  // day 1 was a Monday
  return Value::of_datetime(out);
}
std::int64_t moved_months(std::int64_t ticks, std::int64_t months, bool& fits) {
  CivilTime civil = civil_from_ticks(ticks);
  const std::int64_t all = civil.year * std::int64_t{12} + civil.month - 1 + months;
  civil.year = static_cast<std::int32_t>(floor_div(all, 12));
  civil.month = static_cast<std::int32_t>(all - floor_div(all, 12) * 12) + 1;
  fits = civil.year >= 1 && civil.year <= 9999;
  if (!fits) return 0;
  auto out = ticks_from_civil(civil);
  for (; !out; out = ticks_from_civil(civil)) --civil.day;
  return *out;
}
template <char kPart>
Value starting(Call& call) {
  if (call.args.size() > 1) call.verdict().unknown = "a start with an offset";
  return start_of(whole(call, 0), kPart);
}
template <char kPart>
Value ending(Call& call) {
  if (call.args.size() > 1) call.verdict().unknown = "an end with an offset";
  const std::int64_t start = start_of(whole(call, 0), kPart).integer;
  bool fits = true;
  const std::int64_t next = kPart == 'd'   ? start + kTicksPerDay
                            : kPart == 'w' ? start + 7 * kTicksPerDay
                                           : moved_months(start, kPart == 'm' ? 1 : 12, fits);
  if (!fits) call.verdict().open = "an end beyond all times";
  return Value::of_datetime(next - 1);
}
// now(offset) adds it, ago(span) takes it away.
template <int kSign>
Value clock_time(Call& call) {
  const std::int64_t by = call.args.empty() ? 0 : whole(call, 0);
  return time_or_null(call, call.evaluator.now_ticks + kSign * by);
}
Value dayofweek(Call& call) {
  return number(Type::kTimespan, (whole(call, 0) / kTicksPerDay + 1) % 7 * kTicksPerDay);
}
template <char kPart>
Value part(Call& call) {
  const CivilTime civil = civil_from_ticks(whole(call, 0));
  return number(call.expr.type, kPart == 'y'   ? civil.year
                                : kPart == 'm' ? civil.month
                                : kPart == 'd' ? civil.day
                                               : civil.hour);
}
struct Period {
  std::string_view name;
  std::int64_t ticks;
  std::int64_t months;
};
constexpr Period kPeriods[] = {
    {"year", 0, 12},
    {"quarter", 0, 3},
    {"month", 0, 1},
    {"week", 7 * kTicksPerDay, 0},
    {"day", kTicksPerDay, 0},
    {"hour", kTicksPerHour, 0},
    {"minute", kTicksPerMinute, 0},
    {"second", kTicksPerSecond, 0},
};
const Period* period_of(Call& call) {
  for (const Period& period : kPeriods) {
    if (period.name == folded(str(call, 0))) return &period;
  }
  call.verdict().unknown = "a period";
  return nullptr;
}
// How many bounds of periods lie between the two.
Value datetime_diff(Call& call) {
  const Period* period = period_of(call);
  if (period == nullptr) return call.null();
  const auto place = [&](std::int64_t ticks) {
    if (period->months > 0) {
      const CivilTime civil = civil_from_ticks(ticks);
      return (civil.year * std::int64_t{12} + civil.month - 1) / period->months;
    }
    // Weeks begin on Sundays, as startofweek() says.
    return (ticks + (period->name == "week" ? kTicksPerDay : 0)) / period->ticks;
  };
  return Value::of_long(place(whole(call, 1)) - place(whole(call, 2)));
}
Value datetime_add(Call& call) {
  const Period* period = period_of(call);
  if (period == nullptr) return call.null();
  bool fits = true;
  std::int64_t out = 0;
  if (period->months > 0) {
    out = moved_months(whole(call, 2), whole(call, 1) * period->months, fits);
  } else {
    std::int64_t by = 0;
    fits = !__builtin_mul_overflow(whole(call, 1), period->ticks, &by) &&
           !__builtin_add_overflow(whole(call, 2), by, &out);
  }
  return fits ? time_or_null(call, out) : call.null();
}

// --- dynamic
Value array_length(Call& call) {
  const json::Value from = tree(call.args[0]);
  if (from.as_array() == nullptr) return call.null();
  return Value::of_long(static_cast<std::int64_t>(from.as_array()->size()));
}
Value pack_array(Call& call) {
  json::Array out;
  for (const Value& arg : call.args) out.push_back(as_json(arg));
  return wrapped(json::Value(std::move(out)));
}
Value bag_pack(Call& call) {
  json::Object out;
  for (std::size_t i = 0; i + 1 < call.args.size(); i += 2) {
    const std::string key = text_of(call.args[i]);
    for (const json::Member& member : out) {
      if (member.first == key) call.verdict().open = "a key twice";
    }
    out.emplace_back(key, as_json(call.args[i + 1]));
  }
  return wrapped(json::Value(std::move(out)));
}
Value bag_keys(Call& call) {
  const json::Value from = tree(call.args[0]);
  if (from.as_object() == nullptr) return call.null();
  json::Array out;
  for (const json::Member& member : *from.as_object()) out.emplace_back(member.first);
  return wrapped(json::Value(std::move(out)));
}
Value array_slice(Call& call) {
  const json::Value from = tree(call.args[0]);
  if (from.as_array() == nullptr) return call.null();
  const auto size = static_cast<std::int64_t>(from.as_array()->size());
  std::int64_t begin = whole(call, 1), end = whole(call, 2);
  if (begin < 0) begin += size;
  if (end < 0) end += size;
  json::Array out;
  for (std::int64_t i = std::max<std::int64_t>(0, begin); i <= end && i < size; ++i)
    out.push_back((*from.as_array())[static_cast<std::size_t>(i)]);
  return wrapped(json::Value(std::move(out)));
}
Value strcat_array(Call& call) {
  const json::Value from = tree(call.args[0]);
  if (from.as_array() == nullptr) {
    call.verdict().open = "the elements of no array";
    return text("");
  }
  std::string out;
  for (std::size_t i = 0; i < from.as_array()->size(); ++i)
    out += (i > 0 ? text_of(call.args[1]) : "") + text_of(wrapped((*from.as_array())[i]));
  return text(out);
}

// --- windows
template <int kStep>
Value neighbour(Call& call) {
  const std::int64_t by = call.args.size() > 1 ? whole(call, 1) : 1;
  if (by < 0) call.verdict().open = "a negative offset";
  const std::int64_t at = static_cast<std::int64_t>(call.place.at) + kStep * by;
  if (at >= 0 && at < static_cast<std::int64_t>(call.place.rows.size()))
    return call.evaluator.value(*call.expr.args[0],
                                {call.place.rows, static_cast<std::size_t>(at)});
  return call.args.size() > 2 ? call.args[2] : call.null();
}
Value row_number(Call& call) {
  const std::int64_t start = call.args.empty() ? 1 : whole(call, 0);
  std::int64_t out = start;
  for (std::size_t i = 1; i <= call.place.at; ++i) {
    const bool again = call.expr.args.size() > 1 &&
                       is_true(call.evaluator.value(*call.expr.args[1], {call.place.rows, i}));
    out = again ? start : out + 1;
  }
  return Value::of_long(out);
}
Value row_cumsum(Call& call) {
  const bool reals = call.expr.type == Type::kReal;
  std::int64_t sum = 0;
  double real_sum = 0;
  for (std::size_t i = 0; i <= call.place.at; ++i) {
    const Place place{call.place.rows, i};
    const bool again =
        call.expr.args.size() > 1 && is_true(call.evaluator.value(*call.expr.args[1], place));
    if (again) sum = 0, real_sum = 0;
    const Value term = call.evaluator.value(*call.expr.args[0], place);
    if (term.null) {
      call.verdict().open = "a sum of null";
      continue;
    }
    if (__builtin_add_overflow(sum, term.integer, &sum)) call.verdict().open = "a sum overflows";
    real_sum += term.real;
  }
  return reals ? Value::of_real(real_sum) : number(call.expr.type, sum);
}

// Runs of one letter stand for a part of the time, everything else for itself.
Value format_datetime(Call& call) {
  const CivilTime time = civil_from_ticks(call.args[0].integer);
  const std::string_view format = str(call, 1);
  const auto padded = [](std::int64_t value, std::size_t width) {
    std::string digits = std::to_string(value);
    return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
  };
  std::string out;
  for (std::size_t i = 0, n = 0; i < format.size(); i += n) {
    const char letter = format[i];
    for (n = 1; i + n < format.size() && format[i + n] == letter;) ++n;
    const std::int64_t hour12 = (time.hour + 11) % 12 + 1;
    if (letter == 'y' && n == 4) {
      out += padded(time.year, 4);
    } else if (letter == 'y' && n == 2) {
      out += padded(time.year % 100, 2);
    } else if (letter == 't' && n == 2) {
      out += time.hour < 12 ? "AM" : "PM";
    } else if (letter == 'f' && n <= 7) {
      out += padded(time.tick, 7).substr(0, n);
    } else if (const std::size_t at = std::string_view("MdHhms").find(letter);
               at != std::string_view::npos && n <= 2) {
      const std::int64_t parts[] = {time.month, time.day,    time.hour,
                                    hour12,     time.minute, time.second};
      out += padded(parts[at], n);
    } else if (std::string_view(" /-:,._[]").find(letter) != std::string_view::npos) {
      out += std::string(n, letter);
    } else {
      call.verdict().unknown = "a format";
    }
  }
  return text(out);
}

constexpr FunctionRow kOperators[] = {
    {"+", true, arithmetic<'+'>},
    {"-", true, arithmetic<'-'>},
    {"*", true, arithmetic<'*'>},
    {"/", true, arithmetic<'/'>},
    {"%", true, arithmetic<'%'>},
    {"==", false, equality<true>},
    {"!=", false, equality<false>},
    {"<", true, less<'<'>},
    {">", true, less<'>'>},
    {"<=", true, less<'l'>},
    {">=", true, less<'g'>},
    {"between", true, between},
    {"!between", true, not_between},
    {"and", false, logic_and},
    {"or", false, logic_or},
    {"=~", false, same_folded<false>},
    {"!~", false, same_folded<true>},
    {"contains", false, match_text<Match::kContains, false, false>},
    {"!contains", false, match_text<Match::kContains, false, true>},
    {"contains_cs", false, match_text<Match::kContains, true, false>},
    {"!contains_cs", false, match_text<Match::kContains, true, true>},
    {"startswith", false, match_text<Match::kStarts, false, false>},
    {"!startswith", false, match_text<Match::kStarts, false, true>},
    {"startswith_cs", false, match_text<Match::kStarts, true, false>},
    {"endswith", false, match_text<Match::kEnds, false, false>},
    {"!endswith", false, match_text<Match::kEnds, false, true>},
    {"endswith_cs", false, match_text<Match::kEnds, true, false>},
    {"has", false, match_text<Match::kTerm, false, false>},
    {"!has", false, match_text<Match::kTerm, false, true>},
    {"has_cs", false, match_text<Match::kTerm, true, false>},
    {"!has_cs", false, match_text<Match::kTerm, true, true>},
    {"hasprefix", false, match_text<Match::kTermPrefix, false, false>},
    {"!hasprefix", false, match_text<Match::kTermPrefix, false, true>},
    {"hassuffix", false, match_text<Match::kTermSuffix, false, false>},
    {"!hassuffix", false, match_text<Match::kTermSuffix, false, true>},
    {"in", false, in_list<false, false>},
    {"!in", false, in_list<false, true>},
    {"in~", false, in_list<true, false>},
    {"!in~", false, in_list<true, true>},
    {"has_any", false, has_list<false>},
    {"has_all", false, has_list<true>},
};

constexpr FunctionRow kFunctions[] = {
    {"bin", true, bin},
    {"floor", true, bin},
    {"abs", true, absolute},
    {"ceiling", true, ceiling},
    {"sign", true, sign},
    {"not", true, logic_not},
    {"strcat", false, strcat},
    {"strcat_delim", false, strcat_delim},
    {"strlen", false, strlen},
    {"tolower", false, lower},
    {"reverse", false, reverse},
    {"substring", false, substring},
    {"indexof", false, indexof},
    {"countof", false, countof},
    {"split", false, split},
    {"replace_string", false, replace_string},
    {"iff", false, iff},
    {"iif", false, iff},
    {"case", false, choose},
    {"coalesce", false, coalesce},
    {"max_of", false, best_of<true>},
    {"min_of", false, best_of<false>},
    {"isnull", false, isnull},
    {"isnotnull", false, isnotnull},
    {"isempty", false, isempty},
    {"isnotempty", false, isnotempty},
    {"isnan", true, isnan},
    {"tostring", false, conversion},
    {"tolong", true, conversion},
    {"toint", true, conversion},
    {"toreal", true, conversion},
    {"todouble", true, conversion},
    {"tobool", true, conversion},
    {"todatetime", true, conversion},
    {"totimespan", true, conversion},
    {"toguid", true, conversion},
    {"(to dynamic)", false, conversion},
    {"parse_json", true, parse_json},
    {"todynamic", true, parse_json},
    {"startofday", true, starting<'d'>},
    {"startofweek", true, starting<'w'>},
    {"startofmonth", true, starting<'m'>},
    {"startofyear", true, starting<'y'>},
    {"endofday", true, ending<'d'>},
    {"endofweek", true, ending<'w'>},
    {"endofmonth", true, ending<'m'>},
    {"endofyear", true, ending<'y'>},
    {"now", true, clock_time<1>},
    {"ago", true, clock_time<-1>},
    {"dayofweek", true, dayofweek},
    {"getyear", true, part<'y'>},
    {"monthofyear", true, part<'m'>},
    {"getmonth", true, part<'m'>},
    {"dayofmonth", true, part<'d'>},
    {"hourofday", true, part<'h'>},
    {"format_datetime", true, format_datetime},
    {"datetime_diff", true, datetime_diff},
    {"datetime_add", true, datetime_add},
    {"array_length", true, array_length},
    {"pack_array", false, pack_array},
    {"bag_pack", false, bag_pack},
    {"bag_keys", true, bag_keys},
    {"array_slice", true, array_slice},
    {"strcat_array", false, strcat_array},
    {"prev", false, neighbour<-1>},
    {"next", false, neighbour<1>},
    {"row_number", false, row_number},
    {"row_cumsum", false, row_cumsum},
};

}  // namespace

const FunctionRow* find_operator(std::string_view name) {
  for (const FunctionRow& row : kOperators) {
    if (row.name == name) return &row;
  }
  return nullptr;
}
const FunctionRow* find_function(std::string_view name) {
  for (const FunctionRow& row : kFunctions) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace crumb::reference
