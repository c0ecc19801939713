// Text rules that the whole core shares: UTF-8, case folding, KQL terms, escaping for each place we
// print to. Not string storage (store/dictionary.h) and not number or time parsing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crumb {

// --- UTF-8 ------------------------------------------------------------------------------------
struct CodePoint {
  char32_t value;       // U+FFFD where the bytes are not UTF-8
  std::uint32_t bytes;  // consumed, at least 1
};
[[nodiscard]] CodePoint decode_utf8(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t code_point);
[[nodiscard]] bool is_valid_utf8(std::string_view text);
[[nodiscard]] bool is_ascii(std::string_view text);
[[nodiscard]] std::size_t count_code_points(std::string_view text);

// --- case ---------------------------------------------------------------------------------------
// Simple case mapping for ASCII and for Latin, Greek and Cyrillic letters; other letters stay as
// they are.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] bool equals_ignore_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_with_ignore_case(std::string_view text, std::string_view prefix);
[[nodiscard]] bool ends_with_ignore_case(std::string_view text, std::string_view suffix);
[[nodiscard]] bool contains_ignore_case(std::string_view text, std::string_view needle);

// --- terms
// ---------------------------------------------------------------------------------------- Kusto's
// has: `term` occurs in `text` bounded on both sides by a non-alphanumeric character or an end. A
// bound is tested only on a side where the needle itself begins or ends with an alphanumeric
// character. Source: learn.microsoft.com/kusto/query/datatypes-string-operators (what is a term).
[[nodiscard]] bool has_term(std::string_view text, std::string_view term, bool ignore_case);
[[nodiscard]] bool has_term_prefix(std::string_view text, std::string_view prefix,
                                   bool ignore_case);
[[nodiscard]] bool has_term_suffix(std::string_view text, std::string_view suffix,
                                   bool ignore_case);

// --- trimming and escaping
// ---------------------------------------------------------------------------
[[nodiscard]] std::string_view trim(std::string_view text);  // ASCII blanks, U+00A0, U+202F, U+FEFF

void append_json_string(std::string& out,
                        std::string_view text);  // with quotes; invalid UTF-8 becomes U+FFFD
void append_csv_cell(std::string& out,
                     std::string_view text);  // quoted where needed; = + - @ TAB CR guarded by '
[[nodiscard]] std::string escape_html(std::string_view text);
[[nodiscard]] std::string escape_markdown(std::string_view text);  // | ` * _ [ ] < > and newlines
[[nodiscard]] std::string escape_kql_string(
    std::string_view text);  // a complete KQL literal with its quotes
// For a terminal and for sentences: C0/C1 controls, bidi, zero-width and tag characters become
// \u{…}.
[[nodiscard]] std::string make_visible(std::string_view text);
// hxxps://login[.]example: URLs, domains and addresses that nobody should click.
[[nodiscard]] std::string defang(std::string_view text);

}  // namespace crumb
