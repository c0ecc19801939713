// A catalog for tests of grade/: every table of the schema, empty, and rows put in from KQL
// results.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "doctest/doctest.h"
#include "embedded.h"
#include "grade/playbook.h"
#include "kql/engine.h"
#include "store/catalog.h"

namespace crumb::grade::testing {

inline Schema schema_of(std::string_view json_text) {
  Schema schema;
  const json::Value root = json::parse(json_text).value();
  for (const json::Value& column : *root.find("columns")->as_array()) {
    schema.push_back({*column.find("name")->as_string(),
                      type_from_name(*column.find("type")->as_string()).value()});
  }
  return schema;
}

inline Catalog empty_catalog() {
  Catalog catalog;
  for (const EmbeddedFile& file : embedded_schema()) {
    if (!file.path.ends_with(".json")) continue;
    const json::Value root = json::parse(file.text).value();
    if (root.find("columns") == nullptr) continue;
    catalog.put(std::make_shared<Table>(*root.find("name")->as_string(), schema_of(file.text)),
                false);
  }
  return catalog;
}

// Rows with some of the table's columns, in any order; each gets an origin of its own.
inline void fill(Catalog& catalog, const std::string& name, const Table& rows) {
  static std::uint32_t record = 0;
  const Schema schema = catalog.find(name)->schema();
  auto table = std::make_shared<Table>(name, schema);
  for (const Segment& from : rows.segments()) {
    Segment segment;
    segment.rows = from.rows;
    for (const ColumnSpec& column : schema) {
      ColumnBuilder builder(column.type);
      const auto at = find_column(rows.schema(), column.name);
      for (std::uint32_t row = 0; row < from.rows; ++row) {
        if (at && rows.schema()[*at].type == column.type)
          builder.append_from(*from.columns[*at], row);
        else if (at && column.type == Type::kInt && rows.schema()[*at].type == Type::kLong)
          builder.append_int(static_cast<std::int32_t>(from.columns[*at]->longs()[row]));
        else if (at && column.type == Type::kDynamic && rows.schema()[*at].type == Type::kString)
          builder.append_text(from.columns[*at]->text(row));
        else if (at && column.type == Type::kString)
          builder.append_text(to_string(from.columns[*at]->value(row)));
        else
          builder.append_null();
      }
      segment.columns.push_back(builder.finish());
    }
    for (std::uint32_t row = 0; row < from.rows; ++row)
      segment.origins.refs.push_back({0, record++});
    table->append(std::move(segment));
  }
  catalog.put(std::move(table), true);
}

// A whole case from KQL over the playbook's examples.kql: table name, text.
inline Catalog catalog_of(const std::vector<std::pair<std::string, std::string>>& tables) {
  Catalog catalog = empty_catalog();
  kql::Environment rows;
  REQUIRE(kql::define(playbook_text("examples.kql"), catalog, rows, {}, {}).has_value());
  for (const auto& [name, text] : tables) {
    const auto result = kql::run(text, catalog, &rows, {}, {});
    REQUIRE_MESSAGE(result.has_value(), name << ": " << result.error().message);
    fill(catalog, name, *result->table);
  }
  if (catalog.is_loaded("EntraIdSignInEvents")) {
    catalog.put(std::make_shared<Table>("AADSignInEventsBeta",
                                        catalog.find("AADSignInEventsBeta")->schema()),
                true);
  }
  return catalog;
}

}  // namespace crumb::grade::testing
