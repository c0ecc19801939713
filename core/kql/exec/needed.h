// Which columns of each node's output anybody above looks at, worked out once before a plan runs.
// Not an optimiser: the plan stays as it is, operators just leave lanes empty.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "kql/plan.h"

namespace crumb::kql {

class Needed {
 public:
  // `whole_tables`: of shared tables that are used, every column is wanted.
  explicit Needed(const Plan& plan, bool whole_tables = false);

  // One flag for each column of the node's output. The node must belong to the plan.
  [[nodiscard]] const std::vector<bool>& of(const Node& node) const;

 private:
  void want(const Node& node, const std::vector<bool>& columns);
  void want_slots(const Expr& expr);
  void want_shared(std::uint32_t slot, const std::vector<bool>& columns);

  std::unordered_map<const Node*, std::vector<bool>> columns_;
  std::vector<std::vector<bool>> shared_;  // by slot; empty: no use
  std::vector<std::vector<bool>>
      leaves_;  // while walking: what the subplans of the mv-apply around us read
};

// Adds the columns that an expression reads to `columns`.
void add_columns(const Expr& expr, std::vector<bool>& columns);

}  // namespace crumb::kql
