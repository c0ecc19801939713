// What a command of the command line is, and the exit statuses that all of them share.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/args.h"

namespace crumb::cli {

enum Exit : int {
  kDone = 0,     // whatever the verdict
  kUsage = 1,    // usage, or a query that does not compile
  kNoInput = 2,  // a named path is not there, or nothing among the inputs could be read
  kLimitHit = 3,
};

struct Command {
  std::string_view name;
  std::string_view usage;    // after the name
  std::string_view summary;  // one sentence
  std::vector<Option> options;
  int (*run)(const Args& args);
};

[[nodiscard]] Command grade_command();
[[nodiscard]] Command query_command();
[[nodiscard]] Command check_command();
[[nodiscard]] Command inspect_command();
[[nodiscard]] Command pack_command();

// One plain sentence on stderr; the exit status that belongs to the error.
int report(const Error& error);
// To stdout, or to the file of -o.
[[nodiscard]] int emit(const Args& args, std::string_view text);

}  // namespace crumb::cli
