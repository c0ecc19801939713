// The network packs among a case's files: told by their first bytes, kept, and the newest one
// chosen. Not their contents (store/network_pack.h).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/ingest.h"
#include "store/network_pack.h"

namespace crumb {

class Packs {
 public:
  explicit Packs(ingest::Ingest& ingest) : ingest_(ingest) {}

  // What comes for a file, in any chunks: bytes of a log go on to ingest, those of a pack stay.
  [[nodiscard]] Result<void> push(std::uint32_t file, std::span<const std::uint8_t> bytes);
  void end_file(std::uint32_t file, std::string_view broken = {});
  void drop_file(std::uint32_t file);

  // The newest pack by date, then by hash; nullptr: there is none.
  [[nodiscard]] const std::shared_ptr<const NetworkPack>& used() const { return used_; }

 private:
  enum class Kind : std::uint8_t { kOpen, kLog, kPack };
  struct Incoming {
    Kind kind = Kind::kOpen;
    std::string bytes;  // of a pack, or as long as it may be one
    std::uint64_t seen = 0;
    std::shared_ptr<const NetworkPack> pack;
  };
  void choose();

  ingest::Ingest& ingest_;
  std::map<std::uint32_t, Incoming> files_;
  std::shared_ptr<const NetworkPack> used_;
};

}  // namespace crumb
