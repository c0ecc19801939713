// What types functions take and give: tables that Microsoft's binder (Kusto.Language) answered,
// against bind(). One letter a type: bool int long real Datetime timeSpan guid string dYnamic; a
// point where the call is refused.
#include <doctest/doctest.h>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql;

namespace {

constexpr Type kTypes[] = {Type::kBool, Type::kInt,      Type::kLong,
                           Type::kReal, Type::kDatetime, Type::kTimespan,
                           Type::kGuid, Type::kString,   Type::kDynamic};
constexpr std::string_view kLetters = "bilrDSgsy";

struct Table {
  std::string_view name;
  std::string_view answers;  // one letter for each type; of two arguments, nine groups by the
                             // first, letters by the second
};

char letter_of(Type type) {
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    if (kTypes[i] == type) return kLetters[i];
  }
  return '?';
}

template <class Function>
char answer(const Function* function, const std::vector<Type>& types) {
  if (function == nullptr) return '!';
  if (types.size() < function->min_args ||
      (function->max_args != 255 && types.size() > function->max_args))
    return '.';
  std::vector<BoundArg> args;
  for (const Type type : types) args.push_back({type, nullptr, {}});
  const auto signature = function->bind(args);
  return signature.has_value() ? letter_of(signature->results[0]) : '.';
}

const ScalarFunction* scalar(std::string_view name) {
  const ScalarFunction* call = find_scalar(name);
  return call != nullptr ? call : find_operator(name);
}

// For each pair of types, the types of the arguments.
template <class Arguments>
std::string matrix(const ScalarFunction* function, Arguments arguments) {
  std::string out;
  for (const Type a : kTypes) {
    if (!out.empty()) out.push_back(' ');
    for (const Type b : kTypes) out.push_back(answer(function, arguments(a, b)));
  }
  return out;
}

