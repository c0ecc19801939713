// Arrays, bags and sets.
#include <doctest/doctest.h>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql::testing;

TEST_CASE("arrays") {
  check({
      {"array_length", {j("[1,2,3]")}, "3"},
      {"array_length", {j("{\"a\":1}")}, "null"},
      {"array_length", {null(Type::kDynamic)}, "null"},
      {"array_length", {s("[1]")}, "!must be a dynamic array"},
      {"array_concat", {j("[1]"), j("[\"a\",2]"), j("[]")}, "[1,\"a\",2]"},
      {"array_concat", {j("[1]"), j("5")}, "null"},
      {"array_slice", {j("[1,2,3]"), n(1), n(2)}, "[2,3]"},
      {"array_slice", {j("[1,2,3,4,5]"), n(2), n(-1)}, "[3,4,5]"},
      {"array_slice", {j("[1,2,3,4,5]"), n(-3), n(-2)}, "[3,4]"},
      {"array_slice", {j("[1,2]"), n(-9), n(9)}, "[1,2]"},
      {"array_slice", {j("[1,2]"), n(5), n(1)}, "[]"},
      {"array_index_of", {j("[\"a\",\"b\",\"a\"]"), s("a")}, "0"},
      {"array_index_of", {j("[\"a\",\"b\",\"a\"]"), s("a"), n(1)}, "2"},
      {"array_index_of", {j("[\"a\",\"b\",\"a\"]"), s("a"), n(0), n(-1), n(2)}, "2"},
      {"array_index_of", {j("[\"a\",\"b\",\"a\"]"), s("b"), n(-1)}, "-1"},
      {"array_index_of", {j("[1,2.0]"), n(2)}, "1"},
      {"array_index_of", {j("[1]"), n(1), n(0), n(-2)}, "null"},
      {"array_reverse", {j("[1,\"x\"]")}, "[\"x\",1]"},
      {"array_sum", {j("[1,2.5]")}, "3.5"},
      {"array_sum", {j("[1,\"x\"]")}, "null"},
      {"array_sort_asc", {j("[3,1.5,2]")}, "[1.5,2,3]"},
      {"array_sort_desc", {j("[\"b\",null,\"c\"]")}, "[\"c\",\"b\",null]"},
      {"array_sort_asc", {j("[null,\"b\",\"a\"]"), b(false)}, "[null,\"a\",\"b\"]"},
      {"array_sort_asc", {j("[true,\"b\",2]")}, "[2,\"b\",true]"},
      {"array_sort_asc", {j("[2,1]"), j("[\"x\",\"y\"]"), j("[1]")}, "[[1,2],[\"y\",\"x\"],null]"},
      {"array_rotate_left", {j("[1,2,3,4,5]"), n(2)}, "[3,4,5,1,2]"},
      {"array_rotate_right", {j("[1,2,3,4,5]"), n(2)}, "[4,5,1,2,3]"},
      {"array_rotate_left", {j("[]"), n(2)}, "[]"},
      {"array_shift_left", {j("[1,2,3]"), n(2)}, "[3,null,null]"},
      {"array_shift_right", {j("[1,2,3]"), n(1), n(-1)}, "[-1,1,2]"},
      {"array_shift_left", {j("[1,2,3]"), n(INT64_MIN)}, "[null,null,null]"},
      {"array_split", {j("[1,2,3,4,5]"), n(2)}, "[[1,2],[3,4,5]]"},
      {"array_split", {j("[1,2,3,4,5]"), j("[1,3]")}, "[[1],[2,3],[4,5]]"},
      {"array_iff", {j("[true,0,\"x\",5]"), j("[1,2]"), s("no")}, "[1,\"no\",null,null]"},
      {"pack_array", {n(1), s("2"), ts("2s"), null(Type::kLong)}, "[1,\"2\",\"00:00:02\",null]"},
      {"zip", {j("[\"A\",1]"), j("[{}]")}, "[[\"A\",{}],[1,null]]"},
      {"repeat", {n(1), n(3)}, "[1,1,1]"},
      {"repeat", {n(1), n(0)}, "[]"},
      {"repeat", {n(1), n(-1)}, "null"},
      {"repeat", {n(1), n(INT64_MAX)}, "!repeat() would make"},
      {"range", {n(1), n(8), n(3)}, "[1,4,7]"},
      {"range", {r(1), n(3)}, "[1.0,2.0,3.0]"},
      {"range", {n(1), n(3), n(0)}, "null"},
      {"range", {n(3), n(1), n(-1)}, "[3,2,1]"},
      {"range", {ts("1h"), ts("3h")}, "[\"01:00:00\",\"02:00:00\",\"03:00:00\"]"},
      {"range",
       {dt("2026-11-16"), dt("2026-11-17"), ts("1d")},
       "[\"2026-11-16T00:00:00.0000000Z\",\"2026-11-17T00:00:00.0000000Z\"]"},
      {"range", {s("a"), s("b")}, "!start must be"},
      {"has_any_index", {s("this is an example"), j("[\"not\",\"example\"]")}, "1"},
  });
}

