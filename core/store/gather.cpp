// New columns out of old ones: rows picked, a part cut out, several put one after another.
// Dictionaries are shared where that is possible. Not the building of columns value by value
// (column.cpp).
#include <algorithm>
#include <utility>

#include "store/column.h"

namespace crumb {
namespace {

constexpr std::uint32_t kSmall = 4096;  // rows; below, equal entries are always made one

std::vector<std::uint8_t> drop_if_none(std::vector<std::uint8_t> nulls) {
  if (std::ranges::find(nulls, std::uint8_t{1}) == nulls.end()) nulls.clear();
  return nulls;
}

// `use(span)` of the physical values.
template <class Use>
Column::Data with_values(const Column& column, Use use) {
  switch (column.type()) {
    case Type::kBool:
      return use(column.bools());
    case Type::kInt:
      return use(column.ints());
    case Type::kReal:
      return use(column.reals());
    case Type::kGuid:
      return use(column.guids());
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      return use(column.codes());
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      break;
  }
  return use(column.longs());
}

template <class T>
std::vector<T> picked(std::span<const T> values, std::span<const std::uint32_t> rows) {
  std::vector<T> out(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) out[i] = values[rows[i]];
  return out;
}

template <class T>
std::vector<T> part(std::span<const T> values, std::uint32_t begin, std::uint32_t rows) {
  const auto cut = values.subspan(begin, rows);
  return std::vector<T>(cut.begin(), cut.end());
}

std::vector<std::uint8_t> joined_nulls(std::span<const ColumnPtr> columns, std::uint32_t total) {
  if (std::ranges::none_of(columns, [](const ColumnPtr& c) { return c->has_nulls(); })) return {};
  std::vector<std::uint8_t> nulls;
  nulls.reserve(total);
  for (const ColumnPtr& column : columns) {
    const auto from = column->nulls();
    if (from.empty()) {
      nulls.resize(nulls.size() + column->size(), 0);
    } else {
      nulls.insert(nulls.end(), from.begin(), from.end());
    }
  }
  return drop_if_none(std::move(nulls));
}

// Whether a copy of the whole dictionary costs no more than to look for the entries in use.
bool mostly_used(const Column& column) {
  const std::uint32_t entries = column.dictionary().size();
  if (entries / 2 > column.size()) return false;
  std::vector<std::uint8_t> seen(entries, 0);
  std::uint32_t used = 0;
  for (std::uint32_t row = 0; row < column.size(); ++row) {
    if (column.is_null(row)) continue;
    std::uint8_t& at = seen[column.codes()[row]];
    used += 1 - at;
    at = 1;
  }
  return used >= entries - used;
}

// The used entries of several dictionaries as one. Where entries are few against rows, equal ones
// become one; else they are copied as they come, since hashing each would cost more than the
// repeats do, and a dictionary of which most is in use is copied whole.
class Merger {
 public:
  Merger(std::span<const ColumnPtr> columns, bool unite) : unite_(unite) {
    for (const ColumnPtr& column : columns) {
      const Dictionary& dictionary = column->dictionary();
      if (known(dictionary) != nullptr) continue;
      Known& added = known_.emplace_back();
      added.of = &dictionary;
      added.whole = !unite && mostly_used(*column);
      if (added.whole) {
        added.first = whole_entries_;
        whole_entries_ += dictionary.size();
        bytes_ += dictionary.text_bytes();
      } else {
        added.codes.assign(dictionary.size(), kUnseen);
      }
    }
  }

  void add(const Column& column, std::vector<Dictionary::Code>& codes) {
    Known& from = *known(column.dictionary());
    for (std::uint32_t row = 0; row < column.size(); ++row) {
      if (column.is_null(row)) {
        codes.push_back(0);
        continue;
      }
      const Dictionary::Code old = column.codes()[row];
      if (from.whole) {
        codes.push_back(from.first + old);
        continue;
      }
      Dictionary::Code& code = from.codes[old];
      if (code == kUnseen) code = add_text(column.text(row));
      codes.push_back(code);
    }
  }

