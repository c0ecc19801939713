// Random small tables, and random queries over them, of the part of KQL that the slow evaluator
// knows. The same seed gives the same pair. Not a fuzzer: nearly all of these queries are right.
#pragma once

#include <vector>

#include "reference/piece.h"
#include "reference/values.h"
#include "store/catalog.h"

namespace crumb::reference {

// A table as rows, from which catalogs with any cut into segments are made.
struct Source {
  std::string name;
  Schema schema;
  std::vector<Row> rows;
};

[[nodiscard]] std::vector<Source> random_tables(Random& random);
[[nodiscard]] Catalog catalog_of(const std::vector<Source>& sources, std::uint32_t segment_rows);
[[nodiscard]] Piece random_query(Random& random, const std::vector<Source>& sources);
[[nodiscard]] char tag_of(Type type);

}  // namespace crumb::reference
