// The scanner: one pass over the bytes, no look-back. Decodes nothing.
#include "kql/lexer.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/ascii.h"
#include "base/text.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxErrors = 20;

bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }

// Blanks that pasted queries bring along, beside the ASCII ones.
bool is_wide_blank(char32_t c) {
  return c == 0xA0 || c == 0x1680 || c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

// Letters outside ASCII, coarsely: everything that is not a known blank, control or punctuation
// block.
bool is_wide_letter(char32_t c) {
  if (c < 0xAA || c == 0xFFFD || is_wide_blank(c)) return false;
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;
  if (c == 0xD7 || c == 0xF7) return false;
  return !(c >= 0x2010 && c <= 0x206F) && !(c >= 0x20A0 && c <= 0x20CF) &&
         !(c >= 0x2190 && c <= 0x2BFF) && !(c >= 0x3001 && c <= 0x3004) &&
         !(c >= 0xD800 && c <= 0xF8FF) && !(c >= 0xFE00 && c <= 0xFE0F) &&
         !(c >= 0xFF00 && c <= 0xFF20);
}

// Type names that open a raw literal when a parenthesis follows at once.
constexpr std::array<std::string_view, 14> kTypedNames = {
    "bool", "boolean", "date",  "datetime", "decimal", "double", "guid",
    "int",  "int32",   "int64", "long",     "real",    "time",   "timespan"};

constexpr std::array<std::string_view, 35> kTimespanSuffixes = {
    "d",       "day",    "days",     "h",           "hour",         "hours",       "hr",
    "hrs",     "m",      "micro",    "micros",      "microsec",     "microsecond", "microseconds",
    "milli",   "millis", "millisec", "millisecond", "milliseconds", "min",         "minute",
    "minutes", "ms",     "nano",     "nanos",       "nanosec",      "nanosecond",  "nanoseconds",
    "s",       "sec",    "second",   "seconds",     "tick",         "ticks",       "us"};

constexpr std::array<std::string_view, 10> kTwoBytePuncts = {
    "..", "<=", "<>", ">=", "==", "=>", "=~", "!=", "!~", "<|"};
constexpr std::string_view kOneBytePuncts = "()[]{}|.+-*/%<>=:;,@?";

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Tokens run() {
    out_.tokens.reserve(text_.size() / 4 + 2);
    for (;;) {
      bool spaced = skip_blanks();
      start_ = pos_;
      if (pos_ >= text_.size()) break;
      TokenKind kind = scan();
      if (pos_ == start_) continue;  // a bad byte was reported and skipped
      out_.tokens.push_back({kind, {offset(start_), offset(pos_)}, spaced});
    }
    out_.tokens.push_back({TokenKind::kEnd, {offset(text_.size()), offset(text_.size())}, true});
    return std::move(out_);
  }

 private:
  static std::uint32_t offset(std::size_t at) { return static_cast<std::uint32_t>(at); }
  char peek(std::size_t ahead = 0) const {
    return pos_ + ahead < text_.size() ? text_[pos_ + ahead] : '\0';
  }

  void error(std::size_t begin, std::size_t end, std::string message) {
    if (out_.errors.size() < kMaxErrors)
      out_.errors.push_back({ErrorCode::kSyntax, std::move(message), {offset(begin), offset(end)}});
  }

  bool skip_blanks() {
    std::size_t begin = pos_;
    while (pos_ < text_.size()) {
      char c = text_[pos_];
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v') {
        ++pos_;
      } else if (c == '/' && peek(1) == '/') {
        while (pos_ < text_.size() && text_[pos_] != '\n') ++pos_;
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        CodePoint point = decode_utf8(text_, pos_);
        if (!is_wide_blank(point.value)) break;
        pos_ += point.bytes;
      } else {
        break;
      }
    }
    return pos_ > begin || begin == 0;
  }

  // Advances over letters, digits and _ from pos_.
  void skip_word() {
    while (pos_ < text_.size()) {
      char c = text_[pos_];
      if (is_word(c)) {
        ++pos_;
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        CodePoint point = decode_utf8(text_, pos_);
        if (!is_wide_letter(point.value)) return;
        pos_ += point.bytes;
      } else {
        return;
      }
    }
  }

  bool word_at(std::size_t at) const {
    if (at >= text_.size()) return false;
    if (is_word(text_[at])) return true;
    return static_cast<unsigned char>(text_[at]) >= 0x80 &&
           is_wide_letter(decode_utf8(text_, at).value);
  }

  TokenKind scan() {
    char c = peek();
    if (is_quote_start()) return scan_string();
    if (is_digit(c) || is_hex(c)) {
      if (bare_guid()) return TokenKind::kGuid;
    }
    if (is_digit(c)) return scan_number();
    if (is_letter(c) || c == '_' || c == '$' || static_cast<unsigned char>(c) >= 0x80)
      return scan_name();
    if (c == '!' && is_letter(peek(1))) {
      ++pos_;
      skip_word();
      if (text_.substr(start_, pos_ - start_) == "!in" && peek() == '~') ++pos_;
      return TokenKind::kName;
    }
    for (std::string_view punct : kTwoBytePuncts) {
      if (text_.substr(pos_, 2) == punct) {
        pos_ += 2;
        return TokenKind::kPunct;
      }
    }
    if (kOneBytePuncts.find(c) != std::string_view::npos) {
      ++pos_;
      return TokenKind::kPunct;
    }
    return bad_byte();
  }

  TokenKind bad_byte() {
    CodePoint point = decode_utf8(text_, pos_);
    std::string shown = make_visible(text_.substr(pos_, point.bytes));
    bool utf8 = is_valid_utf8(text_.substr(pos_, point.bytes));
    error(pos_, pos_ + point.bytes,
          utf8 ? "unexpected character '" + shown + "'" : "the text is not valid UTF-8 here");
    pos_ += point.bytes;
    start_ = pos_;
    return TokenKind::kPunct;
  }

  TokenKind scan_name() {
    if (static_cast<unsigned char>(peek()) >= 0x80 &&
        !is_wide_letter(decode_utf8(text_, pos_).value))
      return bad_byte();
    if (peek() == '$') ++pos_;
    skip_word();
    std::string_view name = text_.substr(start_, pos_ - start_);
    if (name == "$") {
      pos_ = start_;
      return bad_byte();
    }
    if (name == "in" && peek() == '~') ++pos_;
    if (peek() == '(' && among(kTypedNames, name)) return scan_typed();
    return TokenKind::kName;
  }

  TokenKind scan_typed() {
    while (pos_ < text_.size() && text_[pos_] != ')' && text_[pos_] != '\n' && text_[pos_] != '\r')
      ++pos_;
    if (peek() == ')') {
      ++pos_;
    } else {
      error(start_, pos_, "this literal has no closing ')'");
    }
    return TokenKind::kTyped;
  }

  bool bare_guid() {
    static constexpr std::array<std::size_t, 4> kDashes = {8, 13, 18, 23};
    if (text_.size() - pos_ < 36) return false;
    for (std::size_t i = 0; i < 36; ++i) {
      bool dash = std::find(kDashes.begin(), kDashes.end(), i) != kDashes.end();
      if (dash ? text_[pos_ + i] != '-' : !is_hex(text_[pos_ + i])) return false;
    }
    pos_ += 36;
    return true;
  }

  std::size_t digits_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end - at;
  }

  TokenKind scan_number() {
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
      std::size_t end = pos_ + 2;
      while (end < text_.size() && is_hex(text_[end])) ++end;
      if (end > pos_ + 2 && !word_at(end)) {
        pos_ = end;
        return TokenKind::kLong;
      }
    }
    std::size_t whole = pos_ + digits_at(pos_);
    std::size_t end = whole;
    bool fraction = end < text_.size() && text_[end] == '.' &&
                    !(end + 1 < text_.size() && text_[end + 1] == '.');
    if (fraction) end += 1 + digits_at(end + 1);
    std::size_t number = end;
    bool exponent = false;
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      std::size_t at = end + 1;
      if (at < text_.size() && (text_[at] == '+' || text_[at] == '-')) ++at;
      if (digits_at(at) > 0) {
        end = at + digits_at(at);
        exponent = true;
      }
    }
    if ((fraction || exponent) && !word_at(end)) {
      pos_ = end;
      return TokenKind::kReal;
    }
    pos_ = number;
    skip_word();
    if (pos_ > number && among(kTimespanSuffixes, text_.substr(number, pos_ - number)))
      return TokenKind::kTimespan;
    pos_ = whole;  // a name such as 3rdParty, or just the number
    skip_word();
    return pos_ > whole ? TokenKind::kName : TokenKind::kLong;
  }

  // --- strings
  // ---------------------------------------------------------------------------------------
  bool is_quote_start() const {
    std::size_t at = pos_;
    if (at < text_.size() && (text_[at] == 'h' || text_[at] == 'H')) ++at;
    if (at < text_.size() && text_[at] == '@') ++at;
    if (at >= text_.size()) return false;
    if (text_[at] == '"' || text_[at] == '\'') return true;
    std::string_view three = text_.substr(at, 3);
    return three == "```" || three == "~~~";
  }

  TokenKind scan_string() {
    if (peek() == 'h' || peek() == 'H') ++pos_;
    bool verbatim = peek() == '@';
    if (verbatim) ++pos_;
    if (peek() == '`' || peek() == '~') {
      std::string_view fence = text_.substr(pos_, 3);
      std::size_t close = text_.find(fence, pos_ + 3);
      if (close == std::string_view::npos)
        error(start_, start_ + 3, "this string has no closing " + std::string(fence));
      pos_ = close == std::string_view::npos ? text_.size() : close + 3;
      return TokenKind::kString;
    }
    char quote = peek();
    ++pos_;
    while (pos_ < text_.size()) {
      char c = text_[pos_];
      if (c == '\n' || c == '\r') break;
      if (c == quote) {
        if (verbatim && peek(1) == quote) {
          pos_ += 2;
          continue;
        }
        ++pos_;
        return TokenKind::kString;
      }
      if (c == '\\' && !verbatim && pos_ + 1 < text_.size() && text_[pos_ + 1] != '\n' &&
          text_[pos_ + 1] != '\r')
        ++pos_;
      ++pos_;
    }
    error(start_, pos_, std::string("this string has no closing ") + quote);
    return TokenKind::kString;
  }

  std::string_view text_;
  std::size_t pos_ = 0;
  std::size_t start_ = 0;
  Tokens out_;
};

}  // namespace

Tokens tokenize(std::string_view text) { return Scanner(text).run(); }

}  // namespace crumb::kql
