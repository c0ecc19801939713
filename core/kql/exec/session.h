// What the operators of one run share: clock and limits, the memory account, whether origins are
// wanted, stage counts. Not the plan, and not shared tables (runtime.h).
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "kql/context.h"
#include "kql/engine.h"
#include "kql/exec/batch.h"

namespace crumb::kql {

struct Session {
  EvalContext eval;
  bool origins = false;
  double (*seconds)() = nullptr;
  std::vector<StageStats> stages;

  // Columns and dictionaries of loaded tables: in memory anyway, so that nobody who points into
  // them is charged.
  std::unordered_set<const void*> resident;
  void add_resident(const ColumnPtr& column);
  std::uint64_t held_bytes = 0;

  // kCancelled when the caller asked to stop.
  [[nodiscard]] Result<void> check_cancelled() const;
  // kLimit when an operator is about to hold more rows than it may.
  [[nodiscard]] Result<void> check_rows(std::uint64_t rows, Span span) const;
};

// The memory that one operator holds, given back when it goes away.
class Held {
 public:
  explicit Held(Session& session) : session_(session) {}
  ~Held() { session_.held_bytes -= bytes_; }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

  [[nodiscard]] Result<void> set(std::uint64_t bytes,
                                 Span span);  // kLimit when all holders together are over the limit
  [[nodiscard]] Result<void> add(std::uint64_t bytes, Span span) {
    return set(bytes_ + bytes, span);
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  Session& session_;
  std::uint64_t bytes_ = 0;
};

[[nodiscard]] std::uint64_t value_bytes(Type type);  // of one value in a column
// What holding these lanes costs: values, row maps, and dictionaries that are not resident.
[[nodiscard]] std::uint64_t bytes_of(const Session& session, const Batch& batch);

}  // namespace crumb::kql
