// Encoding detection and the UTF-16 and UTF-32 decoders.
#include "ingest/decode.h"

#include "base/text.h"

namespace crumb::ingest {
namespace {

struct Mark {
  std::string_view bytes;
  Encoding encoding;
};
using namespace std::string_view_literals;
constexpr Mark kMarks[] = {
    // the longer mark first: FF FE also begins FF FE 00 00
    {"\xEF\xBB\xBF"sv, Encoding::kUtf8Bom}, {"\xFF\xFE\0\0"sv, Encoding::kUtf32Le},
    {"\0\0\xFE\xFF"sv, Encoding::kUtf32Be}, {"\xFF\xFE"sv, Encoding::kUtf16Le},
    {"\xFE\xFF"sv, Encoding::kUtf16Be},
};

constexpr bool is_big_endian(Encoding e) {
  return e == Encoding::kUtf16Be || e == Encoding::kUtf32Be;
}
constexpr std::uint32_t unit_bytes(Encoding e) {
  switch (e) {
    case Encoding::kUtf16Le:
    case Encoding::kUtf16Be:
      return 2;
    case Encoding::kUtf32Le:
    case Encoding::kUtf32Be:
      return 4;
    case Encoding::kUtf8:
    case Encoding::kUtf8Bom:
    case Encoding::kWindows1252:
      break;
  }
  return 1;
}

// 0x80 to 0x9F; the five that are not assigned are the control characters of the same number.
constexpr char16_t k1252[] = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                              0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                              0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                              0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// Is there a UTF-8 character at `at`? One that the head cuts off counts.
bool is_utf8_character(std::span<const std::uint8_t> head, std::size_t at) {
  const std::uint8_t lead = head[at];
  if (lead < 0xC2 || lead > 0xF4) return false;
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  for (std::size_t i = 1; i < size && at + i < head.size(); ++i)
    if ((head[at + i] & 0xC0) != 0x80) return false;
  return true;
}

bool is_code_page(std::span<const std::uint8_t> head) {
  bool any = false;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (head[at] < 0x80) continue;
    if (is_utf8_character(head, at)) return false;
    any = true;
  }
  return any;
}

}  // namespace

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::kUtf8:
      return "utf-8";
    case Encoding::kUtf8Bom:
      return "utf-8-bom";
    case Encoding::kUtf16Le:
      return "utf-16le";
    case Encoding::kUtf16Be:
      return "utf-16be";
    case Encoding::kUtf32Le:
      return "utf-32le";
    case Encoding::kUtf32Be:
      return "utf-32be";
    case Encoding::kWindows1252:
      return "windows-1252";
  }
  return "utf-8";
}

Encoding detect_encoding(std::span<const std::uint8_t> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  for (const Mark& mark : kMarks) {
    if (text.starts_with(mark.bytes)) return mark.encoding;
  }
  if (head.size() < 4) return Encoding::kUtf8;
  std::size_t zeros[2] = {0, 0};
  for (std::size_t i = 0; i < head.size(); ++i) zeros[i & 1] += head[i] == 0 ? 1 : 0;
  const std::size_t bar = head.size() / 2 * 3 / 10;
  const std::size_t few = head.size() / 2 / 20;  // text has no zeros in the other half
  if (zeros[1] > bar && zeros[0] <= few) return Encoding::kUtf16Le;
  if (zeros[0] > bar && zeros[1] <= few) return Encoding::kUtf16Be;
  if (is_code_page(head)) return Encoding::kWindows1252;
  return Encoding::kUtf8;
}

void TextDecoder::decode(std::span<const std::uint8_t> bytes, std::string& out) {
  const std::uint32_t width = unit_bytes(encoding_);
  if (encoding_ == Encoding::kWindows1252) {
    for (const std::uint8_t byte : bytes)
      append_utf8(out, byte >= 0x80 && byte < 0xA0 ? char32_t{k1252[byte - 0x80]} : char32_t{byte});
    return;
  }
  if (width == 1) {
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return;
  }
  const bool big = is_big_endian(encoding_);
  for (const std::uint8_t byte : bytes) {
    const std::uint32_t place = big ? width - 1 - pending_bytes_ : pending_bytes_;
    pending_ |= std::uint32_t{byte} << (8 * place);
    if (++pending_bytes_ < width) continue;
    unit(pending_, out);
    pending_ = 0;
    pending_bytes_ = 0;
  }
}

void TextDecoder::unit(std::uint32_t value, std::string& out) {
  const bool low = value >= 0xDC00 && value <= 0xDFFF;
  if (high_surrogate_ != 0) {
    const std::uint32_t high = high_surrogate_;
    high_surrogate_ = 0;
    if (low) {
      append_utf8(out, static_cast<char32_t>(0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00)));
      return;
    }
    append_utf8(out, 0xFFFD);
    damaged_ = true;
  }
  if (unit_bytes(encoding_) == 2 && value >= 0xD800 && value <= 0xDBFF) {
    high_surrogate_ = value;
    return;
  }
  const bool bad = (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF;
  damaged_ = damaged_ || bad;
  append_utf8(out, bad ? char32_t{0xFFFD} : static_cast<char32_t>(value));
}

void TextDecoder::finish(std::string& out) {
  if (pending_bytes_ == 0 && high_surrogate_ == 0) return;
  append_utf8(out, 0xFFFD);
  damaged_ = true;
  pending_bytes_ = 0;
  high_surrogate_ = 0;
}

}  // namespace crumb::ingest
