// zlib's inflate, one output chunk at a time.
#include "base/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <vector>

namespace crumb {

bool Bomb::fired() const {
  return out > bounds.total_bytes ||
         (out > bounds.free_bytes && out / bounds.most_ratio > std::max<std::uint64_t>(in, 1));
}

std::string Bomb::sentence() const {
  return out > bounds.total_bytes
             ? "It unpacks to more than " + std::to_string(bounds.total_bytes >> 30) +
                   " GiB, which is not read on; unpack it and give the files that matter."
             : "It unpacks to more than " + std::to_string(bounds.most_ratio) +
                   " times its size, which no export does; it was not read on.";
}

struct Inflater::Impl {
  z_stream stream{};
  bool gzip = false;
  bool ok = true;
  bool done = false;
  std::vector<std::uint8_t> out = std::vector<std::uint8_t>(256 * 1024);
};

Inflater::Inflater(Packing packing) : impl_(std::make_unique<Impl>()) {
  impl_->gzip = packing == Packing::kGzip;
  constexpr int kGzipWindow = 31, kRawWindow = -15;
  impl_->ok = inflateInit2(&impl_->stream, impl_->gzip ? kGzipWindow : kRawWindow) == Z_OK;
}
Inflater::~Inflater() { inflateEnd(&impl_->stream); }

bool Inflater::push(std::span<const std::uint8_t> bytes, Bomb& bomb, const TakeBytes& take) {
  Impl& in = *impl_;
  z_stream& stream = in.stream;
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  bomb.in += bytes.size();
  do {
    if (in.done) {  // a further gzip member; anything else behind the end is padding
      if (!in.gzip || stream.avail_in == 0 || *stream.next_in != 0x1F) return !in.done || in.gzip;
      if (inflateReset(&stream) != Z_OK) return false;
      in.done = false;
    }
    stream.next_out = in.out.data();
    stream.avail_out = static_cast<uInt>(in.out.size());
    const int status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = in.out.size() - stream.avail_out;
    bomb.out += made;
    if (made != 0 && !take({in.out.data(), made})) return false;
    if (bomb.fired()) return false;
    if (status == Z_STREAM_END) {
      in.done = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      in.ok = false;
      return false;
    } else if (status == Z_BUF_ERROR && made == 0) {
      return true;
    }
  } while (stream.avail_in != 0 || stream.avail_out == 0 || in.done);
  return true;
}

bool Inflater::whole() const { return impl_->ok && impl_->done; }

std::uint32_t crc32_of(std::uint32_t so_far, std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(::crc32(so_far, bytes.data(), static_cast<uInt>(bytes.size())));
}

}  // namespace crumb
