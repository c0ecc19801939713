// Is what the collector wrote all there? Its manifest names each file with hash and rows; the
// case's files are held against it. Reads no bytes and judges no evidence.
#pragma once

#include "ingest/ingest.h"
#include "store/catalog.h"

namespace crumb {

// After publishing, before anything is derived. A table of which a part is missing, was changed,
// was cut off or was never finished keeps its rows, but its silence says nothing any more; the
// files concerned say so and count as truncated. Without a manifest nothing happens.
void judge_collection(ingest::Ingest& ingest, Catalog& catalog);

}  // namespace crumb
