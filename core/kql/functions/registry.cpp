// Finds functions by name over the families' tables, through indexes that are made once, on first
// use.
#include "kql/functions/registry.h"

#include <algorithm>
#include <array>

#include "kql/functions/families.h"
#include "kql/functions/known_names.h"

namespace crumb::kql {
namespace {

constexpr ScalarTable (*kScalarFamilies[])() = {
    arithmetic_operators,  comparison_operators,   logic_operators,
    text_operators,        list_operators,         element_operators,
    conversion_functions,  conditional_functions,  string_functions,
    regex_functions,       datetime_functions,     rounding_functions,
    power_functions,       angle_functions,        bit_functions,
    array_functions,       bag_functions,          set_functions,
    ip_functions,          ip_text_functions,      url_functions,
    punycode_functions,    hash_functions,         geo_functions,
    window_functions,      geohash_functions,      geo_polygon_functions,
    unit_functions,        distribution_functions, random_functions,
    compression_functions, sketch_functions,       series_element_functions,
    series_fit_functions,  series_fill_functions,  series_decompose_functions,
    user_agent_functions,  two_lines_functions,    ip_knowledge_functions,
};

constexpr AggregateTable (*kAggregateFamilies[])() = {
    counting_aggregates,   summing_aggregates,    extreme_aggregates, picking_aggregates,
    collecting_aggregates, percentile_aggregates, sketch_aggregates,
};

template <class F>
using Index = std::vector<const F*>;

template <class F>
bool by_name(const F* a, const F* b) {
  return a->name < b->name;
}

template <class F, class Families, class Keep>
Index<F> make_index(const Families& families, Keep keep) {
  Index<F> index;
  for (const auto family : families) {
    for (const F& function : family()) {
      if (keep(function)) index.push_back(&function);
    }
  }
  std::sort(index.begin(), index.end(), by_name<F>);
  return index;
}

bool is_operator(const ScalarFunction& f) { return f.kind == FunctionKind::kOperator; }

// Never freed: a static with a destructor would be one more thing that runs at exit.
const Index<ScalarFunction>& scalars() {
  static const auto& index = *new Index<ScalarFunction>(make_index<ScalarFunction>(
      kScalarFamilies, [](const ScalarFunction& f) { return !is_operator(f); }));
  return index;
}
const Index<ScalarFunction>& operators() {
  static const auto& index =
      *new Index<ScalarFunction>(make_index<ScalarFunction>(kScalarFamilies, is_operator));
  return index;
}
const Index<AggregateFunction>& aggregates() {
  static const auto& index = *new Index<AggregateFunction>(make_index<AggregateFunction>(
      kAggregateFamilies, [](const AggregateFunction&) { return true; }));
  return index;
}

template <class F>
const F* find(const Index<F>& index, std::string_view name) {
  const auto at = std::lower_bound(index.begin(), index.end(), name,
                                   [](const F* f, std::string_view n) { return f->name < n; });
  return at == index.end() || (*at)->name != name ? nullptr : *at;
}

}  // namespace

const ScalarFunction* find_scalar(std::string_view name) { return find(scalars(), name); }
const ScalarFunction* find_operator(std::string_view symbol) { return find(operators(), symbol); }
const AggregateFunction* find_aggregate(std::string_view name) { return find(aggregates(), name); }

bool is_known_to_kusto(std::string_view function_name) {
  const auto names = kusto_names();
  return std::binary_search(names.begin(), names.end(), function_name);
}

std::vector<const ScalarFunction*> all_scalars() {
  std::vector<const ScalarFunction*> all = scalars();
  all.insert(all.end(), operators().begin(), operators().end());
  std::sort(all.begin(), all.end(), by_name<ScalarFunction>);
  return all;
}

std::vector<const AggregateFunction*> all_aggregates() { return aggregates(); }

const ScalarFunction* find_conversion(Type, Type to) { return conversion_to(to); }

}  // namespace crumb::kql
