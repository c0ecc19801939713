// Plans and routes. JSON objects are in ingest/map_object.cpp, the end of a file is in
// ingest/map_finish.cpp.
#include "ingest/map.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "ingest/match.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kRoutes = 64;
constexpr std::size_t kShownOfRecord = 2048;  // bytes of a rejected record that are kept
constexpr std::size_t kShownOfValue = 80;

std::string shown(std::string_view value) {
  const bool cut = value.size() > kShownOfValue;
  if (cut) {
    std::size_t end = kShownOfValue;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
    value = value.substr(0, end);
  }
  return make_visible(value) + (cut ? "..." : "");
}

bool is_missing_cell(const Cell& cell) { return cell.kind == CellKind::kNull || cell.text.empty(); }

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() < 64 &&
         std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '_'; });
}

}  // namespace

const schema::TableInfo* table_of_category(std::string_view category) {
  for (const schema::TableInfo& table : schema::tables()) {
    if (!table.category.empty() && equals_ignore_case(table.category, category)) return &table;
  }
  return schema::find_table(category);
}

FileMapper::FileMapper(std::uint32_t file, const IngestLimits& limits, FileReport& report)
    : file_(file), limits_(&limits), report_(&report) {}

void FileMapper::note(std::string sentence) {
  if (std::ranges::find(notes_, sentence) == notes_.end()) notes_.push_back(std::move(sentence));
}

void FileMapper::named(const Dialect* dialect) {
  if (dialect != nullptr && std::ranges::find(named_, dialect) == named_.end())
    named_.push_back(dialect);
}

RowBuilder* FileMapper::builder_for(const Layout& layout, const schema::TableInfo& table) {
  if (std::ranges::find(tables_, &table) == tables_.end()) tables_.push_back(&table);
  for (const auto& builder : builders_) {
    if (&builder->layout() == &layout) return builder.get();
  }
  return builders_.emplace_back(std::make_unique<RowBuilder>(layout, file_, limits_->json_depth))
      .get();
}

// --- shapes
// ----------------------------------------------------------------------------------------------------

void FileMapper::read_names(Shape& shape, std::span<const std::string_view> names) {
  shape.names.clear();
  for (const std::string_view name : names) {
    const HeaderName header = read_header_name(name);
    local_time_ = local_time_ || header.local_time;
    utc_mark_ = utc_mark_ || header.utc_mark;
    if (header.lower == "type" && shape.type_column < 0)
      shape.type_column = static_cast<std::int32_t>(shape.names.size());
    if (header.lower == "category" && shape.category_column < 0)
      shape.category_column = static_cast<std::int32_t>(shape.names.size());
    shape.names.push_back(header.lower);
  }
}

void FileMapper::settle_by_columns(Shape& shape, std::string_view container,
                                   std::string_view envelope) {
  const TableMatch match = match_table(shape.names);
  if (match.table == nullptr) {
    named(envelope_dialect({container, envelope, shape.names, {}, {}, utc_mark_}));
    shape.plan.refuse = match.problem;
    if (refusal_.empty()) refusal_ = match.problem;
    return;
  }
  shape.plan = make_plan(shape, *match.layout, *match.table);
  if (shape.dialect == nullptr) {
    shape.dialect =
        columns_dialect({container, envelope, shape.names, {}, match.table->platform, utc_mark_});
    named(shape.dialect);
  }
}

void FileMapper::settle_by_dialect(Shape& shape) {
  const Dialect& dialect = *shape.dialect;
  const schema::TableInfo* table = schema::find_table(dialect.table);
  if (table == nullptr) {
    shape.plan.refuse = "there is no table " + dialect.table;
    return;
  }
  if (!dialect.record_column.empty()) {
    shape.extra = Extra::kRecord;
    shape.names.push_back(dialect.record_column);
  } else if (!dialect.file_column.empty()) {
    shape.extra = Extra::kFile;
    shape.names.push_back(dialect.file_column);
  }
  shape.plan = make_plan(shape, *layout_of(*table), *table);
}

void FileMapper::settle_as_own_table(Shape& shape) {
  own_ = ingest::own_table(shape.keys);
  shape.plan = make_plan(shape, own_->layout, own_->info);
}

const Layout& FileMapper::layout_for(const schema::TableInfo& table) const {
  return own_ != nullptr && &table == &own_->info ? own_->layout : *layout_of(table);
}

