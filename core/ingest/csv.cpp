// The structural scan. The cutting of records into cells is in ingest/csv_records.cpp.
#include "ingest/csv.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd_scan.h"

namespace crumb::ingest {
namespace {

constexpr std::uint32_t kBlock = 64;
constexpr std::uint32_t kSlice = 1u << 20;  // text scanned before records are taken

}  // namespace

CsvReader::CsvReader(CsvOptions options, CsvSink& sink)
    : options_(std::move(options)), sink_(sink) {}

void CsvReader::skip(std::string_view preamble) {
  base_offset_ += preamble.size();
  line_ += static_cast<std::uint32_t>(std::ranges::count(preamble, options_.newline));
}

void CsvReader::make_room(std::size_t bytes) {
  if (buffer_.size() < size_ + bytes + kBlock)
    buffer_.resize(std::max<std::size_t>(size_ + bytes + kBlock, buffer_.size() * 2));
  if (scratch_.size() < buffer_.size() + kBlock) scratch_.resize(buffer_.size() + kBlock);
}

void CsvReader::push(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t n = std::min<std::size_t>(bytes.size(), kSlice);
    make_room(n);
    std::memcpy(buffer_.data() + size_, bytes.data(), n);
    size_ += static_cast<std::uint32_t>(n);
    bytes.remove_prefix(n);
    scan(false);
    take_records();
    if (scanned_ > record_begin_ + options_.record_bytes) give_up_on_long_record();
    compact();
  }
}

void CsvReader::finish() {
  make_room(1);
  scan(true);
  take_records();
  finish_open_record();
}

void CsvReader::scan(bool at_end) {
  if (options_.delimiter.size() > 1) {
    // A delimiter of several bytes must lie in the buffer whole before its first byte is judged.
    const auto width = static_cast<std::uint32_t>(options_.delimiter.size());
    const std::uint32_t whole = at_end ? size_ : size_ - std::min(size_, width - 1);
    if (whole > scanned_) scan_bytes(scanned_, whole);
    return;
  }
  while (size_ - scanned_ >= kBlock) {
    scan_block(buffer_.data() + scanned_, scanned_);
    scanned_ += kBlock;
  }
  if (at_end && scanned_ < size_) scan_bytes(scanned_, size_);
}

void CsvReader::mark(std::uint32_t at, bool line_end) {
  if (mark_count_ == marks_.size()) marks_.resize(marks_.size() * 2 + 1024);
  marks_[mark_count_++] = at;
  if (line_end) last_line_end_ = at;
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
    const std::uint64_t may_open =
        (marks << 1) | (at_start_ ? 1 : 0) | (closes << 1) | (after_quote_ ? 1 : 0);
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

  if (marks_.size() < mark_count_ + kBlock) marks_.resize(marks_.size() * 2 + 1024);
  std::uint32_t* out = marks_.data() + mark_count_;
  for (std::uint64_t bits = marks; bits != 0; bits &= bits - 1) {
    *out++ = at + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  mark_count_ = static_cast<std::size_t>(out - marks_.data());
  if (const std::uint64_t line_ends = lines & ~inside; line_ends != 0)
    last_line_end_ = std::int64_t{at} + 63 - std::countl_zero(line_ends);
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
      mark(i, true);
      at_start_ = true;
    } else if (c == delimiter[0] &&
               std::string_view(buffer_.data() + i, size_ - i).starts_with(delimiter)) {
      mark(i, false);
      at_start_ = true;
      i += static_cast<std::uint32_t>(delimiter.size()) - 1;
    }
    scanned_ = i + 1;
  }
  scanned_ = std::max(scanned_, to);
}

// Everything before record_begin_ is done with; the marks of the open record move along.
void CsvReader::compact() {
  if (record_begin_ < size_ && record_begin_ < kSlice / 2) return;
  const std::uint32_t gone = record_begin_;
  if (gone != 0 && gone < size_) std::memmove(buffer_.data(), buffer_.data() + gone, size_ - gone);
  size_ -= gone;
  scanned_ -= std::min(scanned_, gone);
  base_offset_ += gone;
  record_begin_ = 0;
  last_line_end_ = -1;
  std::size_t kept = 0;
  for (; next_mark_ < mark_count_; ++next_mark_) marks_[kept++] = marks_[next_mark_] - gone;
  mark_count_ = kept;
  next_mark_ = 0;
  quoted_lines_.erase(quoted_lines_.begin(),
                      quoted_lines_.begin() + static_cast<std::ptrdiff_t>(next_quoted_line_));
  next_quoted_line_ = 0;
  for (std::uint32_t& line : quoted_lines_) line -= gone;
  if (size_ == 0) saw_high_ = false;
}

}  // namespace crumb::ingest
