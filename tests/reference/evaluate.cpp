// Expressions and operators of the slow evaluator. Sources: the operators' pages of
// learn.microsoft.com/kusto/query. Functions are in functions.cpp, aggregates in aggregates.cpp.
#include "reference/evaluate.h"

#include <algorithm>
#include <utility>

namespace crumb::reference {

using namespace crumb::kql;

Verdict& Call::verdict() const { return evaluator.verdict; }

// --- expressions
Value Evaluator::value(const Expr& expr, const Place& place) {
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return expr.literal;
    case ExprKind::kColumn:
      return place.rows[place.at][expr.column];
    case ExprKind::kMemo:
      return value(*expr.shared, place);
    case ExprKind::kScalarSubquery: {
      const std::vector<Row>& from = shared(expr.slot);
      return from.empty() ? Value::null_of(expr.type) : from[0][0];
    }
    case ExprKind::kListSubquery: {
      json::Array items;
      for (const Row& row : shared(expr.slot)) items.push_back(as_json(row[0]));
      return wrapped(json::Value(std::move(items)));
    }
    case ExprKind::kPath: {
      json::Value at = tree(value(*expr.args[0], place));
      for (const PathStep& step : expr.path) {
        json::Value next;
        if (step.is_index && at.as_array() != nullptr) {
          const auto size = static_cast<std::int64_t>(at.as_array()->size());
          const std::int64_t index = step.index < 0 ? size + step.index : step.index;
          if (index >= 0 && index < size) next = (*at.as_array())[static_cast<std::size_t>(index)];
        } else if (!step.is_index) {
          if (const json::Value* member = at.find(step.name)) next = *member;
        }
        at = std::move(next);
      }
      return wrapped(at);
    }
    case ExprKind::kCall: {
      const bool op = expr.function->kind == FunctionKind::kOperator;
      const FunctionRow* function =
          op ? find_operator(expr.function->name) : find_function(expr.function->name);
      if (function == nullptr) {
        verdict.unknown = expr.function->name;
        return Value::null_of(expr.type);
      }
      Call call{expr, {}, place, *this};
      bool null = false;
      for (const ExprPtr& arg : expr.args) {
        call.args.push_back(value(*arg, place));
        null = null || call.args.back().null;
      }
      if (function->sticky && null) return call.null();
      return function->eval(call);
    }
  }
  return Value::null_of(expr.type);
}

const std::vector<Row>& Evaluator::shared(std::uint32_t slot) {
  const auto found = shared_.find(slot);
  if (found != shared_.end()) return found->second;
  const SharedTable& table = plan_.shared[slot];
  std::vector<Row> out;
  if (table.plan != nullptr)
    out = rows(*table.plan);
  else
    verdict.unknown = "a table of an environment";
  return shared_[slot] = std::move(out);
}

namespace {

std::vector<Row> rows_of(const Table& table) {
  std::vector<Row> out;
  for (const Segment& segment : table.segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      Row& cells = out.emplace_back();
      for (const ColumnPtr& column : segment.columns) cells.push_back(column->value(row));
    }
  }
  return out;
}

Row nulls_of(const Schema& schema) {
  Row row;
  for (const ColumnSpec& column : schema) row.push_back(Value::null_of(column.type));
  return row;
}

