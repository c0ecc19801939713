// Containers on the way in: gzip and zip, member by member as chunks of bytes (RFC 1952, APPNOTE
// 6.3). Knows nothing of what the bytes mean; a name in an archive is a label, never a path.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include "base/inflate.h"

namespace crumb::cli {

// An archive that says more, or unpacks to more, is refused or cut in one sentence: exports hold
// tens of members.
struct UnpackLimits {
  std::uint32_t members = 10'000;
  UnpackBounds bounds = {};
};

// What comes out. `end` has a sentence when the member broke off; what came before it stands.
class UnpackSink {
 public:
  virtual ~UnpackSink() = default;
  [[nodiscard]] virtual bool begin(std::string name) = 0;  // false: not this one, and no end
  [[nodiscard]] virtual bool bytes(std::span<const std::uint8_t> chunk) = 0;  // false: enough
  virtual void end(std::string broken) = 0;
  virtual void refuse(std::string name, std::string reason) = 0;
};

enum class Container : std::uint8_t { kNone, kGzip, kZip };
[[nodiscard]] Container container_of(std::span<const std::uint8_t> head);

// Reads the container whose first bytes, `head`, were read from `file` (a zip must be seekable).
// Members come in the order of their names, as "name/member"; gzip keeps `name`. A gzip file in a
// zip is opened too.
void unpack(std::FILE* file, std::span<const std::uint8_t> head, const std::string& name,
            const UnpackLimits& limits, UnpackSink& sink);

}  // namespace crumb::cli
