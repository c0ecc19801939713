// The engine's side of staged binding: runs a slot of the plan that the binder is making, so that
// the binder can look at its rows. Not a second engine: the session is that of the query.
#pragma once

#include <cstdint>

#include "kql/binder.h"
#include "kql/exec/session.h"

namespace crumb::kql {

class PlanStage final : public Stage {
 public:
  explicit PlanStage(Session& session) : session_(session), held_(session) {}
  [[nodiscard]] Result<TablePtr> table_of(Plan& plan, std::uint32_t slot, Span span) override;

 private:
  Session& session_;
  Held held_;  // the tables computed here
};

}  // namespace crumb::kql
