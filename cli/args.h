// Command-line words to options: one table of options per command, nothing else.
// Not validation of values: each command reads its own.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crumb::cli {

struct Option {
  std::string_view name;        // "--alert", or "-o"
  std::string_view value_name;  // empty: a flag
  std::string_view help;
};

struct Args {
  std::vector<std::string> words;  // what is not an option
  std::map<std::string, std::vector<std::string>, std::less<>> options;

  [[nodiscard]] bool has(std::string_view name) const { return options.contains(name); }
  [[nodiscard]] std::string_view get(std::string_view name,
                                     std::string_view otherwise = {}) const;  // the last one given
};

// kInput with a sentence for an unknown option or a missing value. "--" ends options, "-" is a
// word.
[[nodiscard]] Result<Args> parse_args(int count, const char* const* words,
                                      const std::vector<Option>& known);

}  // namespace crumb::cli
