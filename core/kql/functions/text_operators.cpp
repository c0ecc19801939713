// The operators between two strings: =~, has and its kin, contains, startswith, endswith, and their
// negations. A dynamic side is compared as its text. Source:
// learn.microsoft.com/kusto/query/datatypes-string-operators. Not `matches regex` (regex.cpp) and
// not the operators over lists (list_operators.cpp).
#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Test = bool (*)(std::string_view text, std::string_view needle);

bool has(std::string_view text, std::string_view needle) { return has_term(text, needle, true); }
bool has_cs(std::string_view text, std::string_view needle) {
  return has_term(text, needle, false);
}
bool has_prefix(std::string_view text, std::string_view needle) {
  return has_term_prefix(text, needle, true);
}
bool has_prefix_cs(std::string_view text, std::string_view needle) {
  return has_term_prefix(text, needle, false);
}
bool has_suffix(std::string_view text, std::string_view needle) {
  return has_term_suffix(text, needle, true);
}
bool has_suffix_cs(std::string_view text, std::string_view needle) {
  return has_term_suffix(text, needle, false);
}
bool contains_cs(std::string_view text, std::string_view needle) {
  return text.find(needle) != std::string_view::npos;
}
bool starts_cs(std::string_view text, std::string_view needle) { return text.starts_with(needle); }
bool ends_cs(std::string_view text, std::string_view needle) { return text.ends_with(needle); }

template <Test kTest, bool kWanted>
Result<ColumnPtr> test_text(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(Type::kBool, args, rows, context,
              [](const Cells& c) { return kTest(c.text(0), c.text(1)) == kWanted; });
}

template <Test kTest, bool kWanted = true>
constexpr ScalarFunction op(std::string_view symbol, std::string_view summary) {
  return row<"(text:string, needle:string) -> bool">(symbol, summary, test_text<kTest, kWanted>,
                                                     FunctionKind::kOperator);
}

constexpr ScalarFunction kTextOperators[] = {
    op<equals_ignore_case>("=~", "Equal, case ignored."),
    op<equals_ignore_case, false>("!~", "Not equal, case ignored."),
    op<has>("has", "The right side is a whole term of the left, case ignored."),
    op<has, false>("!has", "The right side is no whole term of the left, case ignored."),
    op<has_cs>("has_cs", "The right side is a whole term of the left."),
    op<has_cs, false>("!has_cs", "The right side is no whole term of the left."),
    op<has_prefix>("hasprefix", "A term of the left begins with the right side, case ignored."),
    op<has_prefix, false>("!hasprefix",
                          "No term of the left begins with the right side, case ignored."),
    op<has_prefix_cs>("hasprefix_cs", "A term of the left begins with the right side."),
    op<has_prefix_cs, false>("!hasprefix_cs", "No term of the left begins with the right side."),
    op<has_suffix>("hassuffix", "A term of the left ends with the right side, case ignored."),
    op<has_suffix, false>("!hassuffix",
                          "No term of the left ends with the right side, case ignored."),
    op<has_suffix_cs>("hassuffix_cs", "A term of the left ends with the right side."),
    op<has_suffix_cs, false>("!hassuffix_cs", "No term of the left ends with the right side."),
    op<contains_ignore_case>("contains", "The right side occurs in the left, case ignored."),
    op<contains_ignore_case, false>("!contains",
                                    "The right side does not occur in the left, case ignored."),
    op<contains_ignore_case, false>("notcontains", "Older spelling of !contains."),
    op<contains_cs>("contains_cs", "The right side occurs in the left."),
    op<contains_cs, false>("!contains_cs", "The right side does not occur in the left."),
    op<contains_cs>("containscs", "Older spelling of contains_cs."),
    op<contains_cs, false>("notcontainscs", "Older spelling of !contains_cs."),
    op<starts_with_ignore_case>("startswith", "The left begins with the right side, case ignored."),
    op<starts_with_ignore_case, false>(
        "!startswith", "The left does not begin with the right side, case ignored."),
    op<starts_cs>("startswith_cs", "The left begins with the right side."),
    op<starts_cs, false>("!startswith_cs", "The left does not begin with the right side."),
    op<ends_with_ignore_case>("endswith", "The left ends with the right side, case ignored."),
    op<ends_with_ignore_case, false>("!endswith",
                                     "The left does not end with the right side, case ignored."),
    op<ends_cs>("endswith_cs", "The left ends with the right side."),
    op<ends_cs, false>("!endswith_cs", "The left does not end with the right side."),
};

}  // namespace

ScalarTable text_operators() { return kTextOperators; }

}  // namespace crumb::kql