TEST_CASE("bags") {
  check({
      {"bag_pack",
       {s("a"), n(1), s("b\"c"), s("x"), s("d"), null(Type::kLong)},
       "{\"a\":1,\"b\\\"c\":\"x\",\"d\":null}"},
      {"bag_pack", {s("a"), n(1), s("a"), n(2)}, "{\"a\":2}"},
      {"bag_pack", {s("a")}, "arity"},
      {"bag_pack", {s("a"), n(1), s("b")}, "!pairs"},
      {"crumb_bag_pack_present", {s("a"), s(""), s("b"), n(1)}, "{\"b\":1}"},
      {"bag_keys", {j("{\"a\":\"b\",\"c\":{\"d\":1}}")}, "[\"a\",\"c\"]"},
      {"bag_keys", {j("[]")}, "null"},
      {"bag_has_key", {j("{\"a\":{\"b\":null}}"), s("a")}, "true"},
      {"bag_has_key", {j("{\"a\":{\"b\":null}}"), s("$.a.b")}, "true"},
      {"bag_has_key", {j("{\"a\":1}"), s("b")}, "false"},
      {"bag_merge",
       {j("{\"A\":12,\"B\":2}"), j("{\"C\":3,\"A\":1}")},
       "{\"A\":12,\"B\":2,\"C\":3}"},
      {"bag_remove_keys",
       {j("{\"a\":1,\"b\":{\"c\":2,\"d\":3}}"), j("[\"$.b.c\",\"a\"]")},
       "{\"b\":{\"d\":3}}"},
      {"bag_set_key", {j("{\"a\":1}"), s("a"), s("x")}, "{\"a\":\"x\"}"},
      {"bag_set_key", {j("{\"a\":1}"), s("$.b.c"), n(5)}, "{\"a\":1,\"b\":{\"c\":5}}"},
      {"bag_set_key", {j("[1]"), s("a"), n(5)}, "null"},
      {"bag_zip", {j("[\"a\",\"b\"]"), j("[1]")}, "{\"a\":1,\"b\":null}"},
      {"treepath",
       {j("{\"a\":[1,{\"x\":2}],\"c\":3}")},
       "[\"['a']\",\"['a'][0]\",\"['a'][0]['x']\",\"['c']\"]"},
      {"dynamic_to_json",
       {j("{\"b\":1,\"a\":{\"d\":1,\"c\":2}}")},
       "{\"a\":{\"c\":2,\"d\":1},\"b\":1}"},
      {"extract_json", {s("$.a.b[1]"), s("{\"a\": {\"b\": [1, \"two\"]}}")}, "two"},
      {"extract_json", {s("$['a b']"), s("{\"a b\": 5}")}, "5"},
      {"extract_json", {s("$.none"), s("{}")}, ""},
      {"extractjson", {s("$.a"), s("not json")}, ""},
  });
}

TEST_CASE("sets") {
  check({
      {"set_has_element", {j("[\"this\",\"is\"]"), s("is")}, "true"},
      {"set_has_element", {j("[1,2]"), n(2)}, "true"},
      {"set_has_element", {j("[1.0]"), n(1)}, "true"},
      {"set_has_element", {j("[\"1\"]"), n(1)}, "false"},
      {"set_has_element", {j("[\"a\\\"b\"]"), s("a\"b")}, "true"},
      {"set_has_element", {j("[]"), s("")}, "false"},
      {"set_has_element", {null(Type::kDynamic), s("x")}, "null"},
      {"set_union", {j("[1,2,1]"), j("[2,8]")}, "[1,2,8]"},
      {"set_intersect", {j("[1,2,3]"), j("[3,1,1]")}, "[1,3]"},
      {"set_difference", {j("[1,2,3,3]"), j("[1]"), j("[2]")}, "[3]"},
      {"set_difference", {j("[1]"), j("5")}, "null"},
      {"set_equals", {j("[1,2]"), j("[2,1,1]")}, "true"},
      {"jaccard_index", {j("[1,2,3]"), j("[1,2,3,4]")}, "0.75"},
  });
}

TEST_CASE("hostile dynamic values") {
  std::string deep;
  for (int level = 0; level < 50; ++level) deep += "{\"a\":";
  deep += "1";
  deep.append(50, '}');
  CHECK(answer(Case{"dynamic_to_json", {j(deep)}, ""}) == deep);
  CHECK(answer(Case{"bag_remove_keys", {j(deep), j("[\"$.a.a.a\"]")}, ""}) == "{\"a\":{\"a\":{}}}");
}