constexpr Table kUnary[] = {
    {"abs", ".llr.S..."},
    {"acos", ".rrr....."},
    {"ago", ".....D..."},
    {"array_concat", "........y"},
    {"array_length", "........l"},
    {"array_reverse", "........y"},
    {"array_sort_asc", "........y"},
    {"array_sort_desc", "........y"},
    {"array_sum", "........r"},
    {"arraylength", "........l"},
    {"asin", ".rrr....."},
    {"atan", ".rrr....."},
    {"bag_keys", "........y"},
    {"base64_decode_toarray", ".......yy"},
    {"base64_decode_toguid", ".......gg"},
    {"base64_decode_tostring", ".......ss"},
    {"base64_decodestring", ".......ss"},
    {"base64_encode_fromarray", "........s"},
    {"base64_encode_fromguid", "......s.."},
    {"base64_encode_tostring", ".......ss"},
    {"base64_encodestring", ".......ss"},
    {"binary_not", ".ll......"},
    {"bitset_count_ones", ".ll......"},
    {"ceiling", ".ilr....."},
    {"cos", ".rrr....."},
    {"cot", ".rrr....."},
    {"dayofmonth", "....i...."},
    {"dayofweek", "....S...."},
    {"dayofyear", "....i...."},
    {"degrees", ".rrr....."},
    {"dynamic_to_json", "sssssssss"},
    {"endofday", "....D...."},
    {"endofmonth", "....D...."},
    {"endofweek", "....D...."},
    {"endofyear", "....D...."},
    {"erf", ".rrr....."},
    {"erfc", ".rrr....."},
    {"exp", ".rrr....."},
    {"exp10", ".rrr....."},
    {"exp2", ".rrr....."},
    {"format_bytes", ".sss....."},
    {"format_ipv4", "sssssssss"},
    {"gamma", ".rrr....."},
    {"getmonth", "....i...."},
    {"gettype", "sssssssss"},
    {"getyear", "....i...."},
    {"hash", "llllllll."},
    {"hash_md5", "ssssssss."},
    {"hash_sha1", "ssssssss."},
    {"hash_sha256", "ssssssss."},
    {"hash_xxhash64", "llllllll."},
    {"hourofday", "....i...."},
    {"ipv4_is_private", ".......bb"},
    {"ipv4_netmask_suffix", ".......ll"},
    {"isascii", "bbbbbbbbb"},
    {"isempty", "bbbbbbbbb"},
    {"isfinite", ".bbb....."},
    {"isinf", ".bbb....."},
    {"isnan", ".bbb....."},
    {"isnotempty", "bbbbbbbbb"},
    {"isnotnull", "bbbbbbbbb"},
    {"isnull", "bbbbbbbbb"},
    {"isutf8", "bbbbbbbbb"},
    {"log", ".rrr....."},
    {"log10", ".rrr....."},
    {"log2", ".rrr....."},
    {"loggamma", ".rrr....."},
    {"make_datetime", "DDDDDDDDD"},
    {"make_string", ".ss.....s"},
    {"make_timespan", "SSSSSSSSS"},
    {"monthofyear", "....i...."},
    {"next", "bilrDSgsy"},
    {"not", "b........"},
    {"notempty", "bbbbbbbbb"},
    {"notnull", "bbbbbbbbb"},
    {"now", ".....D..."},
    {"pack_array", "yyyyyyyyy"},
    {"parse_csv", ".......yy"},
    {"parse_ipv4", ".......ll"},
    {"parse_ipv6", ".......ss"},
    {"parse_json", ".......yy"},
    {"parse_path", ".......yy"},
    {"parse_url", ".......yy"},
    {"parse_urlquery", ".......yy"},
    {"parsejson", ".......yy"},
    {"parseurl", ".......yy"},
    {"parseurlquery", ".......yy"},
    {"prev", "bilrDSgsy"},
    {"punycode_domain_from_string", ".......ss"},
    {"punycode_domain_to_string", ".......ss"},
    {"punycode_from_string", ".......ss"},
    {"punycode_to_string", ".......ss"},
    {"radians", ".rrr....."},
    {"regex_quote", "sssssssss"},
    {"reverse", "sssssssss"},
    {"round", ".ilr....."},
    {"row_cumsum", ".ilr....."},
    {"row_number", ".ll......"},
    {"row_rank_dense", "llllllll."},
    {"row_rank_min", "llllllll."},
    {"sign", ".rrr....."},
    {"sin", ".rrr....."},
    {"sqrt", ".rrr....."},
    {"startofday", "....D...."},
    {"startofmonth", "....D...."},
    {"startofweek", "....D...."},
    {"startofyear", "....D...."},
    {"strcat", "sssssssss"},
    {"string_size", ".......ll"},
    {"strlen", ".......ll"},
    {"tan", ".rrr....."},
    {"to_utf8", "yyyyyyyyy"},
    {"tobool", "bbbbbbbbb"},
    {"toboolean", "bbbbbbbbb"},
    {"todatetime", "DDDDDDDDD"},
    {"todouble", "rrrrrrrrr"},
    {"todynamic", ".......yy"},
    {"toguid", ".......gg"},
    {"tohex", ".ss......"},
    {"toint", "iiiiiiiii"},
    {"tolong", "lllllllll"},
    {"tolower", "sssssssss"},
    {"toobject", ".......yy"},
    {"toreal", "rrrrrrrrr"},
    {"tostring", "sssssssss"},
    {"totime", "SSSSSSSSS"},
    {"totimespan", "SSSSSSSSS"},
    {"toupper", "sssssssss"},
    {"treepath", "........y"},
    {"unicode_codepoints_from_string", "yyyyyyyyy"},
    {"unicode_codepoints_to_string", ".ss.....s"},
    {"unixtime_microseconds_todatetime", ".DDD....."},
    {"unixtime_milliseconds_todatetime", ".DDD....."},
    {"unixtime_nanoseconds_todatetime", ".DDD....."},
    {"unixtime_seconds_todatetime", ".DDD....."},
    {"url_decode", ".......ss"},
    {"url_encode", ".......ss"},
    {"url_encode_component", ".......ss"},
    {"week_of_year", "....i...."},
};

