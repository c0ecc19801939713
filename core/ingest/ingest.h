// From bytes to tables: files come in as chunks in any interleaving, leave as segments of known
// tables and a report each. Knows no file system: names are labels, the door opens files.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ingest/report.h"
#include "store/catalog.h"

namespace crumb::ingest {

struct IngestLimits {
  std::uint64_t file_bytes = 16ull << 30;
  std::uint32_t record_bytes = 16u << 20;  // a longer record is one reject
  std::uint32_t columns = 4096;
  std::uint32_t json_depth = 64;
  std::uint32_t kept_rejects = 1000;  // per file
  bool hash = true;                   // SHA-256 of every file; off where the door brings its own
};

// Use: begin_file, push any number of chunks, end_file; then publish() puts what is there into a
// catalog. The result does not depend on the order of files nor on chunk sizes (rows are ordered by
// file name, then record).
class Ingest {
 public:
  explicit Ingest(IngestLimits limits = {});
  ~Ingest();

  [[nodiscard]] std::uint32_t begin_file(std::string name);  // the file's index in files()
  // Never fails for damage in the file (that is the report's business); kLimit when the case is
  // full.
  [[nodiscard]] Result<void> push(std::uint32_t file, std::span<const std::uint8_t> bytes);
  // `broken`: why the door could not hand on all of it; what came stands, marked as cut.
  void end_file(std::uint32_t file, std::string_view broken = {});
  void drop_file(
      std::uint32_t file);  // cancelled or removed: its rows go, its place in files() stays, marked
  void set_container(std::uint32_t file, Container container);

  // The door could not open it: a report with that reason and nothing else.
  std::uint32_t refuse_file(std::string name, std::string reason);

  // The file is none of the logs: what the caller says of it, under the name that it has.
  void report_as(std::uint32_t file, FileReport report);

  // The files so far. A workbook becomes a file a sheet, "name/sheet", when it ends: the first in
  // its place, the others behind the last.
  [[nodiscard]] const std::vector<FileReport>& files() const;
  // Text of a sheet's records again, as their places count it; nullopt: the file is no sheet.
  [[nodiscard]] std::optional<std::string> sheet_text(std::uint32_t file, std::uint64_t offset,
                                                      std::uint32_t bytes);
  // What is known of a file only beside others: it is said, and the file counts as truncated, until
  // the next publish().
  void remark(std::uint32_t file, const std::string& sentence);

  // Every table of the schema (loaded or not), its aliases, twin tables under both names, and the
  // table of rejects (CrumbRejects: File, Line, Record, Reason, Raw). De-duplication across files
  // happens here and is counted in files().
  void publish(Catalog& catalog);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crumb::ingest
