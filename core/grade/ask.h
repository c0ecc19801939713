// Asking the tables on behalf of one verdict: text in, rows out, with the case's bindings, clock
// and environment.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/engine.h"
#include "store/catalog.h"

namespace crumb::grade {

struct Asker {
  const Catalog* catalog = nullptr;
  kql::Environment* environment = nullptr;  // may be nullptr
  kql::Bindings bindings;
  kql::QueryOptions options;

  [[nodiscard]] Result<TablePtr> rows(std::string_view query) const;
  [[nodiscard]] Result<TablePtr> where(const TablePtr& table, std::string_view condition) const;
  [[nodiscard]] Result<Value> scalar(
      std::string_view expression) const;  // the value of one KQL expression
  [[nodiscard]] Result<bool> holds(std::string_view expression) const;  // null counts as false
};

// One row of a table, by column name. A missing column reads as null or empty.
class RowView {
 public:
  RowView(const Table& table, const Segment& segment, std::uint32_t row)
      : table_(&table), segment_(&segment), row_(row) {}

  [[nodiscard]] bool has(std::string_view column) const {
    return find_column(table_->schema(), column).has_value();
  }
  [[nodiscard]] Value value(std::string_view column) const;
  [[nodiscard]] std::string text(
      std::string_view column) const;  // strings as they are; other types as tostring()
  [[nodiscard]] std::int64_t integer(
      std::string_view column) const;  // long, int, bool, datetime, timespan; null is 0
  [[nodiscard]] double real(std::string_view column) const;  // any number
  [[nodiscard]] bool truth(std::string_view column) const;
  [[nodiscard]] bool is_null(std::string_view column) const;
  [[nodiscard]] std::span<const RowRef> origins() const { return segment_->origins.of(row_); }

 private:
  const Table* table_;
  const Segment* segment_;
  std::uint32_t row_;
};

void for_each_row(const Table& table, const std::function<void(const RowView&)>& visit);

// A dynamic array of strings, for a binding; and back.
[[nodiscard]] Value list_value(const std::vector<std::string>& items);
[[nodiscard]] std::vector<std::string> list_items(const Value& value);

}  // namespace crumb::grade
