// Functions and operators over regular expressions. A pattern that is constant is compiled where
// the query is bound. Source: learn.microsoft.com/kusto/query/extract-all-function and its
// neighbours.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/regex.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// Types as the form says; argument kPattern, where it is constant, must be a regular expression.
template <FixedText kForms, std::size_t kPattern>
Result<Signature> bind_regex(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms(kForms.view(), args));
  if (args[kPattern].constant != nullptr)
    CRUMB_CHECK_OK(Regex::compile(args[kPattern].constant->text));
  return signature;
}

template <FixedText kForms, std::size_t kPattern>
constexpr ScalarFunction regex_row(std::string_view name, std::string_view summary, EvalFn eval,
                                   FunctionKind kind = FunctionKind::kScalar) {
  return row<kForms>(name, summary, bind_regex<kForms, kPattern>, eval, kind);
}

// The pattern of a row: compiled once when it is constant, else when it differs from the row
// before.
class Patterns {
 public:
  Patterns(EvalContext& context, const Vector& pattern) : constant_(pattern.constant) {
    if (constant_) current_ = prepared_regex(context, pattern.column->text(0));
  }
  // nullptr: the row's pattern is none, and the call ends with that error.
  const Regex* at(const Cells& c, std::size_t argument) {
    const std::string_view text = c.text(argument);
    if (!constant_ && (!current_ || *last_ != text)) {
      last_ = text;
      current_ = Regex::compile(text);
    }
    if (current_->has_value()) return current_->value().get();
    if (!c.error) c.error = current_->error();
    return nullptr;
  }

 private:
  bool constant_;
  std::optional<std::string> last_;
  std::optional<Result<RegexPtr>> current_;
};

Result<ColumnPtr> matches_regex(Args args, std::uint32_t rows, EvalContext& context) {
  Patterns patterns(context, args[1]);
  return lift(Type::kBool, args, rows, context, [&](const Cells& c) {
    const Regex* regex = patterns.at(c, 1);
    return regex != nullptr && regex->matches(c.text(0));
  });
}

// extract(regex, group, text): the group of the first match, empty when there is none.
Result<ColumnPtr> extract(Args args, std::uint32_t rows, EvalContext& context) {
  CRUMB_TRY(const RegexPtr regex, prepared_regex(context, args[0].column->text(0)));
  return lift(Type::kString, args, rows, context, [&](const Cells& c, std::string& out) {
    const std::int64_t group = c.integer(1);
    if (group < 0 || group > std::min(regex->group_count(), Regex::kMaxGroups)) return false;
    std::array<std::string_view, Regex::kMaxGroups + 1> groups;
    const std::span<std::string_view> wanted(groups.data(), static_cast<std::size_t>(group) + 1);
    if (!regex->find(c.text(2), 0, wanted)) return false;
    out += wanted.back();
    return true;
  });
}

// --- extract_all
// -------------------------------------------------------------------------------------------------
constexpr std::string_view kExtractAll =
    "(regex:string!, text:string) -> dynamic | (regex:string!, groups:array, text:string) -> "
    "dynamic";

Result<Signature> bind_extract_all(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms(kExtractAll, args));
  CRUMB_TRY(const RegexPtr regex, Regex::compile(args[0].constant->text));
  if (regex->group_count() < 1 || regex->group_count() > Regex::kMaxGroups) {
    return fail(ErrorCode::kSemantic, "the regular expression must have 1 to 16 capture groups");
  }
  return signature;
}

// Numbers and names in an array. Empty: one of them is no group.
std::vector<int> groups_of(const Regex& regex, std::string_view array) {
  std::vector<int> groups;
  for (const json::Item& item : json::items(array)) {
    std::optional<int> group;
    if (kind_of(item.value) == JsonKind::kString) {
      group = regex.group_named(token_text(item.value));
    } else if (const auto number = parse_long(item.value);
               number && *number >= 1 && *number <= regex.group_count()) {
      group = static_cast<int>(*number);
    }
    if (!group) return {};
    groups.push_back(*group);
  }
  return groups;
}

void append_match(std::string& out, std::span<const std::string_view> match,
                  const std::vector<int>& groups) {
  if (groups.size() > 1) out.push_back('[');
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_json_string(out, match[static_cast<std::size_t>(groups[i])]);
  }
  if (groups.size() > 1) out.push_back(']');
}

