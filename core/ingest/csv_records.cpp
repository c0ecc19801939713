// From marks to records and cells: batches of regular records, odd ones by themselves, quotes
// undone, text repaired.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd_scan.h"
#include "base/text.h"
#include "ingest/csv.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kBatch = 512;
constexpr std::uint32_t kShownOfLongRecord = 2048;
constexpr std::uint32_t kMostBytesOfPlace = 16u << 20;
constexpr std::string_view kTooLong = "the record is longer than the limit";

std::size_t next_high_byte(std::string_view text, std::size_t at) {
  for (; at + 64 <= text.size(); at += 64) {
    if (simd::has_high_bit(simd::Block::load(text.data() + at))) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

bool is_sound_utf8(std::string_view text) {
  for (std::size_t at = next_high_byte(text, 0); at < text.size();) {
    const CodePoint cp = decode_utf8(text, at);
    if (cp.value == 0xFFFD && !text.substr(at).starts_with("\xEF\xBF\xBD")) return false;
    at += cp.bytes;
    if (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80)
      at = next_high_byte(text, at);
  }
  return true;
}

void append_repaired(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint cp = decode_utf8(text, i);
    append_utf8(out, cp.value);
    i += cp.bytes;
  }
}

}  // namespace

RawRecord CsvReader::raw(std::uint32_t begin, std::uint32_t end) const {
  RawRecord out;
  out.text = std::string_view(buffer_.data() + begin, end - begin);
  if (out.text.ends_with('\r')) out.text.remove_suffix(1);
  out.place = {base_offset_ + begin,
               std::min(static_cast<std::uint32_t>(out.text.size()), kMostBytesOfPlace), line_};
  return out;
}

void CsvReader::take_records() {
  while (static_cast<std::int64_t>(record_begin_) <= last_line_end_) take_record();
  flush();
}

// The marks up to the next record end are there.
void CsvReader::take_record() {
  const char* base = buffer_.data();
  const auto width = static_cast<std::uint32_t>(options_.delimiter.size());
  if (dropping_ || columns_ == 0) {
    std::size_t index = next_mark_;
    while (base[marks_[index]] != options_.newline) ++index;
    return take_odd_record(marks_[index], {}, next_mark_);
  }
  const std::size_t needed = (batch_.size() + 1) * columns_;
  if (batch_cells_.size() < needed) batch_cells_.resize(std::max(needed, columns_ * kBatch));
  Cell* out = batch_cells_.data() + batch_.size() * columns_;
  std::uint32_t begin = record_begin_;
  std::size_t index = next_mark_;
  for (std::uint32_t i = 0; i < columns_; ++i) {
    std::uint32_t end = marks_[index++];
    const bool line_end = base[end] == options_.newline;
    if (line_end) {
      const std::uint32_t record_end = end;
      const bool regular = i + 1 == columns_ && record_end - record_begin_ <= options_.record_bytes;
      if (end > begin && base[end - 1] == '\r') --end;
      out[i] = cell(base + begin, base + end);
      if (!regular || (columns_ == 1 && out[0].text.empty()))
        return take_odd_record(record_end, {out, i + 1}, index);
      RawRecord record = raw(record_begin_, record_end);
      if (saw_high_ && !is_sound_utf8(record.text))
        return take_odd_record(record_end, {out, columns_}, index);
      batch_.push_back(record);
      next_mark_ = index;
      next_record(record_end);
      if (batch_.size() == kBatch) flush();
      return;
    }
    out[i] = cell(base + begin, base + end);
    begin = end + width;
  }
  std::size_t last = index;
  while (base[marks_[last]] != options_.newline) ++last;
  take_odd_record(marks_[last], {out, columns_}, index);
}

// A record that is not like the first one: fewer or more cells, too long, a blank line, bytes that
// are not UTF-8. `first_cells` are cut already, `mark_index` is the mark that ends the cell after
// them.
void CsvReader::take_odd_record(std::uint32_t end, std::span<const Cell> first_cells,
                                std::size_t mark_index) {
  const char* base = buffer_.data();
  odd_cells_.assign(first_cells.begin(), first_cells.end());
  if (is_too_long(end)) {
    flush();
    sink_.broken(long_record(end), kTooLong);
    dropping_ = false;
    while (marks_[next_mark_] != end) ++next_mark_;
    ++next_mark_;
    return next_record(end);
  }
  bool too_many = false;
  std::uint32_t begin =
      first_cells.empty() ? record_begin_
      : marks_[mark_index - 1] == end
          ? end
          : marks_[mark_index - 1] + static_cast<std::uint32_t>(options_.delimiter.size());
  bool done = !first_cells.empty() && marks_[mark_index - 1] == end;
  while (!done) {
    std::uint32_t stop = marks_[mark_index++];
    done = stop == end;
    const std::uint32_t next = stop + static_cast<std::uint32_t>(options_.delimiter.size());
    if (done && stop > begin && base[stop - 1] == '\r') --stop;
    if (odd_cells_.size() < options_.columns) {
      odd_cells_.push_back(cell(base + begin, base + stop));
    } else {
      too_many = true;
    }
    begin = next;
  }
  next_mark_ = mark_index;
  if (odd_cells_.size() == 1 && odd_cells_[0].text.empty())
    return next_record(end);  // a blank line
  const RawRecord record = raw(record_begin_, end);
  flush();
  if (too_many) {
    sink_.broken(record, "the record has more cells than the limit");
  } else {
    if (columns_ == 0) columns_ = static_cast<std::uint32_t>(odd_cells_.size());
    give(odd_cells_, record);
  }
  next_record(end);
}

