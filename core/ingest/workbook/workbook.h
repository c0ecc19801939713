// An Excel workbook (xlsx, xlsm; ECMA-376): its sheets, the texts that they share, and which
// formats show times. Formulas give the value that was saved with them; nothing outside of the
// file is read. Not the rows of a sheet (ingest/workbook/sheet.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/workbook/number.h"
#include "ingest/workbook/package.h"

namespace crumb::ingest {

// Texts by number, one behind the other.
class SharedTexts {
 public:
  void begin() { ends_.push_back(texts_.size()); }
  void append(std::string_view part) { texts_ += part, ends_.back() = texts_.size(); }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::size_t bytes() const { return texts_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(texts_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string texts_;
  std::vector<std::size_t> ends_;
};

class Workbook {
 public:
  struct Sheet {
    std::string name;
    std::string part;
  };

  explicit Workbook(std::vector<std::uint8_t> bytes);

  [[nodiscard]] const std::string& refuse() const { return refuse_; }  // why there are no sheets
  [[nodiscard]] const std::string& damage() const { return damage_; }  // of what all sheets share
  [[nodiscard]] const std::vector<Sheet>& sheets() const { return sheets_; }  // hidden ones too
  [[nodiscard]] const SharedTexts& texts() const { return texts_; }
  [[nodiscard]] NumberFormat format(std::uint32_t style) const {
    return style < formats_.size() ? formats_[style] : NumberFormat{};
  }
  [[nodiscard]] bool since_1904() const { return since_1904_; }
  [[nodiscard]] std::uint64_t salt() const { return salt_; }
  // The sheet's XML. A Package of its own, so that every reading has the whole bound.
  [[nodiscard]] std::string read_part(std::string_view part, const TakeBytes& take) const;

 private:
  void open(Package& package);
  void read_shared(Package& package, std::string_view part);

  std::vector<std::uint8_t> bytes_;
  std::uint64_t salt_ = 1;
  std::string refuse_, damage_;
  std::vector<Sheet> sheets_;
  SharedTexts texts_;
  std::vector<NumberFormat> formats_;  // by style
  bool since_1904_ = false;
};

// Texts of workbooks write control characters as _x000D_.
[[nodiscard]] std::string unescape_text(std::string_view text);

}  // namespace crumb::ingest
