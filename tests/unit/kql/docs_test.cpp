// Runs the examples of Kusto's documentation from ../shared/kql/docs_open.jsonl, where that file is
// at hand: each must give what the page prints, or be refused by name. CRUMB_DOCS=text prints every
// case whose id contains the text.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "kql/engine.h"
#include "unit/kql/cells.h"

namespace crumb::test {
namespace {

constexpr const char* kFile = "../shared/kql/docs_open.jsonl";

const std::string& text_of(const json::Value& object, std::string_view key) {
  static const auto& empty = *new std::string();
  const json::Value* value = object.find(key);
  return value == nullptr || value->as_string() == nullptr ? empty : *value->as_string();
}

std::vector<std::string> texts_of(const json::Value* list) {
  std::vector<std::string> texts;
  if (list == nullptr || list->as_array() == nullptr) return texts;
  for (const json::Value& item : *list->as_array())
    texts.push_back(item.as_string() == nullptr ? "" : *item.as_string());
  return texts;
}

bool mentions(const std::vector<std::string>& notes, std::string_view piece) {
  return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
    return note.find(piece) != std::string::npos;
  });
}

// Pages that print something else than Kusto gives, each looked at by hand.
struct MistakenPage {
  std::string_view id, why;
};
constexpr MistakenPage kMistakenPages[] = {
    {"docs/asin-function/e4285d5df8", "prints another number than the arc sine of 0.5"},
    {"docs/base64-decode-toguid-function/825be68335",
     "swaps two bytes; base64_encode_fromguid's page shows the order"},
    {"docs/gzip-base64-decompress/8c7693fe9a", "prints the text in quotes that it does not hold"},
    {"docs/parse-where-operator/d313bf2dd4", "prints an empty row for no rows"},
    {"docs/parse-url-function/23cc11fa83", "prints text that is no JSON"},
    {"docs/range-function/37167aeb83", "prints another example's row, too"},
    {"docs/replace-regex-function/2167505ff1", "prints longs as reals"},
    {"docs/replace-string-function/1b8395f55c", "prints longs as reals"},
    {"docs/series-acos-function/53928fb8c1", "prints another series than it is given"},
    {"docs/series-iir-function/905ceee5e6", "prints the first four of ten rows"},
    {"docs/series-sin-function/66b97d4934", "prints another series than it is given"},
    {"docs/strcat-function/3dbbd78fa0", "prints a numbered list"},
    {"docs/url-encode-component-function/fe86824c88", "leaves out the last character"},
    {"docs/variancepif-aggregation-function/f02732ebe3",
     "prints the sample's variance, not the population's"},
};

std::string_view mistake_of(std::string_view id) {
  for (const MistakenPage& page : kMistakenPages) {
    if (page.id == id) return page.why;
  }
  return {};
}

// Markdown tables fold line breaks and blanks.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string without(std::string text, char dropped, char instead) {
  std::string out;
  for (const char c : text) {
    if (c != dropped) {
      out += c;
    } else if (instead != 0) {
      out += instead;
    }
  }
  return out;
}

struct Expected {
  std::vector<std::string> columns, types;
  std::vector<std::vector<std::string>> rows;
  bool ordered = false, any_names = false, any_array_order = false;
};

// By the type's rules; what cannot be read as the type is compared as the text that it is.
bool same_cell(const std::string& printed, const Value& actual, bool any_order) {
  const std::string_view cell = trim(printed);
  if (actual.type == Type::kString) {
    return actual.text == printed || folded(actual.text) == folded(cell) ||
           (cell == "null" && actual.text.empty());
  }
  if (is_numeric(actual.type) && cell.find(',') != std::string_view::npos) {
    return same_cell(without(std::string(cell), ',', 0), actual, any_order);
  }
  if (actual.type == Type::kDynamic && cell.find('\'') != std::string_view::npos) {
    const auto value = parse_cell(without(std::string(cell), '\'', '"'), actual.type);
    if (value.has_value() && same_value(*value, actual, 1e-9, any_order)) return true;
  }
  if (const auto value = parse_cell(cell, actual.type)) {
    if (same_value(*value, actual, 1e-9, any_order)) return true;
  }
  if (actual.type == Type::kDynamic && !actual.null) {  // a bare text stands for a string
    std::string text;
    if (json::unescape(actual.text, text)) return trim(text) == cell;
  }
  if (actual.type == Type::kReal && !actual.null) {  // as many digits as are printed
    const std::size_t point = cell.find('.');
    if (point == std::string_view::npos || cell.find('e') != std::string_view::npos) return false;
    const auto value = parse_cell(cell, Type::kReal);
    return value.has_value() &&
           std::fabs(value->real - actual.real) <=
               0.51 * std::pow(10, -static_cast<double>(cell.size() - point - 1));
  }
  return false;
}

