// scan: record by record against the steps, last step first. A step's state is the newest record
// that each step up to it matched in one sequence. Not a table's scan (scan.cpp).
// Source: learn.microsoft.com/kusto/query/scan-operator (scan logic).
#include <algorithm>
#include <memory>

#include "kql/exec/program.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

class ScanSteps : public Operator {
 public:
  ScanSteps(const Node& node, const ScanStepsOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        program_(build.runtime),
        input_width_(static_cast<std::uint32_t>(node.inputs[0]->schema.size())),
        record_width_(input_width_ + static_cast<std::uint32_t>(op.declared.size())),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    read_.assign(std::size_t{record_width_} * (op.steps.size() + 1), false);
    for (const ScanStep& step : op.steps) {
      Compiled& compiled = compiled_.emplace_back();
      compiled.condition = program_.add(*step.condition);
      add_columns(*step.condition, read_);
      for (const ScanStep::Assignment& assignment : step.assignments) {
        compiled.values.push_back(program_.add(*assignment.value));
        add_columns(*assignment.value, read_);
      }
    }
    for (const Value& value : op.declared) defaults_.push_back(constant_column(value, 1));
    for (std::uint32_t i = 0; i < input_width_; ++i)
      nulls_.push_back(constant_column(Value::null_of(node.inputs[0]->schema[i].type), 1));
    states_.resize(op.steps.size());
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    CRUMB_TRY(rows_, collect(input(), session(), held_, node_.span));
    for (std::uint32_t i = 0; i < input_width_ && rows_.rows() > 0; ++i) {
      if (rows_.has(i)) (void)rows_.vector(i);
    }
    for (std::uint32_t row = 0; row < rows_.rows(); ++row) {
      if (row % 1024 == 0) CRUMB_CHECK_OK(session().check_cancelled());
      for (std::size_t step = op_.steps.size(); step-- > 0;) CRUMB_CHECK_OK(visit(row, step));
      CRUMB_CHECK_OK(session().check_rows(matches_.size(), node_.span));
      CRUMB_CHECK_OK(charge());
    }
    for (std::size_t step = 0; step < states_.size(); ++step) flush(step);
    std::stable_sort(matches_.begin(), matches_.end(),
                     [](const Match& a, const Match& b) { return a.record->row < b.record->row; });
    batch = output();
    return batch.rows() > 0;
  }

 private:
  struct Compiled {
    Program::Index condition = 0;
    std::vector<Program::Index> values;
  };
  // An input record with what a step assigned.
  struct Record {
    std::uint32_t row = 0;
    std::vector<ColumnPtr> declared;  // one value each
  };
  using RecordPtr = std::shared_ptr<const Record>;
  struct State {
    bool active = false;
    std::int64_t match_id = 0;
    std::vector<RecordPtr> records;  // by step, up to the state's own
    RecordPtr held;                  // output=last: not given out yet
    std::int64_t held_id = 0;
  };
  struct Match {
    RecordPtr record;
    std::int64_t match_id = 0;
  };

  Result<void> visit(std::uint32_t row, std::size_t step) {
    if (step > 0 && states_[step - 1].active) {
      CRUMB_TRY(RecordPtr record, match(row, step, states_[step - 1]));
      if (record != nullptr) {  // the sequence moves on
        flush(step - 1);
        flush(step);
        State& state = states_[step];
        state = std::exchange(states_[step - 1], State{});
        state.records.resize(step);
        state.records.push_back(std::move(record));
        give(step);
        return {};
      }
    }
    State& state = states_[step];
    if (step > 0 && !state.active) return {};
    CRUMB_TRY(RecordPtr record, match(row, step, state));
    if (record == nullptr) return {};
    if (!state.active) {
      flush(step);
      state.active = true;
      state.match_id = next_match_++;
    }
    state.records.resize(step);
    state.records.push_back(std::move(record));
    give(step);
    return {};
  }

  // Every so many matches: what they hold.
  Result<void> charge() {
    constexpr std::size_t kStep = 1024;
    if (matches_.size() < charged_ + kStep) return {};
    const std::uint64_t bytes = sizeof(Record) + sizeof(Match) + 128 * op_.declared.size();
    const std::uint64_t more = matches_.size() - charged_;
    charged_ = matches_.size();
    return held_.add(more * bytes, node_.span);
  }

