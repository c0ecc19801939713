// zlib inflates; the zip directory is read here, with every number in it doubted.
// As WebAssembly under Node the command line has no zlib and opens no container; the page opens
// them itself.
#include "cli/unpack.h"

#if defined(CRUMB_HAS_ZLIB)
#include <zlib.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace crumb::cli {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Take = std::function<bool(Bytes)>;  // false: enough
constexpr std::size_t kChunk = 256 * 1024;
constexpr std::string_view kDamaged =
    "Its compressed data is damaged or cut off; what came before was read.";

// The proportion that logs never reach, over all members of one container.
struct Bomb {
  const UnpackLimits& limits;
  std::uint64_t in = 0, out = 0;
  [[nodiscard]] bool fired() const {
    return out > limits.total_bytes ||
           (out > limits.free_bytes && out / limits.most_ratio > std::max<std::uint64_t>(in, 1));
  }
  [[nodiscard]] std::string sentence() const {
    return out > limits.total_bytes
               ? "It unpacks to more than " + std::to_string(limits.total_bytes >> 30) +
                     " GiB, which is not read on; unpack it and give the files that matter."
               : "It unpacks to more than " + std::to_string(limits.most_ratio) +
                     " times its size, which no export does; it was not read on.";
  }
};

// One stream through zlib: window bits 31 is gzip (members one after another), -15 is raw deflate.
class Inflater {
 public:
  explicit Inflater(int window_bits) : gzip_(window_bits == 31), out_(kChunk) {
    ok_ = inflateInit2(&stream_, window_bits) == Z_OK;
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // False: enough, done or damaged.
  bool push(Bytes bytes, Bomb& bomb, const Take& take) {
    stream_.next_in = const_cast<Bytef*>(bytes.data());
    stream_.avail_in = static_cast<uInt>(bytes.size());
    bomb.in += bytes.size();
    do {
      if (done_) {  // a further gzip member; anything else behind the end is padding
        if (!gzip_ || stream_.avail_in == 0 || *stream_.next_in != 0x1F) return !done_ || gzip_;
        if (inflateReset(&stream_) != Z_OK) return false;
        done_ = false;
      }
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t made = out_.size() - stream_.avail_out;
      bomb.out += made;
      if (made != 0 && !take(Bytes(out_.data(), made))) return false;
      if (bomb.fired()) return false;
      if (status == Z_STREAM_END) {
        done_ = true;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        ok_ = false;
        return false;
      } else if (status == Z_BUF_ERROR && made == 0) {
        return true;
      }
    } while (stream_.avail_in != 0 || stream_.avail_out == 0 || done_);
    return true;
  }
  [[nodiscard]] bool whole() const { return ok_ && done_; }

 private:
  z_stream stream_{};
  bool gzip_;
  bool ok_ = true;
  bool done_ = false;
  std::vector<std::uint8_t> out_;
};

// Reads up to `size` bytes from where the file stands. False: the taker had enough.
bool pour(std::FILE* file, std::uint64_t size, const Take& take) {
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

struct Member {
  std::string name;
  std::uint64_t at = 0, packed = 0, unpacked = 0;
  std::uint32_t crc = 0;
  std::uint16_t flags = 0, method = 0;
};

std::uint64_t little(Bytes bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[at + i];
  return value;
}

std::vector<std::uint8_t> read_at(std::FILE* file, std::uint64_t at, std::uint64_t size) {
  std::vector<std::uint8_t> out;
  if (size > (256u << 20) || ::fseeko(file, static_cast<off_t>(at), SEEK_SET) != 0) return out;
  out.resize(size);
  out.resize(std::fread(out.data(), 1, out.size(), file));
  return out;
}

// 64-bit sizes stand in the extra field 1, in this order, each only where the short one is full.
void widen(Bytes extra, Member& member) {
  for (std::size_t at = 0; at + 4 <= extra.size();) {
    const auto id = little(extra, at, 2), size = little(extra, at + 2, 2);
    std::size_t in = at + 4;
    const std::size_t end = in + size;
    if (end > extra.size()) return;
    for (std::uint64_t* number : {&member.unpacked, &member.packed, &member.at}) {
      if (id != 1 || *number != 0xFFFF'FFFF || in + 8 > end) continue;
      *number = little(extra, in, 8);
      in += 8;
    }
    at = end;
  }
}

// The directory's members, or a sentence in `refuse`.
std::vector<Member> directory(std::FILE* file, const UnpackLimits& limits, std::string& refuse) {
  refuse = "It is a zip archive whose directory is damaged or cut off: unpack it first.";
  if (::fseeko(file, 0, SEEK_END) != 0) {
    refuse = "It is a zip archive, which is read from a file only.";
    return {};
  }
  const auto size = static_cast<std::uint64_t>(::ftello(file));
  const std::uint64_t tail_at = size > 65'557 + 20 ? size - 65'557 - 20 : 0;
  const auto tail = read_at(file, tail_at, size - tail_at);
  constexpr std::uint8_t kEnd[] = {'P', 'K', 5, 6};
  const auto found = std::ranges::find_end(tail, kEnd);
  if (found.empty() || tail.end() - found.begin() < 22) return {};
  const auto at = static_cast<std::size_t>(found.begin() - tail.begin());
  std::uint64_t count = little(tail, at + 10, 2), bytes = little(tail, at + 12, 4),
                begin = little(tail, at + 16, 4);
  if (at >= 20 && little(tail, at - 20, 4) == 0x07064B50) {  // zip64
    const auto end64 = read_at(file, little(tail, at - 12, 8), 56);
    if (end64.size() < 56 || little(end64, 0, 4) != 0x06064B50) return {};
    count = little(end64, 32, 8);
    bytes = little(end64, 40, 8);
    begin = little(end64, 48, 8);
  }
  if (count > limits.members) {
    refuse = "It is a zip archive of " + std::to_string(count) + " members; more than " +
             std::to_string(limits.members) +
             " are not opened: unpack it and give the files that matter.";
    return {};
  }
  const auto list = read_at(file, begin, bytes);
  if (list.size() < bytes) return {};
  std::vector<Member> out;
  for (std::size_t in = 0; out.size() < count;) {
    if (in + 46 > list.size() || little(list, in, 4) != 0x02014B50) return {};
    const auto name = little(list, in + 28, 2), extra = little(list, in + 30, 2),
               comment = little(list, in + 32, 2);
    if (in + 46 + name + extra + comment > list.size()) return {};
    Member& member = out.emplace_back();
    member.flags = static_cast<std::uint16_t>(little(list, in + 8, 2));
    member.method = static_cast<std::uint16_t>(little(list, in + 10, 2));
    member.crc = static_cast<std::uint32_t>(little(list, in + 16, 4));
    member.packed = little(list, in + 20, 4);
    member.unpacked = little(list, in + 24, 4);
    member.at = little(list, in + 42, 4);
    member.name.assign(reinterpret_cast<const char*>(list.data()) + in + 46, name);
    std::ranges::replace(member.name, '\\', '/');
    if (!is_valid_utf8(member.name)) {  // an old code page, which the archive does not name
      for (char& c : member.name)
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    widen(Bytes(list).subspan(in + 46 + name, extra), member);
    in += 46 + name + extra + comment;
  }
  std::ranges::stable_sort(out, {}, &Member::name);
  refuse.clear();
  return out;
}

bool is_left_out(std::string_view name) {  // folders, and what systems hide in archives
  const std::string_view base = name.substr(name.rfind('/') + 1);
  return base.empty() || base.starts_with('.') || name.starts_with("__MACOSX/");
}

std::string why_not(const Member& member) {
  if ((member.flags & 1) != 0 || member.method == 99)
    return "It is encrypted: unpack the archive with its password first.";
  if (member.method != 0 && member.method != 8)
    return "It is compressed in a way that is not read (method " + std::to_string(member.method) +
           "): unpack it first.";
  return {};
}

void unpack_member(std::FILE* file, const Member& member, Bomb& bomb, UnpackSink& sink) {
  const auto local = read_at(file, member.at, 30);
  if (local.size() < 30 || little(local, 0, 4) != 0x04034B50)
    return sink.end(std::string(kDamaged));
  const std::uint64_t data = member.at + 30 + little(local, 26, 2) + little(local, 28, 2);
  if (::fseeko(file, static_cast<off_t>(data), SEEK_SET) != 0)
    return sink.end(std::string(kDamaged));
  bool first = true, wanted = true;
  std::uint64_t made = 0;
  uLong crc = crc32(0, nullptr, 0);
  std::unique_ptr<Inflater> inner;  // a gzip file in the zip
  const Take out = [&](Bytes bytes) {
    made += bytes.size();
    crc = crc32(crc, bytes.data(), static_cast<uInt>(bytes.size()));
    if (first && container_of(bytes) == Container::kGzip) inner = std::make_unique<Inflater>(31);
    first = false;
    const Take last = [&](Bytes more) { return wanted = sink.bytes(more); };
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
    Inflater inflater(-15);
    pour(file, member.packed, [&](Bytes bytes) { return inflater.push(bytes, bomb, out); });
    whole = inflater.whole();
  }
  if (!wanted) return sink.end("");
  if (bomb.fired()) return sink.end(bomb.sentence());
  whole =
      whole && made == member.unpacked && crc == member.crc && (inner == nullptr || inner->whole());
  sink.end(whole ? "" : std::string(kDamaged));
}

void unpack_zip(std::FILE* file, const std::string& name, const UnpackLimits& limits,
                UnpackSink& sink) {
  std::string refused;
  const std::vector<Member> members = directory(file, limits, refused);
  if (!refused.empty()) return sink.refuse(name, refused);
  Bomb bomb{limits};
  bool any = false;
  for (const Member& member : members) {
    if (is_left_out(member.name)) continue;
    any = true;
    const std::string label = name + "/" + member.name;
    std::string reason = why_not(member);
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
  Inflater inflater(31);
  Bomb bomb{limits};
  bool wanted = true;
  if (!sink.begin(name)) return;
  const Take inflate_on = [&](Bytes bytes) {
    return inflater.push(bytes, bomb, [&](Bytes out) { return wanted = sink.bytes(out); });
  };
  if (inflate_on(head)) pour(file, ~0ull, inflate_on);
  if (!wanted) return sink.end("");
  if (bomb.fired()) return sink.end(bomb.sentence());
  sink.end(inflater.whole() ? "" : std::string(kDamaged));
}

}  // namespace

Container container_of(Bytes head) {
  if (head.size() >= 3 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8)
    return Container::kGzip;
  if (head.size() < 4 || head[0] != 'P' || head[1] != 'K' || head[2] != 3 || head[3] != 4)
    return Container::kNone;
  // Workbooks and documents are zip archives too; the sniffer names those.
  const std::string_view text(reinterpret_cast<const char*>(head.data()),
                              std::min<std::size_t>(head.size(), 4096));
  return text.find("[Content_Types].xml") == std::string_view::npos ? Container::kZip
                                                                    : Container::kNone;
}

void unpack(std::FILE* file, Bytes head, const std::string& name, const UnpackLimits& limits,
            UnpackSink& sink) {
  if (container_of(head) == Container::kGzip) return unpack_gzip(file, head, name, limits, sink);
  unpack_zip(file, name, limits, sink);
}

}  // namespace crumb::cli
#else
namespace crumb::cli {
Container container_of(std::span<const std::uint8_t>) { return Container::kNone; }
void unpack(std::FILE*, std::span<const std::uint8_t>, const std::string&, const UnpackLimits&,
            UnpackSink&) {}
}  // namespace crumb::cli
#endif
