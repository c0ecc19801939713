// The operator []: an element or a member of a dynamic value, by an index that is computed.
// Constant steps are paths (ExprKind::kPath) and never come here.
#include "base/json.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// A whole number counts from the end when negative; a text names a member. Nothing there: null.
bool element(const Cells& cells, std::string& out) {
  json::Step step;
  std::string_view key = cells.text(1);
  const JsonKind kind = kind_of(key);
  if (kind == JsonKind::kString) {
    append_token_text(step.name, key);
  } else if (kind == JsonKind::kInteger) {
    const auto index = parse_long(key);
    if (!index) return false;
    step.index = *index;
    step.is_index = true;
  } else {
    return false;
  }
  const std::string_view found = json::find_path(cells.text(0), &step, 1);
  out += found;
  return !found.empty();
}

constexpr ScalarFunction kElement[] = {
    row<"(container:dynamic, index:json) -> dynamic">(
        "[]", "The element at a place, or the member of a name.", each<Type::kDynamic, element>,
        FunctionKind::kOperator),
};

}  // namespace

ScalarTable element_operators() { return kElement; }

}  // namespace crumb::kql
