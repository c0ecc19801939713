// Evaluating the steps of a program over a batch, or over a dictionary's entries when that is
// enough. Not the compilation of expressions (program_add.cpp).
#include "kql/exec/program.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "kql/exec/paths.h"

namespace crumb::kql {

namespace {

// The answers for a column's entries, looked up for each of its rows; nulls have the answer after
// the last entry.
ColumnPtr look_up(const ColumnPtr& answers, const Column& column) {
  if (!column.has_nulls()) return take(answers, column.codes());
  std::vector<std::uint32_t> rows(column.codes().begin(), column.codes().end());
  const std::uint32_t null_entry = answers->size() - 1;
  for (std::uint32_t row = 0; row < column.size(); ++row) {
    if (column.is_null(row)) rows[row] = null_entry;
  }
  return take(answers, rows);
}

bool is_true(const Column& column, std::uint32_t row) {
  return column.bools()[row] != 0 && !column.is_null(row);
}

// Each entry of a dictionary as a row; dynamic has a null after them.
ColumnPtr entries_of(const DictionaryPtr& dictionary, Type type) {
  std::vector<Dictionary::Code> codes(dictionary->size());
  std::iota(codes.begin(), codes.end(), 0u);
  std::vector<std::uint8_t> nulls;
  if (type == Type::kDynamic) {
    nulls.assign(codes.size() + 1, 0);
    nulls.back() = 1;
    codes.push_back(0);
  }
  if (dictionary->size() == 0 && type == Type::kDynamic)
    return constant_column(Value::null_of(type), 1);
  return std::make_shared<const Column>(type, std::move(codes), std::move(nulls), dictionary);
}

}  // namespace

void Program::begin(Batch& batch) {
  frame_.batch = &batch;
  frame_.rows = batch.rows();
  frame_.memo.assign(steps_.size(), Vector{});
  constants_.resize(steps_.size());
}

Result<Vector> Program::value(Index step) { return eval(step, frame_); }

Result<Lane> Program::lane(Index step) {
  if (steps_[step].kind == ExprKind::kColumn) return frame_.batch->lane(steps_[step].expr->column);
  CRUMB_TRY(const Vector vector, eval(step, frame_));
  return Lane{vector.column, nullptr, vector.constant};
}

Result<void> Program::matches(Index index, std::vector<std::uint32_t>& rows) {
  rows.clear();
  const std::uint32_t count = frame_.rows;
  Lift* lift = lift_of(index);
  CRUMB_TRY(const Vector hits,
            lift == nullptr ? eval_here(index, frame_) : eval_here(index, lift->frame));
  if (hits.constant) {
    if (!is_true(*hits.column, 0)) return {};
    rows.resize(count);
    std::iota(rows.begin(), rows.end(), 0u);
    return {};
  }
  // Branch-free: the row is written always, and kept by moving the end.
  rows.resize(count);
  std::uint32_t kept = 0;
  const Column& column = *hits.column;
  const std::uint8_t* values = column.bools().data();
  const std::uint8_t* nulls = column.has_nulls() ? column.nulls().data() : nullptr;
  if (lift != nullptr) {
    std::vector<std::uint8_t> pass(values, values + column.size());
    for (std::uint32_t i = 0; nulls != nullptr && i < column.size(); ++i) pass[i] &= nulls[i] == 0;
    const ColumnPtr source = frame_.batch->vector(lift->column).column;
    const Dictionary::Code* codes = source->codes().data();
    const std::uint8_t* source_nulls = source->has_nulls() ? source->nulls().data() : nullptr;
    for (std::uint32_t row = 0; row < count; ++row) {
      rows[kept] = row;
      const std::uint32_t entry =
          source_nulls != nullptr && source_nulls[row] != 0 ? column.size() - 1 : codes[row];
      kept += pass[entry];
    }
  } else {
    for (std::uint32_t row = 0; row < count; ++row) {
      rows[kept] = row;
      kept += (values[row] != 0) & (nulls == nullptr || nulls[row] == 0);
    }
  }
  rows.resize(kept);
  return {};
}

Program::Lift& Program::lift_for(std::uint32_t column, const DictionaryPtr& dictionary, Type type) {
  const auto found = std::find_if(lifts_.begin(), lifts_.end(),
                                  [column](const Lift& lift) { return lift.column == column; });
  Lift& lift = found == lifts_.end() ? lifts_.emplace_back() : *found;
  const std::uint32_t entries = dictionary->size() + (type == Type::kDynamic ? 1 : 0);
  if (lift.dictionary != dictionary || lift.frame.rows != entries ||
      lift.rows_seen.size() != steps_.size()) {
    lift.column = column;
    lift.dictionary = dictionary;
    lift.rows_seen.assign(steps_.size(), 0);
    lift.frame.entries = {nullptr, false};
    lift.frame.rows = entries;
    lift.frame.memo.assign(steps_.size(), Vector{});
  }
  return lift;
}

Program::Lift* Program::lift_of(Index index) {
  const Step& step = steps_[index];
  if (step.kind != ExprKind::kCall && step.kind != ExprKind::kPath) return nullptr;
  if (step.source >= kManyColumns) return nullptr;
  if (step.source_type != Type::kString && step.source_type != Type::kDynamic) return nullptr;
  const Lane& lane = frame_.batch->lane(step.source);
  if (lane.constant) return nullptr;
  Lift& lift = lift_for(step.source, lane.column->dictionary_ptr(), step.source_type);
  if (lift.frame.memo[index].column != nullptr) return &lift;
  // Worth it once the rows that asked are about as many as the entries; dictionaries are often far
  // larger than what a filter left of a batch.
  lift.rows_seen[index] += frame_.rows;
  if (lift.rows_seen[index] < lift.frame.rows - lift.frame.rows / 4) return nullptr;
  if (lift.frame.entries.column == nullptr)
    lift.frame.entries.column = entries_of(lift.dictionary, step.source_type);
  return &lift;
}

Result<Vector> Program::eval(Index index, Frame& frame) {
  if (frame.batch == nullptr || frame.memo[index].column != nullptr) return eval_here(index, frame);
  Lift* lift = lift_of(index);
  if (lift == nullptr) return eval_here(index, frame);
  CRUMB_TRY(const Vector answers, eval_here(index, lift->frame));
  const ColumnPtr source = frame.batch->vector(lift->column).column;
  frame.memo[index] = answers.constant ? answers : Vector{look_up(answers.column, *source), false};
  return frame.memo[index];
}

Result<Vector> Program::eval_here(Index index, Frame& frame) {
  const Step& step = steps_[index];
  if (step.source == kNoColumn && constants_[index].column != nullptr) return constants_[index];
  if (frame.memo[index].column != nullptr) return frame.memo[index];
  CRUMB_TRY(Vector answer, compute(index, frame));
  (step.source == kNoColumn ? constants_ : frame.memo)[index] = answer;
  return answer;
}

Result<Vector> Program::compute(Index index, Frame& frame) {
  const Step& step = steps_[index];
  switch (step.kind) {
    case ExprKind::kLiteral:
      return Vector{constant_column(step.expr->literal, 1), true};
    case ExprKind::kColumn:
      return frame.batch == nullptr ? frame.entries : frame.batch->vector(step.expr->column);
    case ExprKind::kCall:
      return call(step, frame);
    case ExprKind::kPath: {
      CRUMB_TRY(const Vector from, eval(step.args[0], frame));
      return Vector{walk_path(*from.column, step.path), from.constant};
    }
    case ExprKind::kScalarSubquery: {
      CRUMB_TRY(const Value value, runtime_.scalar_of(step.expr->slot, step.expr->type));
      return Vector{constant_column(value, 1), true};
    }
    case ExprKind::kListSubquery: {
      CRUMB_TRY(const Value value, runtime_.list_of(step.expr->slot));
      return Vector{constant_column(value, 1), true};
    }
    case ExprKind::kMemo:
      break;  // compiled away
  }
  return fail(ErrorCode::kInternal, "An expression of an unknown kind reached the engine.",
              step.expr->span);
}

Result<Vector> Program::call(const Step& step, Frame& frame) {
  std::vector<Vector> args;
  args.reserve(step.args.size());
  bool constant = step.pure;
  for (const Index arg : step.args) {
    CRUMB_TRY(args.emplace_back(), eval(arg, frame));
    constant = constant && args.back().constant;
  }
  const bool window = step.expr->function->kind == FunctionKind::kWindow;
  const std::uint32_t rows = constant && !window ? 1 : frame.rows;
  auto answer = step.expr->function->eval(args, rows, runtime_.session().eval);
  if (!answer.has_value()) {
    Error error = std::move(answer).error();
    if (error.span == Span{}) error.span = step.expr->span;
    return std::unexpected(std::move(error));
  }
  const std::uint32_t got = (*answer)->size();
  if (got == 1 && !window && (constant || rows != 1)) return Vector{*std::move(answer), true};
  if (got == rows) return Vector{*std::move(answer), false};
  return fail(ErrorCode::kInternal,
              std::string(step.expr->function->name) + "() answered for another number of rows.",
              step.expr->span);
}

}  // namespace crumb::kql
