// Naming rules of columns without a name. One table for functions, one for aggregates.
#include "kql/names.h"

#include <algorithm>

#include "store/value.h"

namespace crumb::kql {
namespace {

// Scalar functions whose result is called like their first argument.
constexpr std::string_view kLikeFirst[] = {"abs",
                                           "acos",
                                           "asin",
                                           "atan",
                                           "atan2",
                                           "bin",
                                           "bin_at",
                                           "bin_auto",
                                           "binary_and",
                                           "binary_not",
                                           "binary_or",
                                           "binary_shift_left",
                                           "binary_shift_right",
                                           "binary_xor",
                                           "bitset_count_ones",
                                           "ceiling",
                                           "cos",
                                           "erf",
                                           "erfc",
                                           "exp",
                                           "exp10",
                                           "exp2",
                                           "floor",
                                           "format_bytes",
                                           "format_datetime",
                                           "format_timespan",
                                           "gamma",
                                           "log",
                                           "log10",
                                           "log2",
                                           "loggamma",
                                           "parse_csv",
                                           "parse_json",
                                           "parse_xml",
                                           "parsejson",
                                           "pow",
                                           "rand",
                                           "round",
                                           "series_fill_backward",
                                           "series_fill_const",
                                           "series_fill_forward",
                                           "series_fill_linear",
                                           "series_fir",
                                           "series_iir",
                                           "series_outliers",
                                           "sin",
                                           "split",
                                           "sqrt",
                                           "startofday",
                                           "tan",
                                           "tobool",
                                           "toboolean",
                                           "todatetime",
                                           "todecimal",
                                           "todouble",
                                           "todynamic",
                                           "toguid",
                                           "tohex",
                                           "toint",
                                           "tolong",
                                           "toobject",
                                           "toreal",
                                           "tostring",
                                           "totime",
                                           "totimespan"};

struct Prefixed {
  std::string_view name;
  std::string_view prefix;  // prefix_ + the first argument's name
};
constexpr Prefixed kPrefixedScalars[] = {{"dcount_hll", "dcount_hll"},
                                         {"gettype", "type"},
                                         {"percentile_tdigest", "percentile_tdigest"},
                                         {"percentiles_array_tdigest", "percentile_tdigest"},
                                         {"repeat", "repeat"},
                                         {"string_size", "string_size"},
                                         {"strlen", "strlen"},
                                         {"treepath", "tree"}};

constexpr Prefixed kFixedScalars[] = {{"hll_merge", "hll_merged_result"},
                                      {"ingestion_time", "$IngestionTime"},
                                      {"merge_tdigest", "tdigests_merge_result"},
                                      {"tdigest_merge", "tdigests_merge_result"}};

constexpr std::string_view kLikeOnly[] = {"make_datetime", "make_timespan"};

constexpr Prefixed kAggregates[] = {{"any", "any"},
                                    {"anyif", "anyif"},
                                    {"avg", "avg"},
                                    {"avgif", "avgif"},
                                    {"buildschema", "schema"},
                                    {"cnt", "cnt"},
                                    {"count", "count"},
                                    {"count_distinct", "count_distinct"},
                                    {"count_distinctif", "count_distinctif"},
                                    {"countif", "countif"},
                                    {"covariance", "covariance"},
                                    {"covarianceif", "covarianceif"},
                                    {"covariancep", "covariancep"},
                                    {"covariancepif", "covariancepif"},
                                    {"dcount", "dcount"},
                                    {"dcountif", "dcountif"},
                                    {"hll", "hll"},
                                    {"hll_if", "hll_if"},
                                    {"hll_merge", "hll_merge"},
                                    {"make_bag", "bag"},
                                    {"make_bag_if", "bag"},
                                    {"make_dictionary", "dictionary"},
                                    {"make_list", "list"},
                                    {"make_list_if", "list"},
                                    {"make_list_with_nulls", "list"},
                                    {"make_set", "set"},
                                    {"make_set_if", "set"},
                                    {"makelist", "list"},
                                    {"makeset", "set"},
                                    {"max", "max"},
                                    {"maxif", "maxif"},
                                    {"merge_tdigest", "merge_tdigests"},
                                    {"min", "min"},
                                    {"minif", "minif"},
                                    {"stdev", "stdev"},
                                    {"stdevif", "stdevif"},
                                    {"stdevp", "stdevp"},
                                    {"sum", "sum"},
                                    {"sumif", "sumif"},
                                    {"tdigest", "tdigest"},
                                    {"tdigest_merge", "merge_tdigests"},
                                    {"variance", "variance"},
                                    {"varianceif", "varianceif"},
                                    {"variancep", "variancep"},
                                    {"variancepif", "variancepif"}};

// Aggregates that are called like their first argument.
constexpr std::string_view kAggregatesLikeFirst[] = {"binary_all_and", "binary_all_or",
                                                     "binary_all_xor", "take_anyif"};

template <class Table>
bool among(const Table& table, std::string_view name) {
  return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

template <class Table>
const Prefixed* prefixed(const Table& table, std::string_view name) {
  for (const Prefixed& row : table) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// The part of a name that an index gives: d[0] -> 0, d["a"] -> a.
std::optional<std::string> name_of_index(const ast::Expr& index) {
  if (index.kind != ast::ExprKind::kLiteral || index.value.null) return std::nullopt;
  if (index.value.type == Type::kString || index.value.type == Type::kLong ||
      index.value.type == Type::kInt)
    return to_string(index.value);
  return std::nullopt;
}

std::optional<std::string> joined(std::optional<std::string> left,
                                  std::optional<std::string> right) {
  if (!left.has_value() || left->empty()) return right;
  return *left + "_" + right.value_or("");
}

}  // namespace

std::optional<std::string> ColumnNamer::name_of(const ast::Expr& expr, bool aggregates) const {
  switch (expr.kind) {
    case ast::ExprKind::kParens:
      return name_of(*expr.args[0], aggregates);
    case ast::ExprKind::kName:
      return expr.name;
    case ast::ExprKind::kNamed:
      return expr.names[0];
    case ast::ExprKind::kPath:
      return expr.args.size() == 1 ? joined(name_of(*expr.args[0], aggregates), expr.name)
                                   : std::nullopt;
    case ast::ExprKind::kIndex:
      return joined(name_of(*expr.args[0], aggregates), name_of_index(*expr.args[1]));
    case ast::ExprKind::kCall:
      return name_of_call(expr, aggregates);
    default:
      return std::nullopt;
  }
}

std::optional<std::string> ColumnNamer::name_of_call(const ast::Expr& call, bool aggregates) const {
  if (is_user_function(call.name)) return std::nullopt;
  auto first = [&]() -> std::optional<std::string> {
    return call.args.empty() ? std::nullopt : name_of(*call.args[0], aggregates);
  };
  if (aggregates) {
    if (const Prefixed* row = prefixed(kAggregates, call.name))
      return std::string(row->prefix) + "_" + first().value_or("");
    if (among(kAggregatesLikeFirst, call.name)) return first();
  }
  if (among(kLikeFirst, call.name)) return first();
  if (call.args.size() == 1 && among(kLikeOnly, call.name)) return first();
  if (const Prefixed* row = prefixed(kPrefixedScalars, call.name))
    return std::string(row->prefix) + "_" + first().value_or("");
  if (const Prefixed* row = prefixed(kFixedScalars, call.name)) return std::string(row->prefix);
  return std::nullopt;
}

TupleNaming tuple_naming(std::string_view aggregate) {
  struct Row {
    std::string_view name;
    TupleNaming naming;
  };
  static constexpr Row kRows[] = {{"arg_max", TupleNaming::kArg},
                                  {"arg_min", TupleNaming::kArg},
                                  {"argmax", TupleNaming::kArg},
                                  {"argmin", TupleNaming::kArg},
                                  {"take_any", TupleNaming::kAny},
                                  {"any", TupleNaming::kAny},
                                  {"percentile", TupleNaming::kPercentiles},
                                  {"percentiles", TupleNaming::kPercentiles},
                                  {"percentilew", TupleNaming::kPercentiles},
                                  {"percentilesw", TupleNaming::kPercentiles},
                                  {"percentiles_array", TupleNaming::kPercentiles},
                                  {"percentilesw_array", TupleNaming::kPercentiles}};
  for (const Row& row : kRows) {
    if (row.name == aggregate) return row.naming;
  }
  return TupleNaming::kNone;
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return name == pattern;
  if (name.substr(0, star) != pattern.substr(0, star)) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (;;) {
    std::size_t next = pattern.find('*');
    std::string_view piece = pattern.substr(0, next);
    if (next == std::string_view::npos) return name.ends_with(piece);
    std::size_t found = name.find(piece);
    if (found == std::string_view::npos) return false;
    name.remove_prefix(found + piece.size());
    pattern.remove_prefix(next + 1);
  }
}

std::string UniqueNames::take(std::string_view name) {
  std::string out(name);
  for (std::size_t i = 1; !taken_.insert(out).second; ++i)
    out = std::string(name) + std::to_string(i);
  return out;
}

}  // namespace crumb::kql
