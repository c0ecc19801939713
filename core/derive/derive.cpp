// Runs the sources whose exports are there and puts their rows beside those of the table itself.
#include "derive/derive.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "ingest/layout.h"
#include "kql/engine.h"

namespace crumb::derive {
namespace {

// One table, and the others that are the same rows under another name, while rows are added.
struct Target {
  const ingest::Layout* layout = nullptr;
  std::vector<Table> whole,
      complete;         // by table of the layout; complete: rows whose silence counts
  bool loaded = false;  // the complete ones are there, be they none
  std::vector<std::string> limits;
};

Table copy_of(const TablePtr& table) {
  Table out(table->name(), table->schema());
  for (const Segment& segment : table->segments()) out.append(segment);
  return out;
}

Target target_of(const Catalog& catalog, const ingest::Layout& layout) {
  const Catalog complete = catalog.complete();
  Target out;
  out.layout = &layout;
  for (const schema::TableInfo* info : layout.tables) {
    out.whole.push_back(copy_of(catalog.find(info->name)));
    out.complete.push_back(copy_of(complete.find(info->name)));
    out.loaded = out.loaded || complete.is_loaded(info->name);
    if (const std::string_view known = catalog.limits(info->name);
        !known.empty() && out.limits.empty())
      out.limits.emplace_back(known);
  }
  return out;
}

ColumnPtr nulls_of(Type type, std::uint32_t rows) {
  ColumnBuilder builder(type);
  builder.reserve(rows);
  for (std::uint32_t i = 0; i < rows; ++i) builder.append_null();
  return builder.finish();
}

// The result's column for each slot of the layout, or none. False: a column that the table does not
// have, or has with another type.
bool columns_by_slot(const Schema& schema, const ingest::Layout& layout,
                     std::vector<std::size_t>& by_slot) {
  by_slot.assign(layout.slots.size(), schema.size());
  for (std::size_t c = 0; c < schema.size(); ++c) {
    const auto target = layout.find(to_lower(schema[c].name));
    if (!target || layout.slots[target->slot].type != schema[c].type) return false;
    by_slot[target->slot] = c;
  }
  return true;
}

void append_rows(Target& target, const Table& rows, const std::vector<std::size_t>& by_slot,
                 bool is_complete) {
  for (const Segment& from : rows.segments()) {
    for (std::size_t t = 0; t < target.whole.size(); ++t) {
      Segment to;
      to.rows = from.rows;
      to.origins = from.origins;
      for (const std::uint32_t slot : target.layout->columns[t]) {
        to.columns.push_back(by_slot[slot] < from.columns.size()
                                 ? from.columns[by_slot[slot]]
                                 : nulls_of(target.layout->slots[slot].type, to.rows));
      }
      if (is_complete) target.complete[t].append(to);
      target.whole[t].append(std::move(to));
    }
  }
}

Result<TablePtr> ask(std::string_view text, const Catalog& catalog, kql::Environment& environment) {
  kql::QueryOptions options;
  options.origins = true;
  CRUMB_TRY(kql::QueryResult result, kql::run(text, catalog, &environment, {}, options));
  return result.table;
}

// The rows that the source tells and that the table does not hold yet.
Result<TablePtr> new_rows(const Source& source, const Catalog& catalog,
                          kql::Environment& environment) {
  const std::string text = std::string(common_text()) + source.query;
  CRUMB_TRY(TablePtr told, ask(text, catalog, environment));
  environment.put_table("Told", told);
  const std::string key = " | extend KeyOfRow = tolower(" + source.unless + ")";
  if (source.drops_repeats) {
    CRUMB_TRY(told, ask("Told" + key +
                            " | sort by KeyOfRow asc"
                            " | where isempty(KeyOfRow) or KeyOfRow != prev(KeyOfRow)"
                            " | project-away KeyOfRow",
                        catalog, environment));
    environment.put_table("Told", told);
  }
  if (source.unless.empty() || catalog.find(source.into)->rows() == 0) return told;
  CRUMB_TRY(told, ask("Told" + key + " | join kind=leftanti (" + source.into + key +
                          " | where isnotempty(KeyOfRow) | distinct KeyOfRow) on KeyOfRow"
                          " | project-away KeyOfRow",
                      catalog, environment));
  return told;
}

Result<bool> is_complete(const Source& source, const Catalog& catalog,
                         kql::Environment& environment) {
  if (source.complete_when == "true" || source.complete_when == "false")
    return source.complete_when == "true";
  CRUMB_TRY(const TablePtr answer,
            ask("Told | summarize Complete = " + source.complete_when, catalog, environment));
  for (const Segment& segment : answer->segments())
    if (segment.rows == 1 && !segment.columns[0]->is_null(0))
      return segment.columns[0]->bools()[0] != 0;
  return false;
}

Result<void> add(const Source& source, const Catalog& catalog, Target& target) {
  kql::Environment environment;
  CRUMB_TRY(const TablePtr rows, new_rows(source, catalog, environment));
  CRUMB_TRY(const bool complete, is_complete(source, catalog, environment));
  std::vector<std::size_t> by_slot;
  if (!columns_by_slot(rows->schema(), *target.layout, by_slot))
    return fail(ErrorCode::kInternal, "its columns are not those of " + source.into);
  append_rows(target, *rows, by_slot, complete);
  target.loaded = target.loaded || complete;
  if (!complete && rows->rows() != 0) target.limits.push_back(source.lacks);
  return {};
}

bool is_there(const Source& source, const Catalog& catalog) {
  return std::ranges::any_of(source.from,
                             [&](const std::string& name) { return catalog.is_loaded(name); });
}

void put(Target target, Catalog& catalog) {
  std::string limits;
  for (const std::string& each : target.limits) limits += (limits.empty() ? "" : "; ") + each;
  for (std::size_t t = 0; t < target.whole.size(); ++t) {
    const bool any = target.loaded || target.whole[t].rows() != 0;
    catalog.put(std::make_shared<const Table>(std::move(target.whole[t])), any);
    if (!limits.empty())
      catalog.put_limits(std::make_shared<const Table>(std::move(target.complete[t])),
                         target.loaded, limits);
  }
}

}  // namespace

void add_derived_rows(Catalog& catalog) {
  for (const Source& source : sources()) {
    if (!is_there(source, catalog)) continue;
    const schema::TableInfo* into = schema::find_table(source.into);
    if (into == nullptr) continue;
    Target target = target_of(catalog, *ingest::layout_of(*into));
    if (const auto added = add(source, catalog, target); !added)
      target.limits.push_back("what " + source.name +
                              " would tell of it could not be worked out (" +
                              added.error().message + ")");
    put(std::move(target), catalog);
  }
}

}  // namespace crumb::derive
