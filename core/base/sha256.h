// SHA-256 of a stream (FIPS 180-4), for naming files in reports. Uses the processor's SHA
// instructions where there are any. Not a general cryptography kit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace crumb {

class Sha256 {
 public:
  void update(std::span<const std::uint8_t> bytes);
  [[nodiscard]] std::array<std::uint8_t, 32> finish();  // then the object is spent
  [[nodiscard]] std::string finish_hex();               // lower case

 private:
  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> block_{};
  std::size_t in_block_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace crumb
