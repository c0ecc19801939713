// Members of archives, read from a file as they are asked for.
#include "cli/unpack.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "base/inflate.h"
#include "base/zip.h"
#include "ingest/sniff.h"

namespace crumb::cli {
namespace {

using Bytes = std::span<const std::uint8_t>;
constexpr std::size_t kChunk = 256 * 1024;

// Reads up to `size` bytes from where the file stands. False: the taker had enough.
bool pour(std::FILE* file, std::uint64_t size, const TakeBytes& take) {
  std::vector<std::uint8_t> chunk(kChunk);
  while (size != 0) {
    const std::size_t want = static_cast<std::size_t>(std::min<std::uint64_t>(size, chunk.size()));
    const std::size_t read = std::fread(chunk.data(), 1, want, file);
    if (read == 0) return true;
    if (!take(Bytes(chunk.data(), read))) return false;
    size -= read;
  }
  return true;
}

ReadAt reads(std::FILE* file) {
  return [file](std::uint64_t at, std::uint64_t size) {
    std::vector<std::uint8_t> out;
    if (size > (256u << 20) || ::fseeko(file, static_cast<off_t>(at), SEEK_SET) != 0) return out;
    out.resize(static_cast<std::size_t>(size));
    out.resize(std::fread(out.data(), 1, out.size(), file));
    return out;
  };
}

bool is_left_out(std::string_view name) {  // folders, and what systems hide in archives
  const std::string_view base = name.substr(name.rfind('/') + 1);
  return base.empty() || base.starts_with('.') || name.starts_with("__MACOSX/");
}

void unpack_member(std::FILE* file, const ZipMember& member, Bomb& bomb, UnpackSink& sink) {
  const auto data = zip_data_at(reads(file), member);
  if (!data || ::fseeko(file, static_cast<off_t>(*data), SEEK_SET) != 0)
    return sink.end(std::string(kDamagedPacking));
  bool first = true, wanted = true;
  std::uint64_t made = 0;
  std::uint32_t crc = 0;
  std::unique_ptr<Inflater> inner;  // a gzip file in the zip
  const TakeBytes out = [&](Bytes bytes) {
    made += bytes.size();
    crc = crc32_of(crc, bytes);
    if (first && container_of(bytes) == Container::kGzip)
      inner = std::make_unique<Inflater>(Inflater::Packing::kGzip);
    first = false;
    const TakeBytes last = [&](Bytes more) { return wanted = sink.bytes(more); };
    return inner != nullptr ? inner->push(bytes, bomb, last) : last(bytes);
  };
  bool whole = true;
  if (member.method == 0) {
    bomb.in += member.packed;
    pour(file, member.packed, [&](Bytes bytes) {
      bomb.out += bytes.size();
      return out(bytes);
    });
  } else {
    Inflater inflater(Inflater::Packing::kDeflate);
    pour(file, member.packed, [&](Bytes bytes) { return inflater.push(bytes, bomb, out); });
    whole = inflater.whole();
  }
  if (!wanted) return sink.end("");
  if (bomb.fired()) return sink.end(bomb.sentence());
  whole =
      whole && made == member.unpacked && crc == member.crc && (inner == nullptr || inner->whole());
  sink.end(whole ? "" : std::string(kDamagedPacking));
}

void unpack_zip(std::FILE* file, const std::string& name, const UnpackLimits& limits,
                UnpackSink& sink) {
  if (::fseeko(file, 0, SEEK_END) != 0)
    return sink.refuse(name, "It is a zip archive, which is read from a file only.");
  const ZipDirectory directory =
      read_zip_directory(reads(file), static_cast<std::uint64_t>(::ftello(file)), limits.members);
  if (!directory.refuse.empty()) return sink.refuse(name, directory.refuse);
  Bomb bomb{limits.bounds};
  bool any = false;
  for (const ZipMember& member : directory.members) {
    if (is_left_out(member.name)) continue;
    any = true;
    const std::string label = name + "/" + member.name;
    std::string reason = why_not_unpacked(member);
    if (reason.empty() && bomb.fired()) reason = bomb.sentence();
    if (!reason.empty()) {
      sink.refuse(label, reason);
      continue;
    }
    if (sink.begin(label)) unpack_member(file, member, bomb, sink);
  }
  if (!any) sink.refuse(name, "It is a zip archive that holds no files.");
}

void unpack_gzip(std::FILE* file, Bytes head, const std::string& name, const UnpackLimits& limits,
                 UnpackSink& sink) {
  Inflater inflater(Inflater::Packing::kGzip);
  Bomb bomb{limits.bounds};
  bool wanted = true;
  if (!sink.begin(name)) return;
  const TakeBytes inflate_on = [&](Bytes bytes) {
    return inflater.push(bytes, bomb, [&](Bytes out) { return wanted = sink.bytes(out); });
  };
  if (inflate_on(head)) pour(file, ~0ull, inflate_on);
  if (!wanted) return sink.end("");
  if (bomb.fired()) return sink.end(bomb.sentence());
  sink.end(inflater.whole() ? "" : std::string(kDamagedPacking));
}

}  // namespace

Container container_of(Bytes head) {
  if (head.size() >= 3 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8)
    return Container::kGzip;
  // Workbooks and documents are zip archives too; the core opens or names those.
  return ingest::is_zip(head) && !ingest::is_office_package(head) ? Container::kZip
                                                                  : Container::kNone;
}

void unpack(std::FILE* file, Bytes head, const std::string& name, const UnpackLimits& limits,
            UnpackSink& sink) {
  if (container_of(head) == Container::kGzip) return unpack_gzip(file, head, name, limits, sink);
  unpack_zip(file, name, limits, sink);
}

}  // namespace crumb::cli
