// Character by character, without regular expressions: the rules are short and must be seen to be
// right.
#include "grade/quoting.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "grade/addresses.h"

namespace crumb::grade {
namespace {

bool all_of(std::string_view text, std::string_view more) {
  return std::ranges::all_of(
      text, [&](char c) { return is_alnum(c) || more.find(c) != std::string_view::npos; });
}

bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-' ||
        !all_of(label, "-"))
      return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_mailbox(std::string_view text, std::string_view local_more) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  return all_of(text.substr(0, at), local_more) && is_host(text.substr(at + 1)) &&
         text.substr(at + 1).find('.') != std::string_view::npos;
}

// Host and path of a URL; empty host when there is none.
struct UrlParts {
  std::string_view host, path;
};
UrlParts split_url(std::string_view url) {
  if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos)
    url.remove_prefix(scheme + 3);
  const std::size_t end = url.find_first_of("/?#");
  std::string_view host = url.substr(0, end);
  if (const std::size_t user = host.rfind('@'); user != std::string_view::npos)
    host.remove_prefix(user + 1);
  if (const std::size_t port = host.rfind(':'); port != std::string_view::npos)
    host = host.substr(0, port);
  std::string_view path =
      end == std::string_view::npos || url[end] != '/' ? std::string_view() : url.substr(end);
  return {host, path.substr(0, path.find_first_of("?#"))};
}

}  // namespace

bool is_plain_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_plain_upn(std::string_view text) { return is_mailbox(text, "._%+'-"); }
bool is_plain_mail(std::string_view text) { return is_mailbox(text, "._%+-"); }

bool is_plain_domain(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (text.size() < 6 || dot == std::string_view::npos || !is_host(text)) return false;
  return !std::ranges::all_of(text.substr(dot + 1), is_digit);
}

std::optional<std::string> plain_host(std::string_view url_or_host) {
  const std::string host = to_lower(split_url(url_or_host).host);
  return is_plain_domain(host) ? std::optional(host) : std::nullopt;
}

std::optional<std::string> plain_url_entry(std::string_view url) {
  const auto host = plain_host(url);
  const std::string_view path = split_url(url).path;
  if (!host || !all_of(path, "/._-")) return std::nullopt;
  std::string entry = *host + std::string(path == "/" ? std::string_view() : path);
  return entry.size() <= 250 ? std::optional(std::move(entry)) : std::nullopt;
}

std::optional<std::string> plain_address(std::string_view text) {
  const auto network = parse_network(text);
  return network ? std::optional(format_network(*network)) : std::nullopt;
}

std::optional<std::string> powershell_literal(std::string_view text) {
  if (!is_valid_utf8(text) || make_visible(text) != text) return std::nullopt;
  std::string out = "'";
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const bool quote = point.value == U'\'' || (point.value >= 0x2018 && point.value <= 0x201B);
    append_utf8(out, point.value);
    if (quote) append_utf8(out, point.value);
    i += point.bytes;
  }
  return out + "'";
}

}  // namespace crumb::grade