  [[nodiscard]] DictionaryPtr finish() {
    if (!unite_) {
      all_.reserve(whole_entries_ + static_cast<std::uint32_t>(texts_.size()) + 1, bytes_);
      for (const Known& from : known_) {
        if (from.whole) (void)all_.append_all(*from.of);
      }
      for (const std::string_view text : texts_) (void)all_.append(text);
    }
    if (all_.size() == 0) all_.append({});  // nulls have the code 0
    return std::make_shared<const Dictionary>(std::move(all_));
  }

 private:
  static constexpr Dictionary::Code kUnseen = 0xFFFF'FFFFu;

  struct Known {
    const Dictionary* of = nullptr;
    bool whole = false;
    Dictionary::Code first = 0;           // of the whole copy
    std::vector<Dictionary::Code> codes;  // else: the new code of each old one
  };

  Known* known(const Dictionary& dictionary) {
    const auto found = std::ranges::find(known_, &dictionary, &Known::of);
    return found == known_.end() ? nullptr : &*found;
  }

  Dictionary::Code add_text(std::string_view text) {
    if (unite_) return all_.intern(text);
    texts_.push_back(text);
    bytes_ += text.size();
    return whole_entries_ + static_cast<Dictionary::Code>(texts_.size() - 1);
  }

  bool unite_;
  Dictionary all_;
  std::uint32_t whole_entries_ = 0;  // those of the dictionaries that are copied whole come first
  std::uint64_t bytes_ = 0;
  std::vector<std::string_view> texts_;  // then the single ones, in order of appearance
  std::vector<Known> known_;
};

ColumnPtr concat_texts(std::span<const ColumnPtr> columns, std::uint32_t total) {
  std::uint64_t entries = 0;
  for (const ColumnPtr& column : columns)
    entries += std::min(column->dictionary().size(), column->size());
  Merger merger(columns, total < kSmall || entries * 8 < total);
  std::vector<Dictionary::Code> codes;
  codes.reserve(total);
  for (const ColumnPtr& column : columns) merger.add(*column, codes);
  return std::make_shared<const Column>(columns.front()->type(), std::move(codes),
                                        joined_nulls(columns, total), merger.finish());
}

}  // namespace

ColumnPtr take(const ColumnPtr& column, std::span<const std::uint32_t> rows) {
  Column::Data data =
      with_values(*column, [rows](auto values) { return Column::Data(picked(values, rows)); });
  std::vector<std::uint8_t> nulls;
  if (column->has_nulls()) nulls = drop_if_none(picked(column->nulls(), rows));
  return std::make_shared<const Column>(column->type(), std::move(data), std::move(nulls),
                                        column->dictionary_ptr());
}

ColumnPtr slice(const ColumnPtr& column, std::uint32_t begin, std::uint32_t rows) {
  if (begin == 0 && rows == column->size()) return column;
  Column::Data data = with_values(
      *column, [begin, rows](auto values) { return Column::Data(part(values, begin, rows)); });
  std::vector<std::uint8_t> nulls;
  if (column->has_nulls()) nulls = drop_if_none(part(column->nulls(), begin, rows));
  return std::make_shared<const Column>(column->type(), std::move(data), std::move(nulls),
                                        column->dictionary_ptr());
}

ColumnPtr concat(std::span<const ColumnPtr> columns) {
  if (columns.size() == 1) return columns.front();
  const Column& first = *columns.front();
  std::uint32_t total = 0;
  for (const ColumnPtr& column : columns) total += column->size();
  const bool one_dictionary = std::ranges::all_of(
      columns, [&](const ColumnPtr& c) { return c->dictionary_ptr() == first.dictionary_ptr(); });
  if (has_dictionary(first.type()) && !one_dictionary) return concat_texts(columns, total);
  Column::Data data = with_values(first, [&](auto values) {
    std::vector<std::remove_const_t<typename decltype(values)::element_type>> out;
    out.reserve(total);
    for (const ColumnPtr& column : columns) {
      (void)with_values(*column, [&out](auto more) {
        if constexpr (std::is_same_v<decltype(more), decltype(values)>)
          out.insert(out.end(), more.begin(), more.end());
        return Column::Data();
      });
    }
    return Column::Data(std::move(out));
  });
  return std::make_shared<const Column>(first.type(), std::move(data), joined_nulls(columns, total),
                                        first.dictionary_ptr());
}

}  // namespace crumb
