// Keys are encoded column by column into rows of words, then hashed and probed row by row; nothing
// is allocated a row. Not an aggregation: see operators/summarize.cpp.
#include "kql/exec/group_table.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace crumb::kql {

namespace {

std::uint64_t mix(std::uint64_t h) {
  h ^= h >> 32;
  h *= 0x9E37'79B9'7F4A'7C15ull;
  return h ^ (h >> 29);
}

std::uint64_t word_of_real(double value) {
  if (value != value) return 0x7FF8'0000'0000'0000ull;
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

// use(word_of): the word of each row of a column whose values are one word and no texts.
template <class Use>
void with_words(const Column& column, const Use& use) {
  switch (column.type()) {
    case Type::kBool:
      return use([values = column.bools().data()](std::uint32_t row) -> std::uint64_t {
        return values[row];
      });
    case Type::kInt:
      return use([values = column.ints().data()](std::uint32_t row) {
        return static_cast<std::uint64_t>(values[row]);
      });
    case Type::kReal:
      return use([values = column.reals().data()](std::uint32_t row) {
        return word_of_real(values[row]);
      });
    default:
      return use([values = column.longs().data()](std::uint32_t row) {
        return static_cast<std::uint64_t>(values[row]);
      });
  }
}

}  // namespace

GroupTable::GroupTable(std::vector<Type> types) {
  for (const Type type : types) {
    keys_.push_back({type, width_, {}});
    width_ += type == Type::kGuid ? 2 : 1;
  }
  ++width_;
}

void GroupTable::insert(std::span<const Vector> keys, std::uint32_t rows,
                        std::vector<std::uint32_t>& groups) {
  run(keys, rows, groups, Mode::kInsert);
}
void GroupTable::insert_not_null(std::span<const Vector> keys, std::uint32_t rows,
                                 std::vector<std::uint32_t>& groups) {
  run(keys, rows, groups, Mode::kInsertNotNull);
}
void GroupTable::find(std::span<const Vector> keys, std::uint32_t rows,
                      std::vector<std::uint32_t>& groups) {
  run(keys, rows, groups, Mode::kFind);
}

void GroupTable::encode(Key& key, std::uint32_t at, const Vector& vector, std::uint32_t rows,
                        bool insert) {
  const Column& column = *vector.column;
  std::uint64_t* out = scratch_.data() + key.word;
  std::uint64_t* marks = scratch_.data() + width_ - 1;
  const std::uint32_t step = vector.constant ? 0 : 1;
  const auto put = [&](auto values, auto word) {
    for (std::uint32_t row = 0; row < rows; ++row)
      out[std::size_t{row} * width_] = word(values[row * step]);
  };
  switch (key.type) {
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal: {
      ids_.resize(rows);
      key.pool.ids(column, vector.constant, rows, insert, ids_.data());
      for (std::uint32_t row = 0; row < rows; ++row) out[std::size_t{row} * width_] = ids_[row];
      break;
    }
    case Type::kGuid:
      put(column.guids(), [](const Guid& v) {
        std::uint64_t word = 0;
        std::memcpy(&word, v.bytes.data(), sizeof word);
        return word;
      });
      ++out;
      put(column.guids(), [](const Guid& v) {
        std::uint64_t word = 0;
        std::memcpy(&word, v.bytes.data() + sizeof word, sizeof word);
        return word;
      });
      break;
    default:
      with_words(column, [&](auto word_of) {
        for (std::uint32_t row = 0; row < rows; ++row)
          out[std::size_t{row} * width_] = word_of(row * step);
      });
  }
  if (!column.has_nulls()) return;
  const std::uint32_t words = key.type == Type::kGuid ? 2 : 1;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (!column.is_null(row * step)) continue;
    std::fill_n(scratch_.data() + std::size_t{row} * width_ + key.word, words, 0);
    marks[std::size_t{row} * width_] |= 1ull << (at % 64);
  }
}