std::string difference(const Expected& expected, const Table& table) {
  const Schema& schema = table.schema();
  std::string types, want;
  for (std::size_t i = 0; i < schema.size(); ++i)
    ((types += ' ') += schema[i].name + ':') += type_name(schema[i].type);
  const bool typed = !expected.types.empty();  // not where the rows decide the columns
  for (std::size_t i = 0; i < expected.columns.size(); ++i)
    want += " " + expected.columns[i] + ":" + (typed ? expected.types[i] : "");
  bool same = schema.size() == expected.columns.size();
  for (std::size_t i = 0; same && i < schema.size(); ++i) {
    same = (!typed || type_name(schema[i].type) == expected.types[i]) &&
           (expected.any_names || schema[i].name == expected.columns[i]);
  }
  if (!same) return "columns" + types + " instead of" + want;
  const std::vector<ValueRow> rows = rows_of(table);
  const auto same_row = [&](const std::vector<std::string>& a, const ValueRow& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](const std::string& x, const Value& y) {
                        return same_cell(x, y, expected.any_array_order);
                      });
  };
  bool all = rows.size() == expected.rows.size();
  std::vector<bool> used(rows.size(), false);
  for (std::size_t i = 0; all && i < expected.rows.size(); ++i) {
    bool found = false;
    for (std::size_t j = 0; j < rows.size() && !found; ++j) {
      if (used[j] || (expected.ordered && i != j)) continue;
      found = same_row(expected.rows[i], rows[j]);
      if (found) used[j] = true;
    }
    all = found;
  }
  if (all) return {};
  std::string text = "rows\n";
  for (const ValueRow& row : rows) text += row_text(row);
  text += "instead of\n";
  for (const std::vector<std::string>& row : expected.rows) {
    text += " ";
    for (const std::string& cell : row) (text += " | ") += cell;
    text += '\n';
  }
  return text;
}

// Pages that print the columns in another order than Microsoft's binder has them: as it has them.
void reorder(Expected& expected, const Schema& schema) {
  if (schema.size() != expected.columns.size()) return;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    std::size_t at = i;
    while (at < schema.size() && expected.columns[at] != schema[i].name) ++at;
    if (at == schema.size()) return;
    std::swap(expected.columns[i], expected.columns[at]);
    if (!expected.types.empty()) std::swap(expected.types[i], expected.types[at]);
    for (std::vector<std::string>& row : expected.rows) {
      if (row.size() == schema.size()) std::swap(row[i], row[at]);
    }
  }
}

}  // namespace

TEST_CASE("the documentation's examples give what the pages print, or are refused by name") {
  std::ifstream in(kFile, std::ios::binary);
  if (!in) {
    MESSAGE("skipped: the documentation's examples are not at hand");
    return;
  }
  const char* verbose = std::getenv("CRUMB_DOCS");
  int passed = 0, refused = 0, unsure = 0, mistaken = 0;
  std::map<std::string, int> reasons;
  std::string wrong;
  int wrong_count = 0;
  for (std::string line; std::getline(in, line);) {
    const auto item = json::parse(line);
    REQUIRE(item.has_value());
    const json::Value* printed = item->find("expected");
    const std::vector<std::string> notes = texts_of(item->find("notes"));
    Expected expected;
    expected.columns = texts_of(printed->find("columns"));
    expected.types = texts_of(printed->find("types"));
    for (const json::Value& row : *printed->find("rows")->as_array())
      expected.rows.push_back(texts_of(&row));
    expected.ordered = text_of(*item, "flag") == "exact";
    expected.any_names = mentions(notes, "names differ");
    expected.any_array_order = mentions(notes, "order inside arrays");
    const bool is_unsure = text_of(*item, "flag") == "unsure";
    const std::string& id = text_of(*item, "id");
    const auto result = kql::run(text_of(*item, "query"), Catalog(), nullptr, {}, {});
    std::string problem;
    if (result.has_value()) {
      if (mentions(notes, "column order differs")) reorder(expected, result->table->schema());
      problem = difference(expected, *result->table);
    } else if (result.error().code == ErrorCode::kUnsupported) {
      ++refused;
      ++reasons[result.error().message];
      continue;
    } else {
      problem = kql::render_error(text_of(*item, "query"), "query", result.error());
    }
    if (verbose != nullptr && id.find(verbose) != std::string::npos) {
      const std::string report = id + "\n" + text_of(*item, "query") + "\n" + problem;
      MESSAGE(report);
    }
    if (is_unsure) {
      ++unsure;
    } else if (problem.empty()) {
      ++passed;
      CHECK_MESSAGE(mistake_of(id).empty(), id << " is listed as mistaken and passes");
    } else if (!mistake_of(id).empty()) {
      ++mistaken;
    } else {
      ++wrong_count;
      wrong += "WRONG " + id + "\n" + text_of(*item, "query") + "\n" + problem + "\n";
    }
  }
  std::string names;
  for (const auto& [name, count] : reasons)
    names += "  " + std::to_string(count) + " " + name + "\n";
  const std::string summary = std::to_string(passed) + " passed, " + std::to_string(refused) +
                              " refused by name, " + std::to_string(wrong_count) + " WRONG, " +
                              std::to_string(unsure) + " not judged, " + std::to_string(mistaken) +
                              " mistaken pages";
  MESSAGE(summary);
  if (verbose != nullptr) MESSAGE(names);
  CHECK_MESSAGE(wrong_count == 0, wrong);
}

}  // namespace crumb::test
