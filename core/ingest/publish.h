// From the rows of all files to the tables of a catalog: order by file name, records that several
// files share counted once, twin tables under both names, the table of rejects. Reads nothing and
// maps nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "ingest/map.h"
#include "store/catalog.h"

namespace crumb::ingest {

struct PublishedFile {
  std::uint32_t file = 0;        // as in RowRef
  FileReport* report = nullptr;  // rows and duplicates are set
  std::vector<std::unique_ptr<RowBuilder>>* builders = nullptr;
  const OwnTable* own = nullptr;  // a watchlist
  const std::vector<RejectedRecord>* rejected = nullptr;
};

// `files`: those that ended and were not dropped, in the order in which rows shall stand.
void publish_tables(std::span<const PublishedFile> files, Catalog& catalog);

}  // namespace crumb::ingest