void CsvReader::give(std::span<const Cell> cells, RawRecord record) {
  if (!saw_high_ || is_sound_utf8(record.text)) return sink_.record(cells, record);
  sink_.bad_utf8();
  repaired_.clear();
  repaired_.reserve(record.text.size() * 6 +
                    16);  // each bad byte becomes three; views must not move
  append_repaired(repaired_, record.text);
  record.text = std::string_view(repaired_);
  for (Cell& cell : odd_cells_) {
    const std::size_t at = repaired_.size();
    append_repaired(repaired_, cell.text);
    cell.text = std::string_view(repaired_).substr(at);
  }
  sink_.record(odd_cells_, record);
}

void CsvReader::flush() {
  if (!batch_.empty()) {
    sink_.records({std::span(batch_cells_).first(batch_.size() * columns_), columns_, batch_});
    batch_.clear();
  }
  if (odd_cells_.empty()) scratch_used_ = 0;
}

void CsvReader::next_record(std::uint32_t end) {
  ++line_;
  count_quoted_lines(end);
  record_begin_ = std::min(end + 1, size_);
  odd_cells_.clear();
}

void CsvReader::count_quoted_lines(std::uint32_t end) {
  for (; next_quoted_line_ < quoted_lines_.size() && quoted_lines_[next_quoted_line_] < end;
       ++next_quoted_line_)
    ++line_;
}

inline Cell CsvReader::cell(const char* begin, const char* end) {
  if (begin != end && *begin == '"') return {unquoted(begin + 1, end), CellKind::kText};
  return {std::string_view(begin, static_cast<std::size_t>(end - begin)), CellKind::kText};
}

// The text of a cell behind its opening quote: a ""b"" c" -> a "b" c. What follows the closing
// quote is kept. Copies 16 bytes and looks where the first quote among them is: buffer_ and
// scratch_ have a margin for that.
std::string_view CsvReader::unquoted(const char* begin, const char* end) {
  char* const start = scratch_.data() + scratch_used_;
  char* out = start;
  bool inside = true;
  while (begin < end) {
    simd::Bytes16 chunk;
    std::memcpy(&chunk, begin, sizeof chunk);
    std::memcpy(out, &chunk, sizeof chunk);
    const std::uint64_t quotes =
        simd::mask_of(static_cast<simd::Bytes16>(chunk == static_cast<std::uint8_t>('"')));
    const auto left = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(end - begin, 16));
    const std::uint32_t plain =
        quotes != 0 ? std::min(left, static_cast<std::uint32_t>(std::countr_zero(quotes))) : left;
    begin += plain;
    out += plain;
    if (plain == left) continue;
    ++begin;  // the quote
    if (!inside) {
      *out++ = '"';
    } else if (begin != end && *begin == '"') {
      *out++ = '"';
      ++begin;
    } else {
      inside = false;
    }
  }
  scratch_used_ += static_cast<std::size_t>(out - start);
  return {start, static_cast<std::size_t>(out - start)};
}

// --- the end of the file, and records that are too long
// ---------------------------------------------------------------

void CsvReader::finish_open_record() {
  if (dropping_ && record_begin_ == size_) {
    sink_.broken(long_record(size_), kTooLong);
    dropping_ = false;
  } else if (record_begin_ < size_ && in_quotes_) {
    sink_.truncated();
    const bool too_long = is_too_long(size_);
    sink_.broken(too_long ? long_record(size_) : raw(record_begin_, size_),
                 too_long ? kTooLong : "the file ends inside a quoted cell");
    record_begin_ = size_;
  } else if (record_begin_ < size_) {
    buffer_[size_] = options_.newline;  // the record end that the file does not have
    mark(size_, true);
    take_record();
    flush();
  }
}

bool CsvReader::is_too_long(std::uint32_t end) const {
  return dropping_ || end - record_begin_ > options_.record_bytes;
}

// The beginning of a record that is too long, with the place of all of it.
RawRecord CsvReader::long_record(std::uint32_t end) {
  if (!dropping_) keep_head_of_long_record(end);
  const std::uint64_t bytes = base_offset_ + end - long_place_.offset;
  long_place_.bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, kMostBytesOfPlace));
  return {long_head_, long_place_};
}

void CsvReader::keep_head_of_long_record(std::uint32_t end) {
  const RawRecord record = raw(record_begin_, end);
  long_head_ = record.text.substr(0, std::min(kShownOfLongRecord, options_.record_bytes));
  long_place_ = record.place;
}

void CsvReader::give_up_on_long_record() {
  if (!dropping_) keep_head_of_long_record(scanned_);
  dropping_ = true;
  record_begin_ = scanned_;
  count_quoted_lines(record_begin_);
  next_mark_ = mark_count_;
}

}  // namespace crumb::ingest
