// The table of magics, and the choice of a delimiter.
#include "ingest/sniff.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace crumb::ingest {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kOle = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
constexpr std::string_view kPackageStarts[] = {
    "[Content_Types].xml", "mimetype", "_rels/", "docProps/", "xl/", "word/", "ppt/", "customXml/"};

struct Magic {
  std::string_view bytes;
  std::string_view contains;  // also within the head; empty: nothing more is asked
  std::string_view sentence;
};
constexpr Magic kMagics[] = {
    {"\x1F\x8B"sv, "",
     "It is gzip-compressed: unpack it first, or drop the .gz itself so that it is opened on the "
     "way."},
    {"PK\x05\x06"sv, "", "It is an empty zip archive."},
    {"7z\xBC\xAF\x27\x1C"sv, "", "It is a 7z archive: unpack it first."},
    {"Rar!\x1A\x07"sv, "", "It is a RAR archive: unpack it first."},
    {"\xFD"
     "7zXZ\0"sv,
     "", "It is xz-compressed: unpack it first."},
    {"BZh"sv, "1AY&SY"sv, "It is bzip2-compressed: unpack it first."},
    {"\x28\xB5\x2F\xFD"sv, "", "It is zstd-compressed: unpack it first."},
    {kOle, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv,
     "It is a workbook or document that is locked with a password: open it and save it without."},
    {kOle, "_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0"sv,
     "It is an Outlook message (msg), which holds no rows of the tables that are read."},
    {kOle, "W\0o\0r\0k\0b\0o\0o\0k\0"sv,
     "It is an old Excel workbook (xls): save it as xlsx or as CSV UTF-8."},
    {kOle, "",
     "It is an old Office document (xls), or one that is locked with a password: save it without, "
     "as xlsx or CSV UTF-8."},
    {"%PDF-"sv, "", "It is a PDF: export the rows as CSV or JSON."},
    {"SQLite format 3\0"sv, "", "It is an SQLite database: export the rows as CSV or JSON."},
    {"PAR1"sv, "", "It is a Parquet file: export the rows as CSV or JSON."},
    {"Obj\x01"sv, "", "It is an Avro file: export the rows as CSV or JSON."},
    {"ElfFile\0"sv, "",
     "It is a Windows event log (evtx), which holds no rows of the tables that are read."},
    {"\x89PNG"sv, "", "It is a picture: export the rows as CSV or JSON."},
    {"\x7F"
     "ELF"sv,
     "", "It is a program, not an export."},
    {"MZ"sv, "This program"sv, "It is a program, not an export."},
    {"version https://git-lfs"sv, "",
     "It is a Git LFS pointer, not the data: fetch the file itself with git lfs pull."},
};

constexpr std::string_view kDelimiters[] = {",", ";", "\t", "\xE2\x9D\x96"};

std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The first line outside of quotes, without its end.
std::string_view first_record(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && (text[i] == '\n' || text[i] == '\r')) return text.substr(0, i);
  }
  return text;
}

std::size_t count_outside_quotes(std::string_view line, std::string_view delimiter) {
  std::size_t count = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') quoted = !quoted;
    if (!quoted && line.substr(i).starts_with(delimiter)) ++count;
  }
  return count;
}

std::size_t line_length(std::string_view text) {
  const std::size_t end = text.find_first_of("\r\n");
  if (end == std::string_view::npos) return text.size();
  return end + (text.substr(end).starts_with("\r\n") ? 2 : 1);
}

}  // namespace

bool is_zip(std::span<const std::uint8_t> head) { return as_text(head).starts_with("PK\x03\x04"); }

bool is_office_package(std::span<const std::uint8_t> head) {
  constexpr std::size_t kName = 30;  // of the first member
  if (!is_zip(head) || head.size() < kName) return false;
  const std::string_view text = as_text(head);
  return std::ranges::any_of(
             kPackageStarts,
             [&](std::string_view start) { return text.substr(kName).starts_with(start); }) ||
         text.substr(0, 4096).find(kPackageStarts[0]) != std::string_view::npos;
}

std::string refuse_bytes(std::span<const std::uint8_t> head, bool is_whole_file) {
  const std::string_view text = as_text(head);
  if (head.empty() && is_whole_file) return "The file is empty.";
  for (const Magic& magic : kMagics) {
    if (!text.starts_with(magic.bytes)) continue;
    if (magic.contains.empty() || text.find(magic.contains) != std::string_view::npos)
      return std::string(magic.sentence);
  }
  return {};
}

TextSniff sniff_text(std::string_view head) {
  TextSniff out;
  if (head.starts_with("\xEF\xBB\xBF")) out.preamble = 3;
  std::string_view text = head.substr(out.preamble);
  const std::string_view start = trim(text.substr(0, 4096));
  if (trim(text).empty()) {
    out.refuse = "The file holds nothing but blanks.";
    return out;
  }
  // Text has hardly any control characters, and none in its first line.
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1B';
  };
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(text, is_control));
  if (controls * 50 > text.size() ||
      std::ranges::count(first_record(text).substr(0, 65536), '\0') != 0) {
    out.refuse = "It holds binary data, not text: export the rows as CSV or JSON.";
    return out;
  }
  if (starts_with_ignore_case(start, "<!doctype html") || starts_with_ignore_case(start, "<html")) {
    out.refuse = "It is a web page, perhaps a sign-in page that was saved instead of the export.";
    return out;
  }
  if (start.starts_with("<?xml")) {
    out.refuse = "It is XML: export the rows as CSV or JSON.";
    return out;
  }
  if (start.starts_with('{') || start.starts_with('[')) {
    out.kind = TextKind::kJson;
    return out;
  }
  out.kind = TextKind::kCsv;
  out.newline =
      text.find('\n') == std::string_view::npos && text.find('\r') != std::string_view::npos ? '\r'
                                                                                             : '\n';
  while (!text.empty()) {  // lines that spreadsheets and PowerShell write before the header
    const std::size_t length = line_length(text);
    const std::string_view line = trim(text.substr(0, length));
    const bool is_separator = starts_with_ignore_case(line, "sep=") && line.size() > 4;
    if (!line.empty() && !is_separator && !line.starts_with("#TYPE ")) break;
    if (is_separator) out.delimiter = line.substr(4);
    out.preamble += length;
    text.remove_prefix(length);
    if (is_separator) return out;
  }
  const std::string_view header = first_record(text);
  std::size_t most = 0;
  for (const std::string_view delimiter : kDelimiters) {
    const std::size_t count = count_outside_quotes(header, delimiter);
    if (count <= most) continue;
    most = count;
    out.delimiter = delimiter;
  }
  return out;
}

}  // namespace crumb::ingest
