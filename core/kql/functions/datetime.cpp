// Functions of datetimes and timespans. The clock that now() and ago() read is the context's, never
// the machine's. Sources: learn.microsoft.com/kusto/query/datetime-diff-function and its
// neighbours. Answers out of range are null.
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "kql/functions/convert.h"
#include "kql/functions/datetime_parts.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"
#include "kql/functions/timezone.h"

namespace crumb::kql {
namespace {

using Ticks = std::optional<std::int64_t>;

Ticks checked(std::int64_t ticks) {
  return ticks < 0 || ticks > kMaxDatetimeTicks ? Ticks() : ticks;
}

Ticks moved(std::int64_t ticks, std::int64_t by) {
  std::int64_t out = 0;
  return __builtin_add_overflow(ticks, by, &out) ? Ticks() : checked(out);
}

Result<ColumnPtr> now(Args args, std::uint32_t, EvalContext& context) {
  const std::int64_t clock = context.now_ticks;
  if (args.empty()) return constant_column(Value::of_datetime(clock), 1);
  return map_unary<std::int64_t>(Type::kDatetime, args[0],
                                 [clock](std::int64_t offset) { return moved(clock, offset); });
}

Result<ColumnPtr> ago(Args args, std::uint32_t, EvalContext& context) {
  const std::int64_t clock = context.now_ticks;
  return map_unary<std::int64_t>(Type::kDatetime, args[0], [clock](std::int64_t span) {
    std::int64_t out = 0;
    return __builtin_sub_overflow(clock, span, &out) ? Ticks() : checked(out);
  });
}

// As for a Kusto table without the policy that keeps it.
Result<ColumnPtr> ingestion_time(Args, std::uint32_t, EvalContext&) {
  return constant_column(Value::null_of(Type::kDatetime), 1);
}

const std::optional<TimeZone>& prepared_zone(EvalContext& context, std::string_view name) {
  return context.prepared<std::optional<TimeZone>>("time zone", name, TimeZone::find);
}

// A time in a zone whose name is unknown, or one that leaves the years 1 to 9999, is null.
template <bool kToLocal>
Ticks zone_moved(std::int64_t ticks, const TimeZone& zone) {
  if (!checked(ticks)) return {};
  const std::int64_t second = ticks / kTicksPerSecond;
  const std::int64_t since = second - kUnixEpochTicks / kTicksPerSecond;
  const std::int64_t there = kToLocal ? zone.local_from_utc(since) : zone.utc_from_local(since);
  return moved(ticks, (there - since) * kTicksPerSecond);
}

template <bool kToLocal>
Result<ColumnPtr> between_zones(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[1].constant) {
    const std::optional<TimeZone>& zone = prepared_zone(context, args[1].column->text(0));
    return map_unary<std::int64_t>(Type::kDatetime, args[0], [&](std::int64_t ticks) {
      return zone ? zone_moved<kToLocal>(ticks, *zone) : Ticks();
    });
  }
  return lift(Type::kDatetime, args, rows, context, [](const Cells& c) -> Ticks {
    const std::optional<TimeZone>& zone = prepared_zone(c.context, c.text(1));
    return zone ? zone_moved<kToLocal>(c.integer(0), *zone) : Ticks();
  });
}

Result<Signature> bind_zone(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms("(date:datetime, timezone:string) -> datetime", args));
  const Value* name = args[1].constant;
  if (name != nullptr && !TimeZone::find(name->text)) {
    return fail(ErrorCode::kSemantic,
                "no time zone is named '" + make_visible(name->text) + "'; 'Europe/Paris' is one");
  }
  return signature;
}

// Start (kEnd false) or last tick of the period that holds the date, moved by so many periods.
template <Part kPart, bool kEnd>
Ticks period_edge(std::int64_t ticks, std::int64_t offset) {
  const Ticks start = add_part(kPart, start_of(kPart, ticks), offset);
  if (!start || !kEnd) return start;
  const Ticks next = add_part(kPart, *start, 1);
  return next ? *next - 1 : Ticks(kMaxDatetimeTicks);
}

