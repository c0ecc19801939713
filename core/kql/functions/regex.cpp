// RE2 behind Regex, and what of Kusto's syntax is rewritten for it: (?<name>...) becomes
// (?P<name>...).
#include "kql/functions/regex.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "re2/re2.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxPattern = 64 << 10;

// What Kusto's engine reads and RE2 does not.
constexpr std::array<std::string_view, 9> kForeign = {"(?x", "(?-u", "(?u", "(?R", "\\<",
                                                      "\\>", "\\b{", "\\u", "\\U"};

std::string rewrite(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    out.push_back(c);
    if (c == '\\' && i + 1 < pattern.size()) {
      out.push_back(pattern[++i]);
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (pattern.substr(i).starts_with("(?<") && i + 3 < pattern.size() &&
               pattern[i + 3] != '=' && pattern[i + 3] != '!') {
      out += "?P<";
      i += 2;
    }
  }
  return out;
}

Error refusal(std::string_view pattern, const re2::RE2& regex) {
  const std::string shown = make_visible(pattern.substr(0, 80));
  if (regex.error_code() == re2::RE2::ErrorPatternTooLarge) {
    return {ErrorCode::kLimit, "the regular expression " + shown + " is too large", {}};
  }
  const bool foreign = std::any_of(kForeign.begin(), kForeign.end(), [&](std::string_view piece) {
    return pattern.find(piece) != std::string_view::npos;
  });
  if (foreign) return {ErrorCode::kUnsupported, "unsupported: regular expression " + shown, {}};
  return {ErrorCode::kSemantic,
          "the regular expression " + shown + " is not valid: " + make_visible(regex.error()),
          {}};
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct Regex::Impl {
  explicit Impl(std::string_view pattern, const re2::RE2::Options& options)
      : regex(piece(pattern), options) {}
  re2::RE2 regex;
};

Regex::Regex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Regex::~Regex() = default;

Result<RegexPtr> Regex::compile(std::string_view pattern, std::int64_t memory) {
  if (pattern.size() > kMaxPattern)
    return fail(ErrorCode::kLimit, "the regular expression is longer than 64 KiB");
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(memory);
  auto impl = std::make_unique<Impl>(rewrite(pattern), options);
  if (!impl->regex.ok()) return std::unexpected(refusal(pattern, impl->regex));
  return RegexPtr(new Regex(std::move(impl)));
}

bool Regex::matches(std::string_view text) const {
  return impl_->regex.Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

bool Regex::find(std::string_view text, std::size_t from, std::span<std::string_view> groups,
                 bool anchored) const {
  std::array<re2::StringPiece, kMaxGroups + 1> found;
  const std::size_t count = std::min(groups.size(), found.size());
  const auto anchor = anchored ? re2::RE2::ANCHOR_START : re2::RE2::UNANCHORED;
  if (!impl_->regex.Match(piece(text), from, text.size(), anchor, found.data(),
                          static_cast<int>(count)))
    return false;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i] = i < count && found[i].data() != nullptr
                    ? std::string_view(found[i].data(), found[i].size())
                    : std::string_view();
  }
  return true;
}

int Regex::group_count() const { return impl_->regex.NumberOfCapturingGroups(); }

std::optional<int> Regex::group_named(std::string_view name) const {
  const auto& names = impl_->regex.NamedCapturingGroups();
  const auto found = names.find(std::string(name));
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Regex::next_character(std::string_view text, std::size_t at) {
  return at < text.size() ? at + decode_utf8(text, at).bytes : at + 1;
}

Result<RegexPtr> prepared_regex(EvalContext& context, std::string_view pattern) {
  return context.prepared<Result<RegexPtr>>(
      "regex", pattern, [](std::string_view text) { return Regex::compile(text); });
}

}  // namespace crumb::kql
