// Registers by the first bits of a hash, each the longest run of zeros that followed. The count is
// Ertl's estimate (arXiv:1702.01284), which needs neither tables nor logarithms of its own.
#include <algorithm>
#include <bit>
#include <cmath>

#include "kql/functions/digests.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/scalars.h"
#include "kql/functions/sketches.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMostHashes = 1'024;
constexpr unsigned kPrecisions[] = {12, 14, 16, 17, 18};  // by accuracy

// sigma and tau of the paper.
double weigh_empty(double x) {
  if (x == 1) return HUGE_VAL;
  double y = 1;
  double z = x;
  for (double before = -1; z != before;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}
double weigh_full(double x) {
  if (x == 0 || x == 1) return 0;
  double y = 1;
  double z = 1 - x;
  for (double before = -1; z != before;) {
    x = std::sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}

}  // namespace

std::optional<unsigned> HyperLogLog::precision_of(std::int64_t accuracy) {
  if (accuracy < 0 || accuracy >= static_cast<std::int64_t>(std::size(kPrecisions)))
    return std::nullopt;
  return kPrecisions[accuracy];
}

void HyperLogLog::sort_hashes() const {
  if (sorted_ == hashes_.size()) return;
  std::sort(hashes_.begin(), hashes_.end());
  hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
  sorted_ = hashes_.size();
}

void HyperLogLog::add_to_registers(std::uint64_t hash) {
  const auto at = static_cast<std::size_t>(hash >> (64 - precision_));
  const std::uint64_t rest = hash << precision_;
  const int run = rest == 0 ? static_cast<int>(64 - precision_) : std::countl_zero(rest);
  registers_[at] = std::max(registers_[at], static_cast<std::uint8_t>(run + 1));
}

void HyperLogLog::use_registers() {
  registers_.assign(std::size_t{1} << precision_, 0);
  for (const std::uint64_t hash : hashes_) add_to_registers(hash);
  hashes_ = {};
  sorted_ = 0;
}

void HyperLogLog::add(std::uint64_t hash) {
  if (!registers_.empty()) {
    add_to_registers(hash);
    return;
  }
  hashes_.push_back(hash);
  if (hashes_.size() < 2 * kMostHashes) return;
  sort_hashes();
  if (hashes_.size() > kMostHashes) use_registers();
}

// A register of the lower precision covers several: what the bits between say counts first.
void HyperLogLog::lower_to(unsigned precision) {
  if (precision >= precision_) return;
  const unsigned bits = precision_ - precision;
  precision_ = precision;
  if (registers_.empty()) return;
  std::vector<std::uint8_t> fewer(std::size_t{1} << precision, 0);
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    if (registers_[i] == 0) continue;
    const std::uint64_t between = i & ((std::uint64_t{1} << bits) - 1);
    const unsigned run = between == 0 ? bits + registers_[i]
                                      : bits - static_cast<unsigned>(std::bit_width(between)) + 1;
    std::uint8_t& slot = fewer[i >> bits];
    slot = std::max(slot, static_cast<std::uint8_t>(run));
  }
  registers_ = std::move(fewer);
}

void HyperLogLog::merge(const HyperLogLog& other) {
  lower_to(other.precision_);
  if (other.registers_.empty()) {
    for (const std::uint64_t hash : other.hashes_) add(hash);
    return;
  }
  HyperLogLog theirs = other;
  theirs.lower_to(precision_);
  if (registers_.empty()) use_registers();
  for (std::size_t i = 0; i < registers_.size(); ++i)
    registers_[i] = std::max(registers_[i], theirs.registers_[i]);
}

std::int64_t HyperLogLog::count() const {
  if (registers_.empty()) {
    sort_hashes();
    if (hashes_.size() <= kMostHashes) return static_cast<std::int64_t>(hashes_.size());
    HyperLogLog dense = *this;
    dense.use_registers();
    return dense.count();
  }
  const unsigned longest = 64 - precision_;
  std::vector<double> how_many(longest + 2, 0);
  for (const std::uint8_t run : registers_) how_many[run] += 1;
  const auto size = static_cast<double>(registers_.size());
  double z = size * weigh_full(1 - how_many[longest + 1] / size);
  for (unsigned run = longest; run >= 1; --run) z = 0.5 * (z + how_many[run]);
  z += size * weigh_empty(how_many[0] / size);
  constexpr double kHalfInverseLog2 = 0.72134752044448170368;  // 1 / (2 ln 2)
  return static_cast<std::int64_t>(std::round(kHalfInverseLog2 * size * size / z));
}

void HyperLogLog::append_json(std::string& out) const {
  sort_hashes();
  if (hashes_.size() > kMostHashes) {
    HyperLogLog dense = *this;
    dense.use_registers();
    dense.append_json(out);
    return;
  }
  out += "[[1024,";
  append_integer(out, precision_);
  out += "],[";
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    if (i > 0) out.push_back(',');
    out.push_back('"');
    append_integer(out, static_cast<std::int64_t>(hashes_[i]));
    out.push_back('"');
  }
  out += "],[";
  for (std::size_t i = 0; i < registers_.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_integer(out, registers_[i]);
  }
  out += "]]";
}

std::optional<HyperLogLog> HyperLogLog::parse(std::string_view json) {
  const auto parts = elements_of(json);
  if (!parts || parts->size() != 3) return std::nullopt;
  const auto head = elements_of((*parts)[0]);
  const auto hashes = elements_of((*parts)[1]);
  const auto registers = elements_of((*parts)[2]);
  if (!head || head->size() != 2 || !hashes || !registers) return std::nullopt;
  const auto precision = parse_long((*head)[1]);
  if (!precision || std::find(std::begin(kPrecisions), std::end(kPrecisions),
                              static_cast<std::uint64_t>(*precision)) == std::end(kPrecisions))
    return std::nullopt;
  HyperLogLog out(static_cast<unsigned>(*precision));
  if (!registers->empty()) {
    if (registers->size() != std::size_t{1} << out.precision_ || !hashes->empty())
      return std::nullopt;
    for (const std::string_view token : *registers) {
      const auto run = parse_long(token);
      if (!run || *run < 0 || *run > 65 - *precision) return std::nullopt;
      out.registers_.push_back(static_cast<std::uint8_t>(*run));
    }
    return out;
  }
  for (const std::string_view token : *hashes) {
    const auto hash = parse_long(token_text(token));
    if (!hash) return std::nullopt;
    out.add(static_cast<std::uint64_t>(*hash));
  }
  return out;
}

}  // namespace crumb::kql
