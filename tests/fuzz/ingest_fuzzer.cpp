// Fuzzes the way of a file from bytes to tables: no crash, every record accounted for, the same
// result for any chunks. The first byte of the input chooses the chunk size. Seeds: the samples in
// core/ingest/dialects, fixtures.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "unit/ingest/support.h"

using namespace crumb;
using namespace crumb::ingest_test;

namespace {

std::string load(std::string_view text, std::size_t chunk) {
  ingest::IngestLimits limits;
  limits.record_bytes = 4096;
  limits.columns = 64;
  limits.kept_rejects = 20;
  limits.hash = false;
  ingest::Ingest ingest(limits);
  add_file(ingest, "a", text, chunk);
  add_file(ingest, "b", text.substr(text.size() / 2), chunk);
  Catalog catalog;
  ingest.publish(catalog);
  for (const ingest::FileReport& report : ingest.files()) {
    if (!adds_up(report) || (report.refused() && report.reason.empty())) std::abort();
  }
  return dump(catalog, ingest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (load(text, data[0] + std::size_t{1}) != load(text, 1u << 20)) std::abort();
  return 0;
}
