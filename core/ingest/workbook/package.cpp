// Parts out of the archive's bytes.
#include "ingest/workbook/package.h"

#include <algorithm>

#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::uint32_t kMostParts = 10'000;
constexpr UnpackBounds kBounds{.total_bytes = 16ull << 30};

}  // namespace

Package::Package(std::span<const std::uint8_t> bytes)
    : bytes_(bytes),
      read_at_([bytes](std::uint64_t at, std::uint64_t size) {
        const auto begin = static_cast<std::size_t>(std::min<std::uint64_t>(at, bytes.size()));
        const auto part = bytes.subspan(
            begin, static_cast<std::size_t>(std::min<std::uint64_t>(size, bytes.size() - begin)));
        return std::vector<std::uint8_t>(part.begin(), part.end());
      }),
      directory_(read_zip_directory(read_at_, bytes.size(), kMostParts)),
      bomb_{kBounds} {}

const ZipMember* Package::find(std::string_view name) const {
  while (name.starts_with('/')) name.remove_prefix(1);
  const auto found = std::ranges::find_if(directory_.members, [&](const ZipMember& member) {
    return equals_ignore_case(member.name, name);
  });
  return found == directory_.members.end() ? nullptr : &*found;
}

bool Package::has_folder(std::string_view prefix) const {
  return std::ranges::any_of(directory_.members, [&](const ZipMember& member) {
    return starts_with_ignore_case(member.name, prefix);
  });
}

std::string Package::read(const ZipMember& part, const TakeBytes& take) {
  if (std::string why = why_not_unpacked(part); !why.empty()) return why;
  if (bomb_.fired()) return bomb_.sentence();
  const auto data = zip_data_at(read_at_, part);
  if (!data || *data > bytes_.size() || part.packed > bytes_.size() - *data)
    return std::string(kDamagedPacking);
  const auto packed =
      bytes_.subspan(static_cast<std::size_t>(*data), static_cast<std::size_t>(part.packed));
  bool wanted = true;
  bool whole = true;
  std::uint64_t made = 0;
  std::uint32_t crc = 0;
  const TakeBytes checked = [&](std::span<const std::uint8_t> bytes) {
    made += bytes.size();
    crc = crc32_of(crc, bytes);
    return wanted = take(bytes);
  };
  constexpr std::size_t kStep = 64 * 1024;  // so that the bound sees both sides grow
  if (part.method == 0) {
    bomb_.in += packed.size();
    bomb_.out += packed.size();
    for (std::size_t at = 0; at < packed.size() && wanted; at += kStep)
      (void)checked(packed.subspan(at, std::min(kStep, packed.size() - at)));
  } else {
    Inflater inflater(Inflater::Packing::kDeflate);
    for (std::size_t at = 0; at < packed.size(); at += kStep) {
      if (!inflater.push(packed.subspan(at, std::min(kStep, packed.size() - at)), bomb_, checked))
        break;
    }
    whole = inflater.whole();
  }
  if (!wanted) return {};
  if (bomb_.fired()) return bomb_.sentence();
  return whole && made == part.unpacked && crc == part.crc ? "" : std::string(kDamagedPacking);
}

}  // namespace crumb::ingest
