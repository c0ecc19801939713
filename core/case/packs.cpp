// Sniffs, keeps, reports.
#include "case/packs.h"

#include <algorithm>
#include <utility>

#include "base/sha256.h"

namespace crumb {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string sha256_of(std::string_view text) {
  Sha256 hash;
  hash.update(bytes_of(text));
  return hash.finish_hex();
}

std::string told(const NetworkPack& pack, bool used) {
  return (used ? "Network pack of " : "A newer network pack is used instead of this one of ") +
         pack.date() + " with " + std::to_string(pack.ranges()) + " ranges of " +
         std::to_string(pack.providers()) + " providers. " + std::string(pack.notes());
}

}  // namespace

Result<void> Packs::push(std::uint32_t file, std::span<const std::uint8_t> bytes) {
  Incoming& incoming = files_[file];
  if (incoming.kind == Kind::kLog) return ingest_.push(file, bytes);
  incoming.seen += bytes.size();
  if (incoming.seen <= NetworkPack::kMostBytes)
    incoming.bytes.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (incoming.kind == Kind::kPack) return {};
  const std::string_view begun = incoming.bytes;
  const std::size_t told = std::min(begun.size(), NetworkPack::kMagic.size());
  if (begun.substr(0, told) == NetworkPack::kMagic.substr(0, told)) {
    if (told == NetworkPack::kMagic.size()) incoming.kind = Kind::kPack;
    return {};
  }
  incoming.kind = Kind::kLog;
  const std::string held = std::exchange(incoming.bytes, {});
  if (held.size() < incoming.seen) return ingest_.push(file, bytes);
  return ingest_.push(file, bytes_of(held));
}

void Packs::end_file(std::uint32_t file, std::string_view broken) {
  Incoming& incoming = files_[file];
  if (incoming.kind != Kind::kPack) {
    if (!incoming.bytes.empty())
      (void)ingest_.push(file, bytes_of(std::exchange(incoming.bytes, {})));
    incoming.kind = Kind::kLog;
    return ingest_.end_file(file, broken);
  }
  ingest::FileReport report;
  report.bytes = incoming.seen;
  report.format = "network-pack";
  if (incoming.seen > NetworkPack::kMostBytes) {
    report.reason = "This network pack is larger than 64 MiB.";
  } else {
    report.sha256 = sha256_of(incoming.bytes);
    auto opened = NetworkPack::open(std::exchange(incoming.bytes, {}));
    if (opened) {
      incoming.pack = *std::move(opened);
      report.table = "NetworkPack";
    } else {
      report.reason = opened.error().message;
    }
  }
  ingest_.report_as(file, std::move(report));
  choose();
}

void Packs::drop_file(std::uint32_t file) {
  files_.erase(file);
  ingest_.drop_file(file);
  choose();
}

void Packs::choose() {
  used_ = nullptr;
  for (const auto& [file, incoming] : files_) {
    const auto& pack = incoming.pack;
    if (pack != nullptr && (used_ == nullptr || std::pair(used_->date(), used_->sha256()) <
                                                    std::pair(pack->date(), pack->sha256())))
      used_ = pack;
  }
  for (const auto& [file, incoming] : files_) {
    if (incoming.pack == nullptr) continue;
    ingest::FileReport report = ingest_.files()[file];
    report.reason = told(*incoming.pack, incoming.pack->sha256() == used_->sha256());
    ingest_.report_as(file, std::move(report));
  }
}

}  // namespace crumb
