// Patterns of parse: literal ones are walked, regular expressions become one expression with a
// group for each column. Not parse-kv (key_values.cpp).
#include "kql/functions/text_pattern.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace crumb::kql {
namespace {

using PieceKind = PatternPiece::Kind;

bool is_whole_number(Type type) { return type == Type::kInt || type == Type::kLong; }

std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - at;
}

// How much of the text reads as a number of the type: -12, 3.5, 1e9.
std::size_t number_length(std::string_view text, Type type) {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const std::size_t whole = digits_at(text, at);
  at += whole;
  if (is_whole_number(type)) return whole > 0 ? at : 0;
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    fraction = digits_at(text, at + 1);
    if (fraction > 0) at += 1 + fraction;
  }
  if (whole + fraction == 0) return 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
    const std::size_t digits = digits_at(text, exponent);
    if (digits > 0) at = exponent + digits;
  }
  return at;
}

class LiteralPattern final : public TextPattern {
 public:
  explicit LiteralPattern(std::vector<PatternPiece> pieces) : pieces_(std::move(pieces)) {}

  [[nodiscard]] bool match(std::string_view text, std::span<TextPiece> out) const override {
    std::size_t at = 0;
    std::size_t columns = 0;
    bool star = false;                   // anything may come
    const PatternPiece* open = nullptr;  // a column that reaches to the next text
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const PatternPiece& piece = pieces_[i];
      if (piece.kind == PieceKind::kColumn) {
        open = &piece;
        ++columns;
      } else if (piece.kind == PieceKind::kStar) {
        if (open != nullptr) at += take_number(text.substr(at), *open, out[columns - 1]);
        open = nullptr;
        star = true;
      } else {
        const bool anywhere = star || open != nullptr;
        const bool last = i + 1 == pieces_.size();
        const auto found = place_of(text, at, piece.text, anywhere, last);
        if (found == std::string_view::npos) return false;
        if (open != nullptr) out[columns - 1].set(text.substr(at, found - at));
        at = found + piece.text.size();
        open = nullptr;
        star = false;
      }
    }
    if (open != nullptr) out[columns - 1].set(text.substr(at));
    return star || open != nullptr || at == text.size();
  }

 private:
  static std::size_t place_of(std::string_view text, std::size_t at, std::string_view wanted,
                              bool anywhere, bool last) {
    if (!anywhere) return text.substr(at).starts_with(wanted) ? at : std::string_view::npos;
    if (!last) return text.find(wanted, at);
    return text.substr(at).ends_with(wanted) ? text.size() - wanted.size() : std::string_view::npos;
  }

  static std::size_t take_number(std::string_view text, const PatternPiece& column,
                                 TextPiece& out) {
    const std::size_t length = number_length(text, column.type);
    if (length > 0) out.set(text.substr(0, length));
    return length;
  }

  std::vector<PatternPiece> pieces_;
};

class RegexPattern final : public TextPattern {
 public:
  RegexPattern(RegexPtr regex, std::vector<int> groups)
      : regex_(std::move(regex)), groups_(std::move(groups)) {
    for (const int group : groups_) total_ = std::max(total_, static_cast<std::size_t>(group) + 1);
  }

  [[nodiscard]] bool match(std::string_view text, std::span<TextPiece> out) const override {
    Regex::Groups found(total_);
    if (!regex_->find(text, 0, found, true)) return false;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const std::string_view part = found[static_cast<std::size_t>(groups_[i])];
      if (part.data() != nullptr) out[i].set(part);
    }
    return true;
  }

 private:
  RegexPtr regex_;
  std::vector<int> groups_;
  std::size_t total_ = 1;
};

// An alternative outside of parentheses would take the pieces around it along.
bool has_open_alternative(std::string_view regex) {
  std::size_t depth = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < regex.size(); ++i) {
    const char c = regex[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      depth -= depth > 0 ? 1 : 0;
    } else if (c == '|' && depth == 0) {
      return true;
    }
  }
  return false;
}

std::string_view group_of_type(Type type) {
  if (is_whole_number(type)) return R"(-?\d+)";
  if (type == Type::kReal) return R"(-?\d*\.?\d+(?:[eE][-+]?\d+)?)";
  return ".*";
}

}  // namespace

TextPatternPtr literal_pattern(std::vector<PatternPiece> pieces) {
  return std::make_shared<LiteralPattern>(std::move(pieces));
}

Result<TextPatternPtr> regex_pattern(const std::vector<PatternPiece>& pieces,
                                     std::string_view flags) {
  if (flags.find_first_not_of("imsU") != std::string_view::npos) {
    return fail(ErrorCode::kUnsupported,
                "unsupported: regular expression flags '" + make_visible(flags) + "'");
  }
  const bool ungreedy = flags.find('U') != std::string_view::npos;
  std::string all(flags.empty() ? "" : "(?" + std::string(flags) + ")");
  all += "\\A";
  std::size_t columns = 0;
  for (const PatternPiece& piece : pieces) {
    switch (piece.kind) {
      case PieceKind::kStar:
        all += ungreedy ? ".*" : ".*?";
        break;
      case PieceKind::kText:
        if (has_open_alternative(piece.text)) {
          return fail(ErrorCode::kUnsupported,
                      "unsupported: '|' outside of parentheses in a pattern of parse");
        }
        all += piece.text;
        break;
      case PieceKind::kColumn:
        // A number would be as short as can be; nobody has said whether it is.
        if (ungreedy && is_numeric(piece.type)) {
          return fail(ErrorCode::kUnsupported, "unsupported: parse flags=U with a column of type " +
                                                   std::string(type_name(piece.type)));
        }
        all += "(?P<crumb_" + std::to_string(columns++) + ">";
        all += group_of_type(piece.type);
        all += ")";
        break;
    }
  }
  all += "\\z";
  CRUMB_TRY(RegexPtr regex, Regex::compile(all));
  std::vector<int> groups;
  for (std::size_t i = 0; i < columns; ++i)
    groups.push_back(regex->group_named("crumb_" + std::to_string(i)).value_or(0));
  if (!groups.empty() && groups.back() > Regex::kMaxGroups) {
    return fail(ErrorCode::kLimit,
                "the pattern has more than " + std::to_string(Regex::kMaxGroups) + " groups");
  }
  return std::make_shared<RegexPattern>(std::move(regex), std::move(groups));
}

}  // namespace crumb::kql
