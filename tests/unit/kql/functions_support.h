// Calls one function on given values and prints the answer. For tests of kernels, without a query
// around them. Every call is made in all the ways that a kernel can meet its arguments: constants,
// columns, and each mixture of one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kql/functions/registry.h"

namespace crumb::kql::testing {

// Values as cases write them.
Value s(std::string_view text);
Value n(std::int64_t value);  // long
Value i(std::int32_t value);  // int
Value r(double value);
Value b(bool value);
Value dt(std::string_view iso);  // datetime
Value ts(std::string_view span);
Value j(std::string_view json);  // dynamic
Value g(std::string_view guid);
Value null(Type type);

struct Case {
  std::string_view function;  // call, operator or window function
  std::vector<Value> args;
  std::string_view
      expected;  // as tostring() prints it; "null"; or "!" and a piece of the error's message
};

// The answer as text; where the ways disagree, all of them, so that the test fails with a reason.
std::string answer(const Case& test);
void check(const std::vector<Case>& cases);

// An aggregate over rows in groups; the answers of the groups joined by blanks, results by '|'.
struct Rows {
  std::string_view aggregate;
  std::vector<std::vector<Value>> args;  // by argument, then by row
  std::vector<std::uint32_t> groups;     // by row
  std::string_view expected;
};
std::string answer(const Rows& test);

}  // namespace crumb::kql::testing
