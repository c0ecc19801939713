// The structural scan and the cutting of records into cells.
#include "ingest/csv.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd_scan.h"
#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::uint32_t kBlock = 64;
constexpr std::uint32_t kSlice = 1u << 20;      // text scanned before records are taken
constexpr std::uint32_t kShownOfLongRecord = 2048;
constexpr std::uint32_t kMostBytesOfPlace = 16u << 20;
constexpr std::string_view kTooLong = "the record is longer than the limit";

bool has_high_bytes(std::string_view text) {
  const char* p = text.data();
  std::size_t n = text.size();
  for (; n >= kBlock; n -= kBlock, p += kBlock) {
    if (simd::has_high_bit(simd::Block::load(p))) return true;
  }
  return std::any_of(p, p + n, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

void append_repaired(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint cp = decode_utf8(text, i);
    append_utf8(out, cp.value);
    i += cp.bytes;
  }
}

}  // namespace

CsvReader::CsvReader(CsvOptions options, CsvSink& sink) : options_(std::move(options)), sink_(sink) {}

void CsvReader::skip(std::string_view preamble) {
  base_offset_ += preamble.size();
  line_ += static_cast<std::uint32_t>(std::ranges::count(preamble, options_.newline));
}

void CsvReader::push(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t n = std::min<std::size_t>(bytes.size(), kSlice);
    if (buffer_.size() < size_ + n + kBlock) buffer_.resize(std::max<std::size_t>(size_ + n + kBlock, buffer_.size() * 2));
    std::memcpy(buffer_.data() + size_, bytes.data(), n);
    size_ += static_cast<std::uint32_t>(n);
    bytes.remove_prefix(n);
    scan(false);
    take_records(false);
  }
}

void CsvReader::finish() {
  scan(true);
  take_records(true);
}

void CsvReader::scan(bool at_end) {
  if (options_.delimiter.size() > 1) {
    // A delimiter of several bytes must lie in the buffer whole before its first byte is judged.
    const std::uint32_t whole = at_end ? size_ : size_ - std::min<std::uint32_t>(size_, static_cast<std::uint32_t>(options_.delimiter.size()) - 1);
    if (whole > scanned_) scan_bytes(scanned_, whole);
    return;
  }
  while (size_ - scanned_ >= kBlock) {
    scan_block(buffer_.data() + scanned_, scanned_);
    scanned_ += kBlock;
  }
  if (at_end && scanned_ < size_) scan_bytes(scanned_, size_);
}

