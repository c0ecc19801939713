// Words by type, ranks for texts, then a radix sort that skips the bytes in which no two rows
// differ; later texts are ranked among the rows that the keys before them leave equal. Not the
// sort operator (operators/sort.cpp).
#include "kql/exec/sort_keys.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <string_view>
#include <utility>

#include "base/decimal.h"

namespace crumb::kql {

namespace {

constexpr std::uint64_t kSign = 1ull << 63;
constexpr std::uint32_t kRadixFrom = 512;  // rows; below, a comparison sort is cheaper

std::uint64_t word_of(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ kSign; }

std::uint64_t word_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

// The first eight bytes, so that most comparisons of texts are one of numbers.
std::uint64_t prefix_of(std::string_view text) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i)
    word = word << 8 | (i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0);
  return word;
}

struct Item {
  std::uint64_t word;
  std::uint32_t row;
};

void radix_pass(const std::vector<Item>& from, std::vector<Item>& to, int shift) {
  std::array<std::uint32_t, 257> at{};
  for (const Item& item : from) ++at[((item.word >> shift) & 0xFF) + 1];
  for (std::size_t i = 1; i < at.size(); ++i) at[i] += at[i - 1];
  for (const Item& item : from) to[at[(item.word >> shift) & 0xFF]++] = item;
}

// By their words, equal ones as they came. `spare` is room of the same size.
void radix_sort(std::vector<Item>& items, std::vector<Item>& spare) {
  std::uint64_t differing = 0;
  for (const Item& item : items) differing |= item.word ^ items.front().word;
  for (int shift = 0; shift < 64; shift += 8) {
    if (((differing >> shift) & 0xFF) == 0) continue;
    radix_pass(items, spare, shift);
    std::swap(items, spare);
  }
}

// The position of each used text among the distinct used texts in byte order. An item is an entry
// of the dictionary, or a row where the entries are far more than the rows.
std::vector<std::uint64_t> text_ranks(const Column& column) {
  const Dictionary& dictionary = column.dictionary();
  const bool by_entry = dictionary.size() <= std::uint64_t{column.size()} * 8;
  const auto text_of = [&](const Item& item) {
    return by_entry ? dictionary[item.row] : column.text(item.row);
  };
  std::vector<Item> items;
  items.reserve(std::min(dictionary.size(), column.size()));
  std::vector<std::uint64_t> ranks(by_entry ? dictionary.size() : column.size());
  if (by_entry) {
    std::vector<std::uint8_t> used(dictionary.size(), 0);
    for (const Dictionary::Code code : column.codes()) used[code] = 1;
    for (Dictionary::Code code = 0; code < used.size(); ++code) {
      if (used[code] != 0) items.push_back({prefix_of(dictionary[code]), code});
    }
  } else {
    for (std::uint32_t row = 0; row < column.size(); ++row)
      items.push_back({prefix_of(column.text(row)), row});
  }
  std::vector<Item> spare(items.size());
  radix_sort(items, spare);
  for (auto begin = items.begin(), end = begin; begin != items.end(); begin = end) {
    end = std::find_if(begin, items.end(),
                       [begin](const Item& item) { return item.word != begin->word; });
    std::sort(begin, end, [&](const Item& a, const Item& b) { return text_of(a) < text_of(b); });
  }
  std::uint64_t rank = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool next =
        i > 0 && (items[i].word != items[i - 1].word || text_of(items[i]) != text_of(items[i - 1]));
    ranks[items[i].row] = rank += next ? 1 : 0;
  }
  if (!by_entry) return ranks;
  std::vector<std::uint64_t> out(column.size());
  for (std::uint32_t row = 0; row < column.size(); ++row) out[row] = ranks[column.codes()[row]];
  return out;
}

}  // namespace

void SortKeys::add(const Vector& key, bool descending, bool nulls_first) {
  if (key.constant) return;
  if (!waiting_.empty() || (!words_.empty() && has_dictionary(key.type()))) {
    waiting_.push_back({key.column, descending, nulls_first});
  } else {
    add_words({key.column, descending, nulls_first});
  }
}

void SortKeys::add_words(const Key& key) {
  const Column& column = *key.column;
  Words words(rows_);
  Words low;     // the second half of a guid or a decimal
  Words groups;  // 0, 1, 2: where null and NaN stand before or after the values; empty when there
                 // are none
  const auto fill = [&](auto values, auto word) {
    for (std::uint32_t row = 0; row < rows_; ++row) words[row] = word(values[row]);
  };
  switch (column.type()) {
    case Type::kBool:
      fill(column.bools(), [](std::uint8_t v) { return std::uint64_t{v}; });
      break;
    case Type::kInt:
      fill(column.ints(), [](std::int32_t v) { return word_of(std::int64_t{v}); });
      break;
    case Type::kReal:
      fill(column.reals(), [](double v) { return word_of(v); });
      break;
    case Type::kString:
    case Type::kDynamic:
      words = text_ranks(column);
      break;
    case Type::kDecimal:
      low.resize(rows_);
      for (std::uint32_t row = 0; row < rows_; ++row) {
        if (column.is_null(row)) continue;
        const auto value = Decimal::parse(column.text(row)).value_or(Decimal()).order_key();
        words[row] = static_cast<std::uint64_t>(value >> 64);
        low[row] = static_cast<std::uint64_t>(value);
      }
      break;
    case Type::kGuid:
      low.resize(rows_);
      for (std::uint32_t row = 0; row < rows_; ++row) {
        const auto* bytes = reinterpret_cast<const char*>(column.guids()[row].bytes.data());
        words[row] = prefix_of({bytes, 8});
        low[row] = prefix_of({bytes + 8, 8});
      }
      break;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      fill(column.longs(), [](std::int64_t v) { return word_of(v); });
      break;
  }
  const bool real = column.type() == Type::kReal;
  if (real || column.has_nulls()) {
    groups.assign(rows_, key.nulls_first ? 2 : 0);
    for (std::uint32_t row = 0; row < rows_; ++row) {
      if (column.is_null(row)) {
        groups[row] = key.nulls_first ? 0 : 2;
      } else if (real && column.reals()[row] != column.reals()[row]) {
        groups[row] = 1;
      } else {
        continue;
      }
      words[row] = 0;
      if (!low.empty()) low[row] = 0;
    }
  }
  if (key.descending) {
    for (Words* part : {&words, &low}) {
      for (std::uint64_t& word : *part) word = ~word;
    }
  }
  for (Words* part : {&groups, &words, &low}) {
    if (!part->empty()) words_.push_back(std::move(*part));
  }
}

