// The walk through the wrapping levels of a JSON file. The search for the end of a value is in
// ingest/json_scan.cpp.
#include "ingest/json_split.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kPadding = json::RecordReader::kPadding;
constexpr std::uint32_t kSlice = 1u << 20;
constexpr std::uint32_t kMostBytesOfPlace = 16u << 20;
constexpr std::uint32_t kJunkBytes = 4096;
constexpr std::string_view kTooLong = "the record is longer than the limit";

// Members of envelopes that say that not all rows are there.
struct Sign {
  std::string_view key;
  std::string_view value;  // the value begins so; empty: any but null and an empty list
  std::string_view sentence;
};
constexpr Sign kSigns[] = {
    {"error", "{", "The answer holds an error besides its rows, so rows are missing."},
    {"oneapierrors", "[", "The query ended with errors, so rows are missing."},
    {"haserrors", "true", "The query ended with errors, so rows are missing."},
    {"exceptions", "[", "The query ended with errors, so rows are missing."},
    {"@odata.nextlink", "\"", "It is one page of several: more rows lie behind its next link."},
};

}  // namespace

JsonSplitter::JsonSplitter(JsonShape shape, JsonOptions options, JsonSink& sink)
    : shape_(shape), options_(options), sink_(sink) {}

void JsonSplitter::skip(std::string_view preamble) {
  base_offset_ += preamble.size();
  line_ += static_cast<std::uint32_t>(std::ranges::count(preamble, '\n'));
}

void JsonSplitter::push(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t n = std::min<std::size_t>(bytes.size(), kSlice);
    if (buffer_.size() < size_ + n + kPadding)
      buffer_.resize(std::max<std::size_t>(size_ + n + kPadding, buffer_.size() * 2));
    std::memcpy(buffer_.data() + size_, bytes.data(), n);
    size_ += static_cast<std::uint32_t>(n);
    bytes.remove_prefix(n);
    run(false);
  }
}

void JsonSplitter::finish() {
  buffer_.resize(size_ + kPadding);
  run(true);
  if (!frames_.empty()) sink_.truncated();
}

void JsonSplitter::run(bool at_end) {
  while ((shape_.envelope == "lines" ? take_line(at_end) : step(at_end)) == Step::kDone) {
  }
  if (!at_end && scan_ > at_ && scan_ - at_ > options_.record_bytes) {
    const bool in_key = !have_key_ && !frames_.empty() &&
                        (frames_.back() == Frame::kEnvelope || frames_.back() == Frame::kTable);
    drop_long_value();
    if (in_key) {  // no envelope has such a name: what follows is looked at as records
      sink_.broken({long_head_, long_place_}, kTooLong);
      dropping_ = false;
      frames_.clear();
    }
  }
  compact();
}

JsonSplitter::Step JsonSplitter::step(bool at_end) {
  if (search_ == Search::kIdle) skip_blanks();
  if (at_ == size_ && !dropping_) return Step::kMore;
  if (have_key_) return take_member(at_end);
  const char c = dropping_ ? '{' : buffer_[at_];
  if (frames_.empty()) {
    if (c == '[')
      return open(shape_.envelope == "kusto-v2" ? Frame::kTables : Frame::kRecords), Step::kDone;
    if (c != '{') return take_junk(at_end);
    if (shape_.envelope == "values" || shape_.envelope == "kusto-v2")
      return take_record(false, at_end);
    return open(Frame::kEnvelope), Step::kDone;
  }
  const Frame frame = frames_.back();
  const bool list = frame == Frame::kRecords || frame == Frame::kRows || frame == Frame::kTables;
  if (!dropping_ && c == (list ? ']' : '}')) {
    if (frame == Frame::kTable && frame_type_ == "tableheader" && table_kind_ == "primaryresult")
      main_table_id_ = table_id_;
    frames_.pop_back();
    advance(at_ + 1);
    return Step::kDone;
  }
  switch (frame) {
    case Frame::kRecords:
      return c == '{' || c == '[' ? take_record(false, at_end) : take_scalar(at_end);
    case Frame::kRows:
      return c == '[' || c == '{' ? take_record(true, at_end) : take_scalar(at_end);
    case Frame::kTables:
      if (c != '{') return take_scalar(at_end);
      open(Frame::kTable);
      return Step::kDone;
    case Frame::kEnvelope:
    case Frame::kTable:
      return c == '"' ? take_key(at_end) : take_junk(at_end);
  }
  return Step::kMore;
}

