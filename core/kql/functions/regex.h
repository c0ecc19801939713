// Regular expressions as the functions use them: compiled once, bounded memory, time linear in the
// text. regex.cpp is the only file that sees RE2. Syntax is RE2's; \w \d \s \b are ASCII, where
// Kusto's know Unicode too.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kql/context.h"

namespace crumb::kql {

class Regex;
using RegexPtr = std::shared_ptr<const Regex>;

class Regex {
 public:
  static constexpr int kMaxGroups = 16;
  using Groups = std::vector<std::string_view>;  // [0] the whole match; a group that took no part
                                                 // has a null data()

  static constexpr std::int64_t kMaxMemory = 8 << 20;  // of one compiled pattern and its states

  // kSemantic: no regular expression. kUnsupported: Kusto reads it, RE2 does not. kLimit: too
  // large.
  [[nodiscard]] static Result<RegexPtr> compile(std::string_view pattern,
                                                std::int64_t memory = kMaxMemory);
  ~Regex();

  [[nodiscard]] bool matches(std::string_view text) const;  // anywhere in the text
  // The first match at or after `from`; `groups` keeps its size. At the start only, when
  // `anchored`.
  [[nodiscard]] bool find(std::string_view text, std::size_t from,
                          std::span<std::string_view> groups, bool anchored = false) const;
  [[nodiscard]] int group_count() const;  // without the whole match
  [[nodiscard]] std::optional<int> group_named(std::string_view name) const;

  // Calls use(groups) for every match from left to right, not overlapping; an empty match moves on
  // by a character. use() answers false to stop.
  template <class Use>
  void for_each(std::string_view text, std::size_t group_total, Use use) const {
    Groups groups(group_total);
    for (std::size_t at = 0; at <= text.size() && find(text, at, groups);) {
      if (!use(std::span<const std::string_view>(groups))) return;
      const auto end = static_cast<std::size_t>(groups[0].data() - text.data()) + groups[0].size();
      at = groups[0].empty() ? next_character(text, end) : end;
    }
  }

 private:
  struct Impl;
  explicit Regex(std::unique_ptr<Impl> impl);
  static std::size_t next_character(std::string_view text, std::size_t at);
  std::unique_ptr<Impl> impl_;
};

// The compiled form of a constant pattern, made once a query.
[[nodiscard]] Result<RegexPtr> prepared_regex(EvalContext& context, std::string_view pattern);

}  // namespace crumb::kql