void FileMapper::settle(Shape& shape, std::string_view container, std::string_view envelope,
                        std::string_view category) {
  shape.dialect = marked_dialect({container, envelope, shape.names, category, {}, utc_mark_});
  // Rows of a table that were joined with a watchlist are rows of the table.
  if (shape.dialect != nullptr && shape.dialect->reads == "watchlist" &&
      match_table(shape.names).table != nullptr)
    shape.dialect = nullptr;
  named(shape.dialect);
  if (shape.dialect == nullptr) return settle_by_columns(shape, container, envelope);
  if (shape.dialect->reads == "table") return settle_by_dialect(shape);
  if (shape.dialect->reads == "watchlist") return settle_as_own_table(shape);
  if (!shape.dialect->refuse.empty()) {
    shape.plan.refuse = "This is " + shape.dialect->title + ": " + shape.dialect->refuse;
    if (refusal_.empty()) refusal_ = shape.plan.refuse;
  }
}

FileMapper::Plan FileMapper::make_plan(const Shape& shape, const Layout& layout,
                                       const schema::TableInfo& table) {
  Plan plan;
  plan.builder = builder_for(layout, table);
  for (const std::string& key : shape.keys) {
    if (!trim(key).empty() && seen_columns_.size() < 2 * std::size_t{limits_->columns})
      seen_columns_.emplace(trim(key));
  }
  struct Source {
    Target target;
    std::uint32_t index;
  };
  std::vector<Source> sources;
  for (std::uint32_t i = 0; i < shape.names.size(); ++i) {
    if (shape.names[i].empty()) continue;
    bool other_name = false;
    if (shape.dialect != nullptr && shape.dialect->reads == "table") {
      for (const Rename& rename : shape.dialect->rename) {
        if (rename.from != shape.names[i]) continue;
        other_name = true;
        if (const auto target = layout.find(rename.to)) sources.push_back({*target, i});
      }
    }
    if (other_name) continue;
    if (const auto target = layout.find(shape.names[i])) sources.push_back({*target, i});
  }
  std::ranges::stable_sort(sources, [](const Source& a, const Source& b) {
    return a.target.slot != b.target.slot ? a.target.slot < b.target.slot
                                          : a.target.rank < b.target.rank;
  });
  for (const Source& source : sources) {
    if (!plan.slots.empty() && plan.slots.back().slot == source.target.slot) {
      plan.slots.back().more.push_back(source.index);
    } else {
      plan.slots.push_back({source.target.slot, source.index, {}});
    }
  }
  // In the order of the file's columns: cells are read as they lie in memory.
  std::ranges::sort(plan.slots, {}, &PlanSlot::source);
  return plan;
}

// --- tables with named columns
// ------------------------------------------------------------------------------------

void FileMapper::set_columns(std::span<const std::string_view> names, std::string_view container,
                             std::string_view envelope) {
  has_columns_ = true;
  columns_ = {};
  for (const std::string_view name : names) columns_.keys.emplace_back(name);
  read_names(columns_, names);
  settle(columns_, container, envelope, {});
}

FileMapper::Plan* FileMapper::route(Shape& shape, std::string_view table_name) {
  if (const auto found = shape.routes.find(table_name); found != shape.routes.end())
    return &found->second;
  Plan plan;
  const schema::TableInfo* table = table_of_category(table_name);
  const Layout* layout = table != nullptr ? layout_of(*table) : nullptr;
  if (layout != nullptr) {
    plan = make_plan(shape, *layout, *table);
  } else {
    plan.refuse =
        "the record belongs to the table " + shown(table_name) + ", which is not one that is read";
    if (refusal_.empty()) refusal_ = plan.refuse;
  }
  if (shape.routes.size() >= kRoutes) shape.routes.clear();
  return &shape.routes.emplace(std::string(table_name), std::move(plan)).first->second;
}

// A union of tables names each record's table in Type; sign-in logs name theirs in Category.
FileMapper::Plan* FileMapper::plan_for(Shape& shape, std::span<const Cell> cells) {
  if (shape.type_column < 0 && shape.category_column < 0) return &shape.plan;
  if (shape.dialect != nullptr && shape.dialect->reads != "columns") return &shape.plan;
  if (shape.type_column >= 0) {
    const std::string_view type = cells[static_cast<std::size_t>(shape.type_column)].text;
    if (const schema::TableInfo* table = is_identifier(type) ? schema::find_table(type) : nullptr) {
      if (shape.plan.builder != nullptr && layout_of(*table) == &shape.plan.builder->layout())
        return &shape.plan;
      return route(shape, type);
    }
  }
  if (shape.category_column >= 0 && shape.plan.builder != nullptr) {
    const std::string_view category = cells[static_cast<std::size_t>(shape.category_column)].text;
    const schema::TableInfo* own = shape.plan.builder->layout().tables.front();
    if (!own->category.empty() && !equals_ignore_case(own->category, category)) {
      const schema::TableInfo* table = table_of_category(category);
      if (table != nullptr && !table->category.empty()) return route(shape, category);
    }
  }
  return &shape.plan;
}

