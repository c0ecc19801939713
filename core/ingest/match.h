// Which table an export's columns belong to. By names alone; a projection is recognised when only
// one table fits. Dialects that are known by other marks do not come here (ingest/dialect.h).
#pragma once

#include <span>
#include <string>

#include "ingest/layout.h"

namespace crumb::ingest {

struct TableMatch {
  const Layout* layout = nullptr;            // nullptr: none, or more than one
  const schema::TableInfo* table = nullptr;  // the name under which the file is reported
  std::string problem;                       // one sentence when there is no match
};

// `names`: the file's columns, lower case, marks of exports taken off; empty names count for
// nothing.
[[nodiscard]] TableMatch match_table(std::span<const std::string> names);

}  // namespace crumb::ingest
