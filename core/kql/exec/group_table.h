// Rows to group numbers by the values of one or more key columns: the heart of summarize, distinct
// and join. Not an aggregation: see operators/summarize.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kql/exec/text_pool.h"
#include "kql/vector.h"

namespace crumb::kql {

// Keys are compared as words: texts by their number in a pool, -0.0 as 0.0, NaN equal to NaN, null
// equal to null only. Groups are numbered in order of first appearance.
class GroupTable {
 public:
  static constexpr std::uint32_t kNoGroup = 0xFFFF'FFFFu;

  explicit GroupTable(std::vector<Type> types);

  // groups[row] = the row's group. `keys` have the types given, one for each.
  void insert(std::span<const Vector> keys, std::uint32_t rows, std::vector<std::uint32_t>& groups);
  // The same for a join: rows with a null key get kNoGroup.
  void insert_not_null(std::span<const Vector> keys, std::uint32_t rows,
                       std::vector<std::uint32_t>& groups);
  // kNoGroup: no such key was inserted, or a key is null.
  void find(std::span<const Vector> keys, std::uint32_t rows, std::vector<std::uint32_t>& groups);

  [[nodiscard]] std::uint32_t size() const { return groups_; }
  [[nodiscard]] ColumnPtr key(std::uint32_t at) const;  // the key's value for each group
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  struct Key {
    Type type = Type::kString;
    std::uint32_t word = 0;  // first of its words (guid has two)
    TextPool pool;
  };
  enum class Mode : std::uint8_t { kInsert, kInsertNotNull, kFind };

  void run(std::span<const Vector> keys, std::uint32_t rows, std::vector<std::uint32_t>& groups,
           Mode mode);
  void encode(Key& key, std::uint32_t at, const Vector& vector, std::uint32_t rows, bool insert);
  void one_text(const Vector& vector, std::uint32_t rows, std::vector<std::uint32_t>& groups,
                Mode mode);
  void one_word(const Vector& vector, std::uint32_t rows, std::vector<std::uint32_t>& groups,
                Mode mode);
  template <std::uint32_t kWords>
  void probe(std::uint32_t rows, std::vector<std::uint32_t>& groups, Mode mode);
  void grow();
  [[nodiscard]] std::uint64_t hash_of(const std::uint64_t* words) const;

  std::vector<Key> keys_;
  std::uint32_t width_ = 0;  // words a key; the last one holds the null marks
  std::uint32_t groups_ = 0;
  std::vector<std::uint64_t> words_;          // groups_ x width_
  std::vector<std::uint32_t> slots_;          // open addressing: group + 1, 0 is free
  std::vector<std::uint32_t> group_of_text_;  // one text key: by text id
  std::uint32_t null_group_ = kNoGroup;       // one key: the group of null
  std::vector<std::uint64_t> scratch_;        // rows x width_
  std::vector<std::uint32_t> ids_;
};

}  // namespace crumb::kql
