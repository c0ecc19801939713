// Opening a network pack and searching it. The layout is in the header.
#include "store/network_pack.h"

#include <algorithm>

#include "base/sha256.h"
#include "base/text.h"

namespace crumb {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kBlockRanges = 32;
constexpr std::size_t kHead = 72;
constexpr std::array<std::uint32_t, 4> kUnits = {0, 8, 16, 32};

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t out = 0;
  for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return out;
}
std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(number_at(bytes, at, 4));
}

std::unexpected<Error> broken(std::string_view why) {
  return fail(ErrorCode::kInput, "This network pack is damaged: " + std::string(why) + ".");
}

bool plain(std::string_view text) { return is_valid_utf8(text) && make_visible(text) == text; }

}  // namespace

// Reads the ranges of one block in order.
struct NetworkPack::Cursor {
  std::string_view rest;
  std::uint64_t key = 0;
  std::uint32_t value = 0;
  bool first = true;

  // nullopt: the varint does not end, or holds more than 64 bits.
  std::optional<std::uint64_t> varint() {
    std::uint64_t out = 0;
    for (std::uint32_t shift = 0; shift < 64 && !rest.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(rest.front());
      rest.remove_prefix(1);
      if (shift == 63 && byte > 1) return std::nullopt;
      out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return out;
    }
    return std::nullopt;
  }

  // False: the bytes are no range, or its key does not rise.
  bool next() {
    if (!first) {
      const auto written = varint();
      if (!written) return false;
      const std::uint32_t shift = kUnits[*written & 3];
      const std::uint64_t distance = *written >> 2;
      if (distance == 0 || distance > ~std::uint64_t{0} >> shift) return false;
      const std::uint64_t step = distance << shift;
      if (step > ~key) return false;
      key += step;
    }
    first = false;
    const auto label = varint();
    if (!label || *label > 0xFFFF'FFFFu) return false;
    value = static_cast<std::uint32_t>(*label);
    return true;
  }
};

std::uint32_t NetworkPack::Labels::number(std::uint32_t at) const {
  return u32_at(numbers, std::size_t{4} * at);
}
std::string_view NetworkPack::Labels::text(std::uint32_t at) const {
  const std::uint32_t begin = at == 0 ? 0 : u32_at(ends, std::size_t{4} * (at - 1));
  return texts.substr(begin, u32_at(ends, std::size_t{4} * at) - begin);
}

std::string_view NetworkPack::Ranges::block(std::uint32_t at) const {
  const std::uint32_t begin = at == 0 ? 0 : u32_at(ends, std::size_t{4} * (at - 1));
  return blocks.substr(begin, u32_at(ends, std::size_t{4} * at) - begin);
}

std::uint32_t NetworkPack::Ranges::find(std::uint64_t key) const {
  std::uint32_t low = 0, high = block_count();  // the last block whose first key is not above
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (number_at(firsts, std::size_t{8} * middle, 8) <= key)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == 0) return 0;
  Cursor cursor{.rest = block(low - 1), .key = number_at(firsts, std::size_t{8} * (low - 1), 8)};
  std::uint32_t value = 0;
  while (!cursor.rest.empty() && cursor.next() && cursor.key <= key) value = cursor.value;
  return value;
}

Result<void> NetworkPack::check(const Labels& labels) {
  std::uint32_t before = 0;
  for (std::uint32_t i = 0; i < labels.count; ++i) {
    const std::uint32_t end = u32_at(labels.ends, std::size_t{4} * i);
    if (end < before || end > labels.texts.size()) return broken("its names do not fit");
    before = end;
    if (!plain(labels.text(i))) return broken("one of its names is no plain text");
  }
  if (before != labels.texts.size()) return broken("its names do not fit");
  return {};
}

Result<void> NetworkPack::check(const Ranges& ranges, std::uint32_t labels,
                                std::uint64_t last_key) {
  std::uint64_t before = 0;
  std::uint32_t end_before = 0;
  for (std::uint32_t at = 0; at < ranges.block_count(); ++at) {
    const std::uint32_t end = u32_at(ranges.ends, std::size_t{4} * at);
    if (end < end_before || end > ranges.blocks.size()) return broken("its blocks do not fit");
    end_before = end;
    const std::uint64_t first = number_at(ranges.firsts, std::size_t{8} * at, 8);
    if (at > 0 && first <= before) return broken("its ranges are not in order");
    Cursor cursor{.rest = ranges.block(at), .key = first};
    const std::uint32_t count = std::min(kBlockRanges, ranges.entries - at * kBlockRanges);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!cursor.next()) return broken("one of its ranges cannot be read");
      if (cursor.key > last_key || cursor.value > labels)
        return broken("one of its ranges names what is not there");
    }
    if (!cursor.rest.empty()) return broken("its blocks do not fit");
    before = cursor.key;
  }
  if (end_before != ranges.blocks.size()) return broken("its blocks do not fit");
  return {};
}

