// Cells into typed vectors, vectors into columns.
#include "ingest/rows.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "base/guid.h"
#include "base/json_reader.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::ingest {
namespace {

constexpr bool has_texts(Type type) { return type == Type::kString || type == Type::kDynamic; }
constexpr std::string_view kNullJson = "null";
constexpr Dictionary::Code kNoCode = 0xFFFF'FFFFu;

std::uint64_t load64(const char* p) {
  std::uint64_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}

std::uint32_t load32(const char* p) {
  std::uint32_t v = 0;
  std::memcpy(&v, p, sizeof v);
  return v;
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Only for the index of a pool: inline, and without a tail to copy for texts of four bytes and
// more.
inline std::uint64_t short_hash(std::string_view text) {
  constexpr std::uint64_t k0 = 0x9E37'79B9'7F4A'7C15ull, k1 = 0xD6E8'FEB8'6659'FD93ull;
  const char* p = text.data();
  const std::size_t n = text.size();
  if (n < 4) {
    std::uint64_t v = n;
    for (std::size_t i = 0; i < n; ++i) v = v << 8 | static_cast<unsigned char>(p[i]);
    return mix(v ^ k0, k1);
  }
  if (n < 8) return mix((std::uint64_t{load32(p)} << 32 | load32(p + n - 4)) ^ k0, k1 ^ n);
  std::uint64_t h = k0 ^ n;
  std::size_t i = 0;
  for (; i + 16 < n; i += 16) h = mix(load64(p + i) ^ h, load64(p + i + 8) ^ k1);
  if (i + 8 < n) h = mix(load64(p + i) ^ h, k1);
  return mix(load64(p + n - 8) ^ h, k0 ^ k1);
}

// Most texts are short: eight bytes at a time beat a call.
bool same_text(std::string_view a, std::string_view b) {
  const std::size_t n = a.size();
  if (n != b.size()) return false;
  if (n < 8 || n > 128) return n == 0 || std::memcmp(a.data(), b.data(), n) == 0;
  for (std::size_t i = 0; i + 8 <= n; i += 8) {
    if (load64(a.data() + i) != load64(b.data() + i)) return false;
  }
  return load64(a.data() + n - 8) == load64(b.data() + n - 8);
}

}  // namespace

// --- texts
// ---------------------------------------------------------------------------------------------------

void TextPool::grow() {
  std::vector<Entry> old = std::move(index_);
  index_.assign(std::max<std::size_t>(64, old.size() * 2), Entry{});
  const std::size_t mask = index_.size() - 1;
  for (const Entry& entry : old) {
    if (entry.code == kNone) continue;
    std::size_t at = entry.hash & mask;
    while (index_[at].code != kNone) at = (at + 1) & mask;
    index_[at] = entry;
  }
}

inline Dictionary::Code TextPool::append(std::string_view text) {
  if (capacity_ - used_ < text.size()) {
    capacity_ = std::max(capacity_ * 2, used_ + text.size() + 1024);
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    if (used_ != 0) std::memcpy(larger.get(), bytes_.get(), used_);
    bytes_ = std::move(larger);
  }
  if (!text.empty()) std::memcpy(bytes_.get() + used_, text.data(), text.size());
  used_ += text.size();
  offsets_.push_back(used_);
  return size() - 1;
}

inline Dictionary::Code TextPool::code(std::string_view text) {
  if (asked_ == probe_) interning_ = size() < probe_ / 8 * 7;
  ++asked_;
  if (!interning_) return append(text);
  if ((std::size_t{size()} + 1) * 2 > index_.size()) grow();
  const std::size_t mask = index_.size() - 1;
  const auto hash = static_cast<std::uint32_t>(short_hash(text));
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Entry& entry = index_[at];
    if (entry.code == kNone) {
      entry = {hash, append(text)};
      return entry.code;
    }
    if (entry.hash != hash) continue;
    const std::uint64_t begin = offsets_[entry.code];
    if (same_text(
            {bytes_.get() + begin, static_cast<std::size_t>(offsets_[entry.code + 1] - begin)},
            text))
      return entry.code;
  }
}

DictionaryPtr TextPool::finish() {
  auto out = std::make_shared<const Dictionary>(
      std::vector<char>(bytes_.get(), bytes_.get() + used_),
      std::vector<std::uint64_t>(offsets_.begin(), offsets_.end()));
  std::ranges::fill(index_, Entry{});
  const bool mostly_different = !interning_ || (asked_ > kShortProbe && size() > asked_ / 8 * 7);
  probe_ = mostly_different ? kShortProbe : kProbe;
  offsets_.resize(1);
  used_ = 0;
  asked_ = 0;
  interning_ = true;
  return out;
}

