// The facade over ingest, kql, grade and timeline: keeps the files, the catalog, the analyst's
// decisions and the verdicts. Judges nothing itself.
#include "case/case_impl.h"

#include <algorithm>

#include "base/text.h"
#include "base/time.h"
#include "case/collection.h"
#include "derive/derive.h"

namespace crumb {

Case::Case() : impl_(std::make_unique<Impl>()) {}
Case::~Case() = default;

// --- files
// -------------------------------------------------------------------------------------------------

std::uint32_t Case::begin_file(std::string name) {
  impl_->changed();
  return impl_->ingest.begin_file(std::move(name));
}

Result<void> Case::push(std::uint32_t file, std::span<const std::uint8_t> bytes) {
  return impl_->packs.push(file, bytes);
}

void Case::end_file(std::uint32_t file, std::string_view broken) {
  impl_->changed();
  impl_->packs.end_file(file, broken);
}

void Case::set_container(std::uint32_t file, ingest::Container container) {
  impl_->ingest.set_container(file, std::move(container));
}

void Case::drop_file(std::uint32_t file) {
  impl_->changed();
  impl_->packs.drop_file(file);
}

std::uint32_t Case::refuse_file(std::string name, std::string reason) {
  return impl_->ingest.refuse_file(std::move(name), std::move(reason));
}

const std::vector<ingest::FileReport>& Case::files() const { return impl_->ingest.files(); }

bool Case::any_readable() const {
  return std::ranges::any_of(files(), [](const ingest::FileReport& file) {
    return !file.refused() && file.format != "network-pack";
  });
}

const NetworkPack* Case::network_pack() const { return impl_->packs.used().get(); }

void Case::set_reader(ReadBytes reader) { impl_->reader = std::move(reader); }

Result<std::string> Case::read_again(std::uint32_t file, std::uint64_t offset,
                                     std::uint32_t bytes) const {
  if (auto text = impl_->ingest.sheet_text(file, offset, bytes)) return std::move(*text);
  if (!impl_->reader) return std::string();
  return impl_->reader(file, offset, bytes);
}

// --- asking
// --------------------------------------------------------------------------------------------------

const Catalog& Case::catalog() {
  if (!impl_->published) {
    impl_->ingest.publish(impl_->catalog);
    judge_collection(impl_->ingest, impl_->catalog);
    derive::add_derived_rows(impl_->catalog);
    impl_->catalog.put_networks(impl_->packs.used());
    impl_->published = true;
  }
  return impl_->catalog;
}

std::int64_t Case::latest_event_ticks() {
  (void)catalog();
  std::int64_t latest = 0;
  for (const auto& file : files()) latest = std::max(latest, file.last_ticks);
  return latest;
}

Result<kql::QueryResult> Case::query(std::string_view text, const Asking& asking) {
  kql::QueryOptions options;
  options.now_ticks = asking.now_ticks.value_or(latest_event_ticks());
  options.origins = true;
  options.cancelled = asking.cancelled;
  options.seconds = asking.seconds;
  return kql::run(text, catalog(), impl_->environment(asking.verdict), {}, options);
}

kql::Completion Case::complete(std::string_view text, std::uint32_t cursor,
                               std::optional<std::uint32_t> verdict) {
  return kql::complete(text, cursor, catalog(), impl_->environment(verdict));
}

std::vector<Error> Case::check(std::string_view text) {
  return kql::check(text, catalog(), nullptr);
}

Result<RawRecord> Case::raw_record(RowRef row) {
  if (row.file >= files().size() || row.record >= files()[row.file].places.size()) {
    return fail(ErrorCode::kNotFound, "there is no such row in this case");
  }
  const ingest::FileReport& file = files()[row.file];
  const ingest::RecordPlace& place = file.places[row.record];
  RawRecord record{.file = file.name,
                   .line = place.line,
                   .record = row.record,
                   .table = {},
                   .text = {},
                   .fields = {}};
  if (!file.encoding.starts_with("utf-8")) {
    record.text = "(the file is " + file.encoding + ": the fields below are its decoded content)";
  } else {
    CRUMB_TRY(record.text, read_again(row.file, place.offset, place.bytes));
  }
  // A row that another table tells too is shown as the file has it.
  std::vector<std::string> names = catalog().names();
  std::ranges::stable_partition(names, [&](const std::string& name) {
    return ("+" + file.table + "+").find("+" + name + "+") != std::string::npos;
  });
  for (const std::string& name : names) {
    const TablePtr table = catalog().find(name);
    for (const Segment& segment : table->segments()) {
      const auto at = std::ranges::find(segment.origins.refs, row);
      if (at == segment.origins.refs.end()) continue;
      const auto index = static_cast<std::uint32_t>(at - segment.origins.refs.begin());
      record.table = table->name();
      for (std::size_t c = 0; c < segment.columns.size(); ++c) {
        const Value value = segment.columns[c]->value(index);
        std::string text = value.type == Type::kDynamic ? value.text : to_string(value);
        if (!text.empty()) record.fields.emplace_back(table->schema()[c].name, std::move(text));
      }
      return record;
    }
  }
  return record;
}

TablePage Case::page(const Table& table, std::uint64_t first_row, std::uint32_t rows) {
  constexpr std::size_t kOriginsShown = 8;
  TablePage page{.schema = table.schema(),
                 .total_rows = table.rows(),
                 .first_row = first_row,
                 .cells = {},
                 .origins = {}};
  std::uint64_t begin = 0;
  for (const Segment& segment : table.segments()) {
    const std::uint64_t end = begin + segment.rows;
    for (std::uint64_t row = std::max(begin, first_row); row < std::min(end, first_row + rows);
         ++row) {
      const auto index = static_cast<std::uint32_t>(row - begin);
      std::vector<std::string> cells;
      cells.reserve(segment.columns.size());
      for (const ColumnPtr& column : segment.columns) {
        const Value value = column->value(index);
        cells.push_back(make_visible(value.type == Type::kDynamic ? value.text : to_string(value)));
      }
      page.cells.push_back(std::move(cells));
      const auto refs = segment.origins.of(index);
      page.origins.emplace_back(refs.begin(), refs.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                 refs.size(), kOriginsShown)));
    }
    begin = end;
  }
  return page;
}

