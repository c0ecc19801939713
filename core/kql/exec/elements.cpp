// Each distinct array is taken apart once; elements are numbered, so that equal ones are cast once.
// Not the operators (operators/mv_expand.cpp, operators/mv_apply.cpp).
#include "kql/exec/elements.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/decimal.h"
#include "base/json.h"
#include "base/time.h"

namespace crumb::kql {

namespace {

constexpr std::uint32_t kNotSplit = 0xFFFF'FFFFu;

std::string member_text(const json::Item& item, bool as_array) {
  std::string text(as_array ? "[\"" : "{\"");
  text += item.key;
  text += as_array ? "\"," : "\":";
  text += item.value;
  text += as_array ? ']' : '}';
  return text;
}

}  // namespace

Elements::List Elements::null_list() {
  codes_.push_back(texts_->intern("null"));
  return {static_cast<std::uint32_t>(codes_.size() - 1), 1};
}

Elements::List Elements::split(std::string_view json, bool bag_as_array, std::uint64_t row_limit) {
  const auto begin = static_cast<std::uint32_t>(codes_.size());
  if (json.empty() || (json[0] != '[' && json[0] != '{')) {
    codes_.push_back(texts_->intern(json));
    return {begin, 1};
  }
  for (const json::Item& item : json::items(json)) {
    if (row_limit != 0 && codes_.size() - begin >= row_limit) break;
    codes_.push_back(texts_->intern(
        json[0] == '[' ? item.value : std::string_view(member_text(item, bag_as_array))));
  }
  return {begin, static_cast<std::uint32_t>(codes_.size()) - begin};
}

Elements::Elements(const Vector& column, std::uint32_t rows, bool bag_as_array,
                   std::uint64_t row_limit)
    : texts_(std::make_shared<Dictionary>()) {
  const Column& from = *column.column;
  std::uint32_t null_row = kNotSplit;
  std::vector<std::uint32_t>
      split_entries;  // by code: the list; only where many rows may share an entry
  if (from.dictionary().size() <= std::uint64_t{rows} * 4)
    split_entries.assign(from.dictionary().size(), kNotSplit);
  list_of_row_.resize(rows);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t at = column.at(row);
    const bool null = from.is_null(at);
    std::uint32_t unshared = kNotSplit;
    std::uint32_t& list = null                    ? null_row
                          : split_entries.empty() ? unshared
                                                  : split_entries[from.codes()[at]];
    if (list == kNotSplit) {
      lists_.push_back(null ? null_list() : split(from.text(at), bag_as_array, row_limit));
      list = static_cast<std::uint32_t>(lists_.size() - 1);
    }
    list_of_row_[row] = list;
  }
}

Value cast_element(std::string_view json, Type type) {
  const Value null = Value::null_of(type);
  if (json.empty() || json == "null") return null;
  if (type == Type::kDynamic) return Value::of_dynamic(json);
  std::string text;
  const bool is_text = json[0] == '"';
  if (is_text && !json::unescape(json, text)) return null;
  if (type == Type::kString) return Value::of_string(is_text ? std::string_view(text) : json);
  if (type == Type::kBool)
    return json == "true" || json == "false" ? Value::of_bool(json == "true") : null;
  if (type == Type::kDecimal) {
    const auto value = Decimal::parse(is_text ? std::string_view(text) : json);
    return value.has_value() ? Value::of_decimal(*value) : null;
  }
  if (is_text) {
    if (type == Type::kGuid) {
      const auto guid = parse_guid(text);
      return guid.has_value() ? Value::of_guid(*guid) : null;
    }
    const auto ticks = type == Type::kDatetime   ? parse_iso_datetime(text)
                       : type == Type::kTimespan ? parse_timespan(text)
                                                 : std::optional<std::int64_t>();
    if (!ticks.has_value()) return null;
    return type == Type::kDatetime ? Value::of_datetime(*ticks) : Value::of_timespan(*ticks);
  }
  const auto parsed = json::parse(json);
  if (!parsed.has_value()) return null;
  const std::int64_t* integer = parsed->as_int();
  const double* real = parsed->as_real();
  if (integer == nullptr && real == nullptr) return null;
  if (type == Type::kReal)
    return Value::of_real(integer != nullptr ? static_cast<double>(*integer) : *real);
  if (type != Type::kInt && type != Type::kLong) return null;
  if (real != nullptr && !(*real >= -9.2e18 && *real <= 9.2e18)) return null;
  const std::int64_t whole = integer != nullptr ? *integer : static_cast<std::int64_t>(*real);
  if (type == Type::kLong) return Value::of_long(whole);
  if (whole != static_cast<std::int32_t>(whole)) return null;
  return Value::of_int(static_cast<std::int32_t>(whole));
}

ColumnPtr Elements::values(Type type) const {
  ColumnBuilder builder(type);
  builder.reserve(texts_->size() + 1);
  for (Dictionary::Code code = 0; code < texts_->size(); ++code)
    builder.append(cast_element((*texts_)[code], type));
  builder.append_null();
  return builder.finish();
}

Expansion::Expansion(const MvExpandOp& op, Batch& input, const std::vector<bool>& needed)
    : op_(op), input_(input), needed_(needed) {
  for (const MvExpandOp::Item& item : op.items) {
    items_.emplace_back(input.vector(item.column), input.rows(), op.bag_as_array, op.row_limit);
    values_.push_back(needed[item.column] ? items_.back().values(item.type) : nullptr);
  }
}

bool Expansion::next(std::uint32_t max_rows, std::uint32_t columns, Batch& output) {
  std::vector<std::uint32_t> sources;
  std::vector<std::vector<std::uint32_t>> codes(items_.size());
  ColumnBuilder index(Type::kLong);
  for (; row_ < input_.rows() && sources.size() < max_rows; ++row_) {
    std::uint32_t count = 0;
    for (const Elements& item : items_) count = std::max(count, item.count(row_));
    sources.insert(sources.end(), count, row_);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      for (std::uint32_t at = 0; at < count; ++at) codes[i].push_back(items_[i].code(row_, at));
    }
    for (std::uint32_t at = 0; op_.has_index && at < count; ++at) index.append_long(at);
  }
  if (sources.empty()) return false;
  sources_ = make_map(std::move(sources));
  Batch rows = input_;
  rows.select(sources_);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    rows.set(op_.items[i].column, values_[i] == nullptr
                                      ? Lane{}
                                      : Lane{values_[i], make_map(std::move(codes[i])), false});
  }
  output = Batch(rows.rows());
  for (std::uint32_t i = 0; i < rows.width(); ++i) {
    if (op_.has_index && i == columns) output.add(index.finish());
    output.add(i >= columns || needed_[i] ? rows.lane(i) : Lane{});
  }
  if (op_.has_index && rows.width() == columns) output.add(index.finish());
  output.set_origins(rows.origins());
  return true;
}

}  // namespace crumb::kql