// --- one slot
// ---------------------------------------------------------------------------------------------------

SlotBuilder::SlotBuilder(Type type) : type_(type), data_(Column::empty_data(type)) {
  if (has_texts(type)) pool_ = std::make_unique<TextPool>();
}

template <class T>
void SlotBuilder::push(const T& value) {
  if (!any_value_) fill_nulls();
  std::get<std::vector<T>>(data_).push_back(value);
  if (!nulls_.empty()) nulls_.push_back(0);
  ++size_;
}

// The first value after `leading_nulls_` rows without one.
void SlotBuilder::fill_nulls() {
  any_value_ = true;
  size_ = 0;
  while (size_ < leading_nulls_) push_null();
}

void SlotBuilder::push_null() {
  if (!any_value_) {
    leading_nulls_ = ++size_;
    return;
  }
  if (pool_ != nullptr) {
    if (null_code_ == kNoCode)
      null_code_ = pool_->code(type_ == Type::kString ? std::string_view{} : kNullJson);
    std::get<std::vector<Dictionary::Code>>(data_).push_back(null_code_);
  } else {
    std::visit([](auto& values) { values.emplace_back(); }, data_);
  }
  if (type_ != Type::kString) {
    if (nulls_.empty()) nulls_.assign(size_, 0);
    nulls_.push_back(1);
  }
  ++size_;
}

void SlotBuilder::pad(std::uint32_t rows) {
  while (size_ < rows) push_null();
}

void SlotBuilder::truncate(std::uint32_t rows) {
  if (size_ <= rows) return;
  size_ = rows;
  if (!any_value_) {
    leading_nulls_ = rows;
    return;
  }
  std::visit([rows](auto& values) { values.resize(rows); }, data_);
  if (!nulls_.empty()) nulls_.resize(rows);
  while (!open_rows_.empty() && open_rows_.back() >= rows) open_rows_.pop_back();
}

bool SlotBuilder::append(const Cell& cell, std::uint32_t max_depth) {
  if (type_ == Type::kString) {
    if (cell.text.empty()) {
      push_null();
      return true;
    }
    if (cell.kind != CellKind::kJson) {
      push(pool_->code(cell.text));
      return true;
    }
    scratch_.clear();
    if (json::append_compact(scratch_, cell.text, max_depth) != json::CompactResult::kOk)
      return false;
    push(pool_->code(scratch_));
    return true;
  }
  if (cell.kind == CellKind::kNull || cell.text.empty()) {
    push_null();
    return true;
  }
  if (type_ == Type::kDynamic) {
    if (!cell_to_dynamic(cell.text, cell.kind != CellKind::kText || cell.text.size() < 64,
                         max_depth, scratch_))
      return false;
    if (scratch_ == kNullJson) {
      push_null();
    } else {
      push(pool_->code(scratch_));
    }
    return true;
  }
  if (append_value(cell.text)) return true;
  // Rare: markers for nothing, and a value that was quoted twice.
  std::string_view text = trim(cell.text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  if (is_missing(text)) {
    push_null();
    return true;
  }
  return text.size() != cell.text.size() && append_value(text);
}

bool SlotBuilder::append_value(std::string_view text) {
  switch (type_) {
    case Type::kDatetime:
      return append_time(text);
    case Type::kBool: {
      const auto value = parse_cell_bool(text);
      if (value) push(static_cast<std::uint8_t>(*value ? 1 : 0));
      return value.has_value();
    }
    case Type::kInt: {
      const auto value = parse_cell_long(text);
      if (!value || *value < std::numeric_limits<std::int32_t>::min() ||
          *value > std::numeric_limits<std::int32_t>::max())
        return false;
      push(static_cast<std::int32_t>(*value));
      return true;
    }
    case Type::kReal: {
      const auto value = parse_cell_real(text);
      if (value) push(*value);
      return value.has_value();
    }
    case Type::kGuid: {
      const auto value = parse_guid(trim(text));
      if (value) push(*value);
      return value.has_value();
    }
    case Type::kTimespan: {
      const auto value = parse_timespan(trim(text));
      if (value) push(*value);
      return value.has_value();
    }
    case Type::kLong: {
      const auto value = parse_cell_long(text);
      if (value) push(*value);
      return value.has_value();
    }
    case Type::kDecimal:
    case Type::kString:
    case Type::kDynamic:
      break;
  }
  return false;
}

bool SlotBuilder::append_time(std::string_view text) {
  if (const auto ticks = iso_.parse(text)) {
    push(*ticks);
    return true;
  }
  const auto time = parse_cell_time(text);
  if (!time) return false;
  if (time->order == DayMonth::kOpen) open_rows_.push_back(size_);
  if (time->order == DayMonth::kDayFirst) ++day_first_;
  if (time->order == DayMonth::kMonthFirst) ++month_first_;
  if (time->no_seconds) ++no_seconds_;
  push(time->ticks);
  return true;
}

ColumnPtr SlotBuilder::finish() {
  ColumnPtr column;
  if (any_value_) {
    // A copy at its exact size; the vector keeps its memory for the next segment.
    Column::Data exact = std::visit(
        [](auto& values) {
          return Column::Data(std::decay_t<decltype(values)>(values.begin(), values.end()));
        },
        data_);
    std::vector<std::uint8_t> nulls(nulls_.begin(), nulls_.end());
    column = std::make_shared<const Column>(type_, std::move(exact), std::move(nulls),
                                            pool_ != nullptr ? pool_->finish() : nullptr);
    std::visit([](auto& values) { values.clear(); }, data_);
  }
  nulls_.clear();
  open_rows_.clear();
  null_code_ = kNoCode;
  leading_nulls_ = 0;
  any_value_ = false;
  size_ = 0;
  return column;
}

bool SlotBuilder::append_many(const Cell* cells, std::size_t stride, std::uint32_t count,
                              std::uint32_t max_depth) {
  if (type_ != Type::kString) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!append(cells[i * stride], max_depth)) return false;
    }
    return true;
  }
  auto& codes = std::get<std::vector<Dictionary::Code>>(data_);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Cell& cell = cells[i * stride];
    if (cell.text.empty()) {
      push_null();
    } else if (cell.kind == CellKind::kJson) {
      if (!append(cell, max_depth)) return false;
    } else {
      if (!any_value_) fill_nulls();
      codes.push_back(pool_->code(cell.text));
      ++size_;
    }
  }
  return true;
}

