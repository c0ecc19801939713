// Pairs of keys and values in a text, for parse-kv: by delimiters, by whatever is no letter or
// digit, or by a regular expression. The first value of a key counts. Not the patterns of parse.
#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/text.h"
#include "kql/functions/text_pattern.h"

namespace crumb::kql {
namespace {

// The columns by their keys.
class KeyIndex {
 public:
  explicit KeyIndex(std::vector<std::string> keys) {
    for (std::size_t i = 0; i < keys.size(); ++i) sorted_.emplace_back(std::move(keys[i]), i);
    std::sort(sorted_.begin(), sorted_.end());
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const {
    const auto at = std::lower_bound(
        sorted_.begin(), sorted_.end(), key,
        [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
    if (at == sorted_.end() || at->first != key) return std::nullopt;
    return at->second;
  }

 private:
  std::vector<std::pair<std::string, std::size_t>> sorted_;
};

struct QuotedText {
  std::string_view inside;
  std::size_t end = 0;  // behind the closing quote
  bool escaped = false;
};

// Of one text: a kind of quote that was once not closed is looked for no more.
class QuoteReader {
 public:
  explicit QuoteReader(const KeyValueOptions& options)
      : options_(options), unclosed_(options.quotes.size(), false) {}

  // The quoted text that begins at `at`; nothing when none does, or it does not end.
  [[nodiscard]] std::optional<QuotedText> read(std::string_view text, std::size_t at) {
    for (std::size_t kind = 0; kind < unclosed_.size(); ++kind) {
      const KeyValueOptions::Quote& quote = options_.quotes[kind];
      if (unclosed_[kind] || !text.substr(at).starts_with(quote.open)) continue;
      const std::size_t begin = at + quote.open.size();
      bool escaped = false;
      for (std::size_t i = begin; i < text.size(); ++i) {
        if (is_escape(text[i]) && i + 1 < text.size() && is_special(text[i + 1])) {
          escaped = true;
          ++i;
        } else if (text.substr(i).starts_with(quote.close)) {
          return QuotedText{text.substr(begin, i - begin), i + quote.close.size(), escaped};
        }
      }
      unclosed_[kind] = true;
    }
    return std::nullopt;
  }

  void store(const QuotedText& quoted, TextPiece& out) const {
    out.set(quoted.inside);
    if (!quoted.escaped) return;
    for (std::size_t i = 0; i < quoted.inside.size(); ++i) {
      const bool pair = is_escape(quoted.inside[i]) && i + 1 < quoted.inside.size() &&
                        is_special(quoted.inside[i + 1]);
      out.own += quoted.inside[pair ? ++i : i];
    }
    out.text = out.own;
  }

 private:
  [[nodiscard]] bool is_escape(char c) const {
    return std::find(options_.escapes.begin(), options_.escapes.end(), c) != options_.escapes.end();
  }
  // What an escape may stand before: a quote, an escape.
  [[nodiscard]] bool is_special(char c) const {
    return is_escape(c) || std::any_of(options_.quotes.begin(), options_.quotes.end(),
                                       [c](const KeyValueOptions::Quote& quote) {
                                         return quote.open[0] == c || quote.close[0] == c;
                                       });
  }

  const KeyValueOptions& options_;
  std::vector<bool> unclosed_;
};

class DelimitedPairs final : public TextPattern {
 public:
  DelimitedPairs(std::vector<std::string> keys, KeyValueOptions options)
      : keys_(std::move(keys)), options_(std::move(options)) {}

  [[nodiscard]] bool match(std::string_view text, std::span<TextPiece> out) const override {
    QuoteReader quotes(options_);
    std::size_t at = 0;
    std::size_t next_kv = 0;  // a place of the key-value delimiter, or behind us
    while (at < text.size()) {
      at = skip_blanks(text, at);
      std::size_t value = 0;
      TextPiece key;
      if (const auto quoted = quotes.read(text, at)) {
        quotes.store(*quoted, key);
        value = skip_blanks(text, quoted->end);
        if (!text.substr(value).starts_with(options_.kv_delimiter)) {
          at = behind_pair(text, quoted->end);
          continue;
        }
      } else {
        if (next_kv <= at) next_kv = text.find(options_.kv_delimiter, at);
        value = next_kv;
        if (value == std::string_view::npos) break;
        const std::size_t pair = text.substr(at, value - at).find(options_.pair_delimiter);
        if (pair != std::string_view::npos) {  // no key here
          at += pair + options_.pair_delimiter.size();
          continue;
        }
        key.set(trim(text.substr(at, value - at)));
      }
      at =
          take_value(text, value + options_.kv_delimiter.size(), keys_.find(key.text), quotes, out);
    }
    return true;
  }

 private:
  [[nodiscard]] std::size_t skip_blanks(std::string_view text, std::size_t at) const {
    while (at < text.size() && is_blank(text[at]) &&
           !text.substr(at).starts_with(options_.pair_delimiter))
      ++at;
    return at;
  }
  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  [[nodiscard]] std::size_t behind_pair(std::string_view text, std::size_t at) const {
    const std::size_t pair = text.find(options_.pair_delimiter, at);
    return pair == std::string_view::npos ? text.size() : pair + options_.pair_delimiter.size();
  }

  // Reads the value at `at` into its column, if any; gives the place of the next pair.
  std::size_t take_value(std::string_view text, std::size_t at, std::optional<std::size_t> column,
                         QuoteReader& quotes, std::span<TextPiece> out) const {
    const bool wanted = column.has_value() && !out[*column].found;
    at = skip_blanks(text, at);
    if (const auto quoted = quotes.read(text, at)) {
      if (wanted) quotes.store(*quoted, out[*column]);
      return behind_pair(text, quoted->end);
    }
    const std::size_t end = options_.greedy
                                ? greedy_end(text, at)
                                : std::min(text.find(options_.pair_delimiter, at), text.size());
    if (wanted) out[*column].set(trim(text.substr(at, end - at)));
    return end == text.size() ? end : end + options_.pair_delimiter.size();
  }

  // The pair delimiter before the next key: the last one before the next key-value delimiter.
  [[nodiscard]] std::size_t greedy_end(std::string_view text, std::size_t at) const {
    std::size_t seen = at;  // no pair delimiter ends before this
    for (std::size_t kv = text.find(options_.kv_delimiter, at); kv != std::string_view::npos;
         kv = text.find(options_.kv_delimiter, kv + options_.kv_delimiter.size())) {
      const std::size_t pair = text.substr(seen, kv - seen).rfind(options_.pair_delimiter);
      if (pair != std::string_view::npos) return seen + pair;
      seen = std::max(at, kv - std::min(kv, options_.pair_delimiter.size() - 1));
    }
    return text.size();
  }

  KeyIndex keys_;
  KeyValueOptions options_;
};

// Runs of letters and digits (and quoted texts); the one after a key is its value.
class WordPairs final : public TextPattern {
 public:
  WordPairs(std::vector<std::string> keys, KeyValueOptions options)
      : keys_(std::move(keys)), options_(std::move(options)) {}

  [[nodiscard]] bool match(std::string_view text, std::span<TextPiece> out) const override {
    QuoteReader quotes(options_);
    std::size_t at = 0;
    for (TextPiece key; next_word(text, at, quotes, key); key = {}) {
      const auto column = keys_.find(key.text);
      if (!column.has_value()) continue;
      TextPiece value;
      if (!next_word(text, at, quotes, value)) break;
      if (out[*column].found) continue;
      out[*column].own = value.own;
      out[*column].set(value.own.empty() ? value.text : std::string_view(out[*column].own));
    }
    return true;
  }

 private:
  // Bytes above 127 belong to words.
  static bool is_word(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

  static bool next_word(std::string_view text, std::size_t& at, QuoteReader& quotes,
                        TextPiece& out) {
    for (; at < text.size(); ++at) {
      if (const auto quoted = quotes.read(text, at)) {
        quotes.store(*quoted, out);
        at = quoted->end;
        return true;
      }
      if (!is_word(text[at])) continue;
      const std::size_t begin = at;
      while (at < text.size() && is_word(text[at])) ++at;
      out.set(text.substr(begin, at - begin));
      return true;
    }
    return false;
  }

  KeyIndex keys_;
  KeyValueOptions options_;
};

class RegexPairs final : public TextPattern {
 public:
  RegexPairs(std::vector<std::string> keys, RegexPtr regex)
      : keys_(std::move(keys)), regex_(std::move(regex)) {}

  [[nodiscard]] bool match(std::string_view text, std::span<TextPiece> out) const override {
    regex_->for_each(text, 3, [&](std::span<const std::string_view> groups) {
      const auto column = keys_.find(trim(groups[1]));
      if (column.has_value() && !out[*column].found) out[*column].set(trim(groups[2]));
      return true;
    });
    return true;
  }

 private:
  KeyIndex keys_;
  RegexPtr regex_;
};

}  // namespace

TextPatternPtr key_value_pattern(std::vector<std::string> keys, KeyValueOptions options) {
  if (options.pair_delimiter.empty())
    return std::make_shared<WordPairs>(std::move(keys), std::move(options));
  return std::make_shared<DelimitedPairs>(std::move(keys), std::move(options));
}

TextPatternPtr key_value_regex(std::vector<std::string> keys, RegexPtr regex) {
  return std::make_shared<RegexPairs>(std::move(keys), std::move(regex));
}

}  // namespace crumb::kql
