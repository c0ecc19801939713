// Values that may stand in a command or in the data file that commands read, by type; everything
// else is text to look at. Logs are written by attackers: what is not plainly of its type is
// refused, never repaired.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace crumb::grade {

[[nodiscard]] bool is_plain_guid(std::string_view text);  // 8-4-4-4-12 hex digits
[[nodiscard]] bool is_plain_upn(
    std::string_view text);  // letters, digits, . _ % + ' - before the @, a host name after it
[[nodiscard]] bool is_plain_domain(
    std::string_view text);  // ASCII or punycode labels, two at least, six letters at least
[[nodiscard]] bool is_plain_mail(
    std::string_view text);  // a sender: as is_plain_upn, without the apostrophe

// "https://login.example/o?e=1" -> "login.example/o" for the tenant allow/block list: no scheme, no
// port, no query, no wildcard. nullopt when the rest is not plain.
[[nodiscard]] std::optional<std::string> plain_url_entry(std::string_view url);
[[nodiscard]] std::optional<std::string> plain_host(std::string_view url_or_host);
[[nodiscard]] std::optional<std::string> plain_address(
    std::string_view text);  // parsed and printed anew

// 'text' for PowerShell: all five characters that it reads as a single quote are doubled. nullopt
// when the text has a control, line end, bidi or invisible character.
[[nodiscard]] std::optional<std::string> powershell_literal(std::string_view text);

}  // namespace crumb::grade