bool same_rows(const Row& a, const Row& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

// The elements that one dynamic value expands into; a null gives one null, a scalar itself.
std::vector<json::Value> elements_of(const Value& value, const MvExpandOp& op) {
  const json::Value from = tree(value);
  std::vector<json::Value> out;
  if (const json::Array* array = from.as_array()) {
    out = *array;
  } else if (const json::Object* bag = from.as_object()) {
    for (const json::Member& member : *bag) {
      if (op.bag_as_array)
        out.emplace_back(json::Array{json::Value(member.first), member.second});
      else
        out.emplace_back(json::Object{member});
    }
  } else {
    out.push_back(from);
  }
  if (op.row_limit != 0 && out.size() > op.row_limit)
    out.resize(static_cast<std::size_t>(op.row_limit));
  return out;
}

std::vector<Row> expand(const Row& row, const MvExpandOp& op) {
  std::vector<std::vector<json::Value>> items;
  std::size_t count = 0;
  for (const MvExpandOp::Item& item : op.items) {
    items.push_back(elements_of(row[item.column], op));
    count = std::max(count, items.back().size());
  }
  std::vector<Row> out;
  for (std::size_t i = 0; i < count; ++i) {
    Row& made = out.emplace_back(row);
    for (std::size_t k = 0; k < items.size(); ++k) {
      made[op.items[k].column] = i < items[k].size() ? cast(items[k][i], op.items[k].type)
                                                     : Value::null_of(op.items[k].type);
    }
    if (op.has_index) made.push_back(Value::of_long(static_cast<std::int64_t>(i)));
  }
  return out;
}

}  // namespace

// --- operators
struct OperatorVisitor {
  Evaluator& self;
  const Node& node;

  std::vector<Row> input(std::size_t at = 0) const { return self.rows(*node.inputs[at]); }

  std::vector<Row> operator()(const ScanOp& op) const { return rows_of(*op.table); }
  std::vector<Row> operator()(const RowsOp& op) const { return rows_of(*op.table); }
  std::vector<Row> operator()(const SharedOp& op) const { return self.shared(op.slot); }
  std::vector<Row> operator()(const SubInputOp&) const { return self.sub_input_; }
  std::vector<Row> operator()(const SerializeOp&) const { return input(); }

  std::vector<Row> operator()(const RangeOp& op) const {
    const std::vector<Row> none(1);
    const Place place{none, 0};
    const Value to = self.value(*op.to, place), step = self.value(*op.step, place);
    Value at = self.value(*op.from, place);
    std::vector<Row> out;
    if (node.schema[0].type == Type::kReal) self.verdict.unknown = "a range of reals";
    if (at.null || to.null || step.null || step.integer == 0) return out;
    while (out.size() < 10'000 &&
           (step.integer > 0 ? at.integer <= to.integer : at.integer >= to.integer)) {
      out.push_back({number(node.schema[0].type, at.integer)});
      if (__builtin_add_overflow(at.integer, step.integer, &at.integer)) break;
    }
    return out;
  }