// --- judging
// ---------------------------------------------------------------------------------------------------

Result<void> Case::set_decisions(grade::Decisions decisions) {
  impl_->decisions = std::move(decisions);
  return {};
}

const grade::Decisions& Case::decisions() const { return impl_->decisions; }

void Case::add_check(std::string name, std::string text) {
  impl_->checks.push_back({std::move(name), std::move(text)});
}

Result<void> Case::grade(grade::GradeRequest request) {
  request.decisions = impl_->decisions;
  request.extra_checks = impl_->checks;
  const Catalog& tables = catalog();
  std::vector<grade::SourceFile> sources;
  for (const auto& file : files()) {
    sources.push_back({.name = file.name,
                       .table = file.table,
                       .rows = file.rows,
                       .rejected = file.rejected,
                       .truncated = file.truncated});
  }
  const auto line_of = [this](RowRef row) -> std::uint32_t {
    const bool known = row.file < files().size() && row.record < files()[row.file].places.size();
    return known ? files()[row.file].places[row.record].line : 0;
  };
  CRUMB_TRY(impl_->graded, grade::grade(tables, sources, line_of, request));
  return {};
}

const grade::Grading& Case::grading() const { return impl_->graded.grading; }

Result<timeline::Timeline> Case::timeline(std::uint32_t verdict) const {
  if (verdict >= impl_->graded.environments.size())
    return fail(ErrorCode::kNotFound, "there is no such verdict");
  const TablePtr events = impl_->graded.environments[verdict]->table("TimelineEvents");
  if (events == nullptr)
    return fail(ErrorCode::kInternal, "the playbook defines no TimelineEvents");
  return timeline::Timeline::build(*events);
}

}  // namespace crumb