// --- rows
// ---------------------------------------------------------------------------------------------------------

RowBuilder::RowBuilder(const Layout& layout, std::uint32_t file, std::uint32_t max_depth)
    : layout_(&layout), file_(file), max_depth_(max_depth) {
  slots_.reserve(layout.slots.size());
  for (const SlotSpec& slot : layout.slots) slots_.emplace_back(slot.type);
}

bool RowBuilder::set(std::uint32_t slot, const Cell& cell) {
  SlotBuilder& builder = slots_[slot];
  if (builder.size() != rows_) builder.pad(rows_);
  return builder.append(cell, max_depth_);
}

void RowBuilder::commit(std::uint32_t record) {
  refs_.push_back({file_, record});
  ++rows_;
  close_if_full();
}

void RowBuilder::close_if_full() {
  if (rows_ % kCheckedRows != 0) return;
  std::size_t bytes = 0;
  for (const SlotBuilder& slot : slots_) bytes += slot.text_bytes();
  if (rows_ == Segment::kMaxRows || bytes >= kSegmentTextBytes) close_segment();
}

bool RowBuilder::set_many(std::uint32_t slot, const Cell* cells, std::size_t stride,
                          std::uint32_t count) {
  SlotBuilder& builder = slots_[slot];
  if (builder.size() != rows_) builder.pad(rows_);
  return builder.append_many(cells, stride, count, max_depth_);
}

void RowBuilder::commit_many(std::uint32_t first_record, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) refs_.push_back({file_, first_record + i});
  rows_ += count;
  close_if_full();
}

void RowBuilder::rollback() {
  for (SlotBuilder& slot : slots_) slot.truncate(rows_);
}

void RowBuilder::finish() {
  if (rows_ != 0) close_segment();
}

void RowBuilder::close_segment() {
  RowSegment segment;
  segment.rows = rows_;
  segment.refs = std::move(refs_);
  segment.refs.shrink_to_fit();
  segment.slots.reserve(slots_.size());
  segment.open_rows.resize(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    SlotBuilder& slot = slots_[i];
    if (slot.size() != 0) slot.pad(rows_);
    segment.open_rows[i] = slot.open_rows();
    has_open_times_ = has_open_times_ || !segment.open_rows[i].empty();
    segment.slots.push_back(slot.finish());
  }
  total_ += rows_;
  rows_ = 0;
  refs_.clear();
  segments_.push_back(std::move(segment));
  day_first_ = month_first_ = 0;
  if (layout_->time_slot) no_seconds_ = slots_[*layout_->time_slot].no_seconds();
  for (const SlotBuilder& slot : slots_) {
    day_first_ += slot.day_first();
    month_first_ += slot.month_first();
  }
}

}  // namespace crumb::ingest