void JsonSplitter::open(Frame frame) {
  frames_.push_back(frame);
  have_key_ = false;
  if (frame == Frame::kTable) {
    ++tables_seen_;
    frame_type_.clear();
    table_kind_.clear();
    table_id_.clear();
    if (shape_.envelope != "kusto-v2") have_columns_ = false;
  }
  advance(at_ + 1);
}

// --- objects that wrap
// ---------------------------------------------------------------------------------------------

JsonSplitter::Step JsonSplitter::take_key(bool at_end) {
  if (!find_end(at_end)) return Step::kMore;
  std::uint32_t colon = value_end_;
  while (colon < size_ &&
         std::string_view(" \t\r\n").find(buffer_[colon]) != std::string_view::npos)
    ++colon;
  if (colon == size_) return at_end ? take_junk(at_end) : Step::kMore;
  if (buffer_[colon] != ':') return take_junk(at_end);
  key_ = to_lower(std::string_view(buffer_.data() + at_ + 1, value_end_ - at_ - 2));
  advance(colon + 1);
  have_key_ = true;
  return Step::kDone;
}

JsonSplitter::Step JsonSplitter::take_member(bool at_end) {
  const bool list = !dropping_ && buffer_[at_] == '[';
  if (frames_.back() == Frame::kEnvelope && list) {
    if (key_ == "tables") return open(Frame::kTables), Step::kDone;
    if (key_ == "records" || key_ == "value" || key_ == "results")
      return open(Frame::kRecords), Step::kDone;
  }
  if (frames_.back() == Frame::kTable && list && key_ == "rows") {
    const bool is_main = shape_.envelope == "kusto-v2"
                             ? table_kind_ == "primaryresult" ||
                                   (frame_type_ == "tablefragment" && table_id_ == main_table_id_)
                             : tables_seen_ == 1;
    if (is_main) return open(Frame::kRows), Step::kDone;
  }
  if (!find_end(at_end)) return Step::kMore;
  if (!dropping_) read_member(std::string_view(buffer_.data() + at_, value_end_ - at_));
  dropping_ = false;
  have_key_ = false;
  advance(value_end_);
  return Step::kDone;
}

void JsonSplitter::read_member(std::string_view value) {
  for (const Sign& sign : kSigns) {
    if (key_ == sign.key && value.starts_with(sign.value) && value.size() > 2)
      sink_.json_note(sign.sentence);
  }
  const bool text = value.size() >= 2 && value.front() == '"';
  const std::string lower =
      to_lower(text ? value.substr(1, value.size() - 2) : value.substr(0, 64));
  if (key_ == "frametype") frame_type_ = lower;
  if (key_ == "tablekind") table_kind_ = lower;
  if (key_ == "tableid") table_id_ = lower;
  if (key_ == "columns" && frames_.back() == Frame::kTable) read_columns(value);
}

void JsonSplitter::read_columns(std::string_view array) {
  const bool is_main =
      shape_.envelope == "kusto-v2" ? table_kind_ == "primaryresult" : tables_seen_ == 1;
  std::vector<json::Field> items;
  if (!is_main || !reader_.read(array, items)) return;
  std::vector<std::string> texts;
  for (const json::Field& item : items) texts.emplace_back(item.text);
  std::vector<std::string> names;
  std::string padded;
  for (const std::string& text : texts) {
    padded.assign(text);
    padded.append(kPadding, ' ');
    std::string name;
    if (reader_.read(std::string_view(padded).substr(0, text.size()), fields_)) {
      for (const json::Field& field : fields_) {
        if (equals_ignore_case(field.key, "name") || equals_ignore_case(field.key, "ColumnName"))
          name = field.text;
      }
    }
    names.push_back(std::move(name));
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  sink_.json_columns(views);
  have_columns_ = true;
}

// --- records
// -------------------------------------------------------------------------------------------------------

JsonSplitter::Step JsonSplitter::take_record(bool as_row, bool at_end) {
  if (record_indent_ < 0 && search_ == Search::kIdle && indent_ >= 0) record_indent_ = indent_;
  const bool found = find_end(at_end);
  if (!found && !at_end) return Step::kMore;
  const std::uint32_t end = found ? value_end_ : size_;
  if (!found) sink_.truncated();
  if (!dropping_ && end - at_ > options_.record_bytes) drop_long_value();
  if (dropping_) {
    const std::uint64_t bytes = base_offset_ + end - long_place_.offset;
    long_place_.bytes =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, kMostBytesOfPlace));
    sink_.broken({long_head_, long_place_}, kTooLong);
    dropping_ = false;
  } else if (!found) {
    sink_.broken(raw(end), "the file ends inside a record");
    frames_.clear();
  } else {
    emit(end, as_row, false);
  }
  advance(end);
  return Step::kDone;
}