constexpr Table kBinary[] = {
    {"+",
     "......... .llr....l .llr....l .rrr....r ....DD..D ....DS..S ......... ......... .llrDS..y"},
    {"-",
     "......... .llr....l .llr....l .rrr....r ....SD..S ....DS..S ......... ......... .llrSS..y"},
    {"*",
     "......... .llrDS..l .llrDS..l .rrrDS..r .DDD..... .SSS.S... ......... ......... .llr....y"},
    {"/",
     "......... .llr....l .llr....l .rrr....r .DDDrr... .SSS.r... ......... ......... .llr....y"},
    {"%",
     "......... .llr....l .llr....l .rrr....r .DDDSS... .SSS.S... ......... ......... .llr....y"},
    {"<",
     "bbbb..... bbbb....b bbbb....b bbbb....b ....b.... .....b... ......... ......... .bbb....b"},
    {"==",
     "bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb"},
    {"and",
     "b.......b ......... ......... ......... ......... ......... ......... ......... b.......b"},
    {"has",
     "......... ......... ......... ......... ......... ......... ......... .......bb .......bb"},
    {"contains",
     "......... ......... ......... ......... ......... ......... ......... .......bb .......bb"},
    {"=~",
     "......... ......... ......... ......... ......... ......... ......... .......bb .......bb"},
    {"in",
     "bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb bbbbbbbbb"},
    {"in~",
     "......... ......... ......... ......... ......... ......... ......... bbbbbbbbb bbbbbbbbb"},
    {"has_any",
     "......... ......... ......... ......... ......... ......... ......... bbbbbbbbb bbbbbbbbb"},
    {"coalesce",
     "b........ .ilr..... .llr..... .rrr..... ....D.... .....S... ......g.. .......s. ........y"},
    {"max_of",
     "b........ .ilr..... .llr..... .rrr..... ....D.... .....S... ......... .......s. ........."},
    {"bin",
     "......... .llr..... .llr..... .rrr..... ....DD... .....S... ......... ......... ........."},
    {"pow",
     "......... .rrr..... .rrr..... .rrr..... ......... ......... ......... ......... ........."},
    {"strcat",
     "sssssssss sssssssss sssssssss sssssssss sssssssss sssssssss sssssssss sssssssss sssssssss"},
    {"set_has_element",
     "......... ......... ......... ......... ......... ......... ......... ......... bbbbbbbbb"},
    {"startofday",
     "......... ......... ......... ......... .DD...... ......... ......... ......... ........."},
    {"substring",
     ".ss...... .ss...... .ss...... .ss...... .ss...... .ss...... .ss...... .ss...... .ss......"},
    {"split",
     ".......yy .......yy .......yy .......yy .......yy .......yy .......yy .......yy .......yy"},
    {"array_index_of",
     "......... ......... ......... ......... ......... ......... ......... ......... lllllllll"},
    {"ipv4_is_in_any_range",
     "......... ......... ......... ......... ......... ......... ......... .......bb .......bb"},
};

constexpr Table kAfterCondition[] = {
    {"iff",
     "byyyyyyyb yilryyyyi yllryyyyl yrrryyyyr yyyyDyyyD yyyyySyyS yyyyyygyg yyyyyyyss bilrDSgsy"},
    {"case",
     "byyyyyyyb yilryyyyi yllryyyyl yrrryyyyr yyyyDyyyD yyyyySyyS yyyyyygyg yyyyyyyss bilrDSgsy"},
};

constexpr Table kBetween = {
    "between",
    "......... .bbb....b .bbb....b .bbb....b ....b.... .....b... ......... ......... .bbb.....",
};

constexpr Table kAggregates[] = {
    {"sum", ".llrDS..."},
    {"avg", ".rrrDS..."},
    {"min", "bilrDS.s."},
    {"max", "bilrDS.s."},
    {"arg_max", "bilrDS.s."},
    {"take_any", "bilrDSgsy"},
    {"make_set", "yyyyyyyyy"},
    {"make_list", "yyyyyyyyy"},
    {"make_bag", "........y"},
    {"dcount", "lllllllll"},
    {"count_distinct", "llllllll."},
    {"stdev", ".rrrrr..."},
    {"variance", ".rrrrr..."},
    {"countif", "l........"},
    {"binary_all_or", ".il?DS..."},
};

}  // namespace

TEST_CASE("types of functions of one argument") {
  for (const Table& table : kUnary) {
    INFO(table.name);
    std::string got;
    for (const Type type : kTypes) got.push_back(answer(scalar(table.name), {type}));
    CHECK(got == table.answers);
  }
}

TEST_CASE("types of operators and functions of two arguments") {
  for (const Table& table : kBinary) {
    INFO(table.name);
    CHECK(matrix(scalar(table.name), [](Type a, Type b) { return std::vector{a, b}; }) ==
          table.answers);
  }
  for (const Table& table : kAfterCondition) {
    INFO(table.name);
    CHECK(matrix(scalar(table.name),
                 [](Type a, Type b) { return std::vector{Type::kBool, a, b}; }) == table.answers);
  }
  CHECK(matrix(scalar(kBetween.name), [](Type a, Type b) { return std::vector{a, b, b}; }) ==
        kBetween.answers);
}

TEST_CASE("types of aggregates") {
  for (const Table& table : kAggregates) {
    INFO(table.name);
    for (std::size_t i = 0; i < kLetters.size(); ++i) {
      if (table.answers[i] == '?') continue;  // no sense in it
      CHECK(answer(find_aggregate(table.name), {kTypes[i]}) == table.answers[i]);
    }
  }
}
