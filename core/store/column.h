// A typed column of values, immutable once built, shared by reference; ColumnBuilder makes one.
// Physical form by type: bool -> uint8, int -> int32, long/datetime/timespan -> int64, real ->
// double, guid -> Guid, string/dynamic/decimal -> code into a Dictionary (dynamic entries are
// compact JSON, decimal ones canonical: equal texts are equal values).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "base/guid.h"
#include "store/dictionary.h"
#include "store/type.h"
#include "store/value.h"

namespace crumb {

class Column {
 public:
  using Data =
      std::variant<std::vector<std::uint8_t>, std::vector<std::int32_t>, std::vector<std::int64_t>,
                   std::vector<double>, std::vector<Guid>, std::vector<Dictionary::Code>>;

  // The physical form of a type, without entries.
  [[nodiscard]] static Data empty_data(Type type);

  // `nulls` is empty (no null) or one byte a row, 1 = null. Strings never have nulls. `dictionary`
  // for string/dynamic only.
  Column(Type type, Data data, std::vector<std::uint8_t> nulls = {},
         DictionaryPtr dictionary = nullptr);

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool has_nulls() const { return !nulls_.empty(); }
  [[nodiscard]] bool is_null(std::uint32_t row) const {
    return !nulls_.empty() && nulls_[row] != 0;
  }
  [[nodiscard]] std::span<const std::uint8_t> nulls() const { return nulls_; }  // empty: none

  [[nodiscard]] std::span<const std::uint8_t> bools() const { return std::get<0>(data_); }
  [[nodiscard]] std::span<const std::int32_t> ints() const { return std::get<1>(data_); }
  [[nodiscard]] std::span<const std::int64_t> longs() const {
    return std::get<2>(data_);
  }  // long, datetime, timespan
  [[nodiscard]] std::span<const double> reals() const { return std::get<3>(data_); }
  [[nodiscard]] std::span<const Guid> guids() const { return std::get<4>(data_); }
  [[nodiscard]] std::span<const Dictionary::Code> codes() const { return std::get<5>(data_); }
  [[nodiscard]] const Dictionary& dictionary() const { return *dictionary_; }
  [[nodiscard]] const DictionaryPtr& dictionary_ptr() const { return dictionary_; }
  [[nodiscard]] std::string_view text(std::uint32_t row) const {
    return (*dictionary_)[codes()[row]];
  }

  struct Range {
    std::int64_t least = 0, greatest = 0;
  };
  // Of a datetime column without nulls: what lies outside needs no look at the rows.
  [[nodiscard]] const std::optional<Range>& range() const { return range_; }

  [[nodiscard]] Value value(std::uint32_t row) const;
  [[nodiscard]] std::uint64_t bytes() const;  // memory held, a shared dictionary counted whole

 private:
  Type type_;
  std::uint32_t size_;
  Data data_;
  std::vector<std::uint8_t> nulls_;
  DictionaryPtr dictionary_;
  std::optional<Range> range_;
};

using ColumnPtr = std::shared_ptr<const Column>;

// Appends values of one type and gives the column. For string/dynamic the texts are interned by
// default.
class ColumnBuilder {
 public:
  explicit ColumnBuilder(Type type, bool intern = true);
  // Codes are appended as they are; the dictionary is shared, not copied (string/dynamic only).
  ColumnBuilder(Type type, DictionaryPtr shared);

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] std::uint32_t size() const { return size_; }
  void reserve(std::uint32_t rows);

  void append_null();  // an empty text for string
  void append_bool(bool value);
  void append_int(std::int32_t value);
  void append_long(std::int64_t value);  // long, datetime, timespan
  void append_real(double value);
  void append_guid(const Guid& value);
  void append_text(std::string_view value);  // string, canonical decimal, or compact JSON for
                                             // dynamic ("null" is null)
  void append_code(Dictionary::Code code);   // with a shared dictionary
  void append(const Value& value);           // must be of this type, or null
  void append_from(const Column& column, std::uint32_t row);

  [[nodiscard]] ColumnPtr finish();  // leaves the builder empty

 private:
  void mark(bool null);

  Type type_;
  bool intern_;
  std::uint32_t size_ = 0;
  Column::Data data_;
  std::vector<std::uint8_t> nulls_;
  std::shared_ptr<Dictionary> own_;
  DictionaryPtr shared_;
};

[[nodiscard]] ColumnPtr take(
    const ColumnPtr& column,
    std::span<const std::uint32_t> rows);  // gather; the dictionary is shared
[[nodiscard]] ColumnPtr slice(const ColumnPtr& column, std::uint32_t begin, std::uint32_t rows);
[[nodiscard]] ColumnPtr concat(
    std::span<const ColumnPtr> columns);  // one type; dictionaries merged unless all the same
[[nodiscard]] ColumnPtr constant_column(const Value& value, std::uint32_t rows);

}  // namespace crumb
