// Reads *.kql-test files: a name, tables, a query, and the rows or the error that it must give.
// Not the running of them (script_test.cpp). The format is described in tests/kql/README.md.
#pragma once

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace crumb::test {

// A line of cells: texts between bars, without blanks around them; quoted ones still have their
// quotes.
using CellRow = std::vector<std::string>;

struct ScriptTable {
  std::string name;
  std::string columns;  // "Name:string, Age:long"
  std::vector<CellRow> rows;
};

struct Script {
  std::string name;
  std::size_t line = 0;
  std::vector<ScriptTable> tables;
  std::string query;
  std::string now;  // empty: the latest datetime in the tables does not matter
  bool has_rows = false;
  bool unordered = false;
  std::string columns;  // of the expected rows
  std::vector<CellRow> rows;
  std::vector<std::string> origins;  // one line a row: "T:0 T:2 U:1"; empty: not checked
  std::string error_kind;            // syntax, semantic, unsupported, limit
  std::string error_text;            // must occur in the message
};

struct ScriptFile {
  std::vector<Script> scripts;
  std::string problem;  // the file is not a script file: where and why
};

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

inline CellRow split_cells(std::string_view line) {
  CellRow cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quoted && i + 1 < line.size()) {
      cells.back() += c;
      cells.back() += line[++i];
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (c == '|' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) cell = std::string(trimmed(cell));
  return cells;
}

// "table T (a:long)" -> rest "T (a:long)"; false when the line does not begin with the word.
inline bool take_word(std::string_view& line, std::string_view word) {
  if (!line.starts_with(word)) return false;
  std::string_view rest = line.substr(word.size());
  if (!rest.empty() && rest.front() != ' ') return false;
  line = trimmed(rest);
  return true;
}

inline std::string between_parens(std::string_view text) {
  const std::size_t open = text.find('('), close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return std::string(text.substr(open + 1, close - open - 1));
}

inline ScriptFile read_script_text(std::string_view text) {
  ScriptFile file;
  enum class Block { kNone, kTable, kQuery, kRows, kOrigins } block = Block::kNone;
  std::size_t number = 0;
  while (!text.empty() && file.problem.empty()) {
    ++number;
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const bool indented = line.starts_with("  ");
    const std::string_view content = trimmed(line);
    if (content.empty() && block != Block::kQuery) continue;
    if (!indented && content.starts_with('#')) continue;
    if (!indented && content.starts_with("== ")) {
      file.scripts.emplace_back();
      file.scripts.back().name = std::string(trimmed(content.substr(3)));
      file.scripts.back().line = number;
      block = Block::kNone;
      continue;
    }
    if (file.scripts.empty()) {
      if (content.empty()) continue;
      file.problem = "line " + std::to_string(number) + ": text before the first ==";
      break;
    }
    Script& script = file.scripts.back();
    if (indented || content.empty()) {
      if (block == Block::kTable) script.tables.back().rows.push_back(split_cells(content));
      if (block == Block::kRows) script.rows.push_back(split_cells(content));
      if (block == Block::kOrigins) script.origins.emplace_back(content);
      if (block == Block::kQuery) (script.query += indented ? line.substr(2) : line) += '\n';
      if (block == Block::kNone)
        file.problem = "line " + std::to_string(number) + ": an indented line outside a block";
      continue;
    }
    std::string_view rest = content;
    if (take_word(rest, "table")) {
      block = Block::kTable;
      script.tables.push_back(
          {std::string(trimmed(rest.substr(0, rest.find('(')))), between_parens(rest), {}});
    } else if (take_word(rest, "query")) {
      block = Block::kQuery;
    } else if (take_word(rest, "rows")) {
      block = Block::kRows;
      script.has_rows = true;
      script.unordered = take_word(rest, "unordered");
      script.columns = between_parens(rest);
    } else if (take_word(rest, "origins")) {
      block = Block::kOrigins;
    } else if (take_word(rest, "now")) {
      block = Block::kNone;
      script.now = std::string(rest);
    } else if (take_word(rest, "error")) {
      block = Block::kNone;
      const std::size_t blank = rest.find(' ');
      script.error_kind = std::string(rest.substr(0, blank));
      if (blank != std::string_view::npos)
        script.error_text = std::string(trimmed(rest.substr(blank)));
    } else {
      file.problem = "line " + std::to_string(number) + ": no such block: " + std::string(content);
    }
  }
  return file;
}

inline ScriptFile read_script_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return {{}, "cannot be read"};
  return read_script_text(std::string(std::istreambuf_iterator<char>(in), {}));
}

}  // namespace crumb::test
