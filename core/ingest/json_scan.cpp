// The search for the end of a JSON value, resumable, and what keeps the place: lines, indentation,
// long values.
#include <algorithm>
#include <bit>
#include <cstring>

#include "base/simd_scan.h"
#include "ingest/json_split.h"

namespace crumb::ingest {
namespace {

constexpr std::uint32_t kShownOfLongValue = 2048;
constexpr std::uint32_t kKeep = 1u << 19;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The first byte at or after `p` that ends a run inside a string: a quote, a backslash or a line
// end.
const char* end_of_plain_text(const char* p, const char* end) {
  while (end - p >= 64) {
    const simd::Block block = simd::Block::load(p);
    const std::uint64_t found = simd::equal_mask(block, '"') | simd::equal_mask(block, '\\') |
                                simd::equal_mask(block, '\n');
    if (found != 0) return p + std::countr_zero(found);
    p += 64;
  }
  while (p != end && *p != '"' && *p != '\\' && *p != '\n') ++p;
  return p;
}

}  // namespace

bool JsonSplitter::found(const char* end) {
  value_end_ = scan_ = static_cast<std::uint32_t>(end - buffer_.data());
  search_ = Search::kFound;
  return true;
}

bool JsonSplitter::find_end(bool at_end) {
  if (search_ == Search::kFound) return true;
  const char* base = buffer_.data();
  const char* end = base + size_;
  if (search_ == Search::kIdle) {
    search_ = Search::kRunning;
    scan_ = at_;
    depth_ = 0;
    in_string_ = false;
    is_broken_ = false;
    before_ = ' ';
    opener_ = at_ < size_ ? buffer_[at_] : ' ';
  }
  const char* p = base + scan_;
  if (opener_ != '"' && opener_ != '{' && opener_ != '[') {
    while (p != end && !is_blank(*p) && *p != ',' && *p != ']' && *p != '}') ++p;
    scan_ = static_cast<std::uint32_t>(p - base);
    return (p != end || at_end) && found(p);
  }
  while (p != end) {
    if (in_string_) {
      p = end_of_plain_text(p, end);
      if (p == end) break;
      if (*p == '\\') {
        if (end - p < 2) break;  // the escaped byte is not here yet
        if (p[1] != '\n') {
          p += 2;
          continue;
        }
        ++p;
      }
      in_string_ = false;
      if (*p == '\n') {  // a string cannot hold a line end: its closing quote is missing
        is_broken_ = true;
        if (depth_ != 0) continue;
        return found(p);
      }
      before_ = '"';
      ++p;
      if (depth_ == 0) {
        return found(p);
      }
      continue;
    }
    const char c = *p;
    if (c == '\n') {
      bool wait = false;
      const bool ends = ends_here_broken(static_cast<std::uint32_t>(p - base), at_end, wait);
      if (wait) break;
      if (ends) {
        return found(p);
      }
      ++p;
      continue;
    }
    ++p;
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (--depth_ == 0) {
        return found(p);
      }
    }
    if (!is_blank(c)) before_ = c;
  }
  scan_ = static_cast<std::uint32_t>(p - base);
  return false;
}

// At a line end within a value: does the next line begin a new record, so that this one lacks its
// end? Within a sound value a brace follows a comma, a colon or a bracket; and records begin where
// the first one began.
bool JsonSplitter::ends_here_broken(std::uint32_t line_end, bool at_end, bool& wait) {
  if (record_indent_ < 0 || depth_ == 0) return false;
  const bool may_nest = before_ == ',' || before_ == ':' || before_ == '[' || before_ == '{';
  if (may_nest && !is_broken_) return false;
  std::uint32_t p = line_end + 1;
  while (p < size_ && (buffer_[p] == ' ' || buffer_[p] == '\t') &&
         p - line_end - 1 <= record_indent_)
    ++p;
  if (p == size_) {
    wait = !at_end;
    return false;
  }
  return buffer_[p] == opener_ && p - line_end - 1 == record_indent_;
}

void JsonSplitter::skip_blanks() {
  std::uint32_t p = at_;
  while (p < size_ && (is_blank(buffer_[p]) || buffer_[p] == ',')) ++p;
  advance(p);
}

void JsonSplitter::advance(std::uint32_t to) {
  const std::string_view passed(buffer_.data() + at_, to - at_);
  line_ += static_cast<std::uint32_t>(std::ranges::count(passed, '\n'));
  const std::size_t newline = passed.rfind('\n');
  if (newline != std::string_view::npos) indent_ = 0;
  for (std::size_t i = newline == std::string_view::npos ? 0 : newline + 1;
       i < passed.size() && indent_ >= 0; ++i) {
    indent_ = passed[i] == ' ' || passed[i] == '\t' ? indent_ + 1 : -1;
  }
  at_ = scan_ = to;
  search_ = Search::kIdle;
}

// The value goes on beyond the limit: its beginning is kept to be shown, the rest is only searched
// for its end.
void JsonSplitter::drop_long_value() {
  if (!dropping_) {
    const RawRecord record = raw(size_);
    long_head_ = record.text.substr(0, std::min(kShownOfLongValue, options_.record_bytes));
    long_place_ = record.place;
    dropping_ = true;
  }
  const Search search = search_;
  advance(scan_);
  search_ = search;  // only the text goes, not the place in it
}

void JsonSplitter::compact() {
  if (at_ < size_ && at_ < kKeep) return;
  const std::uint32_t gone = at_;
  if (gone != 0 && gone < size_) std::memmove(buffer_.data(), buffer_.data() + gone, size_ - gone);
  size_ -= gone;
  base_offset_ += gone;
  scan_ -= gone;
  value_end_ -= std::min(value_end_, gone);
  at_ = 0;
}

}  // namespace crumb::ingest
