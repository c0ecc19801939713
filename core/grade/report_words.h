// Words and lines that the text, Markdown and HTML reports share, in plain text, not yet escaped
// for any of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grade/report.h"
#include "grade/verdict.h"

namespace crumb::grade {

[[nodiscard]] std::string headline(
    const Verdict& verdict);  // "TRUE POSITIVE (rule D1, D3), stage S4: ..."
[[nodiscard]] std::string odds(const Verdict& verdict);  // "+109 dB, P >99 %, coverage 45 %,
                                                         // confidence moderate; uncalibrated"
[[nodiscard]] std::string subject_line(const Verdict& verdict);
[[nodiscard]] std::string where(
    const std::vector<Origin>& origins,
    std::string_view folder = {});  // "signins.csv:4711, 4712 (+3)", without the folder
// The folder, with its last slash, that all names begin with; empty when there is none.
[[nodiscard]] std::string common_folder(const std::vector<std::string_view>& names);
[[nodiscard]] std::string_view without(std::string_view folder, std::string_view name);
[[nodiscard]] std::string shown_file(
    std::string_view name);  // visible, at most 200 code points, not defanged
[[nodiscard]] std::string signed_points(double points);  // "+12", "-2.5", "0"
[[nodiscard]] std::string stage_words(std::string_view stage);

// Which network pack was used, by date and hash, with its sources; or what it costs that none was.
[[nodiscard]] std::string network_line(const PackFacts& pack);

// Checks that speak for theft, against it, and that could not be asked; strongest first.
struct Ledger {
  std::vector<const CheckResult*> for_theft, against, open;
};
[[nodiscard]] Ledger ledger(const Verdict& verdict);

inline constexpr std::string_view kUncalibrated =
    "Points are expert estimates and not measured; until they are calibrated on closed cases the "
    "probability is an ordinal label.";

}  // namespace crumb::grade