template <Part kPart, bool kEnd>
Result<ColumnPtr> edge(Args args, std::uint32_t rows, EvalContext&) {
  if (args.size() == 1) {
    return map_unary<std::int64_t>(Type::kDatetime, args[0], [](std::int64_t ticks) {
      return period_edge<kPart, kEnd>(ticks, 0);
    });
  }
  return map_binary<std::int64_t, std::int64_t>(Type::kDatetime, args[0], args[1], rows,
                                                period_edge<kPart, kEnd>);
}

template <auto kFunction>
Result<ColumnPtr> int_of(Args args, std::uint32_t, EvalContext&) {
  return map_unary<std::int64_t>(Type::kInt, args[0], [](std::int64_t ticks) {
    return static_cast<std::int32_t>(kFunction(ticks));
  });
}

Result<ColumnPtr> day_of_week(Args args, std::uint32_t, EvalContext&) {
  return map_unary<std::int64_t>(Type::kTimespan, args[0],
                                 [](std::int64_t ticks) { return weekday(ticks) * kTicksPerDay; });
}

// --- functions with a part's name first
// --------------------------------------------------------------------------
enum class Role : std::uint8_t { kAdd, kDiff, kGet };

// The part must be one that the function knows; both checks are made where the query is bound.
template <Role kRole>
Result<Signature> bind_part(std::span<const BoundArg> args) {
  constexpr std::string_view kForms =
      kRole == Role::kAdd    ? "(part:string!, value:long, date:datetime) -> datetime"
      : kRole == Role::kDiff ? "(part:string!, a:datetime, b:datetime) -> long"
                             : "(part:string!, date:datetime) -> int";
  CRUMB_TRY(Signature signature, bind_forms(kForms, args));
  const auto part = part_from_name(args[0].constant->text);
  if (!part || (kRole != Role::kGet && *part >= Part::kDayOfYear)) {
    return fail(ErrorCode::kSemantic,
                make_visible(args[0].constant->text) + " is no part of a datetime");
  }
  return signature;
}

Part part_of(Args args) { return part_from_name(args[0].column->text(0)).value_or(Part::kDay); }

Result<ColumnPtr> datetime_add(Args args, std::uint32_t rows, EvalContext&) {
  const Part part = part_of(args);
  return map_binary<std::int64_t, std::int64_t>(
      Type::kDatetime, args[2], args[1], rows,
      [part](std::int64_t ticks, std::int64_t n) { return add_part(part, ticks, n); });
}

Result<ColumnPtr> datetime_diff(Args args, std::uint32_t rows, EvalContext&) {
  const Part part = part_of(args);
  return map_binary<std::int64_t, std::int64_t>(
      Type::kLong, args[1], args[2], rows,
      [part](std::int64_t a, std::int64_t b) { return count_of(part, a, b); });
}

Result<ColumnPtr> datetime_part(Args args, std::uint32_t, EvalContext&) {
  const Part part = part_of(args);
  return map_unary<std::int64_t>(Type::kInt, args[1], [part](std::int64_t ticks) {
    return static_cast<std::int32_t>(get_part(part, ticks));
  });
}

// --- making
// ------------------------------------------------------------------------------------------------------
Ticks make_datetime_from(const Cells& c) {
  const auto part = [&c](std::size_t i) { return i < c.size() ? c.real(i) : 0.0; };
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (!(part(i) >= 0 && part(i) <= 9999)) return std::nullopt;
  }
  CivilTime civil;
  civil.year = static_cast<std::int32_t>(part(0));
  civil.month = static_cast<std::int32_t>(part(1));
  civil.day = static_cast<std::int32_t>(part(2));
  civil.hour = static_cast<std::int32_t>(part(3));
  civil.minute = static_cast<std::int32_t>(part(4));
  const auto ticks =
      static_cast<std::int64_t>(std::llround(part(5) * static_cast<double>(kTicksPerSecond)));
  civil.second = static_cast<std::int32_t>(ticks / kTicksPerSecond);
  civil.tick = static_cast<std::int32_t>(ticks % kTicksPerSecond);
  return ticks_from_civil(civil);
}

Result<ColumnPtr> make_datetime(Args args, std::uint32_t rows, EvalContext& context) {
  if (args.size() == 1) return convert(args[0], Type::kDatetime, rows, context);
  return lift(Type::kDatetime, args, rows, context, make_datetime_from);
}

