// Columns and their builder. Gathering, slicing and concatenating stand in gather.cpp.
#include "store/column.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace crumb {

Column::Data Column::empty_data(Type type) {
  switch (type) {
    case Type::kBool:
      return std::vector<std::uint8_t>{};
    case Type::kInt:
      return std::vector<std::int32_t>{};
    case Type::kReal:
      return std::vector<double>{};
    case Type::kGuid:
      return std::vector<Guid>{};
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      return std::vector<Dictionary::Code>{};
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      break;
  }
  return std::vector<std::int64_t>{};
}

Column::Column(Type type, Data data, std::vector<std::uint8_t> nulls, DictionaryPtr dictionary)
    : type_(type),
      size_(std::visit([](const auto& v) { return static_cast<std::uint32_t>(v.size()); }, data)),
      data_(std::move(data)),
      nulls_(std::move(nulls)),
      dictionary_(std::move(dictionary)) {
  assert(data_.index() == empty_data(type_).index());
  if (type_ != Type::kDatetime || !nulls_.empty() || size_ == 0) return;
  const auto [least, greatest] = std::ranges::minmax(longs());
  range_ = Range{least, greatest};
}

Value Column::value(std::uint32_t row) const {
  if (is_null(row)) return Value::null_of(type_);
  switch (type_) {
    case Type::kBool:
      return Value::of_bool(bools()[row] != 0);
    case Type::kInt:
      return Value::of_int(ints()[row]);
    case Type::kReal:
      return Value::of_real(reals()[row]);
    case Type::kGuid:
      return Value::of_guid(guids()[row]);
    case Type::kString:
      return Value::of_string(text(row));
    case Type::kDynamic:
      return Value::of_dynamic(text(row));
    case Type::kDecimal: {
      Value decimal = Value::of_string(text(row));
      decimal.type = Type::kDecimal;
      return decimal;
    }
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      break;
  }
  Value value = Value::of_long(longs()[row]);
  value.type = type_;
  return value;
}

std::uint64_t Column::bytes() const {
  const std::uint64_t data = std::visit(
      [](const auto& v) {
        return v.capacity() * sizeof(typename std::decay_t<decltype(v)>::value_type);
      },
      data_);
  return data + nulls_.capacity() + (dictionary_ ? dictionary_->bytes() : 0);
}

ColumnBuilder::ColumnBuilder(Type type, bool intern)
    : type_(type), intern_(intern), data_(Column::empty_data(type)) {
  if (has_dictionary(type)) own_ = std::make_shared<Dictionary>();
}

ColumnBuilder::ColumnBuilder(Type type, DictionaryPtr shared)
    : type_(type), intern_(true), data_(Column::empty_data(type)), shared_(std::move(shared)) {}

void ColumnBuilder::reserve(std::uint32_t rows) {
  std::visit([rows](auto& v) { v.reserve(rows); }, data_);
}

void ColumnBuilder::mark(bool null) {
  if (null && nulls_.empty()) nulls_.assign(size_, 0);
  ++size_;
  if (null || !nulls_.empty()) nulls_.push_back(null ? 1 : 0);
}

void ColumnBuilder::append_null() {
  if (type_ == Type::kString) {
    append_text({});
    return;
  }
  if (has_dictionary(type_)) {
    // The code of a null is never read as a value; it only has to exist. 0 exists once anything was
    // appended.
    if (own_ && own_->size() == 0) own_->append(type_ == Type::kDecimal ? "0" : "null");
    std::get<5>(data_).push_back(0);
  } else {
    std::visit([](auto& v) { v.emplace_back(); }, data_);
  }
  mark(true);
}

void ColumnBuilder::append_bool(bool value) {
  std::get<0>(data_).push_back(value ? 1 : 0);
  mark(false);
}
void ColumnBuilder::append_int(std::int32_t value) {
  std::get<1>(data_).push_back(value);
  mark(false);
}
void ColumnBuilder::append_long(std::int64_t value) {
  std::get<2>(data_).push_back(value);
  mark(false);
}
void ColumnBuilder::append_real(double value) {
  std::get<3>(data_).push_back(value);
  mark(false);
}
void ColumnBuilder::append_guid(const Guid& value) {
  std::get<4>(data_).push_back(value);
  mark(false);
}
void ColumnBuilder::append_text(std::string_view value) {
  if (type_ == Type::kDynamic && (value.empty() || value == "null")) {
    append_null();
    return;
  }
  std::get<5>(data_).push_back(intern_ ? own_->intern(value) : own_->append(value));
  mark(false);
}
void ColumnBuilder::append_code(Dictionary::Code code) {
  std::get<5>(data_).push_back(code);
  mark(false);
}

void ColumnBuilder::append(const Value& value) {
  if (value.null) {
    append_null();
    return;
  }
  switch (type_) {
    case Type::kBool:
      append_bool(value.integer != 0);
      return;
    case Type::kInt:
      append_int(static_cast<std::int32_t>(value.integer));
      return;
    case Type::kReal:
      append_real(value.real);
      return;
    case Type::kGuid:
      append_guid(value.guid);
      return;
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      append_text(value.text);
      return;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      append_long(value.integer);
      return;
  }
}

void ColumnBuilder::append_from(const Column& column, std::uint32_t row) {
  if (column.is_null(row)) {
    append_null();
    return;
  }
  switch (type_) {
    case Type::kBool:
      append_bool(column.bools()[row] != 0);
      return;
    case Type::kInt:
      append_int(column.ints()[row]);
      return;
    case Type::kReal:
      append_real(column.reals()[row]);
      return;
    case Type::kGuid:
      append_guid(column.guids()[row]);
      return;
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      append_text(column.text(row));
      return;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      append_long(column.longs()[row]);
      return;
  }
}

ColumnPtr ColumnBuilder::finish() {
  DictionaryPtr dictionary = own_ ? DictionaryPtr(std::move(own_)) : shared_;
  auto column = std::make_shared<const Column>(type_, std::move(data_), std::move(nulls_),
                                               std::move(dictionary));
  data_ = Column::empty_data(type_);
  nulls_ = {};
  size_ = 0;
  if (has_dictionary(type_) && !shared_) own_ = std::make_shared<Dictionary>();
  return column;
}

ColumnPtr constant_column(const Value& value, std::uint32_t rows) {
  ColumnBuilder builder(value.type);
  builder.reserve(rows);
  for (std::uint32_t i = 0; i < rows; ++i) builder.append(value);
  return builder.finish();
}

}  // namespace crumb
