// Ordering rows by several keys: each key becomes words whose unsigned order is the order asked
// for. Not the sort operator (operators/sort.cpp), which gathers the rows.
#pragma once

#include <cstdint>
#include <vector>

#include "kql/vector.h"

namespace crumb::kql {

// Texts are ordered by their bytes. NaN stands between null and the numbers, on null's side.
// Source: learn.microsoft.com/kusto/query/sort-operator (special floating-point values).
class SortKeys {
 public:
  explicit SortKeys(std::uint32_t rows) : rows_(rows) {}

  // The most significant key first. A constant orders nothing.
  void add(const Vector& key, bool descending, bool nulls_first);

  [[nodiscard]] std::vector<std::uint32_t> order() const;  // all rows, equal ones as they came
  [[nodiscard]] std::vector<std::uint32_t> first(
      std::uint64_t count) const;  // the first `count` of order()
  // The rows that further, less significant keys could still bring among the first `count`, as
  // they came.
  [[nodiscard]] std::vector<std::uint32_t> contenders(std::uint64_t count) const;

 private:
  using Words = std::vector<std::uint64_t>;  // one a row

  struct Key {
    ColumnPtr column;
    bool descending, nulls_first;
  };
  struct Ties;

  void add_words(const Key& key);
  [[nodiscard]] std::vector<std::uint32_t> order_of_words() const;
  [[nodiscard]] Ties ties_of(const std::vector<std::uint32_t>& rows) const;
  [[nodiscard]] int compare(std::uint32_t a, std::uint32_t b) const;
  [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b) const;

  std::uint32_t rows_;
  std::vector<Words> words_;
  std::vector<Key> waiting_;  // from the first text behind another key on
};

}  // namespace crumb::kql
