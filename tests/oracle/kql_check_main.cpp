// kql_check: a batch of queries through parser and binder, for comparing with Microsoft's binder.
// Runs no query. In: JSON lines {"id","text"} on stdin; a line {"schema":{TABLE:{COLUMN:TYPE}}}
// before them replaces the built-in tables. Out: one JSON line each:
// {"id","ok","errors":[{"code","message","begin","end"}],"columns":[[NAME,TYPE]]}.
#include <cstdio>
#include <iostream>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "kql/engine.h"
#include "schema/schema.h"

namespace {

using crumb::Catalog;
using crumb::Schema;
using crumb::Type;
namespace json = crumb::json;

constexpr std::string_view kCodes[] = {"syntax",   "semantic", "unsupported", "limit",
                                       "notFound", "input",    "cancelled",   "internal"};

Catalog built_in() {
  Catalog catalog;
  for (const crumb::schema::TableInfo& info : crumb::schema::tables()) {
    catalog.put(std::make_shared<crumb::Table>(info.name, info.columns_schema()), false);
  }
  return catalog;
}

Catalog from_json(const json::Object& tables) {
  Catalog catalog;
  for (const auto& [name, columns] : tables) {
    Schema schema;
    if (columns.as_object() == nullptr) continue;
    for (const auto& [column, type] : *columns.as_object()) {
      schema.push_back({column, crumb::type_from_name(*type.as_string()).value_or(Type::kDynamic)});
    }
    catalog.put(std::make_shared<crumb::Table>(name, std::move(schema)), false);
  }
  return catalog;
}

std::string answer(const json::Value& id, std::string_view text, const Catalog& catalog) {
  Schema columns;
  std::vector<crumb::Error> errors = crumb::kql::check(text, catalog, nullptr, &columns);
  std::string out = "{\"id\":" + json::to_text(id) +
                    ",\"ok\":" + (errors.empty() ? "true" : "false") + ",\"errors\":[";
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (i > 0) out += ',';
    out += "{\"code\":\"" + std::string(kCodes[static_cast<std::size_t>(errors[i].code)]) +
           "\",\"message\":";
    crumb::append_json_string(out, errors[i].message);
    out += ",\"begin\":" + std::to_string(errors[i].span.begin) +
           ",\"end\":" + std::to_string(errors[i].span.end) + "}";
  }
  out += "],\"columns\":[";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    out += '[';
    crumb::append_json_string(out, columns[i].name);
    out += ",\"" + std::string(crumb::type_name(columns[i].type)) + "\"]";
  }
  return out + "]}";
}

}  // namespace

int main() {
  Catalog catalog = built_in();
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.empty()) continue;
    auto value = json::parse(line);
    if (!value.has_value()) {
      std::cerr << "not JSON: " << value.error().message << "\n";
      return 1;
    }
    if (const json::Value* schema = value->find("schema");
        schema != nullptr && schema->as_object() != nullptr) {
      catalog = from_json(*schema->as_object());
      continue;
    }
    const json::Value* text = value->find("text");
    if (text == nullptr || text->as_string() == nullptr) {
      std::cerr << "a line without text\n";
      return 1;
    }
    const json::Value* id = value->find("id");
    std::cout << answer(id == nullptr ? json::Value() : *id, *text->as_string(), catalog) << "\n";
  }
  return 0;
}
