// Helpers of the ingest tests: texts as files of a case, a catalog as text. Holds no test.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/ingest.h"
#include "store/catalog.h"

namespace crumb::ingest_test {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, text

inline void add_file(ingest::Ingest& ingest, std::string name, std::string_view text,
                     std::size_t chunk = 1u << 20) {
  const std::uint32_t file = ingest.begin_file(std::move(name));
  for (std::size_t at = 0; at < text.size(); at += chunk) {
    const std::string_view part = text.substr(at, chunk);
    (void)ingest.push(file, {reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
  }
  ingest.end_file(file);
}

// The rows of a table, cells of the given columns joined with '|', each with "file:record" of its
// origin.
inline std::vector<std::string> rows(const Catalog& catalog, const ingest::Ingest& ingest,
                                     std::string_view table, std::vector<std::string> columns) {
  std::vector<std::string> out;
  const TablePtr found = catalog.find(table);
  if (found == nullptr) return {"no such table"};
  for (const Segment& segment : found->segments()) {
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      std::string text;
      for (const std::string& column : columns) {
        const auto index = find_column(found->schema(), column);
        text += (text.empty() ? "" : "|") +
                (index ? to_string(segment.columns[*index]->value(row)) : "no column " + column);
      }
      const RowRef ref = segment.origins.of(row)[0];
      out.push_back(text + " <- " + ingest.files()[ref.file].name + ":" +
                    std::to_string(ref.record));
    }
  }
  return out;
}

// Everything that was read, for comparing: all tables with all cells, and all reports.
inline std::string dump(const Catalog& catalog, const ingest::Ingest& ingest) {
  std::string out;
  for (const std::string& name : catalog.names()) {
    const TablePtr table = catalog.find(name);
    if (table->rows() == 0 && !catalog.is_loaded(name)) continue;
    std::vector<std::string> columns;
    for (const ColumnSpec& column : table->schema()) columns.push_back(column.name);
    out += "== " + name + "\n";
    for (const std::string& row : rows(catalog, ingest, name, columns)) out += row + "\n";
  }
  std::vector<std::string> reports;
  for (const ingest::FileReport& report : ingest.files()) {
    std::string text;
    ingest::append_json(text, report);
    for (const std::string& column : report.unknown_columns) text += " +" + column;
    for (const std::string& column : report.missing_columns) text += " -" + column;
    for (const ingest::RecordPlace& place : report.places) {
      text += " " + std::to_string(place.offset) + "+" + std::to_string(place.bytes) + "@" +
              std::to_string(place.line);
    }
    reports.push_back(text);
  }
  std::sort(reports.begin(), reports.end());
  for (const std::string& report : reports) out += report + "\n";
  return out;
}

inline bool adds_up(const ingest::FileReport& report) {
  return report.rows + report.rejected + report.duplicates == report.records &&
         report.places.size() == report.records;
}

}  // namespace crumb::ingest_test
