// Which values may stand in a command, with what attackers put in their place.
#include "grade/quoting.h"

#include <doctest/doctest.h>

#include "grade/addresses.h"

using namespace crumb::grade;

TEST_CASE("only plain values pass") {
  CHECK(is_plain_upn("ana.reyes@example.com"));
  CHECK(is_plain_upn("o'brien+x@sub.example.co.uk"));
  for (const char* text :
       {"ana@example.com; Remove-Mailbox", "$(iwr evil)@example.com", "ana@example", "@example.com",
        "ana@exam ple.com", "ana@example.com\n", "\xe2\x80\x98x@example.com", "ana@-bad.com", ""}) {
    CAPTURE(text);
    CHECK(!is_plain_upn(text));
  }
  CHECK(is_plain_guid("00000000-0000-4000-8000-00000000a001"));
  CHECK(!is_plain_guid("{00000000-0000-4000-8000-00000000a001}"));
  CHECK(!is_plain_guid("00000000-0000-4000-8000-00000000a001' -or 1"));
  CHECK(is_plain_domain("login.m365-secure.example"));
  CHECK(is_plain_domain("xn--bcher-kva.example"));
  for (const char* text : {"com", "a.b", "203.0.113.45", "evil..example", "evil.example/",
                           "*.example", "l\xc3\xb6gin.example"}) {
    CAPTURE(text);
    CHECK(!is_plain_domain(text));
  }
}

TEST_CASE("entries of the block list: no scheme, port, query or wildcard") {
  CHECK(plain_url_entry("https://login.m365-secure.example/o?e=1") ==
        "login.m365-secure.example/o");
  CHECK(plain_url_entry("https://LOGIN.m365-secure.example:8443/") == "login.m365-secure.example");
  CHECK(plain_url_entry("https://user:pw@evil.example/x") == "evil.example/x");
  CHECK(!plain_url_entry("https://evil.example/$(whoami)").has_value());
  CHECK(!plain_url_entry("https://evil.example/a*b").has_value());
  CHECK(!plain_url_entry("javascript:alert(1)").has_value());
  CHECK(plain_host("login.m365-secure.example") == "login.m365-secure.example");
}

TEST_CASE("PowerShell reads five characters as a single quote") {
  CHECK(powershell_literal("plain") == "'plain'");
  CHECK(powershell_literal("o'brien") == "'o''brien'");
  CHECK(powershell_literal("\u2018; Remove-Mailbox\u2019") ==
        "'\u2018\u2018; Remove-Mailbox\u2019\u2019'");
  CHECK(!powershell_literal("two\nlines").has_value());
  CHECK(!powershell_literal("right\u202Eleft").has_value());
  CHECK(!powershell_literal("zero\u200Bwidth").has_value());
}

TEST_CASE("addresses are parsed and printed anew") {
  CHECK(format_network(*parse_network("2001:DB8:0:0:0:0:0:1")) == "2001:db8::1");
  CHECK(format_network(*parse_network("2001:db8:10::/48")) == "2001:db8:10::/48");
  CHECK(format_network(*parse_network("::ffff:192.0.2.1")) == "::ffff:c000:201");
  CHECK(format_network(*parse_network("198.51.100.0/26")) == "198.51.100.0/26");
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "01.2.3.4", "256.1.1.1", "1.2.3.4/33",
                           "1.2.3.4:443", "::1::", "1:2:3", "gggg::", "fe80::1%eth0", " 1.2.3.4"}) {
    CAPTURE(text);
    CHECK(!parse_network(text).has_value());
  }
  CHECK(contains(*parse_network("198.51.100.0/26"), *parse_network("198.51.100.40")));
  CHECK(!contains(*parse_network("198.51.100.0/26"), *parse_network("198.51.100.200")));
  CHECK(contains(*parse_network("2001:db8:10::/48"), *parse_network("2001:db8:10:1::25")));
}
