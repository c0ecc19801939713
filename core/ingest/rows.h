// Rows of one layout as they come out of one file: cells into typed slots, slots into segments.
// A row is written whole or not at all. Knows no header and no format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ingest/cell.h"
#include "ingest/layout.h"
#include "ingest/record.h"
#include "store/column.h"
#include "store/table.h"

namespace crumb::ingest {

// Texts of one column of one segment, pooled while the segment is filled. Stops looking for repeats
// when most texts are different. Its memory is used again for the next segment; finish() copies
// what there is at its exact size.
class TextPool {
 public:
  [[nodiscard]] Dictionary::Code code(std::string_view text);
  [[nodiscard]] DictionaryPtr finish();  // starts anew
  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(offsets_.size()) - 1;
  }
  [[nodiscard]] std::size_t bytes() const { return used_; }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    Dictionary::Code code = kNone;
  };
  static constexpr Dictionary::Code kNone = 0xFFFF'FFFFu;
  // Texts after which the pool judges: enough to see every user of a large tenant twice, fewer once
  // it knows.
  static constexpr std::uint32_t kProbe = 16'384, kShortProbe = 1'024;
  Dictionary::Code append(std::string_view text);
  void grow();

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
  std::vector<std::uint64_t> offsets_ = {0};
  std::vector<Entry> index_;
  std::uint32_t asked_ = 0;
  std::uint32_t probe_ = kProbe;
  bool interning_ = true;
};

// One slot of the segment being filled.
class SlotBuilder {
 public:
  explicit SlotBuilder(Type type);

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool append(
      const Cell& cell,
      std::uint32_t max_depth);  // false: the cell is not of the type; nothing appended
  [[nodiscard]] bool append_many(const Cell* cells, std::size_t stride, std::uint32_t count,
                                 std::uint32_t max_depth);
  void pad(std::uint32_t rows);  // nulls (empty texts) up to `rows`
  void truncate(std::uint32_t rows);
  [[nodiscard]] std::size_t text_bytes() const { return pool_ != nullptr ? pool_->bytes() : 0; }
  [[nodiscard]] ColumnPtr finish();  // nullptr when no row had a value

  [[nodiscard]] const std::vector<std::uint32_t>& open_rows() const {
    return open_rows_;
  }  // day or month first?
  [[nodiscard]] std::uint64_t day_first() const { return day_first_; }
  [[nodiscard]] std::uint64_t month_first() const { return month_first_; }
  [[nodiscard]] std::uint64_t no_seconds() const { return no_seconds_; }

 private:
  void push_null();
  void fill_nulls();
  template <class T>
  void push(const T& value);
  [[nodiscard]] bool append_value(std::string_view text);
  [[nodiscard]] bool append_time(std::string_view text);

  Type type_;
  std::uint32_t size_ = 0;
  Column::Data data_;
  std::vector<std::uint8_t> nulls_;  // empty until the first null among values
  std::uint32_t leading_nulls_ =
      0;  // rows before the first value; not in data_ while there is none
  Dictionary::Code null_code_ = 0xFFFF'FFFFu;  // none yet
  bool any_value_ = false;
  std::unique_ptr<TextPool> pool_;
  IsoTimeReader iso_;
  std::string scratch_;
  std::vector<std::uint32_t> open_rows_;
  std::uint64_t day_first_ = 0, month_first_ = 0, no_seconds_ = 0;
};

// A finished part of a file's rows of one layout.
struct RowSegment {
  std::uint32_t rows = 0;
  std::vector<ColumnPtr> slots;  // nullptr: nothing but nulls
  std::vector<RowRef> refs;
  std::vector<std::vector<std::uint32_t>>
      open_rows;  // by slot: times whose day and month may have to change places
};

class RowBuilder {
 public:
  RowBuilder(const Layout& layout, std::uint32_t file, std::uint32_t max_depth);

  [[nodiscard]] const Layout& layout() const { return *layout_; }
  // Writes a cell of the open row; at most once a slot. False: the row must be rolled back.
  [[nodiscard]] bool set(std::uint32_t slot, const Cell& cell);
  void commit(std::uint32_t record);
  // The same for many rows: every slot of the plan by set_many, then commit_many with the first
  // record's ordinal.
  [[nodiscard]] bool set_many(std::uint32_t slot, const Cell* cells, std::size_t stride,
                              std::uint32_t count);
  void commit_many(std::uint32_t first_record, std::uint32_t count);
  // Rows that commit_many may add, at least 1: segments end at the same rows however the rows
  // arrive.
  [[nodiscard]] std::uint32_t room() const { return kCheckedRows - rows_ % kCheckedRows; }
  void rollback();
  void finish();

  [[nodiscard]] std::vector<RowSegment>& segments() { return segments_; }
  [[nodiscard]] const std::vector<RowSegment>& segments() const { return segments_; }
  [[nodiscard]] std::uint64_t rows() const { return total_ + rows_; }
  [[nodiscard]] std::uint64_t day_first() const { return day_first_; }  // after finish()
  [[nodiscard]] std::uint64_t month_first() const { return month_first_; }
  [[nodiscard]] std::uint64_t no_seconds() const { return no_seconds_; }  // of the time column
  [[nodiscard]] bool has_open_times() const { return has_open_times_; }

 private:
  void close_segment();
  void close_if_full();

  static constexpr std::uint32_t kCheckedRows = 512;
  static constexpr std::size_t kSegmentTextBytes =
      16u << 20;  // of distinct texts: wide rows make shorter segments
  const Layout* layout_;
  std::uint32_t file_;
  std::uint32_t max_depth_;
  std::vector<SlotBuilder> slots_;
  std::vector<RowRef> refs_;
  std::vector<RowSegment> segments_;
  std::uint32_t rows_ = 0;  // in the open segment
  std::uint64_t total_ = 0;
  std::uint64_t day_first_ = 0, month_first_ = 0, no_seconds_ = 0;
  bool has_open_times_ = false;
};

}  // namespace crumb::ingest
