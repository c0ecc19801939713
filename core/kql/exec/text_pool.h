// Distinct texts numbered in order of first appearance: what group and join keys of string columns
// are compared by. Not store's Dictionary, which has no look-up without insertion.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "store/column.h"

namespace crumb::kql {

class TextPool {
 public:
  using Id = std::uint32_t;
  static constexpr Id kNone = 0xFFFF'FFFFu;

  [[nodiscard]] Id size() const { return texts_ == nullptr ? 0 : texts_->size(); }
  [[nodiscard]] Id insert(std::string_view text);
  [[nodiscard]] Id find(std::string_view text);  // kNone: never inserted

  // The ids of a column's rows; kNone for nulls and, when inserting is off, for unknown texts.
  // `rows` rows are written, a constant's one id to all of them. The pool remembers the ids of the
  // last dictionary's entries.
  void ids(const Column& column, bool constant, std::uint32_t rows, bool insert,
           std::uint32_t* out);

  [[nodiscard]] DictionaryPtr texts() const {
    return texts_;
  }  // entry i is the text of id i; null when empty
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    Id id = kNone;
  };
  Slot& slot_of(std::string_view text, std::uint32_t hash);  // its own, or the free one for it
  void grow();

  std::shared_ptr<Dictionary> texts_;
  std::vector<Slot> slots_;  // open addressing

  DictionaryPtr seen_;  // ids of its entries:
  std::vector<Id> seen_ids_;
  bool seen_inserted_ = false;
};

}  // namespace crumb::kql