Result<ColumnPtr> extract_all(Args args, std::uint32_t rows, EvalContext& context) {
  CRUMB_TRY(const RegexPtr regex, prepared_regex(context, args[0].column->text(0)));
  const std::size_t text = args.size() - 1;
  std::vector<int> all;
  for (int group = 1; group <= regex->group_count(); ++group) all.push_back(group);
  return lift(Type::kDynamic, args, rows, context, [&](const Cells& c, std::string& out) {
    const std::vector<int> groups = text == 2 ? groups_of(*regex, c.text(1)) : all;
    if (groups.empty()) return false;
    bool any = false;
    out.push_back('[');
    regex->for_each(c.text(text), all.size() + 1, [&](std::span<const std::string_view> match) {
      if (any) out.push_back(',');
      append_match(out, match, groups);
      any = true;
      return out.size() <= kMaxTextBytes;
    });
    out.push_back(']');
    return any;
  });
}

// --- replacing
// ---------------------------------------------------------------------------------------------------
// \0 to \9 stand for groups, \\ for a backslash; any other backslash for itself.
void append_rewrite(std::string& out, std::string_view rewrite,
                    std::span<const std::string_view> match) {
  for (std::size_t i = 0; i < rewrite.size(); ++i) {
    const char next = i + 1 < rewrite.size() ? rewrite[i + 1] : '\0';
    if (rewrite[i] != '\\' || !(is_digit(next) || next == '\\')) {
      out.push_back(rewrite[i]);
      continue;
    }
    ++i;
    if (next == '\\')
      out.push_back('\\');
    else if (static_cast<std::size_t>(next - '0') < match.size())
      out += match[static_cast<std::size_t>(next - '0')];
  }
}

template <std::size_t kText, std::size_t kPattern, std::size_t kRewrite>
Result<ColumnPtr> replace_regex(Args args, std::uint32_t rows, EvalContext& context) {
  CRUMB_TRY(const RegexPtr regex, prepared_regex(context, args[kPattern].column->text(0)));
  const auto groups = static_cast<std::size_t>(std::min(regex->group_count(), 9)) + 1;
  return lift(Type::kString, args, rows, context, [&](const Cells& c, std::string& out) {
    const std::string_view text = c.text(kText);
    std::size_t copied = 0;
    regex->for_each(text, groups, [&](std::span<const std::string_view> match) {
      const auto begin = static_cast<std::size_t>(match[0].data() - text.data());
      out += text.substr(copied, begin - copied);
      append_rewrite(out, c.text(kRewrite), match);
      copied = begin + match[0].size();
      return out.size() <= kMaxTextBytes;
    });
    out += text.substr(copied);
  });
}

// --- trimming: trim() takes all matches off both ends, trim_start() and trim_end() one off theirs
// ------------------
void trim_start_of(std::string_view& text, const Regex& regex, bool all) {
  std::string_view match;
  do {
    if (!regex.find(text, 0, {&match, 1}, true) || match.empty()) return;
    text.remove_prefix(match.size());
  } while (all);
}

void trim_end_of(std::string_view& text, const Regex& at_end, bool all) {
  std::string_view match;
  do {
    if (!at_end.find(text, 0, {&match, 1}) || match.empty()) return;
    text.remove_suffix(match.size());
  } while (all);
}

template <bool kStart, bool kEnd>
Result<ColumnPtr> trim_text(Args args, std::uint32_t rows, EvalContext& context) {
  const std::string pattern(args[0].column->text(0));
  CRUMB_TRY(const RegexPtr regex, prepared_regex(context, pattern));
  CRUMB_TRY(const RegexPtr at_end, prepared_regex(context, "(?:" + pattern + ")\\z"));
  return lift(Type::kString, args, rows, context, [&](const Cells& c, std::string& out) {
    std::string_view text = c.text(1);
    if (kStart) trim_start_of(text, *regex, kEnd);
    if (kEnd) trim_end_of(text, *at_end, kStart);
    out += text;
  });
}

// --- counting and finding
// ------------------------------------------------------------------------------------------
Result<Signature> bind_countof(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature,
            bind_forms("(text:string, search:string, [kind:string!]) -> long", args));
  if (args.size() < 3) return signature;
  const std::string_view kind = args[2].constant->text;
  if (kind != "normal" && kind != "regex")
    return fail(ErrorCode::kSemantic, "the kind must be \"normal\" or \"regex\"");
  if (kind == "regex" && args[1].constant != nullptr)
    CRUMB_CHECK_OK(Regex::compile(args[1].constant->text));
  return signature;
}

std::int64_t count_text(std::string_view text, std::string_view needle) {
  std::int64_t count = 0;
  if (needle.empty()) return 0;
  for (std::size_t at = text.find(needle); at != std::string_view::npos;
       at = text.find(needle, at + 1))
    ++count;
  return count;
}

