// What takes a text apart into named pieces: the patterns of parse and parse-where, the pairs of
// parse-kv. Made once a query, asked once for each distinct text. Not the conversion of pieces to
// types (operators/parse.cpp).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/functions/regex.h"
#include "store/type.h"

namespace crumb::kql {

// What a column gets: part of the text, or `own` where the text had escapes.
struct TextPiece {
  bool found = false;
  std::string_view text;
  std::string own;

  void set(std::string_view part) {
    found = true;
    text = part;
  }
};

class TextPattern {
 public:
  virtual ~TextPattern() = default;
  // One piece for each column, all unfound before. False: the text does not follow the pattern.
  [[nodiscard]] virtual bool match(std::string_view text, std::span<TextPiece> pieces) const = 0;
};
using TextPatternPtr = std::shared_ptr<const TextPattern>;

// A piece of a pattern: * skips, a text must stand there, a column takes what is there.
struct PatternPiece {
  enum class Kind : std::uint8_t { kStar, kText, kColumn };
  Kind kind = Kind::kStar;
  std::string text;
  Type type = Type::kString;
};

// kind=simple and kind=relaxed. The pattern covers the whole text; a column or * reaches to the
// first place where the next text stands, before the last text to the end. A number before a * is
// as long as it reads as one.
// Source: learn.microsoft.com/kusto/query/parse-operator.
[[nodiscard]] TextPatternPtr literal_pattern(std::vector<PatternPiece> pieces);

// kind=regex: texts are regular expressions; flags of "imsU". The whole text must match; columns
// are greedy, a * is not. Errors: kSemantic, kUnsupported, kLimit.
[[nodiscard]] Result<TextPatternPtr> regex_pattern(const std::vector<PatternPiece>& pieces,
                                                   std::string_view flags);

// parse-kv. Source: learn.microsoft.com/kusto/query/parse-kv-operator.
struct KeyValueOptions {
  struct Quote {
    std::string open, close;
  };
  std::string pair_delimiter, kv_delimiter;  // both empty: whatever is no letter or digit
  std::vector<Quote> quotes;
  std::vector<char> escapes;
  bool greedy = false;
};
[[nodiscard]] TextPatternPtr key_value_pattern(std::vector<std::string> keys,
                                               KeyValueOptions options);
// The expression has two groups: key and value.
[[nodiscard]] TextPatternPtr key_value_regex(std::vector<std::string> keys, RegexPtr regex);

}  // namespace crumb::kql
