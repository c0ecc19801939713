// A record's fields as one line of the evidence table: when, what, address, session and the telling
// rest. Not a judgement: which columns tell most is a table of names, one row a log table.
#pragma once

#include "case/case.h"
#include "messages.h"

namespace crumb::wasm {

[[nodiscard]] EvidenceRow evidence_row(RowRef row, const RawRecord& record);

}  // namespace crumb::wasm
