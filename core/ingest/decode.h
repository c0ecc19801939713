// Bytes to UTF-8: which encoding a file is in, and a streaming decoder for those that are not UTF-8
// already. Not a validator of UTF-8 (the readers do that record by record); of the code pages only
// Windows-1252, which cannot be told from its neighbours.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crumb::ingest {

enum class Encoding : std::uint8_t {
  kUtf8,
  kUtf8Bom,
  kUtf16Le,
  kUtf16Be,
  kUtf32Le,
  kUtf32Be,
  kWindows1252
};

[[nodiscard]] std::string_view encoding_name(
    Encoding encoding);  // "utf-8", "utf-8-bom", "utf-16le" ...

// By byte order mark; without one, UTF-16 when more than 30 % of the even or of the odd bytes are
// zero, and Windows-1252 when there are bytes above 127 and none of them belongs to a character of
// UTF-8. `head`: the file's first bytes, 64 KiB or all of it.
[[nodiscard]] Encoding detect_encoding(std::span<const std::uint8_t> head);

// The decoded text begins with the byte order mark (U+FEFF) if the file has one, so that offsets in
// the decoded text of a UTF-8 file are offsets in the file.
class TextDecoder {
 public:
  explicit TextDecoder(Encoding encoding) : encoding_(encoding) {}

  void decode(std::span<const std::uint8_t> bytes, std::string& out);  // appends
  void finish(std::string& out);  // half a character at the end becomes U+FFFD
  [[nodiscard]] bool damaged() const { return damaged_; }  // some U+FFFD is ours

 private:
  void unit(std::uint32_t value, std::string& out);

  Encoding encoding_;
  std::uint32_t pending_ = 0;  // bytes of an unfinished unit, first byte lowest
  std::uint32_t pending_bytes_ = 0;
  std::uint32_t high_surrogate_ = 0;
  bool damaged_ = false;
};

}  // namespace crumb::ingest
