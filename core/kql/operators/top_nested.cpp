// top-nested: level by level, the best values below each row of the level before, by an aggregate;
// what is not among them goes on as the others, where this level or one after it asks for them.
// Rows come in order: by the first level's aggregate, then the second's, the others last.
#include <algorithm>

#include "kql/exec/group_table.h"
#include "kql/exec/origins.h"
#include "kql/exec/program.h"
#include "kql/exec/sort_keys.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

ColumnPtr long_column(const std::vector<std::uint32_t>& values) {
  ColumnBuilder out(Type::kLong);
  out.reserve(static_cast<std::uint32_t>(values.size()));
  for (const std::uint32_t value : values) out.append_long(value);
  return out.finish();
}

class TopNested : public Operator {
 public:
  TopNested(const Node& node, const TopNestedOp& op, const Build& build)
      : Operator(node, build), op_(op), program_(build.runtime), held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    for (const NestedLevel& level : op.levels) {
      Steps& steps = steps_.emplace_back();
      steps.key = program_.add(*level.key);
      for (const ExprPtr& arg : level.aggregate.args) steps.args.push_back(program_.add(*arg));
    }
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    CRUMB_TRY(rows_, collect(input(), session(), held_, node_.span));
    if (rows_.rows() == 0) return false;
    branch_of_row_.assign(rows_.rows(), 0);
    is_rest_ = {false};
    for (std::size_t level = 0; level < op_.levels.size(); ++level) {
      CRUMB_CHECK_OK(descend(level));
      if (is_rest_.empty()) return false;
    }
    const auto rows = static_cast<std::uint32_t>(is_rest_.size());
    CRUMB_CHECK_OK(session().check_rows(rows, node_.span));
    batch = Batch(rows);
    batch.reserve(width());
    for (std::uint32_t i = 0; i < width(); ++i)
      batch.add(needed_[i] ? Lane{columns_[i], nullptr, false} : Lane{});
    if (wants_origins()) {
      GroupOrigins origins;
      origins.add(rows_.origins(), branch_of_row_, rows);
      batch.set_origins(origin_lane(origins.finish(rows)));
    }
    return true;
  }

 private:
  struct Steps {
    Program::Index key = 0;
    std::vector<Program::Index> args;
  };
  // A row of the next level: a group of values below a branch, or what is left of the branch.
  struct Child {
    std::uint32_t parent = 0;
    std::uint32_t group = GroupTable::kNoGroup;
    bool rest = false;
  };

  Result<ColumnPtr> aggregate(std::size_t level, const std::vector<std::uint32_t>& groups,
                              std::uint32_t count) {
    const AggregateCall& call = op_.levels[level].aggregate;
    const auto aggregator = call.function->make(call.signature, call.bound);
    std::vector<Vector> args;
    for (const Program::Index arg : steps_[level].args) {
      CRUMB_TRY(args.emplace_back(), program_.value(arg));
    }
    CRUMB_CHECK_OK(aggregator->add(args, groups, count, session().eval));
    CRUMB_TRY(const std::vector<ColumnPtr> results, aggregator->finish(count));
    return results[0];
  }

  // Whether this level or one below it shows the others.
  [[nodiscard]] bool shows_others(std::size_t level) const {
    return std::any_of(op_.levels.begin() + static_cast<std::ptrdiff_t>(level), op_.levels.end(),
                       [](const NestedLevel& below) { return below.others.has_value(); });
  }

  Result<void> descend(std::size_t level) {
    const NestedLevel& nested = op_.levels[level];
    program_.begin(rows_);
    // Values below each branch; rows of the others have none.
    CRUMB_TRY(const Vector key, program_.value(steps_[level].key));
    GroupTable table({Type::kLong, nested.key->type});
    const Vector keys[] = {{long_column(branch_of_row_), false}, key};
    std::vector<std::uint32_t> group_of_row;
    table.insert(keys, rows_.rows(), group_of_row);
    CRUMB_TRY(const ColumnPtr values, aggregate(level, group_of_row, table.size()));
    const ColumnPtr parents = table.key(0);

    std::vector<Child> children;
    const std::vector<std::uint32_t> child_of_group = choose(level, *parents, values, children);
    std::vector<std::uint32_t> kept, child_of_row;
    for (std::uint32_t row = 0; row < rows_.rows(); ++row) {
      const std::uint32_t child = child_of_group[group_of_row[row]];
      if (child == GroupTable::kNoGroup) continue;
      kept.push_back(row);
      child_of_row.push_back(child);
    }
    const auto count = static_cast<std::uint32_t>(children.size());
    rows_.select(make_map(std::move(kept)));
    program_.begin(rows_);
    ColumnPtr rest;
    if (nested.others.has_value() &&
        std::any_of(children.begin(), children.end(), [](const Child& c) { return c.rest; })) {
      CRUMB_TRY(rest, aggregate(level, child_of_row, count));
    }
    carry_columns(children);
    add_columns_of(level, children, *table.key(1), *values, rest.get());
    is_rest_.clear();
    for (const Child& child : children) is_rest_.push_back(child.rest);
    branch_of_row_ = std::move(child_of_row);
    return {};
  }

  // The best groups of each branch in order, then what is left of it. Gives each group's child.
  std::vector<std::uint32_t> choose(std::size_t level, const Column& parents,
                                    const ColumnPtr& values, std::vector<Child>& children) const {
    const NestedLevel& nested = op_.levels[level];
    const std::uint32_t groups = values->size();
    std::vector<std::uint32_t> out(groups, GroupTable::kNoGroup);
    SortKeys order(groups);
    std::vector<std::uint32_t> parent_of(groups);
    for (std::uint32_t group = 0; group < groups; ++group)
      parent_of[group] = static_cast<std::uint32_t>(parents.longs()[group]);
    order.add({long_column(parent_of), false}, false, false);
    order.add({values, false}, nested.descending, nested.nulls_first);
    const bool keeps_rest = shows_others(level);
    const std::vector<std::uint32_t> sorted = order.order();
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
      const std::uint32_t parent = parent_of[sorted[begin]];
      while (end < sorted.size() && parent_of[sorted[end]] == parent) ++end;
      const std::size_t best =
          is_rest_[parent] ? 0
          : nested.limit.has_value()
              ? static_cast<std::size_t>(std::min<std::uint64_t>(*nested.limit, end - begin))
              : end - begin;
      for (std::size_t i = begin; i < begin + best; ++i) {
        out[sorted[i]] = static_cast<std::uint32_t>(children.size());
        children.push_back({parent, sorted[i], false});
      }
      if (best == end - begin || !(keeps_rest || is_rest_[parent])) continue;
      for (std::size_t i = begin + best; i < end; ++i)
        out[sorted[i]] = static_cast<std::uint32_t>(children.size());
      children.push_back({parent, GroupTable::kNoGroup, true});
    }
    return out;
  }

  // The levels before, a row for each child.
  void carry_columns(const std::vector<Child>& children) {
    std::vector<std::uint32_t> parents;
    for (const Child& child : children) parents.push_back(child.parent);
    for (ColumnPtr& column : columns_) column = take(column, parents);
  }

  void add_columns_of(std::size_t level, const std::vector<Child>& children, const Column& keys,
                      const Column& values, const Column* rest) {
    const NestedLevel& nested = op_.levels[level];
    ColumnBuilder key(keys.type()), value(values.type());
    for (std::uint32_t i = 0; i < children.size(); ++i) {
      if (!children[i].rest) {
        key.append_from(keys, children[i].group);
        value.append_from(values, children[i].group);
      } else if (rest != nullptr) {
        key.append(*nested.others);
        value.append_from(*rest, i);
      } else {
        key.append_null();
        value.append_null();
      }
    }
    columns_.push_back(key.finish());
    columns_.push_back(value.finish());
  }

  const TopNestedOp& op_;
  Program program_;
  std::vector<Steps> steps_;
  Batch rows_;                                // those of the branches
  std::vector<std::uint32_t> branch_of_row_;  // row of the level before
  std::vector<bool> is_rest_;                 // by branch
  std::vector<ColumnPtr> columns_;            // of the levels so far, a value for each branch
  bool done_ = false;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const TopNestedOp& op, const Build& build) {
  return std::make_unique<TopNested>(node, op, build);
}

}  // namespace crumb::kql
