// URLs, percent encoding, base64, and texts taken apart: paths, command lines, CSV records.
// Sources: learn.microsoft.com/kusto/query/parse-url-function and its neighbours.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/text.h"
#include "kql/functions/base64.h"
#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// What is no escape stays as it is; bytes that are no UTF-8 become U+FFFD.
std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
    }
  }
  if (is_valid_utf8(out)) return out;
  std::string clean;
  for (std::size_t at = 0; at < out.size();) {
    const CodePoint p = decode_utf8(out, at);
    append_utf8(clean, p.value);
    at += p.bytes;
  }
  return clean;
}

template <bool kPlus>
void url_encode(const Cells& c, std::string& out) {
  for (const char ch : c.text(0)) {
    if (is_alnum(ch) || ch == '-' || ch == '_' || ch == '.' || ch == '~') {
      out.push_back(ch);
    } else if (kPlus && ch == ' ') {
      out.push_back('+');
    } else {
      out.push_back('%');
      out.push_back("0123456789abcdef"[static_cast<unsigned char>(ch) >> 4]);
      out.push_back("0123456789abcdef"[static_cast<unsigned char>(ch) & 15]);
    }
  }
}

void url_decode(const Cells& c, std::string& out) { out = percent_decoded(c.text(0), true); }

// Takes what stands in front of the first of these characters, and the character, off the text.
std::string_view take_until(std::string_view& text, std::string_view ends) {
  const std::size_t at = std::min(text.find_first_of(ends), text.size());
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return taken;
}

void append_text_member(std::string& out, std::string_view key, std::string_view value) {
  std::string quoted;
  append_json_string(quoted, value);
  append_member(out, key, quoted);
}

// k1=v1&k2=v2; of a key that comes again the last value counts.
void append_query(std::string& out, std::string_view query) {
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!query.empty()) {
    std::string_view pair = take_until(query, "&");
    if (pair.empty()) continue;
    std::string key = percent_decoded(take_until(pair, "="), true);
    const auto known =
        std::find_if(pairs.begin(), pairs.end(), [&](const auto& p) { return p.first == key; });
    if (known != pairs.end())
      known->second = percent_decoded(pair, true);
    else
      pairs.emplace_back(std::move(key), percent_decoded(pair, true));
  }
  out.push_back('{');
  for (const auto& [key, value] : pairs) {
    std::string quoted;
    append_json_string(quoted, key);
    append_text_member(out, std::string_view(quoted).substr(1, quoted.size() - 2), value);
  }
  out.push_back('}');
}

// scheme://user:password@host:port/path?query#fragment, absolute only.
bool parse_url(const Cells& c, std::string& out) {
  std::string_view rest = trim(c.text(0));
  const std::size_t colon = rest.find("://");
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view scheme = rest.substr(0, colon);
  rest.remove_prefix(colon + 3);
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  std::string_view user;
  std::string_view password;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    password = authority.substr(0, at);
    user = take_until(password, ":");
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (const std::size_t at = authority.find(':', std::min(bracket, authority.size()));
      at != std::string_view::npos) {
    port = authority.substr(at + 1);
    authority = authority.substr(0, at);
  }
  const std::size_t fragment_at = std::min(rest.find('#'), rest.size());
  const std::string_view fragment =
      fragment_at < rest.size() ? rest.substr(fragment_at + 1) : std::string_view();
  rest = rest.substr(0, fragment_at);
  const std::size_t query_at = std::min(rest.find('?'), rest.size());
  const std::string_view query =
      query_at < rest.size() ? rest.substr(query_at + 1) : std::string_view();
  out.push_back('{');
  append_text_member(out, "Scheme", scheme);
  append_text_member(out, "Host", authority);
  append_text_member(out, "Port", port);
  append_text_member(out, "Path", rest.substr(0, query_at));
  append_text_member(out, "Username", user);
  append_text_member(out, "Password", password);
  std::string parameters;
  append_query(parameters, query);
  append_member(out, "Query Parameters", parameters);
  append_text_member(out, "Fragment", fragment);
  out.push_back('}');
  return true;
}

bool parse_urlquery(const Cells& c, std::string& out) {
  std::string_view query = c.text(0);
  if (query.starts_with('?')) query.remove_prefix(1);
  std::string parameters;
  append_query(parameters, query);
  out.push_back('{');
  append_member(out, "Query Parameters", parameters);
  out.push_back('}');
  return true;
}

