// Cells in the order of the sheet's XML; a row is given when it closes.
#include "ingest/workbook/sheet.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/ascii.h"
#include "base/text.h"
#include "ingest/cell.h"
#include "ingest/workbook/xml.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kCellUnits = 32'767;  // characters, of UTF-16, that a spreadsheet keeps
constexpr std::uint64_t kTextBytes = 16ull << 30;
constexpr std::size_t kNamedColumns = 5;

std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80 ? 1 : 0;
    units += byte >= 0xF0 ? 1 : 0;
  }
  return units;
}

// "BC12" is column 54, counted from 0; nothing readable: the next one.
std::uint32_t column_of(std::string_view reference, std::uint32_t next) {
  std::uint32_t column = 0;
  std::size_t i = 0;
  for (; i < reference.size() && i < 4; ++i) {
    const char c = reference[i];
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper < 'A' || upper > 'Z') break;
    column = column * 26 + static_cast<std::uint32_t>(upper - 'A' + 1);
  }
  return i == 0 || i == 4 ? next : column - 1;
}

void append_quoted(std::string& out, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out.push_back('"');
  for (const char c : cell) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

// How often something happened, and in which columns.
struct Tally {
  std::uint64_t cells = 0;
  std::map<std::uint32_t, std::uint64_t> columns;
  void add(std::uint32_t column) {
    ++cells;
    ++columns[column];
  }
};

class SheetReader final : public XmlSink {
 public:
  SheetReader(const Workbook& book, const SheetBounds& bounds, const TakeRecord& take)
      : book_(book), bounds_(bounds), take_(take), xml_(*this, book.salt()) {}

  SheetOutcome read(std::string_view part) {
    SheetOutcome out;
    out.damage = book_.read_part(part, [&](auto bytes) { return xml_.push(bytes); });
    xml_.finish();
    if (out.damage.empty() && !enough_) out.damage = xml_.problem();
    if (!limit_.empty()) out.damage = limit_;
    tell(out);
    return out;
  }

  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "row") {
      const std::string_view number = attributes.get("r");
      std::uint32_t row = 0;
      std::from_chars(number.data(), number.data() + number.size(), row);
      row_ = row > row_ ? row : row_ + 1;
      in_row_ = true;
    } else if (name == "c" && in_row_) {
      column_ = column_of(attributes.get("r"), next_column_);
      next_column_ = column_ + 1;
      type_ = attributes.get("t");
      const std::string_view style = attributes.get("s");
      style_ = 0;
      std::from_chars(style.data(), style.data() + style.size(), style_);
      value_.clear();
      long_ = false;
      in_cell_ = true;
    } else if (name == "rPh") {
      ++spoken_;
    }
    in_value_ = in_cell_ && spoken_ == 0 && (name == "v" || name == "t");
  }

  void close(std::string_view name) override {
    in_value_ = false;
    if (name == "rPh") {
      --spoken_;
    } else if (name == "c" && in_cell_) {
      in_cell_ = false;
      end_cell();
    } else if (name == "row" && in_row_) {
      in_row_ = false;
      end_row();
    }
  }

  void text(std::string_view part) override {
    if (!in_value_) return;
    long_ = long_ || value_.size() + part.size() > bounds_.record_bytes;
    if (!long_) value_ += part;
  }

 private:
  struct Slot {
    std::string shown;  // as the sheet has it
    bool lost = false;  // not what the export held: nothing is read of it
  };

  Slot& slot() {
    while (used_ <= column_) {
      if (used_ == row_slots_.size()) row_slots_.emplace_back();
      row_slots_[used_].shown.clear();
      row_slots_[used_++].lost = false;
    }
    return row_slots_[column_];
  }

  void end_cell() {
    row_bytes_ += value_.size();
    if (value_.empty() && !long_) return;
    if (long_ || column_ >= bounds_.columns) {
      broken_ = long_
                    ? "the record is longer than " + std::to_string(bounds_.record_bytes) + " bytes"
                    : "the record has more than " + std::to_string(bounds_.columns) + " cells";
      return;
    }
    if (type_ == "s") {
      std::size_t index = book_.texts().size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (index >= book_.texts().size()) return missing_.add(column_);
      return end_text(book_.texts()[index]);
    }
    if (type_ == "inlineStr" || type_ == "str") return end_text(value_);
    Slot& cell = slot();
    if (type_ == "b") {
      cell.shown = trim(value_) == "1" || trim(value_) == "true" ? "true" : "false";
    } else if (type_ == "e") {
      cell.shown = value_;
      cell.lost = true;
      if (errors_.cells == 0) error_ = value_;
      errors_.add(column_);
    } else if (type_ == "d") {
      cell.shown = value_;
    } else {
      NumberText number = number_text(value_, book_.format(style_), book_.since_1904());
      cell.shown = std::move(number.text);
      cell.lost = number.lost_digits;
      if (number.lost_digits) digits_.add(column_);
      if (number.time) times_.add(column_);
    }
  }

  void end_text(std::string_view text) {
    row_bytes_ += text.size();
    if (row_bytes_ > bounds_.record_bytes) return;  // the row will be broken
    Slot& cell = slot();
    cell.shown =
        text.find("_x") == std::string_view::npos ? std::string(text) : unescape_text(text);
    if (cell.shown.size() >= kCellUnits && utf16_units(cell.shown) == kCellUnits) cut_.add(column_);
    if (const auto time = parse_time_text(cell.shown); time) text_times_.add(column_);
  }

  // A date in the order of somebody's language that stayed a text.
  static std::optional<CellTime> parse_time_text(std::string_view text) {
    if (text.size() > 40 || text.empty() || !is_digit(text.front()) ||
        text.substr(0, 3).find('/') == std::string_view::npos)
      return std::nullopt;
    return parse_cell_time(text);
  }

  void end_row() {
    const std::uint32_t used = used_;
    used_ = 0;
    next_column_ = 0;
    std::string broken = std::move(broken_);
    broken_.clear();
    if (broken.empty() && row_bytes_ > bounds_.record_bytes)
      broken = "the record is longer than " + std::to_string(bounds_.record_bytes) + " bytes";
    row_bytes_ = 0;
    std::uint32_t width = used;
    while (width > 0 && row_slots_[width - 1].shown.empty()) --width;
    if (width == 0 && broken.empty()) return;
    const bool header = header_.empty();
    if (header && width == 1 && row_slots_[0].shown.starts_with("#TYPE ")) return;
    if (!header) width = std::max(width, static_cast<std::uint32_t>(header_.size()));
    record_.clear();
    cells_.clear();
    for (std::uint32_t i = 0; i < width; ++i) {
      const std::string_view shown = i < used ? std::string_view(row_slots_[i].shown) : "";
      if (i != 0) record_.push_back(',');
      append_quoted(record_, shown);
      cells_.push_back({i < used && row_slots_[i].lost ? "" : shown, CellKind::kText});
      if (header) header_.emplace_back(shown.substr(0, 80));
    }
    give(broken);
  }

  void give(std::string_view broken) {
    const std::uint64_t size = record_.size();
    const auto kept =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(size, bounds_.record_bytes));
    const SheetRecord record{
        cells_, {record_, {.offset = offset_, .bytes = kept, .line = row_}}, broken};
    offset_ += size + 2;
    if (offset_ > kTextBytes) limit_ = "It holds more text than is read of a sheet.";
    enough_ = !take_(record) || !limit_.empty();
    if (enough_) xml_.stop();
  }

  [[nodiscard]] std::string columns_of(const Tally& tally) const {
    std::string out;
    std::size_t named = 0;
    for (const auto& [column, count] : tally.columns) {
      if (named++ == kNamedColumns) return out + " and others";
      out += out.empty() ? "" : ", ";
      out += column < header_.size() ? make_visible(header_[column])
                                     : "number " + std::to_string(column + 1);
    }
    return out;
  }

  static std::string count_of(const Tally& tally) {
    return std::to_string(tally.cells) + (tally.cells == 1 ? " cell" : " cells");
  }

  void tell(SheetOutcome& out) const {
    if (digits_.cells != 0)
      out.notes.push_back("A spreadsheet kept only 15 digits of the numbers in " +
                          count_of(digits_) + " (" + columns_of(digits_) +
                          "): they were left empty, so that they are not taken for others.");
    if (errors_.cells != 0)
      out.notes.push_back("A spreadsheet took " + count_of(errors_) + " (" + columns_of(errors_) +
                          ") for formulas and holds an error there, such as " +
                          make_visible(error_.substr(0, 20)) + ": they were left empty.");
    if (missing_.cells != 0)
      out.notes.push_back("The texts of " + count_of(missing_) + " (" + columns_of(missing_) +
                          ") are missing in the workbook: they were left empty.");
    if (cut_.cells != 0) {
      out.cut = true;
      out.notes.push_back("The texts of " + count_of(cut_) + " (" + columns_of(cut_) +
                          ") end at 32,767 characters, where a spreadsheet cuts them.");
    }
    Tally mixed;
    for (const auto& [column, count] : text_times_.columns) {
      if (times_.columns.contains(column)) mixed.columns[column] = count;
    }
    if (!mixed.columns.empty())
      out.notes.push_back(
          "A spreadsheet took some dates of " + columns_of(mixed) +
          " for times and left others as texts: it read them in another order of day and month, "
          "so the times may be wrong. Export them again and do not open them in between.");
  }

  const Workbook& book_;
  const SheetBounds& bounds_;
  const TakeRecord& take_;
  XmlReader xml_;

  std::vector<Slot> row_slots_;  // kept from row to row; the first used_ are this row's
  std::uint32_t used_ = 0, next_column_ = 0, column_ = 0, row_ = 0, style_ = 0;
  std::uint64_t row_bytes_ = 0, offset_ = 0;
  std::string value_, type_, broken_, limit_, record_, error_;
  std::vector<Cell> cells_;
  std::vector<std::string> header_;
  int spoken_ = 0;
  bool in_row_ = false, in_cell_ = false, in_value_ = false, long_ = false, enough_ = false;
  Tally digits_, errors_, missing_, cut_, times_, text_times_;
};

}  // namespace

SheetOutcome read_sheet(const Workbook& book, std::size_t sheet, const SheetBounds& bounds,
                        const TakeRecord& take) {
  SheetReader reader(book, bounds, take);
  return reader.read(book.sheets()[sheet].part);
}

std::string sheet_text(const Workbook& book, std::size_t sheet, const SheetBounds& bounds,
                       std::uint64_t offset, std::uint32_t bytes) {
  std::string out;
  read_sheet(book, sheet, bounds, [&](const SheetRecord& record) {
    const std::uint64_t begin = record.raw.place.offset;
    const std::uint64_t end = begin + record.raw.text.size() + 2;
    if (end <= offset) return true;
    const std::string text = std::string(record.raw.text) + "\r\n";
    const auto from = static_cast<std::size_t>(std::max(begin, offset) - begin);
    out += std::string_view(text).substr(from, bytes - out.size());
    return out.size() < bytes;
  });
  return out;
}

}  // namespace crumb::ingest
