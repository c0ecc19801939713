// Options to a request; each with one sentence when it is wrong.
#include "cli/request.h"

#include <cstdio>
#include <string>

#include "base/text.h"
#include "base/time.h"
#include "cli/door.h"

namespace crumb::cli {

Result<grade::GradeRequest> read_request(const Args& args) {
  grade::GradeRequest request;
  request.alert_id = args.get("--alert");
  request.user_upn = args.get("--user");
  request.kind = args.get("--kind");
  if (!request.alert_id.empty() && !request.user_upn.empty())
    return fail(ErrorCode::kInput, "give --alert or --user, not both");
  if (!request.kind.empty() && request.kind != "stolen-cookie" && request.kind != "aitm-request") {
    return fail(ErrorCode::kInput, "--kind is stolen-cookie or aitm-request");
  }
  if (request.user_upn.empty() && (args.has("--at") || args.has("--kind")))
    return fail(ErrorCode::kInput, "--at and --kind belong to --user");
  if (args.has("--at")) {
    request.at_ticks = parse_iso_datetime(args.get("--at"));
    if (!request.at_ticks)
      return fail(ErrorCode::kInput, "--at is not a time: write 2026-11-16T19:40:00Z");
  }
  return request;
}

Result<void> add_decisions(Case& session, const Args& args) {
  if (!args.has("--decisions")) return {};
  CRUMB_TRY(const std::string text, read_text(std::string(args.get("--decisions"))));
  CRUMB_TRY(grade::Decisions decisions, grade::parse_decisions(text));
  return session.set_decisions(std::move(decisions));
}

void print_refusals(const Case& session) {
  for (const auto& file : session.files()) {
    if (!file.reason.empty())
      std::fprintf(stderr, "crumbtrail: %s: %s\n", make_visible(file.name).c_str(),
                   file.reason.c_str());
  }
}

}  // namespace crumb::cli