// --- paths
// -------------------------------------------------------------------------------------------------------
bool parse_path(const Cells& c, std::string& out) {
  std::string_view rest = c.text(0);
  if (rest.empty()) return false;
  std::string_view scheme;
  if (const std::size_t at = rest.find("://"); at != std::string_view::npos) {
    scheme = rest.substr(0, at);
    rest.remove_prefix(at + 3);
  }
  if (rest.starts_with("\\\\?\\")) rest.remove_prefix(4);
  const std::string_view root =
      rest.size() > 1 && rest[1] == ':' ? rest.substr(0, 2) : std::string_view();
  const std::size_t slash = rest.find_last_of("\\/");
  std::string_view file =
      slash == std::string_view::npos ? rest.substr(root.size()) : rest.substr(slash + 1);
  std::string_view directory = slash == std::string_view::npos ? root : rest.substr(0, slash);
  std::string_view stream;
  if (const std::size_t at = file.find(':'); at != std::string_view::npos) {
    stream = file.substr(at + 1);
    file = file.substr(0, at);
  }
  const std::size_t dot = file.rfind('.');
  const std::size_t last = directory.find_last_of("\\/:");
  out.push_back('{');
  append_text_member(out, "Scheme", scheme);
  append_text_member(out, "RootPath", root);
  append_text_member(out, "DirectoryPath", directory);
  append_text_member(out, "DirectoryName",
                     last == std::string_view::npos ? directory : directory.substr(last + 1));
  append_text_member(out, "Filename", file);
  append_text_member(out, "Extension",
                     dot == std::string_view::npos ? std::string_view() : file.substr(dot + 1));
  append_text_member(out, "AlternateDataStreamName", stream);
  out.push_back('}');
  return true;
}

Result<Signature> bind_command_line(std::span<const BoundArg> args) {
  CRUMB_TRY(Signature signature, bind_forms("(command:text, parser:string) -> dynamic", args));
  const Value* parser = args[1].constant;
  if (parser != nullptr && !equals_ignore_case(parser->text, "windows")) {
    return fail(ErrorCode::kSemantic, "the parser must be \"windows\"");
  }
  return signature;
}

// The program, as Windows takes it off the front: up to the next quote if it begins with one, else
// up to the next blank, whatever stands between. Blanks in front make it empty.
std::string_view take_program(std::string_view& rest) {
  const bool quoted = rest.starts_with('"');
  if (quoted) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find_first_of(quoted ? "\"" : " \t"), rest.size());
  const std::string_view program = rest.substr(0, end);
  rest.remove_prefix(std::min(end + (quoted ? 1 : 0), rest.size()));
  return program;
}

// As CommandLineToArgvW: backslashes are special only before a quote, and of three quotes in a row
// (the opening one counts) the third is text and ends the quoting.
bool command_line(const Cells& c, std::string& out) {
  std::string_view rest = c.text(0);
  if (rest.empty()) return false;
  out.push_back('[');
  append_json_string(out, take_program(rest));
  std::string word;
  bool in_word = false;
  std::size_t slashes = 0;  // at the end of the word
  int quotes = 0;
  for (std::size_t i = 0; i <= rest.size(); ++i) {
    const bool end = i == rest.size();
    if (end || ((rest[i] == ' ' || rest[i] == '\t') && quotes == 0)) {
      if (in_word) {
        out.push_back(',');
        append_json_string(out, word);
      }
      word.clear();
      in_word = false;
      slashes = 0;
      continue;
    }
    in_word = true;
    if (rest[i] != '"') {
      slashes = rest[i] == '\\' ? slashes + 1 : 0;
      word.push_back(rest[i]);
      continue;
    }
    word.resize(word.size() - (slashes + 1) / 2);
    if (slashes % 2 != 0)
      word.push_back('"');
    else
      ++quotes;
    slashes = 0;
    for (; i + 1 < rest.size() && rest[i + 1] == '"'; ++i) {
      if (++quotes < 3) continue;
      word.push_back('"');
      quotes = 0;
    }
    if (quotes == 2) quotes = 0;
  }
  out.push_back(']');
  return true;
}

// The first record of a CSV text.
bool parse_csv(const Cells& c, std::string& out) {
  const std::string_view text = c.text(0);
  std::string field;
  bool quoted = false;
  out.push_back('[');
  const auto end_field = [&] {
    if (out.size() > 1) out.push_back(',');
    append_json_string(out, field);
    field.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] != '"')
        field.push_back(text[i]);
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field.push_back(text[i++]);
      else
        quoted = false;
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == ',') {
      end_field();
    } else if (text[i] == '\n' || text[i] == '\r') {
      break;
    } else {
      field.push_back(text[i]);
    }
  }
  end_field();
  out.push_back(']');
  return true;
}

// --- base64
// --------------------------------------------------------------------------------------------------------
bool base64_to_string(const Cells& c, std::string& out) {
  auto bytes = from_base64(c.text(0));
  if (!bytes || !is_valid_utf8(*bytes)) return false;
  out = *std::move(bytes);
  return true;
}

