// Cells into typed vectors, vectors into columns.
#include "ingest/rows.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "base/guid.h"
#include "base/json_reader.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::ingest {
namespace {

Column::Data empty_data(Type type) {
  switch (type) {
    case Type::kBool: return std::vector<std::uint8_t>{};
    case Type::kInt: return std::vector<std::int32_t>{};
    case Type::kReal: return std::vector<double>{};
    case Type::kGuid: return std::vector<Guid>{};
    case Type::kString:
    case Type::kDynamic: return std::vector<Dictionary::Code>{};
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
    case Type::kDecimal: break;
  }
  return std::vector<std::int64_t>{};
}

constexpr bool has_texts(Type type) { return type == Type::kString || type == Type::kDynamic; }
constexpr std::string_view kNullJson = "null";

}  // namespace

// --- texts ---------------------------------------------------------------------------------------------------

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

Dictionary::Code TextPool::code(std::string_view text) {
  if (!interning_) return dictionary_->append(text);
  if ((std::size_t{dictionary_->size()} + 1) * 2 > index_.size()) grow();
  const std::size_t mask = index_.size() - 1;
  const auto hash = static_cast<std::uint32_t>(hash_bytes(text));
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Entry& entry = index_[at];
    if (entry.code == kNone) {
      entry = {hash, dictionary_->append(text)};
      return entry.code;
    }
    if (entry.hash == hash && (*dictionary_)[entry.code] == text) return entry.code;
  }
}

DictionaryPtr TextPool::finish() {
  index_.clear();
  return std::exchange(dictionary_, std::make_shared<Dictionary>());
}

// --- one slot ---------------------------------------------------------------------------------------------------

SlotBuilder::SlotBuilder(Type type) : type_(type), data_(empty_data(type)) {
  if (has_texts(type)) pool_ = std::make_unique<TextPool>();
}

template <class T>
void SlotBuilder::push(const T& value) {
  std::get<std::vector<T>>(data_).push_back(value);
  nulls_.push_back(0);
  ++size_;
  any_value_ = true;
}

void SlotBuilder::push_null() {
  if (type_ == Type::kString) {
    std::get<std::vector<Dictionary::Code>>(data_).push_back(pool_->code({}));
    nulls_.push_back(0);
  } else {
    if (type_ == Type::kDynamic) {
      std::get<std::vector<Dictionary::Code>>(data_).push_back(pool_->code(kNullJson));
    } else {
      std::visit([](auto& values) { values.emplace_back(); }, data_);
    }
    nulls_.push_back(1);
    any_null_ = true;
  }
  ++size_;
}

void SlotBuilder::pad(std::uint32_t rows) {
  while (size_ < rows) push_null();
}

void SlotBuilder::truncate(std::uint32_t rows) {
  if (size_ <= rows) return;
  std::visit([rows](auto& values) { values.resize(rows); }, data_);
  nulls_.resize(rows);
  while (!open_rows_.empty() && open_rows_.back() >= rows) open_rows_.pop_back();
  size_ = rows;
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
    if (json::append_compact(scratch_, cell.text, max_depth) != json::CompactResult::kOk) return false;
    push(pool_->code(scratch_));
    return true;
  }
  if (cell.kind == CellKind::kNull || cell.text.empty()) {
    push_null();
    return true;
  }
  if (type_ == Type::kDynamic) {
    if (!cell_to_dynamic(cell.text, cell.kind != CellKind::kText || cell.text.size() < 64, max_depth, scratch_)) return false;
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
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (is_missing(text)) {
    push_null();
    return true;
  }
  return text.size() != cell.text.size() && append_value(text);
}

bool SlotBuilder::append_value(std::string_view text) {
  switch (type_) {
    case Type::kDatetime: return append_time(text);
    case Type::kBool: {
      const auto value = parse_cell_bool(text);
      if (value) push(static_cast<std::uint8_t>(*value ? 1 : 0));
      return value.has_value();
    }
    case Type::kInt: {
      const auto value = parse_cell_long(text);
      if (!value || *value < std::numeric_limits<std::int32_t>::min() || *value > std::numeric_limits<std::int32_t>::max()) return false;
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
    case Type::kDynamic: break;
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
  push(time->ticks);
  return true;
}

ColumnPtr SlotBuilder::finish() {
  ColumnPtr column;
  if (any_value_) {
    std::visit([](auto& values) { values.shrink_to_fit(); }, data_);
    if (pool_ != nullptr) pool_->set_interning(pool_->entries() < size_ / 4 * 3 || size_ < 4096);
    column = std::make_shared<const Column>(type_, std::move(data_), any_null_ ? std::move(nulls_) : std::vector<std::uint8_t>{},
                                            pool_ != nullptr ? pool_->finish() : nullptr);
  } else if (pool_ != nullptr) {
    (void)pool_->finish();
  }
  data_ = empty_data(type_);
  nulls_.clear();
  open_rows_.clear();
  any_null_ = any_value_ = false;
  size_ = 0;
  return column;
}

// --- rows ---------------------------------------------------------------------------------------------------------

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
  if (++rows_ == Segment::kMaxRows) close_segment();
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
  for (const SlotBuilder& slot : slots_) {
    day_first_ += slot.day_first();
    month_first_ += slot.month_first();
  }
}

}  // namespace crumb::ingest
