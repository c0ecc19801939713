// Lines of the manifest against the reports of the files.
#include "case/collection.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "grade/ask.h"
#include "ingest/layout.h"

namespace crumb {
namespace {

constexpr std::string_view kManifest = "CollectionManifest";

struct Part {
  std::string state, file, sha256;
  std::uint64_t rows = 0;
};

struct Collected {
  std::map<std::string, Part> parts;  // by window: the last line of a window counts
  bool done = false;
};

std::string_view last_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::map<std::string, Collected> read_manifest(const Table& table) {
  std::map<std::string, Collected> out;
  grade::for_each_row(table, [&](const grade::RowView& row) {
    Collected& one = out[row.text("TableName")];
    const std::string state = row.text("State");
    if (state == "done") one.done = true;
    if (state == "done" || state == "split") return;
    one.parts[row.text("QuerySha256") + "|" + row.text("PartFrom") + "|" + row.text("PartTo")] = {
        state, row.text("FileName"), to_lower(row.text("Sha256")),
        static_cast<std::uint64_t>(std::max<std::int64_t>(0, row.integer("Rows")))};
  });
  return out;
}

struct Judged {
  std::vector<std::string> missing;  // files
  std::size_t changed = 0, capped = 0, failed = 0;
};

// A file that is there under another name is there: its hash tells.
void judge_part(const Part& part, ingest::Ingest& ingest, Judged& judged) {
  if (part.state == "failed") ++judged.failed;
  if (part.state == "capped") ++judged.capped;
  if (part.file.empty()) return;
  const auto& files = ingest.files();
  const auto same = std::ranges::find_if(files, [&](const ingest::FileReport& file) {
    return !part.sha256.empty() &&
           (file.sha256 == part.sha256 || file.container.sha256 == part.sha256);
  });
  if (same != files.end()) {
    if (same->records == part.rows) return;
    ++judged.changed;
    ingest.remark(static_cast<std::uint32_t>(same - files.begin()),
                  "The manifest counts " + std::to_string(part.rows) + " rows in it.");
    return;
  }
  const auto named = std::ranges::find_if(
      files, [&](const ingest::FileReport& file) { return last_name(file.name) == part.file; });
  if (named == files.end()) {
    judged.missing.push_back(part.file);
    return;
  }
  ++judged.changed;
  ingest.remark(static_cast<std::uint32_t>(named - files.begin()),
                "Its hash is not the one in the manifest: it was changed after it was collected.");
}

std::string sentence_of(const Collected& collected, const Judged& judged) {
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  if (!judged.missing.empty())
    add(std::to_string(judged.missing.size()) + " of its files missing, " +
        make_visible(judged.missing.front()) + " the first");
  if (judged.changed != 0) add(std::to_string(judged.changed) + " of its files changed");
  if (judged.capped != 0) add(std::to_string(judged.capped) + " windows cut off at the row limit");
  if (judged.failed != 0) add(std::to_string(judged.failed) + " windows failed");
  if (!collected.done) add("its collection was not finished");
  return out;
}

void limit(Catalog& catalog, const std::string& name, const std::string& why) {
  const schema::TableInfo* info = schema::find_table(name);
  if (info == nullptr) return;
  for (const schema::TableInfo* twin : ingest::layout_of(*info)->tables) {
    const TablePtr whole = catalog.find(twin->name);
    if (whole == nullptr) continue;
    catalog.put_limits(std::make_shared<const Table>(twin->name, whole->schema()), false,
                       "by the collector's manifest: " + why);
  }
}

}  // namespace

void judge_collection(ingest::Ingest& ingest, Catalog& catalog) {
  if (!catalog.is_loaded(kManifest)) return;
  std::string all;
  for (const auto& [table, collected] : read_manifest(*catalog.find(kManifest))) {
    if (std::ranges::any_of(collected.parts,
                            [](const auto& part) { return part.second.state == "absent"; }))
      continue;
    Judged judged;
    for (const auto& [window, part] : collected.parts) judge_part(part, ingest, judged);
    const std::string why = sentence_of(collected, judged);
    if (why.empty()) continue;
    limit(catalog, table, why);
    all += (all.empty() ? "" : "; ") + make_visible(table) + ": " + why;
  }
  if (all.empty()) return;
  const auto& files = ingest.files();
  for (std::uint32_t i = 0; i < files.size(); ++i)
    if (files[i].table == kManifest)
      ingest.remark(i, "The collection is not complete: " + all + ".");
}

}  // namespace crumb