JsonSplitter::Step JsonSplitter::take_line(bool at_end) {
  const std::uint32_t from = std::max(scan_, at_);
  const auto* newline =
      from < size_
          ? static_cast<const char*>(std::memchr(buffer_.data() + from, '\n', size_ - from))
          : nullptr;
  scan_ = newline != nullptr ? static_cast<std::uint32_t>(newline - buffer_.data()) : size_;
  if (newline == nullptr && (!at_end || (at_ == size_ && !dropping_))) return Step::kMore;
  std::uint32_t end = scan_;
  if (dropping_ || end - at_ > options_.record_bytes) {
    if (!dropping_) drop_long_value();
    const std::uint64_t bytes = base_offset_ + end - long_place_.offset;
    long_place_.bytes =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, kMostBytesOfPlace));
    sink_.broken({long_head_, long_place_}, kTooLong);
    dropping_ = false;
    advance(newline != nullptr ? end + 1 : end);
    return Step::kDone;
  }
  const std::string_view line(buffer_.data() + at_, end - at_);
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first != std::string_view::npos) {
    const std::uint32_t next = newline != nullptr ? end + 1 : end;
    while (std::string_view(" \t\r,").find(buffer_[end - 1]) != std::string_view::npos &&
           end > at_ + first + 1)
      --end;
    at_ += static_cast<std::uint32_t>(first);
    emit(end, false, newline == nullptr);
    advance(next);
  } else {
    advance(newline != nullptr ? end + 1 : end);
  }
  return Step::kDone;
}

void JsonSplitter::emit(std::uint32_t end, bool as_row, bool is_cut) {
  RawRecord record = raw(end);
  if (as_row && record.text.starts_with('{')) {
    sink_.json_note("The query ended with errors, so rows are missing.");
    return;
  }
  if (as_row && !have_columns_) {
    sink_.broken(record, "the row stands before the names of its columns");
    return;
  }
  auto read = reader_.read(record.text, fields_);
  if (!read && !is_valid_utf8(record.text)) {
    sink_.bad_utf8();
    repaired_.clear();
    for (std::size_t i = 0; i < record.text.size();) {
      const CodePoint cp = decode_utf8(record.text, i);
      append_utf8(repaired_, cp.value);
      i += cp.bytes;
    }
    const std::size_t size = repaired_.size();
    repaired_.append(kPadding, ' ');
    record.text = std::string_view(repaired_).substr(0, size);
    read = reader_.read(record.text, fields_);
  }
  if (!read) {
    if (is_cut) sink_.truncated();
    sink_.broken(record, is_cut ? "the file ends inside a record" : read.error().message);
  } else if (as_row) {
    sink_.json_row(fields_, record);
  } else if (record.text.starts_with('{')) {
    sink_.json_object(fields_, record);
  } else {
    sink_.broken(record, "the record is not a JSON object");
  }
}

// A string, number or word where a record should stand.
JsonSplitter::Step JsonSplitter::take_scalar(bool at_end) {
  if (std::string_view(":}[{").find(buffer_[at_]) != std::string_view::npos)
    return take_junk(at_end);
  if (!find_end(at_end)) return at_end ? take_junk(at_end) : Step::kMore;
  sink_.broken(raw(value_end_), "the record is not a JSON object");
  advance(value_end_);
  return Step::kDone;
}

// What no JSON has there: up to the end of the line or the next bracket, one reject.
JsonSplitter::Step JsonSplitter::take_junk(bool at_end) {
  const std::uint32_t most = at_ + kJunkBytes;
  std::uint32_t end = at_ + 1;
  while (end < size_ && end < most &&
         std::string_view("\n{[]}").find(buffer_[end]) == std::string_view::npos)
    ++end;
  scan_ = at_;
  search_ = Search::kIdle;
  if (end == size_ && end < most && !at_end) return Step::kMore;
  while (end > at_ + 1 &&
         std::string_view(" \t\r,").find(buffer_[end - 1]) != std::string_view::npos)
    --end;
  sink_.broken(raw(end), "not a JSON record");
  have_key_ = false;
  advance(end);
  return Step::kDone;
}

RawRecord JsonSplitter::raw(std::uint32_t end) {
  RawRecord out;
  out.text = std::string_view(buffer_.data() + at_, end - at_);
  out.place = {base_offset_ + at_, std::min(end - at_, kMostBytesOfPlace), line_};
  return out;
}

}  // namespace crumb::ingest
