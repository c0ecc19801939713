// The walk through the wrapping levels of a JSON file, and the search for the end of a record.
#include "ingest/json_split.h"
namespace crumb::ingest {
std::string_view JsonShape::format() const { return "json"; }
JsonShape sniff_json(std::string_view) { return {}; }
JsonSplitter::JsonSplitter(JsonShape shape, JsonOptions options, JsonSink& sink) : shape_(shape), options_(options), sink_(sink) {}
void JsonSplitter::skip(std::string_view) {}
void JsonSplitter::push(std::string_view) {}
void JsonSplitter::finish() {}
}  // namespace crumb::ingest