void CsvReader::scan_block(const char* p, std::uint32_t at) {
  const simd::Block block = simd::Block::load(p);
  const std::uint64_t quotes = simd::equal_mask(block, '"');
  const std::uint64_t delimiters = simd::equal_mask(block, options_.delimiter[0]);
  const std::uint64_t lines = simd::equal_mask(block, options_.newline);
  saw_high_ = saw_high_ || simd::has_high_bit(block);

  const std::uint64_t inside = simd::prefix_xor(quotes) ^ (in_quotes_ ? ~std::uint64_t{0} : 0);
  const std::uint64_t marks = (delimiters | lines) & ~inside;
  if (quotes != 0) {
    // A quote may open a cell only at the cell's start, or as the second half of a doubled quote.
    const std::uint64_t opens = quotes & inside;
    const std::uint64_t closes = quotes & ~inside;
    const std::uint64_t may_open = (marks << 1) | (at_start_ ? 1 : 0) | (closes << 1) | (after_quote_ ? 1 : 0);
    if ((opens & ~may_open) != 0) {
      scan_bytes(at, at + kBlock);
      scanned_ = at;  // scan() advances
      return;
    }
    after_quote_ = (closes >> 63) != 0;
  } else {
    after_quote_ = false;
  }
  at_start_ = (marks >> 63) != 0;
  in_quotes_ = (inside >> 63) != 0;

  const std::size_t old = marks_.size();
  marks_.resize(old + static_cast<std::size_t>(std::popcount(marks)));
  std::uint32_t* out = marks_.data() + old;
  for (std::uint64_t bits = marks; bits != 0; bits &= bits - 1) {
    *out++ = at + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  for (std::uint64_t bits = lines & inside; bits != 0; bits &= bits - 1) {
    quoted_lines_.push_back(at + static_cast<std::uint32_t>(std::countr_zero(bits)));
  }
}

void CsvReader::scan_bytes(std::uint32_t from, std::uint32_t to) {
  const std::string_view delimiter = options_.delimiter;
  for (std::uint32_t i = from; i < to; ++i) {
    const char c = buffer_[i];
    saw_high_ = saw_high_ || static_cast<unsigned char>(c) >= 0x80;
    if (in_quotes_) {
      if (c == '"') {
        in_quotes_ = false;
        after_quote_ = true;
      } else if (c == options_.newline) {
        quoted_lines_.push_back(i);
      }
      continue;
    }
    const bool opens = c == '"' && (at_start_ || after_quote_);
    at_start_ = false;
    after_quote_ = false;
    if (opens) {
      in_quotes_ = true;
    } else if (c == options_.newline) {
      marks_.push_back(i);
      at_start_ = true;
    } else if (c == delimiter[0] && std::string_view(buffer_.data() + i, size_ - i).starts_with(delimiter)) {
      marks_.push_back(i);
      at_start_ = true;
      i += static_cast<std::uint32_t>(delimiter.size()) - 1;
    }
    scanned_ = i + 1;
  }
  scanned_ = std::max(scanned_, to);
}

void CsvReader::take_records(bool at_end) {
  const auto width = static_cast<std::uint32_t>(options_.delimiter.size());
  while (next_mark_ < marks_.size()) {
    const std::uint32_t mark = marks_[next_mark_++];
    const bool line_end = buffer_[mark] == options_.newline;
    if (bounds_.size() < std::size_t{options_.columns} * 2) {
      bounds_.push_back(cell_begin_);
      bounds_.push_back(mark);
    } else {
      too_many_cells_ = true;
    }
    cell_begin_ = mark + (line_end ? 1 : width);
    if (line_end) end_record(mark);
  }
  if (at_end && record_begin_ < size_) {
    if (in_quotes_) {
      sink_.truncated();
      if (is_too_long(size_)) {
        sink_.broken(long_record(size_), kTooLong);
      } else {
        sink_.broken(raw(record_begin_, size_), "the file ends inside a quoted cell");
      }
      record_begin_ = size_;
    } else {
      bounds_.push_back(cell_begin_);
      bounds_.push_back(size_);
      end_record(size_);
    }
  } else if (at_end && dropping_) {
    sink_.broken(long_record(size_), kTooLong);
    dropping_ = false;
  }
  if (!at_end && scanned_ > record_begin_ + options_.record_bytes) give_up_on_long_record();
  compact();
}

RawRecord CsvReader::raw(std::uint32_t begin, std::uint32_t end) const {
  RawRecord out;
  out.text = std::string_view(buffer_.data() + begin, end - begin);
  if (out.text.ends_with('\r')) out.text.remove_suffix(1);
  out.place = {base_offset_ + begin, std::min(static_cast<std::uint32_t>(out.text.size()), kMostBytesOfPlace), line_};
  return out;
}

bool CsvReader::is_too_long(std::uint32_t end) const { return dropping_ || end - record_begin_ > options_.record_bytes; }

// The beginning of a record that is too long, with the place of all of it.
RawRecord CsvReader::long_record(std::uint32_t end) {
  if (!dropping_) keep_head_of_long_record(end);
  const std::uint64_t bytes = base_offset_ + end - long_place_.offset;
  long_place_.bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(bytes, kMostBytesOfPlace));
  return {long_head_, long_place_};
}

void CsvReader::end_record(std::uint32_t end) {
  if (is_too_long(end)) {
    sink_.broken(long_record(end), kTooLong);
    dropping_ = false;
  } else if (too_many_cells_) {
    sink_.broken(raw(record_begin_, end), "the record has more cells than the limit");
  } else {
    emit_cells(end);
  }
  ++line_;
  count_quoted_lines(end);
  record_begin_ = std::min(end + 1, size_);
  cell_begin_ = record_begin_;
  bounds_.clear();
  too_many_cells_ = false;
}

void CsvReader::count_quoted_lines(std::uint32_t end) {
  for (; next_quoted_line_ < quoted_lines_.size() && quoted_lines_[next_quoted_line_] < end; ++next_quoted_line_) ++line_;
}