int SortKeys::compare(std::uint32_t a, std::uint32_t b) const {
  for (const Words& words : words_) {
    if (words[a] != words[b]) return words[a] < words[b] ? -1 : 1;
  }
  return 0;
}

bool SortKeys::less(std::uint32_t a, std::uint32_t b) const {
  const int order = compare(a, b);
  return order != 0 ? order < 0 : a < b;
}

std::vector<std::uint32_t> SortKeys::order_of_words() const {
  std::vector<std::uint32_t> rows(rows_);
  std::iota(rows.begin(), rows.end(), 0u);
  if (rows_ < kRadixFrom) {
    std::sort(rows.begin(), rows.end(),
              [this](std::uint32_t a, std::uint32_t b) { return less(a, b); });
    return rows;
  }
  std::vector<Item> items(rows_), spare(rows_);
  for (std::size_t key = words_.size(); key-- > 0;) {
    const Words& words = words_[key];
    if (std::ranges::all_of(words, [&](std::uint64_t word) { return word == words[0]; })) continue;
    for (std::uint32_t i = 0; i < rows_; ++i) items[i] = {words[rows[i]], rows[i]};
    radix_sort(items, spare);
    for (std::uint32_t i = 0; i < rows_; ++i) rows[i] = items[i].row;
  }
  return rows;
}

// Places of rows that equal a neighbour, and the number of the run of equal ones each is in.
struct SortKeys::Ties {
  std::vector<std::uint32_t> places;
  Words runs;
};

SortKeys::Ties SortKeys::ties_of(const std::vector<std::uint32_t>& rows) const {
  Ties ties;
  std::uint64_t run = 0;
  for (std::uint32_t begin = 0, end = 0; begin < rows.size(); begin = end, ++run) {
    for (end = begin + 1; end < rows.size() && compare(rows[begin], rows[end]) == 0;) ++end;
    if (end - begin == 1) continue;
    for (std::uint32_t place = begin; place < end; ++place) {
      ties.places.push_back(place);
      ties.runs.push_back(run);
    }
  }
  return ties;
}

std::vector<std::uint32_t> SortKeys::order() const {
  std::vector<std::uint32_t> rows = order_of_words();
  if (waiting_.empty()) return rows;
  Ties ties = ties_of(rows);
  for (const Key& key : waiting_) {
    if (ties.places.empty()) break;
    std::vector<std::uint32_t> tied;
    tied.reserve(ties.places.size());
    for (const std::uint32_t place : ties.places) tied.push_back(rows[place]);
    SortKeys inner(static_cast<std::uint32_t>(tied.size()));
    inner.words_.push_back(std::move(ties.runs));
    inner.add_words({take(key.column, tied), key.descending, key.nulls_first});
    const std::vector<std::uint32_t> sorted = inner.order_of_words();
    for (std::size_t i = 0; i < sorted.size(); ++i) rows[ties.places[i]] = tied[sorted[i]];
    Ties left = inner.ties_of(sorted);
    for (std::uint32_t& place : left.places) place = ties.places[place];
    ties = std::move(left);
  }
  return rows;
}

std::vector<std::uint32_t> SortKeys::first(std::uint64_t count) const {
  if (count >= rows_ || count * 8 >= rows_) {
    std::vector<std::uint32_t> all = order();
    all.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, rows_)));
    return all;
  }
  if (count == 0) return {};
  if (!waiting_.empty()) {
    SortKeys all = *this;
    all.waiting_.clear();
    for (const Key& key : waiting_) all.add_words(key);
    return all.first(count);
  }
  // A heap of the best rows so far with the worst of them on top.
  const auto before = [this](std::uint32_t a, std::uint32_t b) { return less(a, b); };
  std::vector<std::uint32_t> best(static_cast<std::size_t>(count));
  std::iota(best.begin(), best.end(), 0u);
  std::make_heap(best.begin(), best.end(), before);
  for (auto row = static_cast<std::uint32_t>(count); row < rows_; ++row) {
    if (!less(row, best.front())) continue;
    std::pop_heap(best.begin(), best.end(), before);
    best.back() = row;
    std::push_heap(best.begin(), best.end(), before);
  }
  std::sort_heap(best.begin(), best.end(), before);
  return best;
}

std::vector<std::uint32_t> SortKeys::contenders(std::uint64_t count) const {
  std::vector<std::uint32_t> rows;
  if (count == 0) return rows;
  const std::vector<std::uint32_t> best = first(count);
  for (std::uint32_t row = 0; row < rows_; ++row) {
    if (best.size() < count || compare(row, best.back()) <= 0) rows.push_back(row);
  }
  return rows;
}

}  // namespace crumb::kql
