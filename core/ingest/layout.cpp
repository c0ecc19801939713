// Slots from schema columns, and header names.
#include "ingest/layout.h"

#include <algorithm>

#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::string_view kTimeColumns[] = {"timestamp", "timegenerated"};
constexpr std::string_view kUnionSuffixes[] = {"_string", "_long",     "_int",  "_dynamic", "_real",
                                               "_double", "_datetime", "_bool", "_guid"};

bool is_time_column(std::string_view lower) {
  return std::ranges::find(kTimeColumns, lower) != std::end(kTimeColumns);
}

struct LayoutMaker {
  Layout layout;

  std::uint32_t slot_for(const schema::ColumnInfo& column) {
    const std::string lower = to_lower(column.name);
    if (const auto found = layout.names.find(lower);
        found != layout.names.end() && found->second.rank == 0)
      return found->second.slot;
    if (is_time_column(lower)) {
      for (const std::string_view other : kTimeColumns) {
        const auto found = layout.names.find(other);
        if (found != layout.names.end()) return found->second.slot;
      }
    }
    for (const std::string& other :
         column.reads) {  // both names are columns: AadDeviceId, EntraIdDeviceId
      const auto found = layout.names.find(to_lower(other));
      if (found != layout.names.end() && found->second.rank == 0) return found->second.slot;
    }
    layout.slots.push_back({column.name, column.type});
    return static_cast<std::uint32_t>(layout.slots.size() - 1);
  }

  void add(const schema::TableInfo& table) {
    layout.tables.push_back(&table);
    std::vector<std::uint32_t>& columns = layout.columns.emplace_back();
    for (const schema::ColumnInfo& column : table.columns) {
      const std::uint32_t slot = slot_for(column);
      columns.push_back(slot);
      layout.names.insert_or_assign(to_lower(column.name), Target{slot, 0});
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      for (const std::string& other : table.columns[i].reads)
        layout.names.try_emplace(to_lower(other), Target{columns[i], 2});
      if (table.columns[i].name == table.unique) layout.unique_slot = columns[i];
    }
    const std::string time = to_lower(table.time_column);
    if (time.empty()) return;
    layout.time_slot = layout.names.at(time).slot;
    for (const std::string_view name : kTimeColumns) {
      const auto found = layout.names.find(name);
      if (found != layout.names.end() && name != time) found->second.rank = 1;
    }
  }
};

std::vector<Layout> make_layouts() {
  std::vector<Layout> out;
  std::vector<LayoutMaker> makers;
  for (const schema::TableInfo& table : schema::tables()) {
    const auto twin = std::ranges::find_if(makers, [&](const LayoutMaker& m) {
      return !table.rows_of.empty() && m.layout.tables.front()->rows_of == table.rows_of;
    });
    (twin != makers.end() ? *twin : makers.emplace_back()).add(table);
  }
  for (LayoutMaker& maker : makers) {
    maker.layout.id = static_cast<std::uint32_t>(out.size());
    out.push_back(std::move(maker.layout));
  }
  return out;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!ends_with_ignore_case(text, suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

}  // namespace

std::optional<Target> Layout::find(std::string_view lower) const {
  if (const auto found = names.find(lower); found != names.end()) return found->second;
  // A union of tables whose types differ splits a column by type: ReportId_long, ReportId_string.
  for (const std::string_view suffix : kUnionSuffixes) {
    if (!lower.ends_with(suffix)) continue;
    const auto found = names.find(lower.substr(0, lower.size() - suffix.size()));
    if (found != names.end()) return Target{found->second.slot, found->second.rank + 3};
  }
  return std::nullopt;
}

std::span<const Layout> layouts() {
  static const std::vector<Layout> all = make_layouts();
  return all;
}

std::unique_ptr<OwnTable> own_table(std::span<const std::string> columns) {
  auto out = std::make_unique<OwnTable>();
  for (const std::string& column : columns) {
    const bool known = std::ranges::any_of(out->info.columns, [&](const schema::ColumnInfo& c) {
      return equals_ignore_case(c.name, column);
    });
    if (!column.empty() && !known) out->info.columns.push_back({column, Type::kString, {}, {}});
  }
  LayoutMaker maker;
  maker.add(out->info);
  out->layout = std::move(maker.layout);
  return out;
}

const Layout* layout_of(const schema::TableInfo& table) {
  for (const Layout& layout : layouts()) {
    if (std::ranges::find(layout.tables, &table) != layout.tables.end()) return &layout;
  }
  return nullptr;
}

HeaderName read_header_name(std::string_view name) {
  HeaderName out;
  name = trim(name);
  out.utc_mark = take_suffix(name, " [UTC]");
  out.local_time = take_suffix(name, " [Local Time]") || take_suffix(name, " Local time");
  for (const char c : trim(name)) {  // inner blanks as one: "Autonomous system  number"
    if (c != ' ' || !out.lower.ends_with(' ')) out.lower.push_back(c);
  }
  out.lower = to_lower(out.lower);
  return out;
}

}  // namespace crumb::ingest
