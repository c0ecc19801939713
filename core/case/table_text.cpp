// The four text forms of a result table.
#include "case/table_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace crumb {
namespace {

constexpr std::size_t kWidestCell = 80;

// Calls row(segment, index) for every row in order.
template <class Row>
void each_row(const Table& table, Row row) {
  for (const Segment& segment : table.segments()) {
    for (std::uint32_t i = 0; i < segment.rows; ++i) row(segment, i);
  }
}

void append_json_table(std::string& out, const Table& table) {
  out += "{\"columns\":[";
  for (std::size_t c = 0; c < table.schema().size(); ++c) {
    if (c != 0) out.push_back(',');
    out += "{\"name\":";
    append_json_string(out, table.schema()[c].name);
    out += ",\"type\":\"";
    out += type_name(table.schema()[c].type);
    out += "\"}";
  }
  out += "],\"rows\":[";
  bool first = true;
  each_row(table, [&](const Segment& segment, std::uint32_t row) {
    out += first ? "[" : ",[";
    first = false;
    for (std::size_t c = 0; c < segment.columns.size(); ++c) {
      if (c != 0) out.push_back(',');
      append_json(out, segment.columns[c]->value(row));
    }
    out.push_back(']');
  });
  out += "]}\n";
}

void append_ndjson(std::string& out, const Table& table) {
  each_row(table, [&](const Segment& segment, std::uint32_t row) {
    out.push_back('{');
    for (std::size_t c = 0; c < segment.columns.size(); ++c) {
      if (c != 0) out.push_back(',');
      append_json_string(out, table.schema()[c].name);
      out.push_back(':');
      append_json(out, segment.columns[c]->value(row));
    }
    out += "}\n";
  });
}

void append_csv(std::string& out, const Table& table) {
  for (std::size_t c = 0; c < table.schema().size(); ++c) {
    if (c != 0) out.push_back(',');
    append_csv_cell(out, table.schema()[c].name);
  }
  out.push_back('\n');
  each_row(table, [&](const Segment& segment, std::uint32_t row) {
    for (std::size_t c = 0; c < segment.columns.size(); ++c) {
      if (c != 0) out.push_back(',');
      const Value value = segment.columns[c]->value(row);
      // A number's minus sign is no formula; only texts are guarded.
      if (value.type == Type::kString || value.type == Type::kDynamic) {
        append_csv_cell(out, value.type == Type::kDynamic ? value.text : to_string(value));
      } else {
        out += to_string(value);
      }
    }
    out.push_back('\n');
  });
}

struct Cell {
  std::string text;
  std::size_t width = 0;
};

Cell make_cell(std::string_view raw) {
  std::string text = make_visible(raw);
  std::size_t width = count_code_points(text);
  if (width > kWidestCell) {
    std::size_t bytes = 0;
    for (std::size_t n = 0; n + 1 < kWidestCell; ++n) bytes += decode_utf8(text, bytes).bytes;
    text.resize(bytes);
    text += "…";
    width = kWidestCell;
  }
  return {std::move(text), width};
}

void append_aligned(std::string& out, const Table& table) {
  const std::size_t columns = table.schema().size();
  std::vector<std::vector<Cell>> rows;
  std::vector<Cell> header;
  std::vector<std::size_t> widths;
  std::vector<std::uint8_t> right;
  for (const ColumnSpec& spec : table.schema()) {
    header.push_back(make_cell(spec.name));
    widths.push_back(header.back().width);
    right.push_back(is_numeric(spec.type) ? 1 : 0);
  }
  rows.push_back(std::move(header));
  each_row(table, [&](const Segment& segment, std::uint32_t row) {
    std::vector<Cell> cells;
    for (std::size_t c = 0; c < columns; ++c) {
      const Value value = segment.columns[c]->value(row);
      cells.push_back(make_cell(value.type == Type::kDynamic ? value.text : to_string(value)));
      widths[c] = std::max(widths[c], cells.back().width);
    }
    rows.push_back(std::move(cells));
  });
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      const Cell& cell = rows[r][c];
      const std::string pad(widths[c] - cell.width, ' ');
      if (c != 0) out += "  ";
      if (right[c] != 0) out += pad;
      out += cell.text;
      if (right[c] == 0 && c + 1 < columns) out += pad;
    }
    out.push_back('\n');
    if (r != 0) continue;
    for (std::size_t c = 0; c < columns; ++c) {
      if (c != 0) out += "  ";
      out.append(widths[c], '-');
    }
    out.push_back('\n');
  }
  out += std::to_string(table.rows());
  out += table.rows() == 1 ? " row\n" : " rows\n";
}

struct Form {
  std::string_view name;
  TableFormat format;
  void (*append)(std::string&, const Table&);
};
constexpr std::array<Form, 4> kForms = {{{"table", TableFormat::kTable, append_aligned},
                                         {"csv", TableFormat::kCsv, append_csv},
                                         {"json", TableFormat::kJson, append_json_table},
                                         {"ndjson", TableFormat::kNdjson, append_ndjson}}};

}  // namespace

std::optional<TableFormat> table_format_from_name(std::string_view name) {
  for (const Form& form : kForms) {
    if (form.name == name) return form.format;
  }
  return std::nullopt;
}

std::string to_text(const Table& table, TableFormat format) {
  std::string out;
  kForms[static_cast<std::size_t>(format)].append(out, table);
  return out;
}

}  // namespace crumb
