// arg_max, arg_min, take_any and take_anyif: one row of each group, and the values that it has.
// Of equal rows the first that came is taken. Rows are kept as small columns of candidates, not as
// copies of batches. Source: learn.microsoft.com/kusto/query/arg-max-aggregation-function: a null
// key loses against any other.
#include <algorithm>

#include "kql/functions/aggregates.h"
#include "kql/functions/decimals.h"

namespace crumb::kql {
namespace {

// The values of the picked rows: pieces of columns, and for each group the piece and row that it
// has now.
class Picks {
 public:
  // `rows[i]` of the batch is now the row of `groups[i]`; a group occurs once.
  Result<void> take_rows(std::span<const Vector> args, std::span<const std::uint32_t> rows,
                         std::span<const std::uint32_t> groups, std::uint32_t group_count) {
    if (rows.empty()) return {};
    grow(place_, group_count, kNothing);
    const auto count = static_cast<std::uint32_t>(rows.size());
    for (std::uint32_t i = 0; i < count; ++i) place_[groups[i]] = held_ + i;
    held_ += count;
    std::vector<ColumnPtr> piece;
    for (const Vector& arg : args) {
      piece.push_back(arg.constant ? take(arg.column, std::vector<std::uint32_t>(count, 0))
                                   : take(arg.column, rows));
    }
    pieces_.push_back(std::move(piece));
    if (held_ > 4 * std::uint64_t{group_count} + kSlack) compact();
    return {};
  }

  [[nodiscard]] bool has(std::uint32_t group) const {
    return group < place_.size() && place_[group] != kNothing;
  }

  // One column for each argument; groups without a row are null.
  std::vector<ColumnPtr> finish(std::span<const Type> types, std::uint32_t group_count) {
    grow(place_, group_count, kNothing);
    std::vector<ColumnPtr> out;
    for (std::size_t i = 0; i < types.size(); ++i) {
      // One more row that is null stands behind all others.
      ColumnBuilder null(types[i]);
      null.append_null();
      std::vector<ColumnPtr> parts;
      for (const auto& piece : pieces_) parts.push_back(piece[i]);
      parts.push_back(null.finish());
      std::vector<std::uint32_t> rows(group_count);
      for (std::uint32_t g = 0; g < group_count; ++g)
        rows[g] = place_[g] == kNothing ? held_ : place_[g];
      out.push_back(take(concat(parts), rows));
    }
    return out;
  }

  [[nodiscard]] std::uint64_t bytes() const {
    return std::uint64_t{held_} * (pieces_.empty() ? 0 : pieces_[0].size()) * 8 + place_.size() * 4;
  }

 private:
  static constexpr std::uint32_t kNothing = 0xFFFF'FFFFu;
  static constexpr std::uint64_t kSlack = 65'536;

  void compact() {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t& place : place_) {
      if (place == kNothing) continue;
      rows.push_back(place);
      place = static_cast<std::uint32_t>(rows.size()) - 1;
    }
    std::vector<ColumnPtr> one;
    for (std::size_t i = 0; i < pieces_[0].size(); ++i) {
      std::vector<ColumnPtr> parts;
      for (const auto& piece : pieces_) parts.push_back(piece[i]);
      one.push_back(take(concat(parts), rows));
    }
    pieces_.clear();
    pieces_.push_back(std::move(one));
    held_ = static_cast<std::uint32_t>(rows.size());
  }

  std::vector<std::vector<ColumnPtr>> pieces_;  // by piece, by argument
  std::vector<std::uint32_t> place_;            // by group: row over all pieces
  std::uint32_t held_ = 0;
};

// Groups and rows that a batch changes, each group once.
class Changes {
 public:
  void set(std::uint32_t group, std::uint32_t row) {
    grow(slot_, group + 1, kNone);
    if (slot_[group] == kNone) {
      slot_[group] = static_cast<std::uint32_t>(groups_.size());
      groups_.push_back(group);
      rows_.push_back(row);
    } else {
      rows_[slot_[group]] = row;
    }
  }
  [[nodiscard]] bool has(std::uint32_t group) const {
    return group < slot_.size() && slot_[group] != kNone;
  }
  [[nodiscard]] std::span<const std::uint32_t> groups() const { return groups_; }
  [[nodiscard]] std::span<const std::uint32_t> rows() const { return rows_; }
  void clear() {
    for (const std::uint32_t group : groups_) slot_[group] = kNone;
    groups_.clear();
    rows_.clear();
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFFu;
  std::vector<std::uint32_t> slot_;
  std::vector<std::uint32_t> groups_;
  std::vector<std::uint32_t> rows_;
};

// The best key of each group so far. T: what a key is kept as.
template <class T, bool kMax>
class ArgExtreme final : public Aggregator {
 public:
  explicit ArgExtreme(const Signature& signature) : types_(signature.results) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(keys_, group_count);
    grow(state_, group_count, kNoRow);
    for (std::uint32_t row = 0; row < groups.size(); ++row) {
      const std::uint32_t group = groups[row];
      if (group == kNoGroup) continue;
      const std::uint32_t at = args[0].at(row);
      if (args[0].column->is_null(at)) {
        if (state_[group] != kNoRow) continue;
        state_[group] = kNullKey;
      } else {
        const auto key = key_at(*args[0].column, at);
        if (state_[group] == kHasKey && !(kMax ? keys_[group] < key : key < keys_[group])) continue;
        keys_[group] = T(key);
        state_[group] = kHasKey;
      }
      changes_.set(group, row);
    }
    auto taken = picks_.take_rows(args, changes_.rows(), changes_.groups(), group_count);
    changes_.clear();
    return taken;
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    return picks_.finish(types_, group_count);
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    return picks_.bytes() + keys_.size() * sizeof(T);
  }

