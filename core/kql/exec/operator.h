// The running form of a plan node: gives batches when asked, asks its inputs for theirs. One file
// an operator in operators/. Not the plan (plan.h), which stays untouched while it runs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "kql/exec/batch.h"
#include "kql/exec/runtime.h"
#include "kql/plan.h"

namespace crumb::kql {

class Operator;
using OperatorPtr = std::unique_ptr<Operator>;

// The rows that an mv-apply subplan starts from. Each batch has one lane more than the leaf's
// schema: the row number (long) of the input row that a row was expanded from. Operators of the
// subplan hand that lane on as their last.
struct SubInput {
  const Batch* rows = nullptr;   // the expanded rows with the extra lane; null: none
  std::uint32_t input_rows = 0;  // row numbers are below this
};

// What an operator is made from.
struct Build {
  Runtime& runtime;
  const SubInput* sub_input = nullptr;  // inside an mv-apply
  bool carries_row = false;             // batches have the extra lane (see SubInput)
};

class Operator {
 public:
  Operator(const Node& node, const Build& build)
      : node_(node),
        needed_(build.runtime.needed().of(node)),
        runtime_(build.runtime),
        carries_row_(build.carries_row) {}
  virtual ~Operator() = default;
  Operator(const Operator&) = delete;
  Operator& operator=(const Operator&) = delete;

  // The next batch of at least one row, or false at the end. Not to be called again after the end
  // or an error.
  [[nodiscard]] Result<bool> next(Batch& batch);

  // Adds this operator's counts, and those of its inputs, sources first.
  void report(std::vector<StageStats>& stages, std::uint32_t depth) const;

 protected:
  // As next(), but may give batches without rows.
  [[nodiscard]] virtual Result<bool> produce(Batch& batch) = 0;

  [[nodiscard]] Session& session() { return runtime_.session(); }
  [[nodiscard]] bool wants_origins() { return runtime_.session().origins; }
  [[nodiscard]] Operator& input(std::size_t at = 0) { return *inputs_[at]; }
  [[nodiscard]] std::uint32_t width() const {
    return static_cast<std::uint32_t>(node_.schema.size());
  }
  void add_input(OperatorPtr input) { inputs_.push_back(std::move(input)); }

  const Node& node_;
  const std::vector<bool>& needed_;  // by column of the output
  Runtime& runtime_;
  const bool carries_row_;

 private:
  [[nodiscard]] Result<bool> next_rows(Batch& batch);

  std::vector<OperatorPtr> inputs_;
  std::uint64_t rows_out_ = 0;
  double seconds_ = 0;  // spent in next(), inputs and all
};

// The operator of a node with those of its inputs.
[[nodiscard]] OperatorPtr make_operator(const Node& node, const Build& build);

// All rows of an operator as one batch; without rows when there are none (its lanes are then
// missing).
[[nodiscard]] Result<Batch> collect(Operator& source, Session& session, Held& held, Span span);
// One batch out of several with the same lanes. Lanes that are missing in the first one stay
// missing.
[[nodiscard]] Batch join_batches(std::vector<Batch> batches, bool origins);

}  // namespace crumb::kql
