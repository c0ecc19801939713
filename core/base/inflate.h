// Deflate and gzip streams as chunks of bytes (RFC 1951, RFC 1952), through zlib, and the
// proportion at which they are given up. Knows no archive (base/zip.h) and no file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crumb {

// What unpacks to more is cut in one sentence: exports become ten to fifty times smaller.
struct UnpackBounds {
  std::uint64_t free_bytes = 64ull << 20;   // below this no proportion is asked for
  std::uint64_t most_ratio = 250;           // unpacked to packed
  std::uint64_t total_bytes = 64ull << 30;  // of one container
};

// Over all members of one container.
struct Bomb {
  UnpackBounds bounds;
  std::uint64_t in = 0, out = 0;
  [[nodiscard]] bool fired() const;
  [[nodiscard]] std::string sentence() const;
};

using TakeBytes = std::function<bool(std::span<const std::uint8_t>)>;  // false: enough

inline constexpr std::string_view kDamagedPacking =
    "Its compressed data is damaged or cut off; what came before was read.";

class Inflater {
 public:
  enum class Packing : std::uint8_t { kDeflate, kGzip };  // gzip: members one after another
  explicit Inflater(Packing packing);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // False: enough, done or damaged.
  bool push(std::span<const std::uint8_t> bytes, Bomb& bomb, const TakeBytes& take);
  [[nodiscard]] bool whole() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] std::uint32_t crc32_of(std::uint32_t so_far, std::span<const std::uint8_t> bytes);

}  // namespace crumb
