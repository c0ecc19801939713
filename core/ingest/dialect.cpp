// Reads the embedded dialect files and picks one.
#include "ingest/dialect.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "embedded.h"

namespace crumb::ingest {
namespace {

std::string text_of(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  const std::string* text = value != nullptr ? value->as_string() : nullptr;
  return text != nullptr ? *text : std::string{};
}

std::int64_t int_of(const json::Value& object, std::string_view key) {
  const json::Value* value = object.find(key);
  const std::int64_t* number = value != nullptr ? value->as_int() : nullptr;
  return number != nullptr ? *number : 0;
}

const json::Array& array_of(const json::Value& object, std::string_view key) {
  static const json::Array kNone;
  const json::Value* value = object.find(key);
  const json::Array* array = value != nullptr ? value->as_array() : nullptr;
  return array != nullptr ? *array : kNone;
}

std::vector<std::string> names_of(const json::Value& object, std::string_view key) {
  std::vector<std::string> out;
  for (const json::Value& item : array_of(object, key)) {
    if (const std::string* text = item.as_string()) out.push_back(to_lower(*text));
  }
  return out;
}

std::vector<Rename> renames_of(const json::Value& object, std::string_view key) {
  std::vector<Rename> out;
  const json::Value* value = object.find(key);
  const json::Object* members = value != nullptr ? value->as_object() : nullptr;
  if (members == nullptr) return out;
  for (const auto& [from, to] : *members) {
    if (const std::string* text = to.as_string()) out.push_back({to_lower(from), to_lower(*text)});
    const json::Array* several = to.as_array();
    for (std::size_t i = 0; several != nullptr && i < several->size(); ++i) {
      if (const std::string* text = (*several)[i].as_string())
        out.push_back({to_lower(from), to_lower(*text)});
    }
  }
  return out;
}

DialectSample sample_of(const json::Value& value) {
  DialectSample out;
  out.name = text_of(value, "name");
  for (const json::Value& line : array_of(value, "lines")) {
    if (const std::string* text = line.as_string()) out.text += *text + "\n";
  }
  out.table = text_of(value, "table");
  out.records = static_cast<std::uint64_t>(int_of(value, "records"));
  out.rows = static_cast<std::uint64_t>(int_of(value, "rows"));
  out.rejected = static_cast<std::uint64_t>(int_of(value, "rejected"));
  out.cells = text_of(value, "cells");
  return out;
}

Dialect dialect_of(const json::Value& root) {
  Dialect out;
  out.id = text_of(root, "id");
  out.title = text_of(root, "title");
  out.order = int_of(root, "order");
  out.container = text_of(root, "container");
  out.envelopes = names_of(root, "envelopes");
  out.all = names_of(root, "all");
  out.any = names_of(root, "any");
  out.none = names_of(root, "none");
  out.platforms = names_of(root, "platforms");
  const json::Value* utc = root.find("utc_mark");
  out.utc_mark = utc != nullptr && utc->as_bool() != nullptr && *utc->as_bool();
  out.reads = text_of(root, "reads");
  out.table = text_of(root, "table");
  out.record_column = to_lower(text_of(root, "record_column"));
  out.file_column = to_lower(text_of(root, "file_column"));
  out.category_prefix = text_of(root, "category_prefix");
  out.nested = to_lower(text_of(root, "nested"));
  out.otherwise = text_of(root, "otherwise");
  out.rename = renames_of(root, "rename");
  out.rename_outer = renames_of(root, "rename_outer");
  out.refuse = text_of(root, "refuse");
  for (const json::Value& cap : array_of(root, "row_caps")) {
    if (const std::int64_t* number = cap.as_int())
      out.row_caps.push_back(static_cast<std::uint64_t>(*number));
  }
  for (const json::Value& sample : array_of(root, "samples"))
    out.samples.push_back(sample_of(sample));
  return out;
}

std::vector<Dialect> read_dialects() {
  std::vector<Dialect> out;
  for (const EmbeddedFile& file : embedded_dialects()) {
    if (!file.path.ends_with(".json")) continue;
    if (const auto root = json::parse(file.text)) out.push_back(dialect_of(*root));
  }
  std::ranges::stable_sort(out, {}, &Dialect::order);
  return out;
}

bool contains(std::span<const std::string> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool fits(const Dialect& dialect, const DialectContext& context) {
  if (dialect.container != context.container) return false;
  if (!dialect.envelopes.empty() && !contains(dialect.envelopes, context.envelope)) return false;
  if (dialect.utc_mark && !context.utc_mark) return false;
  if (!dialect.category_prefix.empty() &&
      !starts_with_ignore_case(context.category, dialect.category_prefix))
    return false;
  if (!dialect.platforms.empty() && !contains(dialect.platforms, context.platform)) return false;
  const auto has = [&](const std::string& name) { return contains(context.names, name); };
  return std::ranges::all_of(dialect.all, has) && std::ranges::none_of(dialect.none, has) &&
         (dialect.any.empty() || std::ranges::any_of(dialect.any, has));
}

}  // namespace

std::span<const Dialect> dialects() {
  static const std::vector<Dialect> all = read_dialects();
  return all;
}

const Dialect* marked_dialect(const DialectContext& context) {
  for (const Dialect& dialect : dialects()) {
    if (dialect.reads != "columns" && fits(dialect, context)) return &dialect;
  }
  return nullptr;
}

const Dialect* envelope_dialect(const DialectContext& context) {
  for (const Dialect& dialect : dialects()) {
    if (dialect.container == context.container && contains(dialect.envelopes, context.envelope))
      return &dialect;
  }
  return nullptr;
}

const Dialect* columns_dialect(const DialectContext& context) {
  for (const Dialect& dialect : dialects()) {
    if (dialect.reads == "columns" && fits(dialect, context)) return &dialect;
  }
  return nullptr;
}

}  // namespace crumb::ingest
