// JSON objects as records: shapes (sets of keys) are matched once, and events are taken out of the
// records that wrap them.
#include <algorithm>

#include "base/text.h"
#include "ingest/map.h"
#include "ingest/match.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kShapes = 64;  // kept at a time
constexpr std::size_t kMatchedShapes =
    512;  // of one file; later ones are taken for what the file was so far

Cell cell_of(const json::Field& field) {
  switch (field.kind) {
    case json::Kind::kNull:
      return {{}, CellKind::kNull};
    case json::Kind::kString:
      return {field.text, CellKind::kText};
    case json::Kind::kBool:
    case json::Kind::kNumber:
      return {field.text, CellKind::kToken};
    case json::Kind::kObject:
    case json::Kind::kArray:
      break;
  }
  return {field.text, CellKind::kJson};
}

std::string_view renamed(const std::vector<Rename>& renames, std::string_view key) {
  if (renames.empty()) return key;
  const auto found = std::ranges::find(renames, to_lower(key), &Rename::from);
  return found != renames.end() ? std::string_view(found->to) : key;
}

std::string_view text_of_key(std::span<const json::Field> fields, std::string_view lower) {
  for (const json::Field& field : fields) {
    if (equals_ignore_case(field.key, lower)) return field.text;
  }
  return {};
}

}  // namespace

FileMapper::Shape* FileMapper::known_shape(Shapes& shapes, Shape*& last,
                                           std::span<const json::Field> fields,
                                           std::string_view category) {
  const auto is_same = [&](const Shape& shape) {
    if (shape.keys.size() != fields.size() || shape.category != category) return false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (shape.keys[i] != fields[i].key) return false;
    }
    return true;
  };
  if (last != nullptr && is_same(*last)) return last;
  for (const auto& shape : shapes) {
    if (is_same(*shape)) return last = shape.get();
  }
  return nullptr;
}

FileMapper::Shape& FileMapper::new_shape(Shapes& shapes, std::span<const json::Field> fields,
                                         std::string_view category) {
  if (shapes.size() >= kShapes) shapes.erase(shapes.begin() + kShapes / 2, shapes.end());
  ++shapes_made_;
  Shape& shape = *shapes.emplace_back(std::make_unique<Shape>());
  shape.category = category;
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const json::Field& field : fields) {
    shape.keys.emplace_back(field.key);
    names.push_back(field.key);
  }
  read_names(shape, names);
  return shape;
}

FileMapper::Shape* FileMapper::shape_for(std::span<const json::Field> fields,
                                         std::string_view envelope) {
  if (Shape* known = known_shape(shapes_, last_shape_, fields, {})) return known;
  Shape& shape = new_shape(shapes_, fields, {});
  if (shapes_made_ > kMatchedShapes && !tables_.empty()) {
    const auto same = std::ranges::find_if(
        named_, [&](const Dialect* d) { return d->table == tables_.front()->name; });
    if (same != named_.end()) {
      shape.dialect = *same;
      settle_by_dialect(shape);
    } else {
      shape.plan = make_plan(shape, layout_for(*tables_.front()), *tables_.front());
    }
  } else {
    settle(shape, "object", envelope, text_of_key(fields, "category"));
  }
  return last_shape_ = &shape;
}

void FileMapper::object(std::span<const json::Field> fields, std::string_view envelope,
                        const RawRecord& raw) {
  Shape* shape = shape_for(fields, envelope);
  if (shape->dialect != nullptr && shape->dialect->reads == "category")
    return event(*shape->dialect, fields, raw);
  cells_.clear();
  for (const json::Field& field : fields) cells_.push_back(cell_of(field));
  Plan& plan = *plan_for(*shape, cells_);
  write(plan, with_extra(*shape, cells_, raw), *shape, raw);
}

// merged_ holds the event's members.
FileMapper::Shape* FileMapper::event_shape(const Dialect& dialect, std::string_view category) {
  if (Shape* known = known_shape(event_shapes_, last_event_shape_, merged_, category)) return known;
  Shape& shape = new_shape(event_shapes_, merged_, category);
  shape.dialect = &dialect;
  const bool has_prefix = starts_with_ignore_case(category, dialect.category_prefix);
  const std::string_view name =
      has_prefix ? category.substr(dialect.category_prefix.size()) : category;
  const schema::TableInfo* table = table_of_category(name);
  if (table == nullptr && shapes_made_ > kMatchedShapes && !tables_.empty())
    table = tables_.front();
  if (table != nullptr) {
    shape.plan = make_plan(shape, *layout_of(*table), *table);
  } else if (!dialect.otherwise.empty()) {
    const TableMatch match = match_table(shape.names);
    if (match.table != nullptr && match.table->name == dialect.otherwise)
      shape.plan = make_plan(shape, *match.layout, *match.table);
  }
  if (shape.plan.builder == nullptr) {
    shape.plan.refuse = "the record is of the category " + make_visible(category.substr(0, 80)) +
                        ", which is not one that is read";
    if (refusal_.empty()) refusal_ = shape.plan.refuse;
  }
  return last_event_shape_ = &shape;
}

void FileMapper::event(const Dialect& dialect, std::span<const json::Field> fields,
                       const RawRecord& raw) {
  const auto holder = std::ranges::find_if(
      fields, [&](const json::Field& f) { return equals_ignore_case(f.key, dialect.nested); });
  if (holder == fields.end() || holder->kind != json::Kind::kObject) {
    reject(raw, "the record has no " + dialect.nested + " object");
    return;
  }
  if (const auto read = reader_.read(holder->text, nested_); !read) {
    reject(raw, read.error().message);
    return;
  }
  merged_.clear();
  for (json::Field field : nested_) {
    field.key = renamed(dialect.rename, field.key);
    merged_.push_back(field);
  }
  for (json::Field field : fields) {
    if (field.key == holder->key) continue;
    field.key = renamed(dialect.rename_outer, field.key);
    merged_.push_back(field);
  }
  Shape* shape = event_shape(dialect, text_of_key(fields, "category"));
  cells_.clear();
  for (const json::Field& field : merged_) cells_.push_back(cell_of(field));
  write(shape->plan, cells_, *shape, raw);
}

}  // namespace crumb::ingest
