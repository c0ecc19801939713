// See complete.h. Reads tokens, not the syntax tree: a half-written query has none.
#include "kql/complete.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/ascii.h"
#include "base/text.h"
#include "kql/environment.h"
#include "kql/functions/registry.h"
#include "kql/lexer.h"
#include "kql/operator_help.h"

namespace crumb::kql {
namespace {

constexpr std::uint32_t kNone = 0xFFFF'FFFFu;

// After these words, or a bracket behind them, a table is named.
constexpr std::string_view kTableWords[] = {"join", "lookup", "union", "toscalar", "materialize",
                                            "view", "in",     "in~",   "!in",      "!in~"};
// Operators whose expressions may be aggregates.
constexpr std::string_view kAggregating[] = {"summarize", "make-series", "top-nested"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

// The whole text, or what an open bracket holds.
struct Level {
  std::uint32_t begin = 0;    // of its expression: behind the bracket, the '=' of a let, or a ';'
  std::uint32_t bar = kNone;  // the last '|'
  std::uint32_t commas = 0;
  std::string_view call;  // the word before the bracket
};

class Place {
 public:
  Place(std::string_view text, std::uint32_t cursor) : text_(text), word_{cursor, cursor} {
    auto [tokens, errors] = tokenize(text);
    tokens.pop_back();  // kEnd
    inside_text_ = is_inside_text(tokens, errors);
    take_word(tokens);
    levels_.emplace_back();
    for (const Token& token : tokens) step(token);
  }

  [[nodiscard]] bool inside_text() const { return inside_text_; }  // a string or a comment
  [[nodiscard]] Span word() const { return word_; }                // the one that is being written
  [[nodiscard]] std::string_view before() const { return before_; }  // the token before it
  [[nodiscard]] std::string_view second_before() const { return second_before_; }
  [[nodiscard]] const std::vector<Level>& levels() const { return levels_; }
  [[nodiscard]] const std::vector<std::string_view>& names() const { return names_; }  // of lets

  // The first word behind the last bar, or of the expression: "project-away", "let".
  [[nodiscard]] std::string_view lead(const Level& level) const {
    std::size_t begin = level.bar == kNone ? level.begin : level.bar + 1;
    while (begin < text_.size() && is_blank(text_[begin])) ++begin;
    std::size_t end = begin;
    while (end < text_.size() && (is_alnum(text_[end]) || text_[end] == '-')) ++end;
    return text_.substr(begin, end - begin);
  }

  // The innermost pipeline around the place; nullptr: none.
  [[nodiscard]] const Level* pipeline() const {
    const auto found = std::find_if(levels_.rbegin(), levels_.rend(),
                                    [](const Level& level) { return level.bar != kNone; });
    return found == levels_.rend() ? nullptr : &*found;
  }

  // The query whose rows an operator behind that pipeline's last bar reads, after the lets before.
  [[nodiscard]] std::string input_of(const Level& level) const {
    return std::string(text_.substr(0, statement_)) + "\n" +
           std::string(text_.substr(level.begin, level.bar - level.begin));
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  [[nodiscard]] bool is_inside_text(const std::vector<Token>& tokens,
                                    const std::vector<Error>& errors) const {
    const std::uint32_t end = tokens.empty() ? 0 : tokens.back().span.end;
    const bool unfinished = std::ranges::any_of(errors, [&](const Error& error) {
      return !tokens.empty() && error.span.begin >= tokens.back().span.begin;
    });
    if (unfinished && tokens.back().kind == TokenKind::kString) return true;
    const std::string_view rest = text_.substr(end);
    const std::size_t comment = rest.rfind("//");
    return comment != std::string_view::npos && rest.find('\n', comment) == std::string_view::npos;
  }

  // project-aw is one word where an operator stands.
  void take_word(std::vector<Token>& tokens) {
    if (tokens.empty() || tokens.back().kind != TokenKind::kName ||
        tokens.back().span.end != word_.end)
      return;
    word_ = tokens.back().span;
    tokens.pop_back();
    const auto is_dash = [&](std::size_t back) {
      return tokens.size() > back + 1 && tokens[tokens.size() - back].text(text_) == "-" &&
             !tokens[tokens.size() - back].spaced;
    };
    std::size_t back = 1;
    while (is_dash(back) && tokens[tokens.size() - back - 1].kind == TokenKind::kName) back += 2;
    const bool after_bar =
        back > 1 && tokens.size() >= back && tokens[tokens.size() - back].text(text_) == "|";
    if (!after_bar) return;
    word_.begin = tokens[tokens.size() - back + 1].span.begin;
    tokens.resize(tokens.size() - back + 1);
  }

  void step(const Token& token) {
    const std::string_view text = token.text(text_);
    Level& level = levels_.back();
    if (text == "(" || text == "[" || text == "{") {
      levels_.push_back({token.span.end, kNone, 0, text == "(" ? before_ : std::string_view()});
    } else if (text == ")" || text == "]" || text == "}") {
      if (levels_.size() > 1) levels_.pop_back();
    } else if (text == ",") {
      ++level.commas;
    } else if (text == "|") {
      level.bar = token.span.begin;
    } else if (text == ";") {
      level = {token.span.end, kNone, 0, level.call};
      if (levels_.size() == 1) statement_ = token.span.end;
    } else if (text == "=" && level.bar == kNone && lead(level) == "let") {
      names_.push_back(before_);
      level.begin = token.span.end;
    }
    second_before_ = std::exchange(before_, text);
  }

  std::string_view text_;
  Span word_;
  std::string_view before_, second_before_;
  std::vector<Level> levels_;
  std::vector<std::string_view> names_;
  std::uint32_t statement_ = 0;
  bool inside_text_ = false;
};

// What fits the word: names that begin with it before names that only contain it.
class Collector {
 public:
  explicit Collector(std::string_view word) : word_(word) {}

  void offer(std::string_view text, std::string_view kind, std::string_view detail,
             std::string_view summary = {}) {
    const bool begins = starts_with_ignore_case(text, word_);
    if (!begins && (word_.size() < 2 || !contains_ignore_case(text, word_))) return;
    (begins ? begins_ : contains_)
        .push_back(
            {std::string(text), std::string(kind), std::string(detail), std::string(summary)});
  }

  [[nodiscard]] std::vector<Suggestion> finish() {
    begins_.insert(begins_.end(), std::make_move_iterator(contains_.begin()),
                   std::make_move_iterator(contains_.end()));
    if (begins_.size() > Completion::kMost) begins_.resize(Completion::kMost);
    return std::move(begins_);
  }

 private:
  std::string_view word_;
  std::vector<Suggestion> begins_, contains_;
};

void offer_operators(Collector& out) {
  for (const OperatorHelp& help : operator_help())
    out.offer(help.name, "operator", help.syntax, help.summary);
}

void offer_names(Collector& out, const Place& place, Environment* environment) {
  for (const std::string_view name : place.names()) out.offer(name, "name", "let");
  if (environment == nullptr) return;
  for (const auto& entry : environment->impl().entries) out.offer(entry.first, "name", "given");
}

// Tables with rows first.
void offer_tables(Collector& out, const Catalog& catalog) {
  for (const bool loaded : {true, false}) {
    for (const std::string& name : catalog.names()) {
      if (catalog.is_loaded(name) == loaded) out.offer(name, "table", loaded ? "" : "no rows");
    }
  }
}

void offer_functions(Collector& out, bool aggregates) {
  if (aggregates) {
    for (const AggregateFunction* one : all_aggregates())
      out.offer(one->name, "aggregate", one->parameters, one->summary);
  }
  for (const ScalarFunction* one : all_scalars()) {
    if (one->kind != FunctionKind::kOperator)
      out.offer(one->name, "function", one->parameters, one->summary);
  }
}

void tell_call(Completion& out, const std::vector<Level>& levels) {
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    std::string_view parameters;
    if (const ScalarFunction* scalar = find_scalar(level->call); scalar != nullptr)
      parameters = scalar->parameters;
    else if (const AggregateFunction* aggregate = find_aggregate(level->call); aggregate != nullptr)
      parameters = aggregate->parameters;
    else
      continue;
    out.call = std::string(level->call) + std::string(parameters);
    out.argument = level->commas;
    return;
  }
}

}  // namespace

Completion complete(std::string_view text, std::uint32_t cursor, const Catalog& catalog,
                    Environment* environment) {
  cursor = std::min(cursor, static_cast<std::uint32_t>(text.size()));
  text = text.substr(0, cursor);
  Completion out;
  out.replace = {cursor, cursor};
  const Place place(text, cursor);
  if (place.inside_text()) return out;
  tell_call(out, place.levels());
  const std::string_view before = place.before();
  if (before == ".") return out;  // a path into a dynamic value
  out.replace = place.word();
  Collector names(text.substr(out.replace.begin));
  const Level* pipeline = place.pipeline();
  const std::string_view op = pipeline == nullptr ? std::string_view() : place.lead(*pipeline);
  const std::string_view call = place.levels().back().call;
  const bool names_table =
      before.empty() || before == ";" || is_one_of(before, kTableWords) ||
      (before == "(" && (is_one_of(call, kTableWords) ||
                         (is_one_of(op, kTableWords) && find_scalar(call) == nullptr))) ||
      (before == "=" && pipeline == nullptr) ||
      (before == "," && place.lead(place.levels().back()) == "union") ||
      (place.second_before() == "=" && is_one_of(op, kTableWords));  // join kind=inner ...
  if (before == "|") {
    offer_operators(names);
  } else if (names_table) {
    offer_names(names, place, environment);
    offer_tables(names, catalog);
    offer_functions(names, false);
  } else {
    Schema columns;
    if (pipeline != nullptr)
      (void)check(place.input_of(*pipeline), catalog, environment, &columns);  // none when it fails
    for (const ColumnSpec& column : columns)
      names.offer(column.name, "column", type_name(column.type));
    offer_names(names, place, environment);
    offer_functions(names, is_one_of(op, kAggregating));
  }
  out.suggestions = names.finish();
  return out;
}

}  // namespace crumb::kql
