// How the records lie in a JSON file, told by its beginning. Does not read records
// (ingest/json_split.h).
#pragma once

#include <string_view>

namespace crumb::ingest {

struct JsonShape {
  // "lines": one object a line.            "values": arrays of objects, or objects one after
  // another. "records": {"records":[...]}.          "value": {"value":[...]}, a page of Graph.
  // "hunting": {"schema","results"}, Graph runHuntingQuery.   "hunting-api": with Stats, the older
  // API. "tables": {"tables":[{"columns","rows"}]}, Log Analytics. "kusto-v1":
  // {"Tables":[{"Columns","Rows"}]}. "kusto-v2": an array of frames.
  std::string_view envelope = "values";
  [[nodiscard]] std::string_view format() const;  // "ndjson", "json" or "json-envelope"
};

// `head`: the first 64 KiB of the text, or all of it.
[[nodiscard]] JsonShape sniff_json(std::string_view head);

}  // namespace crumb::ingest