void FileMapper::row(std::span<const Cell> cells, const RawRecord& raw) {
  if (cells.size() != columns_.keys.size()) {
    reject(raw, "the record has " + std::to_string(cells.size()) + " cells where the header has " +
                    std::to_string(columns_.keys.size()));
    return;
  }
  write(*plan_for(columns_, cells), with_extra(columns_, cells, raw), columns_, raw);
}

// The cells and the one behind them, when there is one; a view that lives until the next record.
std::span<const Cell> FileMapper::with_extra(const Shape& shape, std::span<const Cell> cells,
                                             const RawRecord& raw) {
  if (shape.extra == Extra::kNone) return cells;
  if (cells.data() != cells_.data()) cells_.assign(cells.begin(), cells.end());
  if (shape.extra == Extra::kRecord)
    cells_.push_back({raw.text, CellKind::kJson});
  else
    cells_.push_back({report_->name, CellKind::kText});
  return cells_;
}

void FileMapper::rows(std::span<const Cell> cells, std::span<const RawRecord> records) {
  const std::size_t width = columns_.keys.size();
  const Plan& plan = columns_.plan;
  const bool routed =
      columns_.type_column >= 0 || columns_.category_column >= 0 || columns_.extra != Extra::kNone;
  while (!records.empty()) {
    std::size_t count = records.size();
    if (!routed && plan.builder != nullptr)
      count = std::min<std::size_t>(count, plan.builder->room());
    if (routed || plan.builder == nullptr ||
        !write_columns(plan, cells.first(count * width), static_cast<std::uint32_t>(count))) {
      for (std::size_t i = 0; i < count; ++i) row(cells.subspan(i * width, width), records[i]);
    } else {
      const auto first = static_cast<std::uint32_t>(report_->places.size());
      for (std::size_t i = 0; i < count; ++i) report_->places.push_back(records[i].place);
      plan.builder->commit_many(first, static_cast<std::uint32_t>(count));
    }
    cells = cells.subspan(count * width);
    records = records.subspan(count);
  }
}

// False: some cell does not fit its column; nothing was written, row by row will find which.
bool FileMapper::write_columns(const Plan& plan, std::span<const Cell> cells, std::uint32_t count) {
  const std::size_t width = cells.size() / count;
  for (const PlanSlot& entry : plan.slots) {
    const std::span<const Cell> column = cells.subspan(entry.source);
    bool fits = true;
    if (entry.more.empty()) {
      fits = plan.builder->set_many(entry.slot, column.data(), width, count);
    } else {
      cells_.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        cells_[i] = column[i * width];
        for (std::size_t k = 0; k < entry.more.size() && is_missing_cell(cells_[i]); ++k)
          cells_[i] = cells[i * width + entry.more[k]];
      }
      fits = plan.builder->set_many(entry.slot, cells_.data(), 1, count);
    }
    if (fits) continue;
    plan.builder->rollback();
    return false;
  }
  return true;
}

void FileMapper::write(const Plan& plan, std::span<const Cell> cells, const Shape& shape,
                       const RawRecord& raw) {
  if (plan.builder == nullptr) {
    reject(raw, plan.refuse);
    return;
  }
  for (const PlanSlot& entry : plan.slots) {
    const Cell* cell = &cells[entry.source];
    std::uint32_t source = entry.source;
    for (std::size_t i = 0; i < entry.more.size() && is_missing_cell(*cell); ++i) {
      source = entry.more[i];
      cell = &cells[source];
    }
    if (plan.builder->set(entry.slot, *cell)) continue;
    plan.builder->rollback();
    const SlotSpec& slot = plan.builder->layout().slots[entry.slot];
    const std::string_view key =
        source < shape.keys.size() ? shape.keys[source] : shape.names[source];
    reject(raw, "the column " + shown(key) + " holds " + shown(cell->text) + ", which is not a " +
                    std::string(type_name(slot.type)) +
                    (slot.type == Type::kDynamic || slot.type == Type::kString
                         ? " (not JSON, or nested too deeply)"
                         : ""));
    return;
  }
  plan.builder->commit(static_cast<std::uint32_t>(report_->places.size()));
  report_->places.push_back(raw.place);
}

void FileMapper::reject(const RawRecord& raw, std::string reason) {
  const auto record = static_cast<std::uint32_t>(report_->places.size());
  report_->places.push_back(raw.place);
  ++report_->rejected;
  if (rejected_.size() >= limits_->kept_rejects) return;
  report_->rejects.push_back({record, reason});
  rejected_.push_back(
      {record, raw.place.line, std::move(reason), std::string(raw.text.substr(0, kShownOfRecord))});
}

}  // namespace crumb::ingest
