// Finds the records of a JSON file over chunks of any size: lines, arrays, values one after
// another, and the envelopes of the hunting, Log Analytics, Kusto and event APIs. Hands each record
// on field by field. A record that is broken costs one reject: the search goes on at the next line
// that begins as records do. Knows no tables and no types.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "ingest/json_shape.h"
#include "ingest/record.h"

namespace crumb::ingest {

class JsonSink {
 public:
  virtual ~JsonSink() = default;
  // Views live until the call returns.
  virtual void json_object(std::span<const json::Field> fields, const RawRecord& raw) = 0;
  virtual void json_columns(std::span<const std::string_view> names) = 0;  // rows follow
  virtual void json_row(std::span<const json::Field> cells, const RawRecord& raw) = 0;
  virtual void broken(const RawRecord& raw, std::string_view why) = 0;
  virtual void truncated() = 0;
  virtual void bad_utf8() = 0;
  virtual void json_note(std::string_view sentence) = 0;  // the envelope says that rows are missing
};

struct JsonOptions {
  std::uint32_t record_bytes = 16u << 20;
};

class JsonSplitter {
 public:
  JsonSplitter(JsonShape shape, JsonOptions options, JsonSink& sink);

  void skip(std::string_view preamble);
  void push(std::string_view bytes);
  void finish();
  [[nodiscard]] std::string_view envelope() const { return shape_.envelope; }

 private:
  enum class Step : std::uint8_t { kDone, kMore };  // kMore: the buffer ends within the next token
  enum class Frame : std::uint8_t { kRecords, kRows, kTables, kEnvelope, kTable };

  void run(bool at_end);
  [[nodiscard]] Step step(bool at_end);
  [[nodiscard]] Step take_line(bool at_end);
  [[nodiscard]] Step take_record(bool as_row, bool at_end);
  [[nodiscard]] Step take_key(bool at_end);
  [[nodiscard]] Step take_member(bool at_end);
  [[nodiscard]] Step take_scalar(bool at_end);
  [[nodiscard]] Step take_junk(bool at_end);
  void open(Frame frame);
  void read_member(std::string_view value);
  void read_columns(std::string_view array);
  void emit(std::uint32_t end, bool as_row, bool is_cut);

  // The search for the end of the value at at_; goes on where it stopped. True: value_end_ is one
  // past its last byte.
  [[nodiscard]] bool find_end(bool at_end);
  bool found(const char* end);
  [[nodiscard]] bool ends_here_broken(std::uint32_t line_end, bool at_end, bool& wait);
  void skip_blanks();
  void advance(std::uint32_t to);
  void drop_long_value();
  void compact();
  [[nodiscard]] RawRecord raw(std::uint32_t end);

  JsonShape shape_;
  JsonOptions options_;
  JsonSink& sink_;
  json::RecordReader reader_;

  std::vector<char> buffer_;  // unconsumed text, with padding behind it
  std::uint32_t size_ = 0;
  std::uint32_t at_ = 0;  // start of the next token
  std::uint64_t base_offset_ = 0;
  std::uint32_t line_ = 1;  // of at_
  std::int64_t indent_ =
      0;  // blanks between at_ and the line's beginning; -1: other things stand there

  std::vector<Frame> frames_;
  std::string key_;  // lower case, of the member whose value comes next
  bool have_key_ = false;
  bool commas_ = false;  // blanks before at_ held a comma
  std::string frame_type_, table_kind_, table_id_, main_table_id_;
  std::uint32_t tables_seen_ = 0;
  bool have_columns_ = false;

  enum class Search : std::uint8_t { kIdle, kRunning, kFound };
  Search search_ = Search::kIdle;
  std::uint32_t scan_ = 0;  // [at_, scan_) was searched
  std::uint32_t value_end_ = 0;
  std::uint32_t depth_ = 0;
  bool in_string_ = false;
  bool is_broken_ = false;
  char opener_ = ' ';                // the value's first byte
  char before_ = ' ';                // the last byte that was no blank, outside of strings
  std::int64_t record_indent_ = -1;  // of the first record; -1: it does not begin a line

  bool dropping_ = false;  // within a value that is too long
  std::string long_head_;
  RecordPlace long_place_;

  std::vector<json::Field> fields_;
  std::string repaired_;
};

}  // namespace crumb::ingest
