// join and lookup: the right side is held and hashed, left batches are matched against it and given
// out in chunks. Rows with a null key match nothing. innerunique keeps the first left row of each
// key. Source: learn.microsoft.com/kusto/query/join-operator (kinds).
#include <algorithm>

#include "kql/exec/group_table.h"
#include "kql/exec/program.h"
#include "kql/exprs.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

constexpr std::uint64_t kMaxGrowth = 20;  // rows given out, in multiples of Limits::result_rows

struct KindTraits {
  bool pairs = false;  // gives matching pairs
  bool unmatched_left =
      false;  // gives left rows without a match (with nulls on the right, when pairs are given)
  bool unmatched_right = false;
  bool matched_left = false;  // gives left rows with a match, once
  bool matched_right = false;
  bool unique_left = false;
};

constexpr KindTraits traits_of(JoinKind kind) {
  switch (kind) {
    case JoinKind::kInnerUnique:
      return {.pairs = true, .unique_left = true};
    case JoinKind::kInner:
      return {.pairs = true};
    case JoinKind::kLeftOuter:
      return {.pairs = true, .unmatched_left = true};
    case JoinKind::kRightOuter:
      return {.pairs = true, .unmatched_right = true};
    case JoinKind::kFullOuter:
      return {.pairs = true, .unmatched_left = true, .unmatched_right = true};
    case JoinKind::kLeftAnti:
      return {.unmatched_left = true};
    case JoinKind::kRightAnti:
      return {.unmatched_right = true};
    case JoinKind::kLeftSemi:
      return {.matched_left = true};
    case JoinKind::kRightSemi:
      return {.matched_right = true};
  }
  return {};
}

class Join : public Operator {
 public:
  Join(const Node& node, const JoinOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        kind_(traits_of(op.kind)),
        left_program_(build.runtime),
        right_program_(build.runtime),
        groups_(types_of(op.right_keys)),
        held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    add_input(make_operator(*node.inputs[1], build));
    for (const ExprPtr& key : op.left_keys) left_keys_.push_back(left_program_.add(*key));
    for (const ExprPtr& key : op.right_keys) right_keys_.push_back(right_program_.add(*key));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (!built_) {
      built_ = true;
      CRUMB_CHECK_OK(build_right());
    }
    for (;;) {
      if (has_left_ && row_ < left_.rows()) {
        give_pairs(batch);
      } else if (!left_done_) {
        has_left_ = false;
        CRUMB_TRY(const bool given, next_left(batch));
        if (!given) continue;
      } else {
        if (!give_right(batch)) return false;
      }
      if (batch.rows() == 0) continue;
      given_ += batch.rows();
      if (given_ > session().eval.limits.result_rows * kMaxGrowth) {
        return fail(ErrorCode::kLimit,
                    "The join gives more rows than the limit allows; its keys match too many rows.",
                    node_.span);
      }
      return true;
    }
  }

 private:
  static Result<std::vector<Vector>> evaluate(Program& program,
                                              const std::vector<Program::Index>& keys,
                                              Batch& batch) {
    program.begin(batch);
    std::vector<Vector> vectors;
    for (const Program::Index key : keys) {
      CRUMB_TRY(vectors.emplace_back(), program.value(key));
    }
    return vectors;
  }

  Result<void> build_right() {
    std::vector<Batch> batches;
    std::vector<std::uint32_t> groups;
    for (Batch from;;) {
      CRUMB_TRY(const bool more, input(1).next(from));
      if (!more) break;
      CRUMB_TRY(const std::vector<Vector> keys, evaluate(right_program_, right_keys_, from));
      groups_.insert_not_null(keys, from.rows(), groups);
      right_groups_.insert(right_groups_.end(), groups.begin(), groups.end());
      CRUMB_CHECK_OK(session().check_rows(right_groups_.size(), node_.span));
      CRUMB_CHECK_OK(
          held_.add(bytes_of(session(), from) + std::uint64_t{from.rows()} * 8, node_.span));
      batches.push_back(std::move(from));
    }
    right_ = join_batches(std::move(batches), wants_origins());
    CRUMB_CHECK_OK(held_.set(
        bytes_of(session(), right_) + groups_.bytes() + right_groups_.size() * 8, node_.span));
    matched_.assign(groups_.size(), 0);
    if (kind_.pairs) list_rows_of_groups();
    return {};
  }

  void list_rows_of_groups() {
    starts_.assign(std::size_t{groups_.size()} + 1, 0);
    for (const std::uint32_t group : right_groups_) {
      if (group != GroupTable::kNoGroup) ++starts_[group + 1];
    }
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    std::vector<std::uint32_t> at(starts_.begin(), starts_.end() - 1);
    rows_of_groups_.resize(starts_.back());
    for (std::uint32_t row = 0; row < right_groups_.size(); ++row) {
      if (right_groups_[row] != GroupTable::kNoGroup)
        rows_of_groups_[at[right_groups_[row]]++] = row;
    }
  }

