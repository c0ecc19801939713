// Reads the playbook's tables. Quotes may hold commas and doubled quotes, never a line end.
#include "grade/csv_text.h"

namespace crumb::grade {
namespace {

std::vector<std::string> read_line(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back().push_back('"');
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
  }
  return cells;
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> records;
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    std::vector<std::string> cells = read_line(line);
    if (width == 0) {
      width = cells.size();
      continue;
    }
    cells.resize(width);
    records.push_back(std::move(cells));
  }
  return records;
}

}  // namespace crumb::grade
