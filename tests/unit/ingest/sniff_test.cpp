// What a file is by its first bytes, and its encoding; and one clear sentence for what is no
// export.
#include "ingest/sniff.h"

#include <doctest/doctest.h>

#include <string>

#include "ingest/decode.h"

using namespace crumb::ingest;
using namespace std::string_literals;

namespace {
std::span<const std::uint8_t> bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string decode(const std::string& raw, std::size_t piece) {
  TextDecoder decoder(detect_encoding(bytes(raw)));
  std::string out;
  for (std::size_t at = 0; at < raw.size(); at += piece)
    decoder.decode(bytes(raw).subspan(at, std::min(piece, raw.size() - at)), out);
  decoder.finish(out);
  return out;
}
}  // namespace

TEST_CASE("gotcha 6 and others: containers are named, with what to do") {
  const struct {
    std::string head;
    const char* word;
  } kCases[] = {
      {"", "empty"},
      {"\x1F\x8B\x08"s, "gzip"},
      {"7z\xBC\xAF\x27\x1C"s, "7z"},
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS"},
      {"Rar!\x1A\x07"s, "RAR"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "xls"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..W\0o\0r\0k\0b\0o\0o\0k\0"s, "(xls)"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"s,
       "password"},
      {"%PDF-1.7", "PDF"},
      {"SQLite format 3\0"s, "SQLite"},
      {"PAR1", "Parquet"},
      {"ElfFile\0"s, "evtx"},
      {"\x28\xB5\x2F\xFD"s, "zstd"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.word);
    const std::string sentence = refuse_bytes(bytes(c.head), true);
    CHECK(sentence.find(c.word) != std::string::npos);
    CHECK(sentence.ends_with('.'));
  }
  CHECK(refuse_bytes(bytes("Timestamp,AccountUpn\n"), true).empty());
}

TEST_CASE("a code page is read as Windows-1252, UTF-8 with a damaged byte is not") {
  CHECK(detect_encoding(bytes("Name\nJos\xE9,B\xF6rse,\x80 5\n")) == Encoding::kWindows1252);
  CHECK(decode("Jos\xE9 \x80\x81", 1) == "Jos\xC3\xA9 \xE2\x82\xAC\xC2\x81");
  CHECK(detect_encoding(bytes("Jos\xC3\xA9 and Jos\xE9\n")) == Encoding::kUtf8);
  CHECK(detect_encoding(bytes("Name\nJos\xC3")) == Encoding::kUtf8);
  CHECK(detect_encoding(bytes("Name\nplain\n")) == Encoding::kUtf8);
}

TEST_CASE("text that is no export") {
  CHECK(sniff_text(" \n\n ").refuse.find("blanks") != std::string::npos);
  CHECK(sniff_text("a\0b,c\n"s).refuse.find("binary") != std::string::npos);
  CHECK(sniff_text("a,b\n" + std::string(100, '\x01')).refuse.find("binary") != std::string::npos);
  CHECK(sniff_text("\n<!DOCTYPE html><html>").refuse.find("web page") != std::string::npos);
  CHECK(sniff_text("<?xml version='1.0'?>").refuse.find("XML") != std::string::npos);
}

TEST_CASE("gotchas 1, 3 and 4: byte order mark, #TYPE, sep=, delimiters") {
  const struct {
    std::string head;
    const char* delimiter;
    std::size_t preamble;
  } kCases[] = {
      {"Timestamp,A\n", ",", 0},
      {"\xEF\xBB\xBFTimestamp,A\n", ",", 3},
      {"#TYPE X.Y\r\n\"A\",\"B\"\r\n", ",", 11},
      {"sep=;\nA;B\n", ";", 6},
      {"A;\"b,c,d\";E\n", ";", 0},
      {"A\tB\n", "\t", 0},
      {"A\xE2\x9D\x96"
       "B\n",
       "\xE2\x9D\x96", 0},
      {"\nA,B\n", ",", 1},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.head);
    const TextSniff sniff = sniff_text(c.head);
    CHECK(sniff.kind == TextKind::kCsv);
    CHECK(sniff.delimiter == c.delimiter);
    CHECK(sniff.preamble == c.preamble);
  }
  CHECK(sniff_text("A,B\rC,D\r").newline == '\r');
  CHECK(sniff_text("\xEF\xBB\xBF [{").kind == TextKind::kJson);
}

TEST_CASE("gotcha 2: encodings, decoded in pieces of any size") {
  const struct {
    std::string raw;
    Encoding encoding;
    std::string text;
  } kCases[] = {
      {"plain", Encoding::kUtf8, "plain"},
      {"\xEF\xBB\xBFx", Encoding::kUtf8Bom, "\xEF\xBB\xBFx"},
      {"\xFF\xFE"
       "a\0\xE9\0=\xD8\0\xDE"s,
       Encoding::kUtf16Le,
       "\xEF\xBB\xBF"
       "a\xC3\xA9\xF0\x9F\x98\x80"},
      {"\xFE\xFF\0a\0\xE9\xD8=\xDE\0"s, Encoding::kUtf16Be,
       "\xEF\xBB\xBF"
       "a\xC3\xA9\xF0\x9F\x98\x80"},
      {"a\0b\0c\0\n\0"s, Encoding::kUtf16Le, "abc\n"},
      {"\0a\0b\0c\0\n"s, Encoding::kUtf16Be, "abc\n"},
      {"\xFF\xFE\0\0a\0\0\0"s, Encoding::kUtf32Le,
       "\xEF\xBB\xBF"
       "a"},
      {"\xFF\xFE"
       "a\0\x3D\xD8z\0"s,
       Encoding::kUtf16Le,
       "\xEF\xBB\xBF"
       "a\xEF\xBF\xBDz"},
      {"\xFF\xFE"
       "a\0b"s,
       Encoding::kUtf16Le,
       "\xEF\xBB\xBF"
       "a\xEF\xBF\xBD"},
  };
  for (const auto& c : kCases) {
    CAPTURE(c.text);
    CHECK(detect_encoding(bytes(c.raw)) == c.encoding);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{100}})
      CHECK(decode(c.raw, piece) == c.text);
  }
}
