// Counts rows by hour, once a table, and answers for any window from the counts.
#include "grade/coverage.h"

#include <algorithm>

#include "base/time.h"

namespace crumb::grade {
namespace {

// An export's end shows only to the grain of its rows.
constexpr std::int64_t kGrain = 6 * kTicksPerHour;

std::string day(std::int64_t ticks) { return format_datetime(ticks).substr(0, 16) + "Z"; }

Result<TableCoverage> measure_one(const Asker& asker, const SourceTable& source) {
  TableCoverage out;
  out.loaded = asker.catalog->is_loaded(source.table);
  if (!out.loaded) return out;
  const std::string from = source.table + " | where isnotnull(" + source.time_column + ")";
  CRUMB_TRY(const TablePtr hours,
            asker.rows(from + " | summarize Rows = count(), First = min(" + source.time_column +
                       "), Last = max(" + source.time_column + ") by Hour = bin(" +
                       source.time_column + ", 1h)"));
  for_each_row(*hours, [&](const RowView& row) {
    const auto rows = static_cast<std::uint64_t>(row.integer("Rows"));
    out.hours[row.integer("Hour")] += rows;
    out.rows += rows;
    const std::int64_t first = row.integer("First"), last = row.integer("Last");
    if (out.first == 0 || first < out.first) out.first = first;
    out.last = std::max(out.last, last);
  });
  if (source.user_condition.empty()) return out;
  CRUMB_TRY(const TablePtr mine,
            asker.rows(from + " | where " + source.time_column + " between (B0 .. W0) and (" +
                       source.user_condition + ") | count"));
  for_each_row(*mine, [&](const RowView& row) {
    out.user_rows_before = static_cast<std::uint64_t>(row.integer("Count"));
  });
  return out;
}

}  // namespace

Result<Coverage> Coverage::measure(const Asker& asker, const Playbook& playbook,
                                   std::int64_t clock_ticks) {
  Coverage out;
  out.clock_ = clock_ticks;
  const Catalog complete = asker.catalog->complete();
  Asker plain = asker;
  plain.catalog = &complete;
  plain.options.origins = false;
  for (const SourceTable& source : playbook.sources) {
    CRUMB_TRY(out.tables_[source.table], measure_one(plain, source));
    out.sparse_[source.table] = source.sparse;
    out.limits_[source.table] = asker.catalog->limits(source.table);
    if (source.user_condition.empty())
      out.tables_[source.table].user_rows_before = out.tables_[source.table].rows;
  }
  return out;
}

const TableCoverage& Coverage::table(std::string_view name) const {
  const auto at = tables_.find(name);
  return at == tables_.end() ? none_ : at->second;
}

std::string Coverage::gap(const Needed& needed, Window window) const {
  std::string out = gap_without_limits(needed, window);
  const auto limits = limits_.find(needed.table);
  if (!out.empty() && limits != limits_.end() && !limits->second.empty())
    out += "; " + limits->second;
  return out;
}

std::string Coverage::gap_without_limits(const Needed& needed, Window window) const {
  const TableCoverage& table = this->table(needed.table);
  if (!table.loaded) return needed.table + " is not among the files";
  if (table.rows == 0) return needed.table + " holds no row with a time";
  const std::int64_t end = std::min(window.end, clock_);
  const auto sparse = sparse_.find(needed.table);
  const bool rare = sparse != sparse_.end() && sparse->second;
  if (table.first > window.begin + kGrain)
    return needed.table + " begins at " + day(table.first) + ", after the window does";
  if (!rare && table.last + kGrain < end)
    return needed.table + " ends at " + day(table.last) + ", before the window does";
  const auto first = table.hours.lower_bound(window.begin - window.begin % kTicksPerHour);
  const bool any = first != table.hours.end() && first->first <= window.end;
  if (!any && !rare) return needed.table + " holds no row of anyone in the window";
  if (rare && table.last < window.begin)
    return needed.table + " ends at " + day(table.last) + ", before the window begins";
  if (!needed.tenant && table.user_rows_before == 0)
    return needed.table + " holds no row of the user before T0 - 2 d";
  return {};
}

}  // namespace crumb::grade
