// The kinds of text in a pack. For the pack's own files only.
#pragma once

#include <string>
#include <vector>

#include "case/pack.h"
#include "grade/playbook.h"
#include "kql/engine.h"

namespace crumb::pack {

// The window of the extracts around T0, as parts/common.kql has it.
inline constexpr std::int64_t kDaysBefore = 31, kDaysAfter = 8;

struct Extract {
  std::string table;
  std::string text;  // the whole query: runs as it is
};

// The rows that travel, a query a table, of extracts/*.kql. kInternal: a part that is named is not
// there.
[[nodiscard]] Result<std::vector<Extract>> extracts_of(Place place, const grade::Playbook& playbook,
                                                       const kql::Bindings& bindings);
// Every session of the tenant ranked by the first-pass questions. Knows no case.
[[nodiscard]] std::string sweep_of(const std::string& shim);
// The checks as files of Sentinel's hunting-query collection.
[[nodiscard]] std::vector<grade::NamedText> hunting_queries(const grade::Playbook& playbook,
                                                            const std::string& shim);
// The PowerShell script; it knows the hashes of the queries that lie beside it.
[[nodiscard]] std::string collector(const std::optional<grade::CaseValues>& values,
                                    const std::vector<Extract>& extracts, std::string_view sweep);
[[nodiscard]] std::string readme(Place place, const std::optional<grade::CaseValues>& values);

}  // namespace crumb::pack