bool base64_to_array(const Cells& c, std::string& out) {
  const auto bytes = from_base64(c.text(0));
  if (!bytes) return false;
  out.push_back('[');
  for (const char byte : *bytes) {
    if (out.size() > 1) out.push_back(',');
    append_integer(out, static_cast<unsigned char>(byte));
  }
  out.push_back(']');
  return true;
}

bool base64_from_array(const Cells& c, std::string& out) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return false;
  std::string bytes;
  for (const std::string_view element : *elements) {
    const auto value = parse_long(element);
    if (!value || *value < 0 || *value > 255) return false;
    bytes.push_back(static_cast<char>(*value));
  }
  append_base64(out, bytes);
  return true;
}

// .NET writes the first three fields of a GUID with their low bytes first.
constexpr std::array<std::size_t, 16> kGuidOrder = {3, 2, 1,  0,  5,  4,  7,  6,
                                                    8, 9, 10, 11, 12, 13, 14, 15};

std::optional<Guid> base64_to_guid(const Cells& c) {
  const auto bytes = from_base64(c.text(0));
  if (!bytes || bytes->size() != 16) return std::nullopt;
  Guid guid;
  for (std::size_t i = 0; i < 16; ++i)
    guid.bytes[i] = static_cast<std::uint8_t>((*bytes)[kGuidOrder[i]]);
  return guid;
}

void base64_from_guid(const Cells& c, std::string& out) {
  const Guid& guid = c.column(0).guids()[c.at(0)];
  std::string bytes(16, '\0');
  for (std::size_t i = 0; i < 16; ++i) bytes[kGuidOrder[i]] = static_cast<char>(guid.bytes[i]);
  append_base64(out, bytes);
}

void base64_from_string(const Cells& c, std::string& out) { append_base64(out, c.text(0)); }

constexpr std::string_view kUrl =
    "Scheme, Host, Port, Path, Username, Password, Query Parameters and Fragment as a bag.";
constexpr std::string_view kToText =
    "The text that was encoded, empty when the bytes are no UTF-8.";

constexpr ScalarFunction kUrlFunctions[] = {
    row<"(url:string) -> dynamic">("parse_url", kUrl, each<Type::kDynamic, parse_url>),
    row<"(url:string) -> dynamic">("parseurl", kUrl, each<Type::kDynamic, parse_url>),
    row<"(query:string) -> dynamic">("parse_urlquery", "The parameters of a URL's query as a bag.",
                                     each<Type::kDynamic, parse_urlquery>),
    row<"(query:string) -> dynamic">("parseurlquery", "Older name of parse_urlquery.",
                                     each<Type::kDynamic, parse_urlquery>),
    row<"(url:string) -> string">("url_encode", "Percent encoding, a blank as +.",
                                  each<Type::kString, url_encode<true>>),
    row<"(url:string) -> string">("url_encode_component", "Percent encoding, a blank as %20.",
                                  each<Type::kString, url_encode<false>>),
    row<"(url:string) -> string">("url_decode", "Percent encoding undone.",
                                  each<Type::kString, url_decode>),
    row<"(path:string) -> dynamic">(
        "parse_path", "Scheme, root, directory, file name, extension of a path as a bag.",
        each<Type::kDynamic, parse_path>),
    row<"(command:text, parser:string) -> dynamic">(
        "parse_command_line", "The arguments of a Windows command line.", bind_command_line,
        each<Type::kDynamic, command_line>),
    row<"(text:string) -> dynamic">("parse_csv", "The fields of one CSV record.",
                                    each<Type::kDynamic, parse_csv>),
    row<"(text:string) -> string">("base64_encode_tostring", "The text's bytes in base64.",
                                   each<Type::kString, base64_from_string>),
    row<"(text:string) -> string">("base64_encodestring", "Older name of base64_encode_tostring.",
                                   each<Type::kString, base64_from_string>),
    row<"(text:string) -> string">("base64_decode_tostring", kToText,
                                   each<Type::kString, base64_to_string>),
    row<"(text:string) -> string">("base64_decodestring", kToText,
                                   each<Type::kString, base64_to_string>),
    row<"(text:string) -> dynamic">("base64_decode_toarray",
                                    "The bytes that were encoded, as numbers.",
                                    each<Type::kDynamic, base64_to_array>),
    row<"(bytes:array) -> string">("base64_encode_fromarray", "Bytes given as numbers, in base64.",
                                   each<Type::kString, base64_from_array>),
    row<"(text:string) -> guid">("base64_decode_toguid", "The GUID that was encoded.",
                                 each<Type::kGuid, base64_to_guid>),
    row<"(value:guid) -> string">("base64_encode_fromguid", "The GUID's bytes in base64.",
                                  each<Type::kString, base64_from_guid>),
};

}  // namespace

ScalarTable url_functions() { return kUrlFunctions; }

}  // namespace crumb::kql
