// One plan being run: its session, its shared tables (each computed on first use), and which
// columns anybody needs. Not the operators themselves (operator.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kql/exec/needed.h"
#include "kql/exec/session.h"
#include "kql/plan.h"

namespace crumb::kql {

class Runtime {
 public:
  // `whole_tables`: shared tables are computed with all their columns, for other runtimes to use.
  Runtime(Plan& plan, Session& session, bool whole_tables = false);
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

  [[nodiscard]] Session& session() { return session_; }
  [[nodiscard]] const Needed& needed() const { return needed_; }

  // The table of a shared slot. Columns that no use needs are missing (null) in its segments.
  [[nodiscard]] Result<TablePtr> shared_table(std::uint32_t slot);
  // toscalar(): the first cell, null of `type` when there is no row.
  [[nodiscard]] Result<Value> scalar_of(std::uint32_t slot, Type type);
  // The right side of `in`: the distinct values of the first column as a dynamic array.
  [[nodiscard]] Result<Value> list_of(std::uint32_t slot);

  [[nodiscard]] std::uint64_t held_bytes() const { return held_.bytes(); }

  // Runs the whole plan.
  [[nodiscard]] Result<TablePtr> run();

 private:
  [[nodiscard]] Result<TablePtr> run_node(const Node& node, std::string name);

  Plan& plan_;
  Session& session_;
  Needed needed_;
  Held held_;                                // the tables that this plan computed
  std::vector<std::optional<Value>> lists_;  // by slot
};

}  // namespace crumb::kql