std::uint64_t GroupTable::hash_of(const std::uint64_t* words) const {
  std::uint64_t h = 0;
  for (std::uint32_t i = 0; i < width_; ++i) h = mix(h ^ words[i]);
  return h;
}

void GroupTable::grow() {
  slots_.assign(std::max<std::size_t>(1024, slots_.size() * 4), 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t group = 0; group < groups_; ++group) {
    std::size_t at = hash_of(words_.data() + std::size_t{group} * width_) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = group + 1;
  }
}

// kWords is width_, or 0 when it is not known to the compiler.
template <std::uint32_t kWords>
void GroupTable::probe(std::uint32_t rows, std::vector<std::uint32_t>& groups, Mode mode) {
  const std::uint32_t width = kWords == 0 ? width_ : kWords;
  if (mode == Mode::kFind && groups_ == 0) return groups.assign(rows, kNoGroup);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint64_t* words = scratch_.data() + std::size_t{row} * width;
    if (mode != Mode::kInsert && words[width - 1] != 0) {
      groups[row] = kNoGroup;
      continue;
    }
    if (mode != Mode::kFind && (std::size_t{groups_} + 1) * 2 > slots_.size()) grow();
    const std::size_t mask = slots_.size() - 1;
    std::uint64_t h = 0;
    for (std::uint32_t i = 0; i < width; ++i) h = mix(h ^ words[i]);
    std::size_t at = h & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) {
      if (std::equal(words, words + width, words_.data() + std::size_t{slots_[at] - 1} * width))
        break;
    }
    if (slots_[at] == 0 && mode == Mode::kFind) {
      groups[row] = kNoGroup;
      continue;
    }
    if (slots_[at] == 0) {
      slots_[at] = ++groups_;
      words_.insert(words_.end(), words, words + width);
    }
    groups[row] = slots_[at] - 1;
  }
}

// The text's number in the pool leads to the group directly.
void GroupTable::one_text(const Vector& vector, std::uint32_t rows,
                          std::vector<std::uint32_t>& groups, Mode mode) {
  TextPool& pool = keys_[0].pool;
  pool.ids(*vector.column, vector.constant, rows, mode != Mode::kFind, groups.data());
  group_of_text_.resize(pool.size(), kNoGroup);
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t id = groups[row];
    if (id == TextPool::kNone && mode != Mode::kInsert) continue;  // stays kNoGroup
    std::uint32_t& group = id == TextPool::kNone ? null_group_ : group_of_text_[id];
    if (group == kNoGroup && mode != Mode::kFind) {
      group = groups_++;
      words_.push_back(id == TextPool::kNone ? 0 : id);
      words_.push_back(id == TextPool::kNone ? 1 : 0);
    }
    groups[row] = group;
  }
}

// A run of equal keys, as bins of a log's times are, is looked up once.
void GroupTable::one_word(const Vector& vector, std::uint32_t rows,
                          std::vector<std::uint32_t>& groups, Mode mode) {
  const Column& column = *vector.column;
  const auto group_of = [&](std::uint64_t word) {
    if (mode == Mode::kInsert || mode == Mode::kInsertNotNull) {
      if ((std::size_t{groups_} + 1) * 2 > slots_.size()) grow();
    } else if (slots_.empty()) {
      return kNoGroup;
    }
    const std::size_t mask = slots_.size() - 1;
    const std::uint64_t key[] = {word, 0};
    std::size_t at = hash_of(key) & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) {
      const std::uint64_t* words = words_.data() + std::size_t{slots_[at] - 1} * 2;
      if (words[0] == word && words[1] == 0) return slots_[at] - 1;
    }
    if (mode == Mode::kFind) return kNoGroup;
    words_.insert(words_.end(), {word, 0});
    slots_[at] = ++groups_;
    return groups_ - 1;
  };
  const auto group_of_null = [&] {
    if (mode != Mode::kInsert) return kNoGroup;
    if (null_group_ == kNoGroup) {
      null_group_ = groups_++;
      words_.insert(words_.end(), {0, 1});
    }
    return null_group_;
  };
  const std::uint32_t step = vector.constant ? 0 : 1;
  with_words(column, [&](auto word_of) {
    std::uint64_t last = 0;
    std::uint32_t group = kNoGroup;
    bool known = false;
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint32_t at = row * step;
      if (column.is_null(at)) {
        groups[row] = group_of_null();
        continue;
      }
      const std::uint64_t word = word_of(at);
      if (!known || word != last) group = group_of(word);
      known = true;
      last = word;
      groups[row] = group;
    }
  });
}