  // True: `batch` is to be given out (kinds without pairs).
  Result<bool> next_left(Batch& batch) {
    CRUMB_TRY(const bool more, input(0).next(left_));
    left_done_ = !more;
    if (!more) return false;
    CRUMB_TRY(const std::vector<Vector> keys, evaluate(left_program_, left_keys_, left_));
    groups_.find(keys, left_.rows(), left_groups_);
    if (kind_.pairs) {
      has_left_ = true;
      row_ = 0;
      match_ = 0;
      return false;
    }
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < left_.rows(); ++row) {
      const bool match = left_groups_[row] != GroupTable::kNoGroup;
      if (match) matched_[left_groups_[row]] = 1;
      if (match ? kind_.matched_left : (kind_.unmatched_left)) rows.push_back(row);
    }
    if (!kind_.matched_left && !kind_.unmatched_left) return false;
    give_left(batch, std::move(rows));
    return true;
  }

  // Pairs of the current left batch from row_ and match_ on, up to a batch full. A left row without
  // a match stands among them where it stood, so that the order is no matter of batches.
  void give_pairs(Batch& batch) {
    std::vector<std::uint32_t> left, right;
    for (; row_ < left_.rows() && left.size() < Segment::kMaxRows; ++row_, match_ = 0) {
      const std::uint32_t group = left_groups_[row_];
      if (group == GroupTable::kNoGroup) {
        if (!kind_.unmatched_left) continue;
        add_null_row();
        left.push_back(row_);
        right.push_back(static_cast<std::uint32_t>(right_groups_.size()));
        continue;
      }
      if (kind_.unique_left && match_ == 0 && matched_[group] != 0) continue;
      matched_[group] = 1;
      const std::uint32_t end = starts_[group + 1];
      std::uint32_t at = starts_[group] + match_;
      for (; at < end && left.size() < Segment::kMaxRows; ++at) {
        left.push_back(row_);
        right.push_back(rows_of_groups_[at]);
      }
      if (at < end) {
        match_ = at - starts_[group];
        break;
      }
    }
    give(batch, make_map(std::move(left)), make_map(std::move(right)));
  }

  // A row of nulls behind the right rows, when the first left row without a match comes.
  void add_null_row() {
    if (has_null_row_) return;
    has_null_row_ = true;
    Batch nulls(1);
    for (const ColumnSpec& column : node_.inputs[1]->schema) nulls.add(null_lane(column.type));
    std::vector<Batch> both;
    if (right_.rows() > 0) both.push_back(std::move(right_));
    both.push_back(std::move(nulls));
    right_ = join_batches(std::move(both), wants_origins());
  }

  void give(Batch& batch, const RowMap& left_rows, const RowMap& right_rows) {
    if (left_rows->empty()) {
      batch = Batch(0);
      return;
    }
    Batch left = left_;
    left.select(left_rows);
    Batch right = right_;
    right.select(right_rows);
    batch = Batch(left.rows());
    batch.reserve(width());
    for (std::uint32_t i = 0; i < left.width(); ++i) batch.add(needed_[i] ? left.lane(i) : Lane{});
    for (std::uint32_t i = 0; i < op_.right_outputs.size(); ++i) {
      batch.add(needed_[left.width() + i] ? right.lane(op_.right_outputs[i]) : Lane{});
    }
    OriginLane origins = left.origins();
    if (!op_.lookup) {  // a dimension table adds facts to a row; it does not make it another row
      origins.insert(origins.end(), right.origins().begin(), right.origins().end());
    }
    batch.set_origins(std::move(origins));
  }

  // Left rows alone, for kinds without right columns.
  void give_left(Batch& batch, std::vector<std::uint32_t> rows) {
    batch = left_;
    if (rows.size() < batch.rows()) batch.select(make_map(std::move(rows)));
  }

  void add_null(Batch& batch, std::uint32_t column) {
    batch.add(needed_[column] ? null_lane(node_.schema[column].type) : Lane{});
  }

  // At the very end: right rows with or without a match. False: nothing to give.
  bool give_right(Batch& batch) {
    if (right_given_ || (!kind_.unmatched_right && !kind_.matched_right)) return false;
    right_given_ = true;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < right_groups_.size(); ++row) {
      const std::uint32_t group = right_groups_[row];
      const bool match = group != GroupTable::kNoGroup && matched_[group] != 0;
      if (match ? kind_.matched_right : kind_.unmatched_right) rows.push_back(row);
    }
    if (rows.empty()) return false;
    Batch right = std::move(right_);
    right.select(make_map(std::move(rows)));
    if (!kind_.pairs) {
      batch = std::move(right);
      return true;
    }
    batch = Batch(right.rows());
    const std::uint32_t left_width = width() - static_cast<std::uint32_t>(op_.right_outputs.size());
    for (std::uint32_t i = 0; i < left_width; ++i) add_null(batch, i);
    for (std::uint32_t i = 0; i < op_.right_outputs.size(); ++i) {
      batch.add(needed_[left_width + i] ? right.lane(op_.right_outputs[i]) : Lane{});
    }
    batch.set_origins(right.origins());
    return true;
  }

  const JoinOp& op_;
  const KindTraits kind_;
  Program left_program_, right_program_;
  std::vector<Program::Index> left_keys_, right_keys_;

  bool built_ = false;
  Batch right_;
  GroupTable groups_;                        // keys of the right side
  std::vector<std::uint32_t> right_groups_;  // by right row
  std::vector<std::uint8_t> matched_;        // by group; for innerunique: its left row was given
  std::vector<std::uint32_t> starts_, rows_of_groups_;

  Batch left_;
  std::vector<std::uint32_t> left_groups_;
  bool has_left_ = false;
  bool left_done_ = false;
  std::uint32_t row_ = 0;    // of left_, the next to match
  std::uint32_t match_ = 0;  // and how many of its matches were given
  bool has_null_row_ = false;
  bool right_given_ = false;
  std::uint64_t given_ = 0;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const JoinOp& op, const Build& build) {
  return std::make_unique<Join>(node, op, build);
}

}  // namespace crumb::kql
