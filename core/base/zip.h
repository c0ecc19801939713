// The directory of a zip archive (APPNOTE 6.3, with zip64), every number in it doubted. Unpacks
// nothing (base/inflate.h); a name in an archive is a label, never a path.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crumb {

struct ZipMember {
  std::string name;  // UTF-8, with '/'
  std::uint64_t at = 0, packed = 0, unpacked = 0;
  std::uint32_t crc = 0;
  std::uint16_t flags = 0, method = 0;  // method 0: stored, 8: deflate
};

// Bytes of the archive: fewer than asked for where it ends before.
using ReadAt = std::function<std::vector<std::uint8_t>(std::uint64_t at, std::uint64_t size)>;

struct ZipDirectory {
  std::vector<ZipMember> members;  // by name
  std::string refuse;              // why there are none, one sentence
};
[[nodiscard]] ZipDirectory read_zip_directory(const ReadAt& read, std::uint64_t archive_bytes,
                                              std::uint32_t most_members);

// Encrypted, or packed in another way than the two that are read: a sentence; else empty.
[[nodiscard]] std::string why_not_unpacked(const ZipMember& member);
// Where its packed bytes begin; nullopt: the archive is damaged there.
[[nodiscard]] std::optional<std::uint64_t> zip_data_at(const ReadAt& read, const ZipMember& member);

}  // namespace crumb