void GroupTable::run(std::span<const Vector> keys, std::uint32_t rows,
                     std::vector<std::uint32_t>& groups, Mode mode) {
  groups.resize(rows);
  if (keys_.size() == 1 && has_dictionary(keys_[0].type))
    return one_text(keys[0], rows, groups, mode);
  if (keys_.size() == 1 && width_ == 2) return one_word(keys[0], rows, groups, mode);
  scratch_.assign(std::size_t{rows} * width_, 0);
  for (std::uint32_t at = 0; at < keys.size(); ++at)
    encode(keys_[at], at, keys[at], rows, mode != Mode::kFind);
  switch (width_) {
    case 2:
      return probe<2>(rows, groups, mode);
    case 3:
      return probe<3>(rows, groups, mode);
    case 4:
      return probe<4>(rows, groups, mode);
    default:
      return probe<0>(rows, groups, mode);
  }
}

ColumnPtr GroupTable::key(std::uint32_t at) const {
  const Key& key = keys_[at];
  std::vector<std::uint8_t> nulls(groups_, 0);
  bool any_null = false;
  for (std::uint32_t group = 0; group < groups_; ++group) {
    nulls[group] = (words_[std::size_t{group} * width_ + width_ - 1] >> (at % 64)) & 1;
    any_null = any_null || nulls[group] != 0;
  }
  if (!any_null) nulls.clear();
  const auto word = [&](std::uint32_t group) {
    return words_[std::size_t{group} * width_ + key.word];
  };
  const auto column = [&](auto value) {
    std::vector<decltype(value(0u))> values(groups_);
    for (std::uint32_t group = 0; group < groups_; ++group) values[group] = value(group);
    return Column::Data(std::move(values));
  };
  Column::Data data;
  DictionaryPtr texts;
  switch (key.type) {
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      data = column([&](std::uint32_t g) { return static_cast<Dictionary::Code>(word(g)); });
      texts = key.pool.texts();
      if (texts == nullptr) return constant_column(Value::null_of(key.type), groups_);
      break;
    case Type::kBool:
      data = column([&](std::uint32_t g) { return static_cast<std::uint8_t>(word(g)); });
      break;
    case Type::kInt:
      data = column([&](std::uint32_t g) { return static_cast<std::int32_t>(word(g)); });
      break;
    case Type::kReal:
      data = column([&](std::uint32_t g) { return std::bit_cast<double>(word(g)); });
      break;
    case Type::kGuid:
      data = column([&](std::uint32_t g) {
        Guid guid;
        std::memcpy(guid.bytes.data(), &words_[std::size_t{g} * width_ + key.word],
                    sizeof guid.bytes);
        return guid;
      });
      break;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      data = column([&](std::uint32_t g) { return static_cast<std::int64_t>(word(g)); });
      break;
  }
  return std::make_shared<const Column>(key.type, std::move(data), std::move(nulls),
                                        std::move(texts));
}

std::uint64_t GroupTable::bytes() const {
  std::uint64_t bytes = (words_.capacity() + scratch_.capacity()) * sizeof(std::uint64_t) +
                        (slots_.capacity() + group_of_text_.capacity()) * sizeof(std::uint32_t);
  for (const Key& key : keys_) bytes += key.pool.bytes();
  return bytes;
}

}  // namespace crumb::kql