void CsvReader::emit_cells(std::uint32_t end) {
  RawRecord record = raw(record_begin_, end);
  std::uint32_t& last_end = bounds_.back();
  if (last_end > bounds_[bounds_.size() - 2] && buffer_[last_end - 1] == '\r') --last_end;

  const char* base = buffer_.data();
  scratch_.clear();
  if (scratch_.capacity() < record.text.size()) scratch_.reserve(record.text.size() * 2);
  cells_.resize(bounds_.size() / 2);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const char* begin = base + bounds_[2 * i];
    const char* stop = base + bounds_[2 * i + 1];
    cells_[i] = begin != stop && *begin == '"' ? cell(begin, stop)
                                               : std::string_view(begin, static_cast<std::size_t>(stop - begin));
  }
  if (cells_.size() == 1 && cells_[0].empty()) return;  // a blank line
  if (saw_high_ && has_high_bytes(record.text) && !is_valid_utf8(record.text)) {
    sink_.bad_utf8();
    repaired_.clear();
    repaired_.reserve(record.text.size() * 6 + 16);  // each bad byte becomes three; views must not move
    append_repaired(repaired_, record.text);
    const std::size_t text_size = repaired_.size();
    for (std::string_view& view : cells_) {
      const std::size_t at = repaired_.size();
      append_repaired(repaired_, view);
      view = std::string_view(repaired_.data() + at, repaired_.size() - at);
    }
    record.text = std::string_view(repaired_.data(), text_size);
  }
  sink_.record(cells_, record);
}

// The text of a cell that begins with a quote: "a ""b"" c" -> a "b" c. What follows the closing quote is kept.
std::string_view CsvReader::cell(const char* begin, const char* end) {
  ++begin;
  const auto* quote = static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin)));
  if (quote != nullptr && quote + 1 == end) return {begin, static_cast<std::size_t>(quote - begin)};
  const std::size_t at = scratch_.size();
  bool inside = true;
  while (begin != end) {
    if (quote == nullptr) quote = end;
    scratch_.append(begin, quote);
    begin = quote;
    if (begin == end) break;
    ++begin;  // the quote
    if (!inside) {
      scratch_.push_back('"');
    } else if (begin != end && *begin == '"') {
      scratch_.push_back('"');
      ++begin;
    } else {
      inside = false;
    }
    quote = begin == end ? nullptr : static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end - begin)));
  }
  return std::string_view(scratch_).substr(at);
}

void CsvReader::keep_head_of_long_record(std::uint32_t end) {
  const RawRecord record = raw(record_begin_, end);
  long_head_ = record.text.substr(0, std::min(kShownOfLongRecord, options_.record_bytes));
  long_place_ = record.place;
}

void CsvReader::give_up_on_long_record() {
  if (!dropping_) keep_head_of_long_record(size_);
  dropping_ = true;
  record_begin_ = scanned_;
  count_quoted_lines(record_begin_);
  cell_begin_ = record_begin_;
  bounds_.clear();
}

void CsvReader::compact() {
  if (record_begin_ < size_ && record_begin_ < kSlice / 2) {
    if (next_mark_ == marks_.size()) {
      marks_.clear();
      next_mark_ = 0;
    }
    return;
  }
  // Everything before record_begin_ is done with; marks of the open record were taken into bounds_.
  const std::uint32_t gone = record_begin_;
  if (gone != 0 && gone < size_) std::memmove(buffer_.data(), buffer_.data() + gone, size_ - gone);
  size_ -= gone;
  scanned_ -= std::min(scanned_, gone);
  base_offset_ += gone;
  record_begin_ = 0;
  cell_begin_ -= std::min(cell_begin_, gone);
  for (std::uint32_t& bound : bounds_) bound -= gone;
  marks_.clear();
  next_mark_ = 0;
  quoted_lines_.erase(quoted_lines_.begin(), quoted_lines_.begin() + static_cast<std::ptrdiff_t>(next_quoted_line_));
  next_quoted_line_ = 0;
  for (std::uint32_t& line : quoted_lines_) line -= gone;
  if (size_ == 0) saw_high_ = false;
}

}  // namespace crumb::ingest
