// CSV as RFC 4180 over chunks of any size: finds records and their cells. 64 bytes at a time where
// quotes are regular, byte by byte where they are not (a quote in the middle of an unquoted cell is
// a plain character, as in common readers). Knows no header and no types: the first record is given
// like any other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/record.h"

namespace crumb::ingest {

// Records with as many cells as the file's first one, in file order: cells lie record by record,
// all of kind kText.
struct CsvBatch {
  std::span<const Cell> cells;
  std::uint32_t columns = 0;
  std::span<const RawRecord> records;

  [[nodiscard]] std::span<const Cell> row(std::size_t i) const {
    return cells.subspan(i * columns, columns);
  }
};

class CsvSink {
 public:
  virtual ~CsvSink() = default;
  // Views live until the call returns. A blank line is not a record.
  virtual void record(std::span<const Cell> cells, const RawRecord& raw) = 0;
  virtual void records(const CsvBatch& batch) {
    for (std::size_t i = 0; i < batch.records.size(); ++i) record(batch.row(i), batch.records[i]);
  }
  // Too long, too many cells, or cut off inside a quoted cell: `raw.text` is what there is of it.
  virtual void broken(const RawRecord& raw, std::string_view why) = 0;
  virtual void truncated() = 0;  // the last record ended inside a quoted cell
  virtual void bad_utf8() = 0;   // bytes of a record were replaced by U+FFFD
};

struct CsvOptions {
  std::string delimiter = ",";  // one character, possibly of several bytes
  char newline = '\n';          // '\r' for files that have no other
  std::uint32_t record_bytes = 16u << 20;
  std::uint32_t columns = 4096;
};

class CsvReader {
 public:
  CsvReader(CsvOptions options, CsvSink& sink);

  void skip(
      std::string_view preamble);  // before the first push: text that precedes the first record
  void push(std::string_view bytes);
  void finish();

 private:
  void make_room(std::size_t bytes);
  void scan(bool at_end);
  void scan_block(const char* p, std::uint32_t at);
  void scan_bytes(std::uint32_t from, std::uint32_t to);
  void mark(std::uint32_t at, bool line_end);
  void finish_open_record();

  void take_records();
  void take_record();
  void take_odd_record(std::uint32_t end, std::span<const Cell> first_cells,
                       std::size_t mark_index);
  [[nodiscard]] Cell cell(const char* begin, const char* end);
  [[nodiscard]] std::string_view unquoted(const char* begin, const char* end);
  void give(std::span<const Cell> cells, RawRecord record);
  void flush();
  void next_record(std::uint32_t end);
  void count_quoted_lines(std::uint32_t end);
  [[nodiscard]] RawRecord raw(std::uint32_t begin, std::uint32_t end) const;

  [[nodiscard]] bool is_too_long(std::uint32_t end) const;
  RawRecord long_record(std::uint32_t end);
  void keep_head_of_long_record(std::uint32_t end);
  void give_up_on_long_record();
  void compact();

  CsvOptions options_;
  CsvSink& sink_;

  std::vector<char> buffer_;       // unconsumed text, with a margin of a block behind it
  std::uint32_t size_ = 0;         // bytes of text in buffer_
  std::uint32_t scanned_ = 0;      // buffer_[0, scanned_) has been scanned
  std::uint64_t base_offset_ = 0;  // of buffer_[0] in the decoded text
  std::vector<std::uint32_t>
      marks_;  // delimiters and record ends outside of quotes, ascending; the first mark_count_
  std::size_t mark_count_ = 0;
  std::size_t next_mark_ = 0;
  std::int64_t last_line_end_ = -1;          // the last record end among the marks
  std::vector<std::uint32_t> quoted_lines_;  // line ends within quotes, ascending
  std::size_t next_quoted_line_ = 0;

  // The state of the scan at scanned_.
  bool in_quotes_ = false;
  bool at_start_ = true;  // the byte before was a delimiter or a record end
  bool after_quote_ =
      false;  // the byte before was a quote that closed, or the first half of a doubled one
  bool saw_high_ = false;  // some byte in the buffer is not ASCII

  std::uint32_t record_begin_ = 0;
  std::uint32_t line_ = 1;
  bool dropping_ = false;  // within a record that is too long
  std::string long_head_;  // the beginning of that record
  RecordPlace long_place_;

  std::uint32_t columns_ = 0;  // of the first record
  std::vector<Cell> batch_cells_;
  std::vector<RawRecord> batch_;
  std::vector<Cell> odd_cells_;
  std::vector<char>
      scratch_;  // unescaped cells of the batch; as large as buffer_, so that views stay
  std::size_t scratch_used_ = 0;
  std::string repaired_;  // a record's text and cells after invalid UTF-8 was replaced
};

}  // namespace crumb::ingest
