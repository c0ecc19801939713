// crumbtrail grade and crumbtrail inspect: verdicts over files, or only what the files are.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "case/case.h"
#include "cli/command.h"
#include "cli/door.h"
#include "cli/request.h"

namespace crumb::cli {
namespace {

struct ReportForm {
  std::string_view name;
  std::string (*print)(const Case& session, grade::Audience audience);
};
constexpr std::array<ReportForm, 5> kForms = {
    {{"text", [](const Case& c, grade::Audience) { return c.report_text(); }},
     {"json", [](const Case& c, grade::Audience) { return c.verdict_json(); }},
     {"md", [](const Case& c, grade::Audience a) { return c.report_markdown(a); }},
     {"html", [](const Case& c, grade::Audience a) { return c.report_html(a); }},
     {"report", [](const Case& c, grade::Audience a) { return c.report_json(a); }}}};

std::vector<std::string> exports_and_playbooks(const Args& args) {
  std::vector<std::string> paths = args.words;
  const auto folders = args.options.find("--playbook");
  if (folders != args.options.end())
    paths.insert(paths.end(), folders->second.begin(), folders->second.end());
  return paths;
}

// What is written beside the report: the indicators, the handover's folder.
Result<void> write_aside(const Case& session, const Args& args) {
  if (args.has("--iocs")) {
    const std::string path(args.get("--iocs"));
    CRUMB_CHECK_OK(write_text(
        path, path.ends_with(".csv") ? session.indicators_csv() : session.indicators_stix()));
  }
  if (!args.has("--handover")) return {};
  const std::filesystem::path folder(args.get("--handover"));
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem) return fail(ErrorCode::kInput, "cannot make " + make_visible(folder.string()));
  for (const grade::NamedText& file : session.handover_files())
    CRUMB_CHECK_OK(write_text((folder / file.name).string(), file.text));
  return {};
}

int run_grade(const Args& args) {
  const auto form = std::ranges::find(kForms, args.get("--format", "text"), &ReportForm::name);
  if (form == kForms.end())
    return report({ErrorCode::kInput, "--format is text, json, md, html or report", {}});
  const auto audience = grade::audience_named(args.get("--audience", "soc"));
  if (!audience) return report({ErrorCode::kInput, "--audience is soc, customer or legal", {}});
  const std::string_view iocs = args.get("--iocs");
  if (args.has("--iocs") && !iocs.ends_with(".csv") && !iocs.ends_with(".json"))
    return report({ErrorCode::kInput, "--iocs names a file that ends in .csv or .json (STIX)", {}});
  if (args.words.empty())
    return report({ErrorCode::kInput, "grade needs files: crumbtrail grade PATH...", {}});
  const auto request = read_request(args);
  if (!request) return report(request.error());
  Case session;
  if (const auto loaded = load_all(session, exports_and_playbooks(args), args); !loaded)
    return report(loaded.error());
  if (const auto read = add_decisions(session, args); !read) return report(read.error());
  print_refusals(session);
  if (!session.any_readable()) return kNoInput;
  if (const auto graded = session.grade(*request); !graded) return report(graded.error());
  if (const auto written = write_aside(session, args); !written) return report(written.error());
  return emit(args, form->print(session, *audience));
}

std::string inspect_text(const Case& session) {
  std::string out;
  for (const auto& f : session.files()) {
    out += make_visible(f.name) + "\n  ";
    if (f.refused()) {
      out += "refused: " + f.reason + "\n";
      continue;
    }
    if (f.format == "network-pack") {
      out += f.reason + "\n";
      continue;
    }
    out += f.table + "  (" + f.dialect + ", " + f.format + ", " + f.encoding + ")\n  ";
    out += std::to_string(f.records) + " records: " + std::to_string(f.rows) + " rows, " +
           std::to_string(f.rejected) + " rejected, " + std::to_string(f.duplicates) +
           " duplicates\n";
    if (f.first_ticks != 0)
      out += "  " + format_datetime(f.first_ticks) + " .. " + format_datetime(f.last_ticks) + "\n";
    if (!f.reason.empty()) out += "  note: " + f.reason + "\n";
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < std::min(kShown, f.rejects.size()); ++i) {
      const auto& reject = f.rejects[i];
      const auto line = reject.record < f.places.size() ? f.places[reject.record].line : 0;
      out += "  line " + std::to_string(line) + ": " + reject.reason + "\n";
    }
    if (f.rejected > kShown)
      out += "  … " + std::to_string(f.rejected - kShown) + " more rejects: query CrumbRejects\n";
  }
  return out + "\n" + session.network_line() + "\n";
}

int run_inspect(const Args& args) {
  const std::string_view format = args.get("--format", "text");
  if (format != "text" && format != "json")
    return report({ErrorCode::kInput, "--format is text or json", {}});
  if (args.words.empty())
    return report({ErrorCode::kInput, "inspect needs files: crumbtrail inspect PATH...", {}});
  Case session;
  if (const auto loaded = load_all(session, args.words, args); !loaded)
    return report(loaded.error());
  (void)session.catalog();  // de-duplication across files is part of the report
  const int status = emit(args, format == "json" ? session.inspect_json() : inspect_text(session));
  return status == kDone && !session.any_readable() ? static_cast<int>(kNoInput) : status;
}

}  // namespace

Command grade_command() {
  return {"grade",
          "PATH... [options]",
          "Grades every session cookie theft alert in the files, or the one that is named.",
          {{"--alert", "ID", "only this alert"},
           {"--user", "UPN", "this user, alert or not"},
           {"--at", "TIME", "with --user: when it happened"},
           {"--kind", "KIND", "with --user: stolen-cookie or aitm-request"},
           {"--playbook", "DIR", "further checks (*.kql); may be given again"},
           {"--decisions", "FILE", "own networks, statements, overrides"},
           {"--pack", "FILE", "who announces addresses, made by ./dev pack-network"},
           {"--format", "F", "text, json (verdict), md, html or report (JSON)"},
           {"--audience", "A", "of md, html and report: soc, customer or legal"},
           {"--iocs", "FILE", "also write the indicators: .csv, or .json as STIX 2.1"},
           {"--handover", "DIR", "also write all reports, indicators and hash lists there"},
           {"-o", "FILE", "write there instead of standard output"}},
          run_grade};
}

Command inspect_command() {
  return {"inspect",
          "PATH... [--pack FILE] [--format text|json]",
          "Says what each file is: table, dialect, rows, rejects and why, span, truncated or not.",
          {{"--pack", "FILE", "who announces addresses, made by ./dev pack-network"},
           {"--format", "F", "text or json"},
           {"-o", "FILE", "write there instead of standard output"}},
          run_inspect};
}

}  // namespace crumb::cli
