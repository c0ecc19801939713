// Reads the embedded table files. A file that cannot be read is left out; the schema test sees that
// none is. Not a matcher of exports (ingest/match.h).
#include "schema/schema.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "embedded.h"

namespace crumb::schema {
namespace {

std::string text_of(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  const std::string* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? *text : std::string{};
}

std::vector<std::string> texts_of(const json::Value& object, std::string_view key) {
  std::vector<std::string> out;
  const json::Value* value = object.find(key);
  const json::Array* array = value != nullptr ? value->as_array() : nullptr;
  if (array == nullptr) return out;
  for (const json::Value& item : *array) {
    if (const std::string* text = item.as_string()) out.push_back(*text);
  }
  return out;
}

bool is_true(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}

bool read_table(std::string_view text, TableInfo& table) {
  const auto root = json::parse(text);
  if (!root) return false;
  table.name = text_of(*root, "name");
  table.aliases = texts_of(*root, "aliases");
  table.platform = text_of(*root, "platform");
  table.time_column = text_of(*root, "time_column");
  table.source = text_of(*root, "source");
  table.rows_of = text_of(*root, "rows_of");
  table.unique = text_of(*root, "unique");
  table.category = text_of(*root, "category");
  table.defers_to = text_of(*root, "defers_to");
  table.timeless = is_true(*root, "timeless");
  table.named = is_true(*root, "named");
  table.telling = texts_of(*root, "telling");
  const json::Value* columns = root->find("columns");
  if (table.name.empty() || columns == nullptr || columns->as_array() == nullptr) return false;
  for (const json::Value& item : *columns->as_array()) {
    const auto type = type_from_name(text_of(item, "type"));
    if (!type) return false;
    table.columns.push_back(
        {text_of(item, "name"), *type, text_of(item, "text"), texts_of(item, "reads")});
  }
  return true;
}

std::vector<TableInfo> read_tables() {
  std::vector<TableInfo> out;
  for (const EmbeddedFile& file : embedded_schema()) {
    TableInfo table;
    if (file.path.ends_with(".json") && read_table(file.text, table))
      out.push_back(std::move(table));
  }
  std::ranges::sort(out, {}, &TableInfo::name);
  return out;
}

}  // namespace

Schema TableInfo::columns_schema() const {
  Schema out;
  out.reserve(columns.size());
  for (const ColumnInfo& column : columns) out.push_back({column.name, column.type});
  return out;
}

std::span<const TableInfo> tables() {
  static const std::vector<TableInfo> all = read_tables();
  return all;
}

const TableInfo* find_table(std::string_view name_or_alias) {
  for (const TableInfo& table : tables()) {
    if (table.name == name_or_alias ||
        std::ranges::find(table.aliases, name_or_alias) != table.aliases.end())
      return &table;
  }
  return nullptr;
}

}  // namespace crumb::schema