  // The record as the step extends it, or nothing.
  Result<RecordPtr> match(std::uint32_t row, std::size_t step, const State& state) {
    Batch one(1);
    one.reserve(record_width_ * (op_.steps.size() + 1));
    add_record(one, row, defaults_);
    for (std::size_t i = 0; i < op_.steps.size(); ++i) {
      if (i < state.records.size() && state.records[i] != nullptr) {
        add_record(one, state.records[i]->row, state.records[i]->declared);
      } else {
        add_values(one, nulls_);
        add_values(one, defaults_);
      }
    }
    program_.begin(one);
    CRUMB_CHECK_OK(program_.matches(compiled_[step].condition, hits_));
    if (hits_.empty()) return RecordPtr{};
    auto record = std::make_shared<Record>();
    record->row = row;
    record->declared = defaults_;
    for (std::size_t i = 0; i < compiled_[step].values.size(); ++i) {
      CRUMB_TRY(const Vector value, program_.value(compiled_[step].values[i]));
      record->declared[op_.steps[step].assignments[i].declared] = value.column;
    }
    return record;
  }

  // Lanes that no expression reads stay empty.
  void add_record(Batch& batch, std::uint32_t row, const std::vector<ColumnPtr>& declared) {
    for (std::uint32_t i = 0; i < input_width_; ++i) {
      if (!read_[batch.width()]) {
        batch.add(Lane{});
        continue;
      }
      const Vector column = rows_.vector(i);
      batch.add(
          Lane{column.constant ? column.column : slice(column.column, row, 1), nullptr, true});
    }
    add_values(batch, declared);
  }

  void add_values(Batch& batch, const std::vector<ColumnPtr>& values) const {
    for (const ColumnPtr& value : values)
      batch.add(read_[batch.width()] ? Lane{value, nullptr, true} : Lane{});
  }

  void give(std::size_t step) {
    State& state = states_[step];
    if (op_.steps[step].output == ScanStep::Output::kNone) return;
    if (op_.steps[step].output == ScanStep::Output::kAll) {
      matches_.push_back({state.records.back(), state.match_id});
    } else {
      state.held = state.records.back();
      state.held_id = state.match_id;
    }
  }

  // The last record of a step's series is given out when the series ends.
  void flush(std::size_t step) {
    State& state = states_[step];
    if (state.held != nullptr) matches_.push_back({std::move(state.held), state.held_id});
    state.held = nullptr;
  }

  Batch output() {
    const auto count = static_cast<std::uint32_t>(matches_.size());
    std::vector<std::uint32_t> rows;
    rows.reserve(count);
    for (const Match& match : matches_) rows.push_back(match.record->row);
    rows_.select(make_map(std::move(rows)));
    Batch out(count);
    out.reserve(width());
    for (std::uint32_t i = 0; i < input_width_; ++i)
      out.add(needed_[i] && count > 0 ? rows_.lane(i) : Lane{});
    for (std::size_t i = 0; i < op_.declared.size(); ++i) {
      ColumnBuilder values(op_.declared[i].type);
      values.reserve(count);
      for (const Match& match : matches_) values.append_from(*match.record->declared[i], 0);
      out.add(values.finish());
    }
    if (op_.has_match_id) {
      ColumnBuilder ids(Type::kLong);
      ids.reserve(count);
      for (const Match& match : matches_) ids.append_long(match.match_id);
      out.add(ids.finish());
    }
    out.set_origins(rows_.origins());
    return out;
  }

  const ScanStepsOp& op_;
  Program program_;
  std::uint32_t input_width_;
  std::uint32_t record_width_;
  std::vector<Compiled> compiled_;
  std::vector<bool> read_;  // by column of the expressions' row
  std::vector<ColumnPtr> defaults_, nulls_;
  std::vector<State> states_;
  std::int64_t next_match_ = 0;
  std::vector<Match> matches_;
  std::size_t charged_ = 0;  // of the matches
  std::vector<std::uint32_t> hits_;
  Batch rows_;
  bool done_ = false;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const ScanStepsOp& op, const Build& build) {
  return std::make_unique<ScanSteps>(node, op, build);
}

}  // namespace crumb::kql