Result<ColumnPtr> count_of(Args args, std::uint32_t rows, EvalContext& context) {
  if (args.size() < 3 || args[2].column->text(0) != "regex") {
    return lift(Type::kLong, args, rows, context,
                [](const Cells& c) { return count_text(c.text(0), c.text(1)); });
  }
  Patterns patterns(context, args[1]);
  return lift(Type::kLong, args, rows, context, [&](const Cells& c) {
    std::int64_t count = 0;
    if (const Regex* regex = patterns.at(c, 1)) {
      regex->for_each(c.text(0), 1, [&](std::span<const std::string_view>) { return ++count > 0; });
    }
    return count;
  });
}

std::string_view first_characters(std::string_view text, std::int64_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += decode_utf8(text, at).bytes;
  return text.substr(0, at);
}

Result<ColumnPtr> index_of_regex(Args args, std::uint32_t rows, EvalContext& context) {
  CRUMB_TRY(const RegexPtr regex, prepared_regex(context, args[1].column->text(0)));
  return lift(Type::kLong, args, rows, context, [&](const Cells& c) -> std::optional<std::int64_t> {
    const std::int64_t start = c.integer_or(2, 0);
    const std::int64_t length = c.integer_or(3, -1);
    std::int64_t occurrence = c.integer_or(4, 1);
    if (start < 0 || length < -1 || occurrence < 1) return std::nullopt;
    std::string_view text = c.text(0);
    const std::size_t skipped = first_characters(text, start).size();
    if (length >= 0)
      text = text.substr(0, skipped + first_characters(text.substr(skipped), length).size());
    std::int64_t found = -1;
    regex->for_each(text.substr(skipped), 1, [&](std::span<const std::string_view> match) {
      if (--occurrence > 0) return true;
      found = static_cast<std::int64_t>(count_code_points(
          text.substr(0, static_cast<std::size_t>(match[0].data() - text.data()))));
      return false;
    });
    return found;
  });
}

void quote(const Cells& c, std::string& out) {
  for (const char character : c.text(0)) {
    if (std::string_view("\\.+*?()|[]{}^$#&-~").find(character) != std::string_view::npos)
      out.push_back('\\');
    out.push_back(character);
  }
}

constexpr std::string_view kAllSummary =
    "Every match of the groups, as an array; of several groups, as arrays in it.";

constexpr ScalarFunction kRegexFunctions[] = {
    regex_row<"(text:string, regex:string) -> bool", 1>(
        "matches regex", "The expression matches somewhere in the text.", matches_regex,
        FunctionKind::kOperator),
    regex_row<"(regex:string!, group:long, text:string) -> string", 0>(
        "extract", "A group of the first match, 0 for all of it.", extract),
    row<"(regex:string!, text:string) -> dynamic | (regex:string!, groups:array, text:string) -> "
        "dynamic">("extract_all", kAllSummary, bind_extract_all, extract_all),
    row<"(regex:string!, text:string) -> dynamic | (regex:string!, groups:array, text:string) -> "
        "dynamic">("extractall", kAllSummary, bind_extract_all, extract_all),
    regex_row<"(text:string, regex:string!, rewrite:string!) -> string", 1>(
        "replace_regex", "Every match replaced; \\1 is the first group.", replace_regex<0, 1, 2>),
    regex_row<"(regex:string!, rewrite:string!, text:string) -> string", 0>(
        "replace", "Older form of replace_regex.", replace_regex<2, 0, 1>),
    regex_row<"(regex:string!, text:string) -> string", 0>(
        "trim", "Without all matches at both ends.", trim_text<true, true>),
    regex_row<"(regex:string!, text:string) -> string", 0>(
        "trim_start", "Without the match at the start.", trim_text<true, false>),
    regex_row<"(regex:string!, text:string) -> string", 0>(
        "trim_end", "Without the match at the end.", trim_text<false, true>),
    row<"(text:string, search:string, [kind:string!]) -> long">(
        "countof",
        "How often a text (overlapping) or an expression (kind \"regex\", not overlapping) occurs.",
        bind_countof, count_of),
    regex_row<"(text:text, regex:text!, [start:long], [length:long], [occurrence:long!]) -> long",
              1>("indexof_regex", "Position of a match, -1 when there is none.", index_of_regex),
    row<"(text:text) -> string">("regex_quote", "The text as an expression that matches just it.",
                                 each<Type::kString, quote>),
};

}  // namespace

ScalarTable regex_functions() { return kRegexFunctions; }

}  // namespace crumb::kql
