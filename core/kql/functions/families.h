// The families of functions that registry.cpp puts together: each a constant table in the file of
// its name.
#pragma once

#include <span>

#include "kql/functions/registry.h"

namespace crumb::kql {

using ScalarTable = std::span<const ScalarFunction>;
using AggregateTable = std::span<const AggregateFunction>;

ScalarTable arithmetic_operators();
ScalarTable comparison_operators();
ScalarTable logic_operators();
ScalarTable text_operators();
ScalarTable list_operators();
ScalarTable element_operators();
ScalarTable conversion_functions();
ScalarTable conditional_functions();
ScalarTable string_functions();
ScalarTable regex_functions();
ScalarTable array_functions();
ScalarTable bag_functions();
ScalarTable set_functions();
ScalarTable ip_functions();
ScalarTable ip_text_functions();
ScalarTable ip_knowledge_functions();
ScalarTable url_functions();
ScalarTable user_agent_functions();
ScalarTable punycode_functions();
ScalarTable hash_functions();
ScalarTable geo_functions();
ScalarTable geohash_functions();
ScalarTable geo_polygon_functions();
ScalarTable unit_functions();
ScalarTable distribution_functions();
ScalarTable random_functions();
ScalarTable compression_functions();
ScalarTable sketch_functions();
ScalarTable window_functions();
ScalarTable datetime_functions();
ScalarTable rounding_functions();
ScalarTable power_functions();
ScalarTable angle_functions();
ScalarTable bit_functions();
ScalarTable series_element_functions();
ScalarTable series_fit_functions();
ScalarTable two_lines_functions();
ScalarTable series_fill_functions();
ScalarTable series_decompose_functions();

AggregateTable counting_aggregates();
AggregateTable summing_aggregates();
AggregateTable extreme_aggregates();
AggregateTable picking_aggregates();
AggregateTable collecting_aggregates();
AggregateTable percentile_aggregates();
AggregateTable sketch_aggregates();

// tostring, tolong ... by target, and the wrapping into dynamic that only the binder asks for.
const ScalarFunction* conversion_to(Type type);

}  // namespace crumb::kql
