// crumbtrail pack: the playbook as a folder of queries to run where the tenant's data is.
#include <cstdio>
#include <filesystem>
#include <string>

#include "base/text.h"
#include "case/pack.h"
#include "cli/command.h"
#include "cli/door.h"
#include "cli/request.h"

namespace crumb::cli {
namespace {

// The case that is named: of the files, when there are any; else of the options alone.
Result<std::optional<grade::CaseValues>> read_case(const Args& args, Case& session) {
  CRUMB_TRY(const grade::GradeRequest request, read_request(args));
  CRUMB_CHECK_OK(add_decisions(session, args));
  if (args.words.empty()) {
    if (request.user_upn.empty() && request.alert_id.empty()) return std::nullopt;
    if (request.user_upn.empty() || !request.at_ticks)
      return fail(ErrorCode::kInput, "without files a case is --user UPN --at TIME");
    return pack::values_of(request, session.decisions());
  }
  CRUMB_CHECK_OK(load(session, args.words));
  print_refusals(session);
  if (!session.any_readable())
    return fail(ErrorCode::kNotFound, "nothing among the files could be read");
  CRUMB_CHECK_OK(session.grade(request));
  const auto& verdicts = session.grading().verdicts;
  if (verdicts.empty())
    return fail(ErrorCode::kInput,
                "there is no alert of the two titles in these files: name a user with --user");
  if (verdicts.size() > 1)
    return fail(ErrorCode::kInput, "there are " + std::to_string(verdicts.size()) +
                                       " cases in these files: name one with --alert or --user");
  return grade::values_of(verdicts.front(), session.decisions());
}

Result<void> write_all(const std::string& folder, const std::vector<grade::NamedText>& files) {
  for (const grade::NamedText& file : files) {
    const std::filesystem::path path = std::filesystem::path(folder) / file.name;
    std::error_code problem;
    std::filesystem::create_directories(path.parent_path(), problem);
    if (problem) return fail(ErrorCode::kInput, "cannot make " + make_visible(folder));
    CRUMB_CHECK_OK(write_text(path.string(), file.text));
  }
  return {};
}

int run_pack(const Args& args) {
  const auto place = pack::place_named(args.get("--for", "defender"));
  if (!place) return report({ErrorCode::kInput, "--for is defender, sentinel or adx", {}});
  Case session;
  const auto values = read_case(args, session);
  if (!values) return report(values.error());
  const auto files = pack::files(*place, *values);
  if (!files) return report(files.error());
  const std::string folder(args.get("-o", "crumbtrail-pack"));
  if (const auto written = write_all(folder, *files); !written) return report(written.error());
  std::printf("%zu files in %s\n", files->size(), make_visible(folder).c_str());
  return kDone;
}

}  // namespace

Command pack_command() {
  return {"pack",
          "[PATH...] [options]",
          "Writes the playbook as KQL to run where the tenant's data is, with the case's values.",
          {{"--for", "P", "defender, sentinel or adx"},
           {"--alert", "ID", "the case of this alert in the files"},
           {"--user", "UPN", "this user; with --at no files are needed"},
           {"--at", "TIME", "with --user: when it happened"},
           {"--kind", "KIND", "with --user: stolen-cookie or aitm-request"},
           {"--decisions", "FILE", "own networks"},
           {"-o", "DIR", "the folder; else crumbtrail-pack"}},
          run_pack};
}

}  // namespace crumb::cli