// (hours, minutes), (hours, minutes, seconds) or (days, hours, minutes, seconds).
Ticks make_timespan_from(const Cells& c) {
  const std::size_t days = c.size() == 4 ? 1 : 0;
  const std::int64_t hours = c.integer(days);
  const std::int64_t minutes = c.integer(days + 1);
  const double seconds =
      days + 2 < c.size() ? c.real(days + 2) : 0.0;  // the documentation has fractions here
  const std::int64_t day_count = days == 1 ? c.integer(0) : 0;
  const auto within = [](auto x, auto end) { return x >= 0 && x < end; };
  if (!within(hours, 24) || !within(minutes, 60) || !within(seconds, 60) ||
      !within(day_count, 10'675'199))
    return std::nullopt;
  return day_count * kTicksPerDay + hours * kTicksPerHour + minutes * kTicksPerMinute +
         std::llround(seconds * static_cast<double>(kTicksPerSecond));
}

Result<ColumnPtr> make_timespan(Args args, std::uint32_t rows, EvalContext& context) {
  if (args.size() == 1) return convert(args[0], Type::kTimespan, rows, context);
  return lift(Type::kTimespan, args, rows, context, make_timespan_from);
}

// kUnit: ticks in the unit that the number counts since 1970; 0 for nanoseconds, of which a tick
// has a hundred.
template <std::int64_t kUnit>
Result<ColumnPtr> from_unix(Args args, std::uint32_t, EvalContext&) {
  if (args[0].type() == Type::kLong) {
    return map_unary<std::int64_t>(Type::kDatetime, args[0], [](std::int64_t n) {
      std::int64_t ticks = n / 100;
      if (kUnit != 0 && __builtin_mul_overflow(n, kUnit, &ticks)) return Ticks();
      return moved(kUnixEpochTicks, ticks);
    });
  }
  return map_unary<double>(Type::kDatetime, args[0], [](double n) {
    const Ticks ticks = real_to_long(kUnit == 0 ? n / 100 : n * static_cast<double>(kUnit));
    return ticks ? moved(kUnixEpochTicks, *ticks) : Ticks();
  });
}

void write_datetime(const Cells& c, std::string& out) {
  append_formatted_datetime(out, c.integer(0), c.text(1));
}
void write_timespan(const Cells& c, std::string& out) {
  append_formatted_timespan(out, c.integer(0), c.text(1));
}

template <Part kPart, bool kEnd>
constexpr ScalarFunction edge_row(std::string_view name, std::string_view summary) {
  return row<"(date:datetime, [offset:long]) -> datetime">(name, summary, edge<kPart, kEnd>);
}
template <auto kFunction>
constexpr ScalarFunction int_row(std::string_view name, std::string_view summary) {
  return row<"(date:datetime) -> int">(name, summary, int_of<kFunction>);
}
template <std::int64_t kUnit>
constexpr ScalarFunction unix_row(std::string_view name, std::string_view summary) {
  return row<"(number:long) -> datetime | (number:number) -> datetime">(name, summary,
                                                                        from_unix<kUnit>);
}

constexpr std::string_view kPartSummary =
    "One part of a datetime, by its name: year, week_of_year, hour, millisecond ...";

