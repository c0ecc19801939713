// Regular expressions, addresses, URLs, digests, distances.
#include <doctest/doctest.h>

#include "unit/kql/functions_support.h"

using namespace crumb;
using namespace crumb::kql::testing;

TEST_CASE("regular expressions") {
  check({
      {"matches regex", {s("Fabrikam"), s("b.*k")}, "true"},
      {"matches regex", {s("Fabrikam"), s("^b")}, "false"},
      {"matches regex", {s("PYTHON-urllib"), s("(?i)\\bpython\\b")}, "true"},
      {"matches regex", {s("x"), s("(")}, "!is not valid"},
      {"matches regex", {s("x"), s("(?=a)")}, "!is not valid"},
      {"matches regex", {s("x"), s("(?x) a b")}, "!unsupported: regular expression"},
      {"matches regex", {s("a1"), s("(?<letter>[a-z])1")}, "true"},
      {"matches regex", {s("x"), s("((a{100}){100}){100}")}, "!"},
      {"extract", {s("User: ([^,]+)"), n(1), s("User: James, Age: 29")}, "James"},
      {"extract", {s("\\d+"), n(0), s("User: James, Age: 29")}, "29"},
      {"extract", {s("\\d+"), n(1), s("29")}, ""},
      {"extract", {s("(\\d+)"), n(1), s("none")}, ""},
      {"extract_all", {s("(\\d+)"), s("a set of 123, 567 and 789")}, "[\"123\",\"567\",\"789\"]"},
      {"extract_all",
       {s("(\\w)(\\w+)(\\w)"), s("82b8-dfa7")},
       "[[\"8\",\"2b\",\"8\"],[\"d\",\"fa\",\"7\"]]"},
      {"extract_all",
       {s("(\\w)(\\w+)(\\w)"), j("[1,3]"), s("82b8-dfa7")},
       "[[\"8\",\"8\"],[\"d\",\"7\"]]"},
      {"extract_all",
       {s("(?P<first>\\w)(?P<last>\\w)"), j("[\"last\",1]"), s("ab")},
       "[[\"b\",\"a\"]]"},
      {"extract_all", {s("(\\d+)"), s("none")}, "null"},
      {"extract_all", {s("\\d+"), s("1")}, "!1 to 16 capture groups"},
      {"extract_all", {s("(a*)"), s("\xc3\xa9")}, "[\"\",\"\"]"},
      {"replace_regex", {s("Number is 5"), s("is (\\d+)"), s("was: \\1")}, "Number was: 5"},
      {"replace_regex", {s("abc"), s("x*"), s("-")}, "-a-b-c-"},
      {"replace_regex", {s("a\\b"), s("a"), s("\\\\d\\0")}, "\\da\\b"},
      {"replace", {s("b"), s("x"), s("abc")}, "axc"},
      {"trim", {s("--"), s("--https://example.com----")}, "https://example.com"},
      {"trim", {s("[^\\w]+"), s("-  Te st1// $")}, "Te st1"},
      {"trim_start", {s("a"), s("aab")}, "ab"},
      {"trim_end", {s("\\s+"), s(" x  ")}, " x"},
      {"trim", {s(".*"), s("abc")}, ""},
      {"countof", {s("aaaa"), s("aa")}, "3"},
      {"countof", {s("ababa"), s("aba"), s("regex")}, "1"},
      {"countof", {s("abcabc"), s("a.c"), s("regex")}, "2"},
      {"countof", {s("aaa"), s("")}, "0"},
      {"countof", {s("aaa"), s("a"), s("other")}, "!normal"},
      {"indexof_regex", {s("abcabc"), s("a.c")}, "0"},
      {"indexof_regex", {s("abcabcdefg"), s("a.c"), n(0), n(9), n(2)}, "3"},
      {"indexof_regex", {s("abcabc"), s("a.c"), n(1), n(-1), n(2)}, "-1"},
      {"indexof_regex", {s("abcabc"), s("a|ab"), n(-1)}, "null"},
      {"regex_quote", {s("(so$me.Te^xt)")}, "\\(so\\$me\\.Te\\^xt\\)"},
  });
}

