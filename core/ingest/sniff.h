// First bytes -> what kind of file this is: binary containers by their magic, CSV or JSON by their
// text. Never by name. Finds no dialect and no table: those need columns (ingest/map.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crumb::ingest {

// A zip archive, and one whose first member is a workbook's or a document's: those are not opened
// as archives, their members mean nothing by themselves.
[[nodiscard]] bool is_zip(std::span<const std::uint8_t> head);
[[nodiscard]] bool is_office_package(std::span<const std::uint8_t> head);

// A sentence when the bytes are nothing that holds text records (gzip, 7z, an old workbook, an
// empty file ...); else empty.
[[nodiscard]] std::string refuse_bytes(std::span<const std::uint8_t> head, bool is_whole_file);

enum class TextKind : std::uint8_t { kCsv, kJson, kNothing };

struct TextSniff {
  TextKind kind = TextKind::kNothing;
  std::size_t preamble = 0;  // bytes before the first record: byte order mark, #TYPE and sep= lines
  std::string delimiter = ",";  // CSV
  char newline = '\n';          // CSV: '\r' where there is no other
  std::string refuse;           // a sentence when the text is known not to hold records
};

// `head`: the beginning of the decoded text.
[[nodiscard]] TextSniff sniff_text(std::string_view head);

}  // namespace crumb::ingest
