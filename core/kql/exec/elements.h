// The elements of dynamic arrays and bags, row by row: what mv-expand and mv-apply make rows of.
// Not the operators (operators/mv_expand.cpp, operators/mv_apply.cpp).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kql/exec/batch.h"
#include "kql/plan.h"

namespace crumb::kql {

// The elements of one dynamic column. Row i has counts[i] of them, from begins[i] on in `codes`.
// Null counts as one null element, an empty array or bag as none, another scalar as itself; a bag's
// members are bags of one, or [key, value] arrays. Source:
// learn.microsoft.com/kusto/query/mv-expand-operator.
class Elements {
 public:
  Elements(const Vector& column, std::uint32_t rows, bool bag_as_array, std::uint64_t row_limit);

  [[nodiscard]] std::uint32_t count(std::uint32_t row) const {
    return lists_[list_of_row_[row]].count;
  }
  // A code for take() on values(): the element, or the null at the end when the row has no such
  // element.
  [[nodiscard]] std::uint32_t code(std::uint32_t row, std::uint32_t at) const {
    const List& list = lists_[list_of_row_[row]];
    return at < list.count ? codes_[list.begin + at] : texts_->size();
  }
  // Each distinct element cast to `type` ("to typeof"), then a null. Elements that are not of the
  // type become null.
  [[nodiscard]] ColumnPtr values(Type type) const;

 private:
  struct List {
    std::uint32_t begin = 0;
    std::uint32_t count = 0;
  };
  [[nodiscard]] List split(std::string_view json, bool bag_as_array, std::uint64_t row_limit);
  [[nodiscard]] List null_list();

  std::shared_ptr<Dictionary> texts_;
  std::vector<std::uint32_t> codes_;
  std::vector<List> lists_;
  std::vector<std::uint32_t> list_of_row_;
};

// One JSON value as a value of `type`: no parsing of texts but those that stand for types that JSON
// lacks.
[[nodiscard]] Value cast_element(std::string_view json, Type type);

// The rows of a batch, expanded in chunks of whole input rows.
class Expansion {
 public:
  // The batch must outlive it. `needed`: by column of the output.
  Expansion(const MvExpandOp& op, Batch& input, const std::vector<bool>& needed);

  // The next rows, about `max_rows` of them: the input's lanes with the items in place (and further
  // lanes of the input at the end), the index lane after the first `columns` when the operator has
  // one. False: no more.
  [[nodiscard]] bool next(std::uint32_t max_rows, std::uint32_t columns, Batch& output);
  // For each row of the last output: the input row that it comes from.
  [[nodiscard]] const RowMap& sources() const { return sources_; }

 private:
  const MvExpandOp& op_;
  Batch& input_;
  const std::vector<bool>& needed_;
  std::vector<Elements> items_;
  std::vector<ColumnPtr> values_;  // of each item that is needed
  std::uint32_t row_ = 0;
  RowMap sources_;
};

}  // namespace crumb::kql
