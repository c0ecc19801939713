// Finds the records of a JSON file over chunks of any size: lines, arrays, values one after another, and the envelopes of
// the hunting, Log Analytics, Kusto and event APIs. Hands each record on field by field.
// Knows no tables and no types.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
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

// How the records lie in the file, by its beginning.
struct JsonShape {
  // "lines", "values" (arrays, or values one after another), "records", "value", "hunting", "hunting-api", "tables" (Log
  // Analytics API), "kusto-v1", "kusto-v2"
  std::string_view envelope = "values";
  [[nodiscard]] std::string_view format() const;  // "ndjson", "json" or "json-envelope"
};
[[nodiscard]] JsonShape sniff_json(std::string_view head);

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
  enum class Frame : std::uint8_t { kRecords, kRows, kTables, kColumns, kEnvelope, kTable };

  void run(bool at_end);
  void run_lines(bool at_end);
  [[nodiscard]] Step step(bool at_end);
  [[nodiscard]] Step take_value(bool at_end);
  [[nodiscard]] Step take_member(bool at_end);
  [[nodiscard]] bool find_end(bool at_end);       // of the value at at_; value_end_ tells where
  void member_value(std::string_view value);
  void emit(std::string_view record, bool as_row);
  void read_columns(std::string_view array);
  void close_frame();
  void junk(bool at_end);
  void advance(std::uint32_t to);
  void compact();
  [[nodiscard]] RawRecord raw(std::uint32_t begin, std::uint32_t end) const;

  JsonShape shape_;
  JsonOptions options_;
  JsonSink& sink_;
  json::RecordReader reader_;

  std::vector<char> buffer_;        // unconsumed text, with padding behind it
  std::uint32_t size_ = 0;
  std::uint32_t at_ = 0;            // start of the next token
  std::uint64_t base_offset_ = 0;
  std::uint32_t line_ = 1;          // of at_

  std::vector<Frame> frames_;
  std::string key_;                 // of the member whose value comes next
  bool have_key_ = false;
  bool rows_allowed_ = true;        // this table is the answer, not the account of the query
  bool have_columns_ = false;

  // The scan of the value at at_, to go on from when more text comes.
  std::uint32_t scan_ = 0;
  std::uint32_t value_end_ = 0;
  std::uint32_t depth_ = 0;
  bool in_string_ = false;
  bool broken_value_ = false;
  bool dropping_ = false;
  RecordPlace dropped_place_;
  std::string dropped_head_;
  std::int64_t record_indent_ = -1; // blanks before the first record's brace on its line; -1: it does not begin a line

  std::vector<json::Field> fields_;
  std::vector<json::Field> column_items_;
  std::vector<json::Field> column_fields_;
  std::vector<std::string> column_names_;
  std::string repaired_;
};

}  // namespace crumb::ingest
