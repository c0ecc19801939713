// One token of a KQL text: a kind and a byte range. Values are decoded on demand by literal.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace crumb::kql {

enum class TokenKind : std::uint8_t {
  kEnd,
  kName,    // identifier or keyword; also `in~`, `!in`, `!has_cs` and other words that begin with !
  kString,  // any of the string forms
  kLong,    // 12, 0xFF
  kReal,    // 1.5, 1e9
  kTimespan,  // 1d, 2.5h
  kTyped,     // datetime(...), long(...), guid(...): a type name and raw text up to the parenthesis
  kGuid,      // a bare guid
  kPunct,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span;
  bool spaced = false;  // blanks or a comment stand before it

  [[nodiscard]] std::string_view text(std::string_view source) const {
    return source.substr(span.begin, span.end - span.begin);
  }
};

}  // namespace crumb::kql