Result<void> NetworkPack::lay_out() {
  const std::string_view bytes = bytes_;
  if (!bytes.starts_with(kMagic)) return fail(ErrorCode::kInput, "This is no network pack.");
  if (bytes.size() < kHead) return broken("it ends in its head");
  if (const std::uint32_t version = u32_at(bytes, 8); version != kVersion)
    return fail(ErrorCode::kInput, "This network pack is of version " + std::to_string(version) +
                                       "; this program reads version 1.");
  date_ = u32_at(bytes, 12);
  if (const std::uint32_t month = date_ / 100 % 100, day = date_ % 100;
      date_ < 2000'01'01 || date_ > 9999'12'31 || month < 1 || month > 12 || day < 1 || day > 31)
    return broken("it has no date");
  std::size_t at = kHead;
  bool fits = true;
  const auto take = [&](std::uint64_t size) {
    fits = fits && size <= bytes.size() - at;
    if (!fits) return std::string_view();
    const std::string_view part = bytes.substr(at, static_cast<std::size_t>(size));
    at += part.size();
    return part;
  };
  const auto take_labels = [&](std::size_t head) {
    Labels labels;
    const std::uint64_t count = u32_at(bytes, head);
    labels.numbers = take(4 * count);
    labels.ends = take(4 * count);
    labels.texts = take(u32_at(bytes, head + 4));
    labels.count = static_cast<std::uint32_t>(count);
    return labels;
  };
  notes_ = take(u32_at(bytes, 16));
  providers_ = take_labels(20);
  countries_ = take_labels(28);
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    Ranges& ranges = ranges_[i];
    ranges.entries = u32_at(bytes, 36 + 8 * i);
    if (ranges.entries > kMostBytes) return broken("it is shorter than its head says");
    ranges.firsts = take(8ull * ranges.block_count());
    ranges.ends = take(4ull * ranges.block_count());
    ranges.blocks = take(u32_at(bytes, 40 + 8 * i));
  }
  if (!fits) return broken("it is shorter than its head says");
  if (at != bytes.size()) return broken("it is longer than its head says");
  if (u32_at(bytes, 68) != 0) return broken("its head holds what this program does not know");
  if (!plain(notes_)) return broken("its notes are no plain text");
  CRUMB_CHECK_OK(check(providers_));
  CRUMB_CHECK_OK(check(countries_));
  for (std::uint32_t i = 0; i < countries_.count; ++i) {
    const std::uint32_t code = countries_.number(i), low = code & 0xFF, high = code >> 8;
    if (low < 'A' || low > 'Z' || high < 'A' || high > 'Z')
      return broken("one of its countries has no code");
  }
  for (std::size_t i = 0; i < ranges_.size(); ++i)
    CRUMB_CHECK_OK(check(ranges_[i], (i % 2 == 0 ? providers_ : countries_).count,
                         i < 2 ? 0xFFFF'FFFFu : ~std::uint64_t{0}));
  return {};
}

Result<std::shared_ptr<const NetworkPack>> NetworkPack::open(std::string bytes) {
  if (bytes.size() > kMostBytes)
    return fail(ErrorCode::kLimit, "This network pack is larger than 64 MiB.");
  std::shared_ptr<NetworkPack> pack(new NetworkPack);
  pack->bytes_ = std::move(bytes);
  CRUMB_CHECK_OK(pack->lay_out());
  Sha256 hash;
  hash.update({reinterpret_cast<const std::uint8_t*>(pack->bytes_.data()), pack->bytes_.size()});
  pack->sha256_ = hash.finish_hex();
  return pack;
}

std::optional<NetworkPack::Provider> NetworkPack::provider(NetworkKey key) const {
  const std::uint32_t label = ranges_[key.v6 ? 2 : 0].find(key.bits);
  if (label == 0) return std::nullopt;
  return Provider{providers_.number(label - 1), providers_.text(label - 1)};
}

std::optional<NetworkPack::Country> NetworkPack::country(NetworkKey key) const {
  const std::uint32_t label = ranges_[key.v6 ? 3 : 1].find(key.bits);
  if (label == 0) return std::nullopt;
  const std::uint32_t code = countries_.number(label - 1);
  return Country{{static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)},
                 countries_.text(label - 1)};
}

std::string NetworkPack::date() const {
  std::string out = std::to_string(date_);
  out.insert(6, "-").insert(4, "-");
  return out;
}

std::uint64_t NetworkPack::ranges() const {
  std::uint64_t out = 0;
  for (const Ranges& ranges : ranges_) out += ranges.entries;
  return out;
}

}  // namespace crumb