constexpr ScalarFunction kDatetime[] = {
    row<"([offset:timespan]) -> datetime">("now", "The query's clock, moved by an offset.", now),
    row<"(span:timespan) -> datetime">("ago", "The query's clock minus a timespan.", ago),
    edge_row<Part::kDay, false>("startofday", "The first tick of the day, so many days later."),
    edge_row<Part::kWeek, false>("startofweek",
                                 "The first tick of the week, which begins on Sunday."),
    edge_row<Part::kMonth, false>("startofmonth", "The first tick of the month."),
    edge_row<Part::kYear, false>("startofyear", "The first tick of the year."),
    edge_row<Part::kDay, true>("endofday", "The last tick of the day, so many days later."),
    edge_row<Part::kWeek, true>("endofweek", "The last tick of the week, which ends on Saturday."),
    edge_row<Part::kMonth, true>("endofmonth", "The last tick of the month."),
    edge_row<Part::kYear, true>("endofyear", "The last tick of the year."),
    row<"(date:datetime) -> timespan">("dayofweek", "Days since Sunday, as a timespan.",
                                       day_of_week),
    int_row<[](std::int64_t t) { return civil_from_ticks(t).day; }>("dayofmonth",
                                                                    "Day of the month, 1 to 31."),
    int_row<[](std::int64_t t) { return get_part(Part::kDayOfYear, t); }>(
        "dayofyear", "Day of the year, 1 to 366."),
    int_row<[](std::int64_t t) { return civil_from_ticks(t).hour; }>("hourofday",
                                                                     "Hour of the day, 0 to 23."),
    int_row<[](std::int64_t t) { return civil_from_ticks(t).month; }>("monthofyear",
                                                                      "Month, 1 to 12."),
    int_row<[](std::int64_t t) { return civil_from_ticks(t).month; }>("getmonth",
                                                                      "Month, 1 to 12."),
    int_row<[](std::int64_t t) { return civil_from_ticks(t).year; }>("getyear", "Year."),
    int_row<[](std::int64_t t) { return get_part(Part::kWeekOfYear, t); }>(
        "week_of_year", "Week of the year as ISO 8601 counts."),
    cautioned(
        row<"() -> datetime">("ingestion_time",
                              "Null: an export does not say when a row was ingested.",
                              ingestion_time),
        [](std::span<const BoundArg>) -> std::string_view {
          return "ingestion_time() is null: an export does not say when a row was ingested; use "
                 "the time column of the table";
        }),
    row<"(date:datetime, timezone:string) -> datetime">(
        "datetime_utc_to_local", "What a clock in the time zone shows at that time.", bind_zone,
        between_zones<true>),
    row<"(date:datetime, timezone:string) -> datetime">(
        "datetime_local_to_utc",
        "The time at which a clock in the time zone shows that; of two such times the later.",
        bind_zone, between_zones<false>),
    row<"(part:string!, value:long, date:datetime) -> datetime">(
        "datetime_add", "The date moved by so many years, months, hours ...", bind_part<Role::kAdd>,
        datetime_add),
    row<"(part:string!, a:datetime, b:datetime) -> long">(
        "datetime_diff", "How many turns of the calendar part lie between b and a.",
        bind_part<Role::kDiff>, datetime_diff),
    row<"(part:string!, date:datetime) -> int">("datetime_part", kPartSummary,
                                                bind_part<Role::kGet>, datetime_part),
    row<"(part:string!, date:datetime) -> int">("datepart", kPartSummary, bind_part<Role::kGet>,
                                                datetime_part),
    row<"(year:number, month:number, day:number, [hour:number], [minute:number], [second:number]) "
        "-> datetime | "
        "(value:scalar) -> datetime">("make_datetime",
                                      "A datetime from its parts; null when there is no such day.",
                                      make_datetime),
    row<"(days:long, hours:long, minutes:long, seconds:number) -> timespan | "
        "(hours:long, minutes:long, [seconds:number]) -> timespan | (value:scalar) -> timespan">(
        "make_timespan", "A timespan from its parts.", make_timespan),
    unix_row<kTicksPerSecond>("unixtime_seconds_todatetime", "Seconds since 1970 as a datetime."),
    unix_row<kTicksPerMillisecond>("unixtime_milliseconds_todatetime",
                                   "Milliseconds since 1970 as a datetime."),
    unix_row<kTicksPerMicrosecond>("unixtime_microseconds_todatetime",
                                   "Microseconds since 1970 as a datetime."),
    unix_row<0>("unixtime_nanoseconds_todatetime", "Nanoseconds since 1970 as a datetime."),
    row<"(date:datetime, format:string!) -> string">(
        "format_datetime", "Printed as the format says: yyyy-MM-dd HH:mm:ss.fff tt ...",
        each<Type::kString, write_datetime>),
    row<"(span:timespan, format:string!) -> string">(
        "format_timespan", "Printed as the format says: dd.HH:mm:ss.fff ...",
        each<Type::kString, write_timespan>),
};

}  // namespace

ScalarTable datetime_functions() { return kDatetime; }

}  // namespace crumb::kql
