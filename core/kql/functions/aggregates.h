// What the files of aggregates share: rows of their tables, groups, and predicates. Not an
// aggregate itself.
//
// An aggregate's row says its types in the language of signature.h; for the ...if forms the last
// parameter that is a bool named `if` is the condition, and rows where it is not true are left out
// before the aggregate sees them.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {

using MakeFn = std::unique_ptr<Aggregator> (*)(const Signature&, std::span<const BoundArg>);

template <FixedText kForms>
constexpr AggregateFunction aggregate(std::string_view name, std::string_view summary, MakeFn make,
                                      BindFn bind = bind_as<kForms>) {
  constexpr Arity kArity = arity_of(kForms.view());
  return {name, kForms.view(), summary, kArity.least, kArity.most, bind, make};
}

template <class A>
std::unique_ptr<Aggregator> make_one(const Signature& signature, std::span<const BoundArg> args) {
  if constexpr (std::is_constructible_v<A, const Signature&, std::span<const BoundArg>>) {
    return std::make_unique<A>(signature, args);
  } else if constexpr (std::is_constructible_v<A, const Signature&>) {
    return std::make_unique<A>(signature);
  } else {
    return std::make_unique<A>();
  }
}

// Wraps an aggregate of one expression with a condition as argument kCondition: rows where it is
// not true belong to no group. The other arguments are handed on without it.
std::unique_ptr<Aggregator> with_condition(std::unique_ptr<Aggregator> inner,
                                           std::size_t condition);

template <class A, std::size_t kCondition>
std::unique_ptr<Aggregator> make_if(const Signature& signature, std::span<const BoundArg> args) {
  Signature inner = signature;
  inner.params.erase(inner.params.begin() + kCondition);
  std::vector<BoundArg> rest(args.begin(), args.end());
  rest.erase(rest.begin() + kCondition);
  return with_condition(make_one<A>(inner, rest), kCondition);
}

// Calls use(row, group) for every row that is in a group and not null in `arg`.
template <class Use>
void for_each_value(const Vector& arg, std::span<const std::uint32_t> groups, Use use) {
  const auto nulls = arg.column->nulls();
  if (arg.constant && arg.column->is_null(0)) return;
  for (std::uint32_t row = 0; row < groups.size(); ++row) {
    if (groups[row] == Aggregator::kNoGroup) continue;
    if (!arg.constant && !nulls.empty() && nulls[row] != 0) continue;
    use(row, groups[row]);
  }
}

// A group state that starts as T{} and grows with the groups.
template <class T>
void grow(std::vector<T>& states, std::uint32_t group_count, const T& initial = T{}) {
  if (states.size() < group_count) states.resize(group_count, initial);
}

[[nodiscard]] inline std::vector<ColumnPtr> one_column(ColumnPtr column) {
  std::vector<ColumnPtr> columns;
  columns.push_back(std::move(column));
  return columns;
}

}  // namespace crumb::kql
