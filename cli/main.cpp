// crumbtrail: the core for a terminal and for CI. Picks the command, prints help; each command is a
// file of its own.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "base/keep_memory.h"
#include "base/text.h"
#include "case/case.h"
#include "cli/command.h"
#include "cli/door.h"

namespace crumb::cli {

int report(const Error& error) {
  std::fprintf(stderr, "crumbtrail: %s\n", error.message.c_str());
  switch (error.code) {
    case ErrorCode::kNotFound:
      return kNoInput;
    case ErrorCode::kLimit:
      return kLimitHit;
    default:
      return kUsage;
  }
}

int emit(const Args& args, std::string_view text) {
  if (args.has("-o")) {
    const auto written = write_text(std::string(args.get("-o")), text);
    return written ? kDone : report(written.error());
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  return kDone;
}

namespace {

void print_help(std::FILE* out, std::span<const Command> commands) {
  std::fputs(
      "crumbtrail grades session cookie theft alerts from exported logs. Nothing leaves this "
      "machine.\n\n",
      out);
  for (const Command& command : commands) {
    std::fprintf(out, "  crumbtrail %s %s\n      %s\n", std::string(command.name).c_str(),
                 std::string(command.usage).c_str(), std::string(command.summary).c_str());
    for (const Option& option : command.options) {
      const std::string left = std::string(option.name) + " " + std::string(option.value_name);
      std::fprintf(out, "        %-22s %s\n", left.c_str(), std::string(option.help).c_str());
    }
  }
  std::fputs("  crumbtrail version\n\nPATH is a file or a folder; - is standard input.\n", out);
  std::fputs(
      "Exit status: 0 done, 1 usage or a query that does not compile, 2 nothing to read, 3 a limit "
      "was reached.\n",
      out);
}

int run(int count, const char* const* words) {
  const std::array commands = {grade_command(), query_command(), check_command(), inspect_command(),
                               pack_command()};
  const std::string_view name = count > 1 ? words[1] : "";
  if (name == "version" || name == "--version") {
    std::printf("%s %s\n", std::string(kToolName).c_str(), std::string(kToolVersion).c_str());
    return kDone;
  }
  if (name == "help" || name == "--help" || name == "-h") {
    print_help(stdout, commands);
    return kDone;
  }
  const auto command = std::ranges::find(commands, name, &Command::name);
  if (command == commands.end()) {
    if (!name.empty())
      std::fprintf(stderr, "crumbtrail: unknown command %s\n", make_visible(name).c_str());
    print_help(stderr, commands);
    return kUsage;
  }
  const auto args = parse_args(count - 2, words + 2, command->options);
  return args ? command->run(*args) : report(args.error());
}

}  // namespace
}  // namespace crumb::cli

int main(int argc, char** argv) {
  crumb::keep_freed_memory();
  return crumb::cli::run(argc, argv);
}
