// The playbook as texts to run where a tenant's data is: a query a check, all checks in one, the
// rows that travel back, a sweep over all sessions. Runs nothing; what is done with the files is
// docs/SCALE.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grade/bindings.h"
#include "grade/custody.h"
#include "grade/grade.h"

namespace crumb::pack {

enum class Place : std::uint8_t { kDefender, kSentinel, kAdx };
[[nodiscard]] std::optional<Place> place_named(std::string_view name);  // "defender" ...
[[nodiscard]] std::string_view place_name(Place place);

// Without values the texts keep the playbook's example in their first lines, and the collector can
// only sweep. Paths are relative, with '/', in order. The values stand as KQL literals in the first
// lines of a query, and in the collector as PowerShell literals; nowhere else. kInternal: a text of
// the playbook is damaged, which a test would show.
[[nodiscard]] Result<std::vector<grade::NamedText>> files(
    Place place, const std::optional<grade::CaseValues>& values);
// Of a user and a time that are named before any log is at hand.
[[nodiscard]] grade::CaseValues values_of(const grade::GradeRequest& request,
                                          const grade::Decisions& decisions);

}  // namespace crumb::pack
