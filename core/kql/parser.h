// KQL text -> syntax tree, with every syntax error it can find. Resolves no names: see binder.h.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/ast.h"
#include "kql/context.h"

namespace crumb::kql {

struct Parsed {
  ast::Query query;  // complete only when there are no errors
  std::vector<Error>
      errors;  // in order of position: kSyntax, kUnsupported ("unsupported: NAME"), kLimit
};

// Text is UTF-8; invalid bytes and NULs are errors with a place. Never recurses deeper than
// limits.expression_depth.
[[nodiscard]] Parsed parse_all(std::string_view text, const Limits& limits = {});

// The same, when the first error is enough.
[[nodiscard]] Result<ast::Query> parse(std::string_view text, const Limits& limits = {});

}  // namespace crumb::kql
