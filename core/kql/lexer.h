// KQL text -> tokens. Comments and blanks are dropped; a text that is not tokens gives errors and
// goes on.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/token.h"

namespace crumb::kql {

struct Tokens {
  std::vector<Token> tokens;  // the last one is kEnd
  std::vector<Error> errors;  // kSyntax
};

// Token rules are those of Kusto: learn.microsoft.com/kusto/query/schema-entities/entity-names and
// scalar-data-types.
[[nodiscard]] Tokens tokenize(std::string_view text);

}  // namespace crumb::kql
