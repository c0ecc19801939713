// What may stand at a place in a half-written query, and the call around it, for an editor. Binds
// what stands before the place to know the columns there; runs nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/engine.h"
#include "store/catalog.h"

namespace crumb::kql {

struct Suggestion {
  std::string text;     // replaces Completion::replace
  std::string kind;     // "table", "column", "operator", "function", "aggregate", "name"
  std::string detail;   // a column's type, a function's parameters, "no rows" of a table
  std::string summary;  // one sentence, or empty
};

struct Completion {
  Span replace;                         // the word that is being written; empty at a blank
  std::vector<Suggestion> suggestions;  // best first, at most kMost
  std::string call;                     // "strlen(source)" of the innermost call; empty: none
  std::uint32_t argument = 0;           // which of its arguments is being written, from 0
  static constexpr std::size_t kMost = 100;
};

// `cursor` is a byte offset; what stands behind it does not matter.
[[nodiscard]] Completion complete(std::string_view text, std::uint32_t cursor,
                                  const Catalog& catalog, Environment* environment);

}  // namespace crumb::kql
