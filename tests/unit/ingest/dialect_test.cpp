// Every dialect's samples: the table they lead to, the account, and the first row's cells.
#include "ingest/dialect.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "ingest/ingest.h"
#include "store/catalog.h"

using namespace crumb;

namespace {

std::string first_row(const Table& table, const std::string& column) {
  const auto index = find_column(table.schema(), column);
  if (!index) return "no column " + column;
  if (table.segments().empty()) return "no rows";
  return to_string(table.segments().front().columns[*index]->value(0));
}

void check_cells(const Table& table, std::string_view cells) {
  while (!cells.empty()) {
    const std::string_view cell = cells.substr(0, cells.find('|'));
    cells.remove_prefix(std::min(cells.size(), cell.size() + 1));
    const std::size_t equals = cell.find('=');
    const std::string column(cell.substr(0, equals));
    CAPTURE(column);
    CHECK(first_row(table, column) == cell.substr(equals + 1));
  }
}

}  // namespace

TEST_CASE("every dialect's samples read as the dialect says") {
  CHECK(ingest::dialects().size() >= 3);
  for (const ingest::Dialect& dialect : ingest::dialects()) {
    CAPTURE(dialect.id);
    CHECK(!dialect.title.empty());
    CHECK(dialect.samples.size() >= (dialect.refuse.empty() ? 2 : 1));
    for (const ingest::DialectSample& sample : dialect.samples) {
      CAPTURE(sample.name);
      ingest::Ingest ingest;
      const std::uint32_t file = ingest.begin_file("sample");
      REQUIRE(ingest
                  .push(file, {reinterpret_cast<const std::uint8_t*>(sample.text.data()),
                               sample.text.size()})
                  .has_value());
      ingest.end_file(file);
      Catalog catalog;
      ingest.publish(catalog);
      const ingest::FileReport& report = ingest.files()[file];
      CAPTURE(report.reason);
      CHECK(report.dialect == dialect.id);
      CHECK(report.table == sample.table);
      CHECK(report.records == sample.records);
      CHECK(report.rows == sample.rows);
      CHECK(report.rejected == sample.rejected);
      if (!dialect.refuse.empty()) CHECK(report.reason.find(dialect.title) != std::string::npos);
      if (sample.cells.empty()) continue;
      const TablePtr table = catalog.find(sample.table);
      CHECK(table != nullptr);
      if (table != nullptr) check_cells(*table, sample.cells);
    }
  }
}
