// Exports of other products told as the playbook's tables. derive/sources/*.kql holds one text a
// source and table: KQL over the tables of that export, with what it cannot know in its head. Reads
// no bytes (ingest/) and judges nothing.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/catalog.h"

namespace crumb::derive {

struct Source {
  std::string name;               // its file, without ".kql"
  std::vector<std::string> from;  // tables of the export; one of them must be loaded
  std::string into;               // the table that its rows are told as
  std::string unless;             // KQL over a row of `into`: no row of the same key is added again
  bool drops_repeats = false;     // the same key twice within the export is one row
  std::string complete_when;      // KQL aggregate over its rows: may their silence count?
  std::string lacks;              // why not, when it may not
  std::string query;
};

// Complete sources first, then by name. Read once.
[[nodiscard]] std::span<const Source> sources();
// What every query of a source may name: let statements.
[[nodiscard]] std::string_view common_text();

// Adds to the catalog's tables, and to their twins, what the loaded exports tell. Rows keep their
// origin.
void add_derived_rows(Catalog& catalog);

}  // namespace crumb::derive
