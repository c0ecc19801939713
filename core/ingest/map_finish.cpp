// The end of a file: day and month decided from all its cells, first and last time, columns, and
// the sentence of the report.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "base/time.h"
#include "ingest/map.h"

namespace crumb::ingest {
namespace {

constexpr std::uint64_t kRowCaps[] = {10'000, 30'000, 50'000,
                                      100'000};  // where exports of any kind are cut
constexpr std::size_t kListedColumns = 200;
constexpr std::size_t kListedGaps = 8;
constexpr std::int64_t kGapHours = 20 * 366 * 24;

struct Range {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  void add(std::int64_t ticks) {
    first = std::min(first, ticks);
    last = std::max(last, ticks);
  }
  [[nodiscard]] bool empty() const { return first > last; }
  [[nodiscard]] std::int64_t span() const { return empty() ? 0 : last - first; }
};

// The file's times with the open ones read as they stand, or with day and month in each other's
// place.
Range time_range(const RowBuilder& builder, bool swapped) {
  Range out;
  if (!builder.layout().time_slot) return out;
  const std::uint32_t slot = *builder.layout().time_slot;
  for (const RowSegment& segment : builder.segments()) {
    const ColumnPtr& column = segment.slots[slot];
    if (column == nullptr) continue;
    const auto ticks = column->longs();
    std::size_t next_open = 0;
    const auto& open = segment.open_rows[slot];
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      const bool is_open = next_open < open.size() && open[next_open] == row;
      next_open += is_open ? 1 : 0;
      if (!column->is_null(row))
        out.add(swapped && is_open ? swap_day_and_month(ticks[row]) : ticks[row]);
    }
  }
  return out;
}

void swap_open_times(RowSegment& segment) {
  for (std::size_t slot = 0; slot < segment.slots.size(); ++slot) {
    const auto& open = segment.open_rows[slot];
    if (open.empty() || segment.slots[slot] == nullptr) continue;
    const Column& column = *segment.slots[slot];
    std::vector<std::int64_t> ticks(column.longs().begin(), column.longs().end());
    for (const std::uint32_t row : open) ticks[row] = swap_day_and_month(ticks[row]);
    segment.slots[slot] = std::make_shared<const Column>(
        Type::kDatetime, std::move(ticks),
        std::vector<std::uint8_t>(column.nulls().begin(), column.nulls().end()));
  }
}

}  // namespace

// Evidence, strongest first: a number above 12 in one place; else the reading under which the file
// spans less time.
void FileMapper::decide_day_and_month() {
  std::uint64_t day_first = 0, month_first = 0;
  bool open = false;
  Range as_month_first, as_day_first;
  for (const auto& builder : builders_) {
    day_first += builder->day_first();
    month_first += builder->month_first();
    if (!builder->has_open_times()) continue;
    open = true;
    for (const bool swapped : {false, true}) {
      const Range range = time_range(*builder, swapped);
      if (range.empty()) continue;
      Range& sum = swapped ? as_day_first : as_month_first;
      sum.add(range.first);
      sum.add(range.last);
    }
  }
  if (!open) return;
  bool swap = day_first > month_first;
  if (day_first != 0 && month_first != 0) {
    note(
        "Its dates are written in both orders, day first and month first; those that could be "
        "either were read as " +
        std::string(swap ? "day first." : "month first."));
  } else if (day_first == 0 && month_first == 0) {
    swap = as_day_first.span() < as_month_first.span();
    note("Nothing in it says whether dates are day first or month first; they were read as " +
         std::string(swap ? "day first" : "month first") + ", so that the file runs from " +
         format_datetime(swap ? as_day_first.first : as_month_first.first) + " to " +
         format_datetime(swap ? as_day_first.last : as_month_first.last) + " and not from " +
         format_datetime(swap ? as_month_first.first : as_day_first.first) + " to " +
         format_datetime(swap ? as_month_first.last : as_day_first.last) + ".");
  }
  if (!swap) return;
  for (const auto& builder : builders_) {
    for (RowSegment& segment : builder->segments()) swap_open_times(segment);
  }
}

// Spans of a day and more between two neighbouring times, the longest ones in order of time. By the
// hour, so that the cost is one step a row; a file that spans more than kGapHours tells none.
void FileMapper::find_gaps() {
  const std::int64_t hours = (report_->last_ticks - report_->first_ticks) / kTicksPerHour + 1;
  if (report_->first_ticks == 0 || hours < 24 || hours > kGapHours) return;
  std::vector<Range> seen(static_cast<std::size_t>(hours));
  for (const auto& builder : builders_) {
    const auto slot = builder->layout().time_slot;
    for (const RowSegment& segment : builder->segments()) {
      const ColumnPtr column = slot ? segment.slots[*slot] : nullptr;
      for (std::uint32_t row = 0; column != nullptr && row < segment.rows; ++row) {
        if (column->is_null(row)) continue;
        const std::int64_t ticks = column->longs()[row];
        seen[static_cast<std::size_t>((ticks - report_->first_ticks) / kTicksPerHour)].add(ticks);
      }
    }
  }
  auto& gaps = report_->gaps;
  std::int64_t before = report_->first_ticks;
  for (const Range& hour : seen) {
    if (hour.empty()) continue;
    if (hour.first - before >= kTicksPerDay) gaps.emplace_back(before, hour.first);
    before = hour.last;
  }
  std::ranges::stable_sort(gaps, std::ranges::greater(),
                           [](const auto& gap) { return gap.second - gap.first; });
  gaps.resize(std::min(gaps.size(), kListedGaps));
  std::ranges::sort(gaps);
}

void FileMapper::finish_times() {
  Range all;
  for (const auto& builder : builders_) {
    const Range range = time_range(*builder, false);
    if (range.empty()) continue;
    all.add(range.first);
    all.add(range.last);
  }
  if (all.empty()) return;
  report_->first_ticks = all.first;
  report_->last_ticks = all.last;
}

// The names under which a column of the file goes in: its own, or its dialect's for it.
std::vector<std::string> FileMapper::table_names(std::string lower) const {
  std::vector<std::string> out;
  for (const Dialect* dialect : named_) {
    for (const Rename& rename : dialect->rename) {
      if (dialect->reads == "table" && rename.from == lower) out.push_back(rename.to);
    }
  }
  if (out.empty()) out.push_back(std::move(lower));
  return out;
}

void FileMapper::finish_columns() {
  std::vector<std::string> lower_seen;
  for (const std::string& name : seen_columns_) {
    const std::vector<std::string> names = table_names(read_header_name(name).lower);
    lower_seen.insert(lower_seen.end(), names.begin(), names.end());
    const bool known = std::ranges::any_of(builders_, [&](const auto& b) {
      return std::ranges::any_of(
          names, [&](const std::string& lower) { return b->layout().find(lower).has_value(); });
    });
    const bool ours = name.find("@odata.") == std::string_view::npos;  // else OData's own notes
    if (!known && ours && report_->unknown_columns.size() < kListedColumns)
      report_->unknown_columns.push_back(make_visible(name));
  }
  for (const schema::TableInfo* table : tables_) {
    const Layout& layout = layout_for(*table);
    std::vector<bool> filled(layout.slots.size(), false);
    for (const std::string& lower : lower_seen) {
      if (const auto target = layout.find(lower)) filled[target->slot] = true;
    }
    const std::size_t index =
        static_cast<std::size_t>(std::ranges::find(layout.tables, table) - layout.tables.begin());
    for (std::size_t i = 0; i < table->columns.size(); ++i) {
      if (filled[layout.columns[index][i]] || report_->missing_columns.size() >= kListedColumns)
        continue;
      const std::string prefix = tables_.size() > 1 ? table->name + "." : "";
      report_->missing_columns.push_back(prefix + table->columns[i].name);
    }
  }
}

void FileMapper::finish_reason() {
  std::vector<std::uint64_t> caps(std::begin(kRowCaps), std::end(kRowCaps));
  for (const Dialect* dialect : named_)
    caps.insert(caps.end(), dialect->row_caps.begin(), dialect->row_caps.end());
  if (report_->rows != 0 && std::ranges::find(caps, report_->records) != caps.end()) {
    report_->truncated = true;
    note("It has exactly " + std::to_string(report_->records) +
         " records, a number at which exports are cut: there are probably more.");
  }
  const bool no_seconds = std::ranges::any_of(
      builders_, [](const auto& builder) { return builder->no_seconds() != 0; });
  if (no_seconds && report_->rows != 0)
    note(
        "Times in it were saved without seconds, as spreadsheets do: what happened within one "
        "minute has no order.");
  if (local_time_ && report_->rows != 0)
    note(
        "Its times are in the zone of whoever exported it, which it does not name; they were read "
        "as UTC.");
  if (report_->table.empty()) {
    std::string why = refusal_;
    const bool says_what = why.starts_with("This is ");
    if (!why.empty() && !says_what && !named_.empty())
      why = "This is " + named_.front()->title + ": " + why;
    if (why.empty() && report_->rejected != 0 && !report_->rejects.empty())
      why = "no record could be read; the first one: " + report_->rejects.front().reason;
    if (why.empty()) why = "it holds no records";
    if (why.front() >= 'a' && why.front() <= 'z')
      why.front() = static_cast<char>(why.front() - 'a' + 'A');
    if (!why.ends_with('.')) why.push_back('.');
    notes_.insert(notes_.begin(), std::move(why));
  }
  for (const std::string& sentence : notes_) {
    if (!report_->reason.empty()) report_->reason.push_back(' ');
    report_->reason += sentence;
  }
}

// As Sentinel calls the list in its column WatchlistAlias, else as the file is called.
void FileMapper::name_own_table() {
  std::string_view name = report_->name;
  name.remove_prefix(name.find_last_of("/\\") + 1);
  own_->info.name = name.substr(0, name.find_last_of('.'));
  const auto alias = own_->layout.find("watchlistalias");
  for (const auto& builder : builders_) {
    if (&builder->layout() != &own_->layout || builder->segments().empty() || !alias) continue;
    const ColumnPtr& column = builder->segments().front().slots[alias->slot];
    if (column != nullptr && !column->text(0).empty()) own_->info.name = column->text(0);
  }
}

void FileMapper::finish() {
  for (const auto& builder : builders_) {
    builder->finish();
    report_->rows += builder->rows();
  }
  report_->records = report_->places.size();
  if (own_ != nullptr) name_own_table();
  // A header alone is an export without rows; rows that were all rejected are no table.
  std::erase_if(tables_, [&](const schema::TableInfo* table) {
    if (report_->rows == 0) return report_->rejected != 0;
    return std::ranges::none_of(builders_, [&](const auto& b) {
      return &b->layout() == &layout_for(*table) && b->rows() != 0;
    });
  });
  for (const schema::TableInfo* table : tables_)
    report_->table += (report_->table.empty() ? "" : "+") + table->name;
  for (const Dialect* dialect : named_)
    report_->dialect += (report_->dialect.empty() ? "" : "+") + dialect->id;
  decide_day_and_month();
  finish_times();
  find_gaps();
  finish_columns();
  finish_reason();
}

}  // namespace crumb::ingest