  std::vector<Row> operator()(const FilterOp& op) const {
    const std::uint64_t choices = self.choices_;
    const std::vector<Row> from = input();
    if (self.choices_ != choices) self.verdict.open = "which row innerunique takes";
    std::vector<Row> out;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (is_true(self.value(*op.condition, {from, i}))) out.push_back(from[i]);
    }
    return out;
  }

  std::vector<Row> operator()(const ProjectOp& op) const {
    const std::vector<Row> from = input();
    std::vector<Row> out;
    for (std::size_t i = 0; i < from.size(); ++i) {
      Row& made = out.emplace_back();
      for (const Output& output : op.outputs) made.push_back(self.value(*output.expr, {from, i}));
    }
    return out;
  }

  // Groups in the order of their first row; without keys one group, even of no rows.
  std::vector<Row> operator()(const SummarizeOp& op) const {
    const std::vector<Row> from = input();
    std::vector<Row> keys;
    std::vector<std::vector<Row>> groups;
    for (std::size_t i = 0; i < from.size(); ++i) {
      Row key;
      for (const ExprPtr& expr : op.keys) key.push_back(self.value(*expr, {from, i}));
      const auto known = std::find_if(keys.begin(), keys.end(),
                                      [&](const Row& other) { return same_rows(key, other); });
      const auto at = static_cast<std::size_t>(known - keys.begin());
      if (known == keys.end()) {
        keys.push_back(std::move(key));
        groups.emplace_back();
      }
      groups[at].push_back(from[i]);
    }
    if (op.keys.empty() && groups.empty()) {
      keys.emplace_back();
      groups.emplace_back();
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
      for (const AggregateCall& call : op.aggregates) {
        for (Value& value : self.aggregate(call, groups[i])) keys[i].push_back(std::move(value));
      }
    }
    return keys;
  }

  std::vector<Row> operator()(const JoinOp& op) const {
    const std::vector<Row> left = input(0), right = input(1);
    const auto match = [&](std::size_t l, std::size_t r) {
      for (std::size_t k = 0; k < op.left_keys.size(); ++k) {
        const Value a = self.value(*op.left_keys[k], {left, l});
        const Value b = self.value(*op.right_keys[k], {right, r});
        if (a.null || b.null || order(a, b) != 0) return false;
      }
      return true;
    };
    const auto same_left = [&](std::size_t a, std::size_t b) {
      return std::all_of(op.left_keys.begin(), op.left_keys.end(), [&](const ExprPtr& key) {
        return same(self.value(*key, {left, a}), self.value(*key, {left, b}));
      });
    };
    const auto pair = [&](const Row* l, const Row* r) {
      Row out = l != nullptr ? *l : nulls_of(node.inputs[0]->schema);
      const Row none = nulls_of(node.inputs[1]->schema);
      for (const std::uint32_t column : op.right_outputs)
        out.push_back((r != nullptr ? *r : none)[column]);
      return out;
    };
    const JoinKind kind = op.kind;
    const bool pairs = kind == JoinKind::kInner || kind == JoinKind::kInnerUnique ||
                       kind == JoinKind::kLeftOuter || kind == JoinKind::kRightOuter ||
                       kind == JoinKind::kFullOuter;
    std::vector<Row> out;
    std::vector<bool> matched(right.size(), false);
    for (std::size_t l = 0; l < left.size(); ++l) {
      bool first = true;
      for (std::size_t before = 0; before < l && kind == JoinKind::kInnerUnique; ++before)
        first = first && !same_left(before, l);
      if (!first) ++self.choices_;
      if (!first) continue;
      bool any = false;
      for (std::size_t r = 0; r < right.size(); ++r) {
        if (!match(l, r)) continue;
        any = matched[r] = true;
        if (pairs) out.push_back(pair(&left[l], &right[r]));
      }
      const bool outer = kind == JoinKind::kLeftOuter || kind == JoinKind::kFullOuter;
      if (!any && outer) out.push_back(pair(&left[l], nullptr));
      if (any ? kind == JoinKind::kLeftSemi : kind == JoinKind::kLeftAnti) out.push_back(left[l]);
    }
    for (std::size_t r = 0; r < right.size(); ++r) {
      const bool outer = kind == JoinKind::kRightOuter || kind == JoinKind::kFullOuter;
      if (!matched[r] && outer) out.push_back(pair(nullptr, &right[r]));
      if (matched[r] ? kind == JoinKind::kRightSemi : kind == JoinKind::kRightAnti)
        out.push_back(right[r]);
    }
    return out;
  }

  std::vector<Row> operator()(const UnionOp& op) const {
    std::vector<Row> out;
    for (std::size_t leg = 0; leg < node.inputs.size(); ++leg) {
      for (const Row& row : input(leg)) {
        Row& made = out.emplace_back(nulls_of(node.schema));
        for (std::size_t i = 0; i < made.size(); ++i) {
          if (const auto column = op.columns[leg][i]) made[i] = row[*column];
        }
      }
    }
    return out;
  }

  std::vector<Row> operator()(const SortOp& op) const {
    const std::vector<Row> from = input();
    std::vector<std::size_t> places(from.size());
    std::vector<Row> keys(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      places[i] = i;
      for (const SortKey& key : op.keys) keys[i].push_back(self.value(*key.expr, {from, i}));
    }
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      for (std::size_t k = 0; k < op.keys.size(); ++k) {
        const int way =
            sort_order(keys[a][k], keys[b][k], op.keys[k].descending, op.keys[k].nulls_first);
        if (way != 0) return way < 0;
      }
      return false;
    });
    std::vector<Row> out;
    for (const std::size_t at : places) {
      if (op.limit && out.size() >= *op.limit) break;
      out.push_back(from[at]);
    }
    return out;
  }

  std::vector<Row> operator()(const TakeOp& op) const {
    std::vector<Row> out = input();
    if (out.size() > op.rows) out.resize(static_cast<std::size_t>(op.rows));
    return out;
  }

  std::vector<Row> operator()(const MvExpandOp& op) const {
    std::vector<Row> out;
    for (const Row& row : input()) {
      for (Row& made : expand(row, op)) out.push_back(std::move(made));
    }
    return out;
  }

  std::vector<Row> operator()(const MvApplyOp& op) const {
    std::vector<Row> out;
    for (const Row& row : input()) {
      std::vector<Row> expanded = expand(row, op.expand);
      if (expanded.empty()) continue;  // no rows, no subtable
      const std::vector<Row> outside = std::exchange(self.sub_input_, std::move(expanded));
      const std::vector<Row> made = self.rows(*op.subplan);
      self.sub_input_ = outside;
      for (const Row& answer : made) {
        Row& joined = out.emplace_back();
        for (const std::uint32_t column : op.carried) joined.push_back(row[column]);
        joined.insert(joined.end(), answer.begin(), answer.end());
      }
    }
    return out;
  }

  // The subquery over the rows of each value, in the order of the values' first rows.
  std::vector<Row> operator()(const PartitionOp& op) const {
    std::vector<Row> out;
    for (std::vector<Row>& group : groups_by(*op.key, input())) {
      const std::vector<Row> outside = std::exchange(self.sub_input_, std::move(group));
      const std::vector<Row> made = self.rows(*op.subplan);
      self.sub_input_ = outside;
      out.insert(out.end(), made.begin(), made.end());
    }
    return out;
  }

  std::vector<Row> operator()(const TopNestedOp& op) const {
    std::vector<Row> out;
    nest(op, 0, input(), {}, out);
    return out;
  }

  std::vector<std::vector<Row>> groups_by(const Expr& key, const std::vector<Row>& from) const {
    std::vector<Value> keys;
    std::vector<std::vector<Row>> groups;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const Value value = self.value(key, {from, i});
      std::size_t at = 0;
      while (at < keys.size() && !same(keys[at], value)) ++at;
      if (at == keys.size()) {
        keys.push_back(value);
        groups.emplace_back();
      }
      groups[at].push_back(from[i]);
    }
    return groups;
  }

  // The best values of a level, each with the level below it.
  void nest(const TopNestedOp& op, std::size_t at, const std::vector<Row>& from, const Row& before,
            std::vector<Row>& out) const {
    if (at == op.levels.size()) {
      if (!before.empty()) out.push_back(before);
      return;
    }
    const NestedLevel& level = op.levels[at];
    if (level.others) self.verdict.unknown = "top-nested with others";
    struct Branch {
      std::vector<Row> rows;
      Value by;
    };
    std::vector<Branch> branches;
    for (std::vector<Row>& group : groups_by(*level.key, from)) {
      const Value by = self.aggregate(level.aggregate, group)[0];
      branches.push_back({std::move(group), by});
    }
    std::stable_sort(branches.begin(), branches.end(), [&](const Branch& a, const Branch& b) {
      return sort_order(a.by, b.by, level.descending, level.nulls_first) < 0;
    });
    if (level.limit && branches.size() > *level.limit)
      branches.resize(static_cast<std::size_t>(*level.limit));
    for (const Branch& branch : branches) {
      Row row = before;
      row.push_back(self.value(*level.key, {branch.rows, 0}));
      row.push_back(branch.by);
      nest(op, at + 1, branch.rows, row, out);
    }
  }

  // Operators that came later than this evaluator.
  template <class Other>
  std::vector<Row> operator()(const Other&) const {
    self.verdict.unknown = node.label;
    return {};
  }
};

std::vector<Row> Evaluator::rows(const Node& node) {
  return std::visit(OperatorVisitor{*this, node}, node.op);
}

Rows evaluate(const Plan& plan, std::int64_t now_ticks) {
  Evaluator evaluator(plan, now_ticks);
  std::vector<Row> rows = evaluator.rows(*plan.root);
  return {std::move(rows), std::move(evaluator.verdict)};
}

}  // namespace crumb::reference