TEST_CASE("a catastrophic pattern takes linear time, and hostile bytes are no trouble") {
  CHECK(answer(Case{"matches regex", {s(std::string(20'000, 'a')), s("(a+)+$x")}, ""}) == "false");
  CHECK(answer(Case{"matches regex", {s("\xff\xfe"), s("a")}, ""}) == "false");
  CHECK(answer(Case{"replace_regex", {s("a\xff"), s("a"), s("b")}, ""}) == "b\xff");
  CHECK(answer(Case{"matches regex", {s("a"), s(std::string(100'000, 'a'))}, ""})
            .starts_with("!the regular expression is longer"));
}

TEST_CASE("IPv4") {
  check({
      {"parse_ipv4", {s("192.168.1.1")}, "3232235777"},
      {"parse_ipv4", {s("192.168.1.1/24")}, "3232235776"},
      {"parse_ipv4", {s("255.255.255.255/31")}, "4294967294"},
      {"parse_ipv4", {s("192.168.1.256")}, "null"},
      {"parse_ipv4", {s("192.168.1")}, "null"},
      {"parse_ipv4", {s("192.168.1.1.")}, "null"},
      {"parse_ipv4", {s("192.168.1.1/33")}, "null"},
      {"parse_ipv4_mask", {s("127.0.0.1"), n(24)}, "2130706432"},
      {"parse_ipv4_mask", {s("127.0.0.1"), n(-1)}, "null"},
      {"ipv4_is_in_range", {s("192.168.1.1"), s("192.168.1.255/24")}, "true"},
      {"ipv4_is_in_range", {s("192.168.2.1"), s("192.168.1.255/24")}, "false"},
      {"ipv4_is_in_range", {s("2001:db8::1"), s("10.0.0.0/8")}, "null"},
      {"ipv4_is_in_any_range", {s("192.168.1.6"), s("192.168.1.1/24"), s("10.0.0.1/8")}, "true"},
      {"ipv4_is_in_any_range", {s("127.0.0.1"), j("[\"127.0.0.1\",\"192.168.1.1\"]")}, "true"},
      {"ipv4_is_in_any_range", {s("127.0.0.2"), j("[\"127.0.0.1\",\"192.168.1.1\"]")}, "false"},
      {"ipv4_is_in_any_range", {s("8.8.8.8"), j("[\"0.0.0.0/0\"]")}, "true"},
      {"ipv4_is_in_any_range", {s("8.8.8.8"), j("[]")}, "false"},
      {"ipv4_is_in_any_range", {s("x"), j("[\"10.0.0.0/8\"]")}, "null"},
      {"ipv4_is_in_any_range", {s("8.8.8.8"), s("x"), s("8.8.8.0/24")}, "true"},
      {"ipv4_is_in_any_range", {s("8.8.8.8"), s("x")}, "null"},
      {"ipv4_is_match", {s("192.168.1.1/24"), s("192.168.1.255")}, "true"},
      {"ipv4_is_match", {s("192.168.1.1"), s("192.168.1.0"), n(31)}, "true"},
      {"ipv4_is_match", {s("192.168.1.1"), s("192.168.1.0")}, "false"},
      {"ipv4_compare", {s("192.168.1.1"), s("192.168.1.2")}, "-1"},
      {"ipv4_compare", {s("192.168.1.1"), s("192.168.1.255"), n(24)}, "0"},
      {"ipv4_is_private", {s("10.1.2.3")}, "true"},
      {"ipv4_is_private", {s("172.32.0.1")}, "false"},
      {"ipv4_is_private", {s("192.168.1.1/24")}, "true"},
      {"ipv4_is_private", {s("")}, "null"},
      {"ipv4_netmask_suffix", {s("192.168.1.1/24")}, "24"},
      {"format_ipv4", {s("192.168.1.1"), n(24)}, "192.168.1.0"},
      {"format_ipv4", {n(3232235777)}, "192.168.1.1"},
      {"format_ipv4_mask", {s("192.168.1.1/24"), n(32)}, "192.168.1.0/24"},
      {"format_ipv4_mask", {s("192.168.1.1/24"), n(-1)}, ""},
      {"ipv4_range_to_cidr_list",
       {s("1.1.128.0"), s("1.1.140.255")},
       "[\"1.1.128.0/21\",\"1.1.136.0/22\",\"1.1.140.0/24\"]"},
      {"ipv4_range_to_cidr_list", {s("0.0.0.0"), s("255.255.255.255")}, "[\"0.0.0.0/0\"]"},
      {"has_ipv4", {s("05:04:54 127.0.0.1 GET /"), s("127.0.0.1")}, "true"},
      {"has_ipv4", {s("05:04:54127.0.0.1 GET /"), s("127.0.0.1")}, "false"},
      {"has_ipv4", {s("127.0.0.256"), s("127.0.0.256")}, "false"},
      {"has_ipv4", {s("127.0.0.11"), s("127.0.0.1")}, "false"},
      {"has_ipv4_prefix", {s("x 127.0.0.1 y"), s("127.0.")}, "true"},
      {"has_ipv4_prefix", {s("x 127.0.0.1 y"), s("127.0")}, "false"},
      {"has_ipv4_prefix", {s("x 127.0.0.256 y"), s("127.0.")}, "false"},
      {"has_any_ipv4", {s("a 10.1.2.3, b"), s("1.1.1.1"), s("10.1.2.3")}, "true"},
      {"has_any_ipv4_prefix", {s("a 10.1.2.3, b"), j("[\"11.\",\"10.1.\"]")}, "true"},
  });
}

TEST_CASE("IPv6") {
  check({
      {"parse_ipv6", {s("192.168.255.255/24")}, "0000:0000:0000:0000:0000:ffff:c0a8:ff00"},
      {"parse_ipv6", {s("2001:DB8::1")}, "2001:0db8:0000:0000:0000:0000:0000:0001"},
      {"parse_ipv6", {s("::")}, "0000:0000:0000:0000:0000:0000:0000:0000"},
      {"parse_ipv6", {s("fe80::1%eth0")}, "fe80:0000:0000:0000:0000:0000:0000:0001"},
      {"parse_ipv6", {s(":::")}, ""},
      {"parse_ipv6", {s("1::2::3")}, ""},
      {"parse_ipv6", {s("12345::")}, ""},
      {"parse_ipv6", {s("1:2:3:4:5:6:7")}, ""},
      {"parse_ipv6", {s("1:2:3:4:5:6:7:8:9")}, ""},
      {"parse_ipv6", {s("x")}, ""},
      {"parse_ipv6_mask",
       {s("192.168.255.255"), n(120)},
       "0000:0000:0000:0000:0000:ffff:c0a8:ff00"},
      {"parse_ipv6_mask",
       {s("192.168.255.255/24"), n(124)},
       "0000:0000:0000:0000:0000:ffff:c0a8:ff00"},
      {"parse_ipv6_mask",
       {s("fe80::85d:e82c:9446:7994/120"), n(124)},
       "fe80:0000:0000:0000:085d:e82c:9446:7900"},
      {"parse_ipv6_mask",
       {s("::192.168.255.255/24"), n(128)},
       "0000:0000:0000:0000:0000:ffff:c0a8:ff00"},
      {"parse_ipv6_mask",
       {s("2001:db8:1:2:3::4"), n(64)},
       "2001:0db8:0001:0002:0000:0000:0000:0000"},
      {"ipv6_is_match",
       {s("fe80::85d:e82c:9446:7994/127"), s("fe80::85d:e82c:9446:7998"), n(120)},
       "true"},
      {"ipv6_is_match", {s("192.168.1.1/24"), s("::ffff:c0a8:01ff")}, "true"},
      {"ipv6_is_match", {s("::192.168.1.1/30"), s("192.168.1.255/24")}, "true"},
      {"ipv6_compare", {s("fe80::1"), s("fe80::2")}, "-1"},
      {"ipv6_is_in_range", {s("2001:db8:10::5"), s("2001:db8:10::/48")}, "true"},
      {"ipv6_is_in_any_range", {s("2001:db8:11::5"), j("[\"2001:db8:10::/48\"]")}, "false"},
      {"ipv6_is_in_any_range", {s("192.168.1.5"), j("[\"192.168.1.0/24\"]")}, "true"},
      {"ipv6_is_in_any_range", {s("2001:db8:10::/56"), j("[\"2001:db8:10::/48\"]")}, "true"},
      {"ipv6_is_in_any_range", {s("::1"), j("[\"::/0\"]")}, "true"},
  });
}

TEST_CASE("URLs, paths, command lines, encodings") {
  check({
      {"parse_url",
       {s("scheme://username:password@host:1234/this/is/a/path?k1=v1&k2=v2#fragment")},
       "{\"Scheme\":\"scheme\",\"Host\":\"host\",\"Port\":\"1234\",\"Path\":\"/this/is/a/"
       "path\",\"Username\":\"username\","
       "\"Password\":\"password\",\"Query "
       "Parameters\":{\"k1\":\"v1\",\"k2\":\"v2\"},\"Fragment\":\"fragment\"}"},
      {"parse_url", {s("no url")}, "null"},
      {"parse_urlquery",
       {s("?a=1&b=x%20y&a=2")},
       "{\"Query Parameters\":{\"a\":\"2\",\"b\":\"x y\"}}"},
      {"url_encode",
       {s("https://example.com/hello world")},
       "https%3a%2f%2fexample.com%2fhello+world"},
      {"url_encode_component", {s("a b/\xc3\xa9")}, "a%20b%2f%c3%a9"},
      {"url_decode", {s("a%3a+b%zz%ff")}, "a: b%zz\xef\xbf\xbd"},
      {"parse_path",
       {s("C:\\temp\\file.txt")},
       "{\"Scheme\":\"\",\"RootPath\":\"C:\",\"DirectoryPath\":\"C:\\\\temp\",\"DirectoryName\":"
       "\"temp\",\"Filename\":\"file.txt\","
       "\"Extension\":\"txt\",\"AlternateDataStreamName\":\"\"}"},
      {"parse_path",
       {s("file://C:/temp/file.txt:some.exe")},
       "{\"Scheme\":\"file\",\"RootPath\":\"C:\",\"DirectoryPath\":\"C:/"
       "temp\",\"DirectoryName\":\"temp\",\"Filename\":\"file.txt\","
       "\"Extension\":\"txt\",\"AlternateDataStreamName\":\"some.exe\"}"},
      {"parse_command_line",
       {s("echo \"hello world!\" a\\\\\"b c\" \\\"d"), s("windows")},
       "[\"echo\",\"hello world!\",\"a\\\\b c\",\"\\\"d\"]"},
      // The program's name: no escapes, up to the next quote or blank.
      {"parse_command_line",
       {s("\"C:\\my tools\\\" -x \"C:\\out dir\\\\\" y"), s("windows")},
       "[\"C:\\\\my tools\\\\\",\"-x\",\"C:\\\\out dir\\\\\",\"y\"]"},
      {"parse_command_line", {s("a\"b c\" d"), s("windows")}, "[\"a\\\"b\",\"c d\"]"},
      {"parse_command_line", {s("  a \"\" "), s("windows")}, "[\"\",\"a\",\"\"]"},
      {"parse_command_line", {s("\"a\"b"), s("windows")}, "[\"a\",\"b\"]"},
      // The third quote in a row is text and ends the quoting.
      {"parse_command_line", {s("x \"a\"\"b c\""), s("windows")}, "[\"x\",\"a\\\"b\",\"c\"]"},
      {"parse_command_line", {s("x \"\"\"a b\"\"\""), s("windows")}, "[\"x\",\"\\\"a\",\"b\\\"\"]"},
      {"parse_command_line", {s("echo"), s("bash")}, "!must be \"windows\""},
      {"parse_csv", {s("aa,\"b,\"\"b\",cc\nnext")}, "[\"aa\",\"b,\\\"b\",\"cc\"]"},
      {"base64_encode_tostring", {s("Kusto")}, "S3VzdG8="},
      {"base64_decode_tostring", {s("S3VzdG8=")}, "Kusto"},
      {"base64_decode_tostring", {s("S3VzdG8")}, ""},
      {"base64_decode_tostring", {s("/w==")}, ""},
      {"base64_decode_toarray", {s("S3U=")}, "[75,117]"},
      {"base64_encode_fromarray", {j("[75,117]")}, "S3U="},
      {"base64_encode_fromarray", {j("[300]")}, ""},
      {"base64_decode_toguid",
       {s("1IVi1Jo6TUGQC+rs7SRgGg==")},
       "d46285d4-3a9a-414d-900b-eaeced24601a"},
  });
}

TEST_CASE("Punycode") {
  check({
      {"punycode_from_string",
       {s("acad\xc3\xa9mie-fran\xc3\xa7"
          "aise")},
       "acadmie-franaise-npb1a"},
      {"punycode_to_string",
       {s("acadmie-franaise-npb1a")},
       "acad\xc3\xa9mie-fran\xc3\xa7"
       "aise"},
      {"punycode_from_string", {s("\xe8\x89\xba\xe6\x9c\xaf")}, "cqv902d"},
      {"punycode_to_string", {s("!!")}, ""},
      {"punycode_to_string", {s("99999999999999")}, ""},
      {"punycode_domain_from_string",
       {s("xn--Ge-mia.Bulg.edu")},
       "G\xc3\xa1"
       "e.Bulg.edu"},
      {"punycode_domain_to_string",
       {s("G\xc3\xa1"
          "e\xe3\x80\x82"
          "edu")},
       "xn--Ge-mia.edu"},
      {"punycode_domain_to_string", {s("example.com")}, "example.com"},
  });
}

TEST_CASE("digests and distances") {
  check({
      {"hash", {s("World")}, "1846988464401551951"},
      {"hash", {s("World"), n(100)}, "51"},
      {"hash", {dt("2015-01-01")}, "1380966698541616202"},
      {"hash_xxhash64", {s("Hello")}, "753694413698530628"},
      {"hash", {s("x"), n(0)}, "null"},
      {"hash_md5", {s("World")}, "f5a7924e621e84c9280a9a27e1bcb7f6"},
      {"hash_md5", {dt("2020-01-01")}, "786c530672d1f8db31fee25ea8a9390b"},
      {"hash_sha1", {s("abc")}, "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"hash_sha256",
       {s("World")},
       "78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524"},
      {"hash_sha256",
       {dt("2020-01-01")},
       "ba666752dc1a20eb750b0eb64e780cc4c968bc9fb8813461c1d7e750f302d71d"},
      {"hash", {j("1")}, "!other than dynamic"},
      {"round", {r(1546754.35197381), n(6)}, "1546754.351974"},
      {"geo_distance_2points", {r(300), r(1), r(1), r(1)}, "null"},
      {"geo_distance_2points", {r(1), r(1), r(1), r(1), b(true)}, "0.0"},
      {"geo_point_in_circle", {r(1), r(1), r(1), r(1), n(5)}, "true"},
  });
  CHECK(answer(Case{"geo_distance_2points",
                    {r(-122.407628), r(47.578557), r(-118.275287), r(34.019056)},
                    ""})
            .starts_with("1546754.3519738"));
}
