// The value of a literal token: escapes undone, numbers and times read. Not the JSON of
// dynamic(...): that is the parser's.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "kql/token.h"
#include "store/value.h"

namespace crumb::kql {

// Errors: kSyntax (no such escape, not a date ...); spans in `source`.
[[nodiscard]] Result<Value> decode_literal(std::string_view source, const Token& token);

// Appends the text that a string token stands for.
[[nodiscard]] Result<void> decode_string(std::string_view source, const Token& token,
                                         std::string& out);

}  // namespace crumb::kql
