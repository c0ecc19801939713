// Collects the columns of an operator's output by Kusto's rules: declared names clash, automatic
// names get numbers, some columns are not added twice. Not for joins and unions, which rename by
// their own rules.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "kql/names.h"
#include "kql/plan.h"

namespace crumb::kql {

struct ProjectedColumn {
  std::string name;
  ExprPtr expr;
  // The input column that this passes through unchanged, or kNew.
  static constexpr std::uint32_t kNew = 0xFFFF'FFFFu;
  std::uint32_t identity = kNew;
};

class Projection {
 public:
  // An automatic name: it gets a number when taken. With `replace`, a column of that name is
  // replaced in place. A pass-through of an identity marked by skip() adds nothing; with `once`,
  // its identity is marked after it is added.
  void add(ProjectedColumn column, bool replace = false, bool once = false);
  // A name that the query gives. Error: kSemantic when it was given before.
  [[nodiscard]] Result<void> declare(ProjectedColumn column, bool replace, Span span);
  void skip(std::uint32_t identity) { skipped_.insert(identity); }
  void skip_all_present();
  // Renames in place. Errors: kSemantic when the new name was given before.
  [[nodiscard]] Result<void> rename(std::string_view from, std::string to, Span span);

  [[nodiscard]] std::vector<ProjectedColumn>& columns() { return columns_; }

 private:
  std::vector<ProjectedColumn> columns_;
  std::unordered_map<std::string, std::size_t> index_;
  std::unordered_set<std::string> declared_;
  std::unordered_set<std::uint32_t> skipped_;
  UniqueNames unique_;
};

}  // namespace crumb::kql