 private:
  enum State : std::uint8_t { kNoRow, kNullKey, kHasKey };

  static auto key_at(const Column& column, std::uint32_t at) {
    if constexpr (std::is_same_v<T, std::string>)
      return column.text(at);
    else if constexpr (std::is_same_v<T, Decimal>)
      return decimal_at(column, at);
    else
      return values_of<std::conditional_t<std::is_same_v<T, std::uint8_t>, bool, T>>(column)[at];
  }

  std::vector<Type> types_;
  std::vector<T> keys_;
  std::vector<State> state_;
  Changes changes_;
  Picks picks_;
};

template <bool kMax>
std::unique_ptr<Aggregator> make_arg(const Signature& signature, std::span<const BoundArg>) {
  switch (signature.params[0]) {
    case Type::kBool:
      return std::make_unique<ArgExtreme<std::uint8_t, kMax>>(signature);
    case Type::kInt:
      return std::make_unique<ArgExtreme<std::int32_t, kMax>>(signature);
    case Type::kReal:
      return std::make_unique<ArgExtreme<double, kMax>>(signature);
    case Type::kString:
      return std::make_unique<ArgExtreme<std::string, kMax>>(signature);
    case Type::kDecimal:
      return std::make_unique<ArgExtreme<Decimal, kMax>>(signature);
    default:
      return std::make_unique<ArgExtreme<std::int64_t, kMax>>(signature);
  }
}

// The first row of each group; of a single expression, the first value that is neither null nor
// empty if there is one.
class Any final : public Aggregator {
 public:
  explicit Any(const Signature& signature) : types_(signature.results) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(done_, group_count);
    const std::span<const Vector> values = args.subspan(0, types_.size());
    for (std::uint32_t row = 0; row < groups.size(); ++row) {
      const std::uint32_t group = groups[row];
      if (group == kNoGroup || done_[group] != 0) continue;
      const bool good = values.size() > 1 || is_there(values[0], row);
      if (!good && (picks_.has(group) || changes_.has(group))) continue;
      changes_.set(group, row);
      done_[group] = good ? 1 : 0;
    }
    auto taken = picks_.take_rows(values, changes_.rows(), changes_.groups(), group_count);
    changes_.clear();
    return taken;
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    return picks_.finish(types_, group_count);
  }
  [[nodiscard]] std::uint64_t bytes() const override { return picks_.bytes(); }

 private:
  static bool is_there(const Vector& value, std::uint32_t row) {
    return value.type() == Type::kString ? !value.column->text(value.at(row)).empty()
                                         : !value.is_null(row);
  }

  std::vector<Type> types_;
  std::vector<std::uint8_t> done_;
  Changes changes_;
  Picks picks_;
};

// All arguments are answered as they are. kOrdered: the first one must have an order.
template <bool kOrdered>
Result<Signature> bind_pick(std::span<const BoundArg> args) {
  if (kOrdered && (args[0].type == Type::kDynamic || args[0].type == Type::kGuid)) {
    return wrong_type("the first argument", "a type with an order", args[0].type);
  }
  Signature signature;
  for (const BoundArg& arg : args) signature.params.push_back(arg.type);
  signature.results = signature.params;
  return signature;
}

constexpr std::string_view kArgMax =
    "The row of the largest value: that value, and the other arguments' values in that row.";
constexpr std::string_view kArgMin =
    "The row of the smallest value: that value, and the other arguments' values in that row.";
constexpr std::string_view kAny =
    "The values of some row of the group, here the first; of one argument, the first that is not "
    "empty.";

constexpr AggregateFunction kAggregatePick[] = {
    aggregate<"(key:orderable, [value:scalar...]) -> $1">("arg_max", kArgMax, make_arg<true>,
                                                          bind_pick<true>),
    aggregate<"(key:orderable, [value:scalar...]) -> $1">("argmax", kArgMax, make_arg<true>,
                                                          bind_pick<true>),
    aggregate<"(key:orderable, [value:scalar...]) -> $1">("arg_min", kArgMin, make_arg<false>,
                                                          bind_pick<true>),
    aggregate<"(key:orderable, [value:scalar...]) -> $1">("argmin", kArgMin, make_arg<false>,
                                                          bind_pick<true>),
    aggregate<"(value:scalar...) -> $1">("take_any", kAny, make_one<Any>, bind_pick<false>),
    aggregate<"(value:scalar...) -> $1">("any", kAny, make_one<Any>, bind_pick<false>),
    aggregate<"(value:scalar, if:bool) -> $1">(
        "take_anyif", "take_any() over the rows for which the condition is true.", make_if<Any, 1>),
    aggregate<"(value:scalar, if:bool) -> $1">("anyif", "Older name of take_anyif.",
                                               make_if<Any, 1>),
};

}  // namespace

AggregateTable picking_aggregates() { return kAggregatePick; }

}  // namespace crumb::kql
