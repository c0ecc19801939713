// A workbook's parts by name: a zip archive in memory, each part given as chunks of bytes, its
// checksum looked at. Knows no XML (ingest/workbook/xml.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/inflate.h"
#include "base/zip.h"

namespace crumb::ingest {

class Package {
 public:
  explicit Package(std::span<const std::uint8_t> bytes);  // which outlive it

  [[nodiscard]] const std::string& refuse() const { return directory_.refuse; }
  // Without the '/' that begins absolute names; case does not matter. nullptr: there is none.
  [[nodiscard]] const ZipMember* find(std::string_view name) const;
  [[nodiscard]] bool has_folder(std::string_view prefix) const;
  // A sentence when the part did not come whole. All parts that are read share one bound.
  [[nodiscard]] std::string read(const ZipMember& part, const TakeBytes& take);

 private:
  std::span<const std::uint8_t> bytes_;
  ReadAt read_at_;
  ZipDirectory directory_;
  Bomb bomb_;
};

}  // namespace crumb::ingest
