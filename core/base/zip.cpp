// From the end of the archive to its list of members.
#include "base/zip.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace crumb {
namespace {

using Bytes = std::span<const std::uint8_t>;

std::uint64_t little_endian(Bytes bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[at + i];
  return value;
}

std::size_t two_bytes(Bytes bytes, std::size_t at) {
  return static_cast<std::size_t>(little_endian(bytes, at, 2));
}

// 64-bit sizes stand in the extra field 1, in this order, each only where the short one is full.
void widen(Bytes extra, ZipMember& member) {
  for (std::size_t at = 0; at + 4 <= extra.size();) {
    const std::size_t id = two_bytes(extra, at), size = two_bytes(extra, at + 2);
    std::size_t in = at + 4;
    const std::size_t end = in + size;
    if (end > extra.size()) return;
    for (std::uint64_t* number : {&member.unpacked, &member.packed, &member.at}) {
      if (id != 1 || *number != 0xFFFF'FFFF || in + 8 > end) continue;
      *number = little_endian(extra, in, 8);
      in += 8;
    }
    at = end;
  }
}

struct Place {
  std::uint64_t count = 0, bytes = 0, begin = 0;
};

std::optional<Place> find_directory(const ReadAt& read, std::uint64_t size) {
  const std::uint64_t tail_at = size > 65'557 + 20 ? size - 65'557 - 20 : 0;
  const auto tail = read(tail_at, size - tail_at);
  constexpr std::uint8_t kEnd[] = {'P', 'K', 5, 6};
  const auto found = std::ranges::find_end(tail, kEnd);
  if (found.empty() || tail.end() - found.begin() < 22) return std::nullopt;
  const auto at = static_cast<std::size_t>(found.begin() - tail.begin());
  if (at >= 20 && little_endian(tail, at - 20, 4) == 0x07064B50) {  // zip64
    const auto end64 = read(little_endian(tail, at - 12, 8), 56);
    if (end64.size() < 56 || little_endian(end64, 0, 4) != 0x06064B50) return std::nullopt;
    return Place{little_endian(end64, 32, 8), little_endian(end64, 40, 8),
                 little_endian(end64, 48, 8)};
  }
  return Place{little_endian(tail, at + 10, 2), little_endian(tail, at + 12, 4),
               little_endian(tail, at + 16, 4)};
}

}  // namespace

ZipDirectory read_zip_directory(const ReadAt& read, std::uint64_t archive_bytes,
                                std::uint32_t most_members) {
  ZipDirectory damaged;
  damaged.refuse = "It is a zip archive whose directory is damaged or cut off: unpack it first.";
  const auto place = find_directory(read, archive_bytes);
  if (!place) return damaged;
  if (place->count > most_members) {
    return {{},
            "It is a zip archive of " + std::to_string(place->count) + " members; more than " +
                std::to_string(most_members) +
                " are not opened: unpack it and give the files that matter."};
  }
  const auto list = read(place->begin, place->bytes);
  if (list.size() < place->bytes) return damaged;
  ZipDirectory out;
  for (std::size_t in = 0; out.members.size() < place->count;) {
    if (in + 46 > list.size() || little_endian(list, in, 4) != 0x02014B50) return damaged;
    const std::size_t name = two_bytes(list, in + 28), extra = two_bytes(list, in + 30),
                      comment = two_bytes(list, in + 32);
    if (in + 46 + name + extra + comment > list.size()) return damaged;
    ZipMember& member = out.members.emplace_back();
    member.flags = static_cast<std::uint16_t>(little_endian(list, in + 8, 2));
    member.method = static_cast<std::uint16_t>(little_endian(list, in + 10, 2));
    member.crc = static_cast<std::uint32_t>(little_endian(list, in + 16, 4));
    member.packed = little_endian(list, in + 20, 4);
    member.unpacked = little_endian(list, in + 24, 4);
    member.at = little_endian(list, in + 42, 4);
    member.name.assign(reinterpret_cast<const char*>(list.data()) + in + 46, name);
    std::ranges::replace(member.name, '\\', '/');
    if (!is_valid_utf8(member.name)) {  // an old code page, which the archive does not name
      for (char& c : member.name)
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    widen(Bytes(list).subspan(in + 46 + name, extra), member);
    in += 46 + name + extra + comment;
  }
  std::ranges::stable_sort(out.members, {}, &ZipMember::name);
  return out;
}

std::string why_not_unpacked(const ZipMember& member) {
  if ((member.flags & 1) != 0 || member.method == 99)
    return "It is encrypted: unpack the archive with its password first.";
  if (member.method != 0 && member.method != 8)
    return "It is compressed in a way that is not read (method " + std::to_string(member.method) +
           "): unpack it first.";
  return {};
}

std::optional<std::uint64_t> zip_data_at(const ReadAt& read, const ZipMember& member) {
  const auto local = read(member.at, 30);
  if (local.size() < 30 || little_endian(local, 0, 4) != 0x04034B50) return std::nullopt;
  return member.at + 30 + little_endian(local, 26, 2) + little_endian(local, 28, 2);
}

}  // namespace crumb
