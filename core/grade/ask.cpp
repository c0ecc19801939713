// Thin calls into kql/ and typed reading of their rows.
#include "grade/ask.h"

#include "base/json.h"
#include "base/text.h"

namespace crumb::grade {

Result<TablePtr> Asker::rows(std::string_view query) const {
  CRUMB_TRY(kql::QueryResult result, kql::run(query, *catalog, environment, bindings, options));
  return std::move(result.table);
}

Result<TablePtr> Asker::where(const TablePtr& table, std::string_view condition) const {
  return kql::filter(table, condition, *catalog, environment, options);
}

Result<Value> Asker::scalar(std::string_view expression) const {
  CRUMB_TRY(const TablePtr table, rows("print Answer = (" + std::string(expression) + ")"));
  if (table->rows() == 0) return fail(ErrorCode::kInternal, "an expression gave no row");
  return table->segments()[0].columns[0]->value(0);
}

Result<bool> Asker::holds(std::string_view expression) const {
  CRUMB_TRY(const Value value, scalar(expression));
  if (value.type != Type::kBool)
    return fail(ErrorCode::kSemantic,
                "a condition must be true or false: " + make_visible(expression));
  return !value.null && value.integer != 0;
}

Value RowView::value(std::string_view column) const {
  const auto at = find_column(table_->schema(), column);
  return at ? segment_->columns[*at]->value(row_) : Value::null_of(Type::kString);
}

std::string RowView::text(std::string_view column) const {
  const Value v = value(column);
  return v.type == Type::kString || v.type == Type::kDynamic ? v.text : to_string(v);
}

std::int64_t RowView::integer(std::string_view column) const {
  const Value v = value(column);
  if (v.null) return 0;
  return v.type == Type::kReal ? static_cast<std::int64_t>(v.real) : v.integer;
}

double RowView::real(std::string_view column) const {
  const Value v = value(column);
  if (v.null) return 0;
  return v.type == Type::kReal ? v.real : static_cast<double>(v.integer);
}

bool RowView::truth(std::string_view column) const { return integer(column) != 0; }
bool RowView::is_null(std::string_view column) const { return value(column).null; }

void for_each_row(const Table& table, const std::function<void(const RowView&)>& visit) {
  for (const Segment& segment : table.segments())
    for (std::uint32_t row = 0; row < segment.rows; ++row) visit(RowView(table, segment, row));
}

Value list_value(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out.push_back(',');
    append_json_string(out, item);
  }
  return Value::of_dynamic(out + "]");
}

std::vector<std::string> list_items(const Value& value) {
  std::vector<std::string> out;
  for (const json::Item& item : json::items(value.text)) {
    std::string text;
    if (!json::unescape(item.value, text)) text = item.value;
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace crumb::grade
