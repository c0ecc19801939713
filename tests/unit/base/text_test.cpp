// Terms, case and escaping.
#include <doctest/doctest.h>

#include "base/edit_distance.h"
#include "base/guid.h"
#include "base/text.h"

using namespace crumb;

TEST_CASE("has matches whole terms only") {
  CHECK(has_term(R"(["interactiveUser"])", "interactiveUser", true));
  CHECK_FALSE(has_term(R"(["nonInteractiveUser"])", "interactiveUser", true));
  CHECK(has_term("North America", "america", true));
  CHECK_FALSE(has_term("North America", "america", false));
  CHECK_FALSE(has_term("NorthAmerica", "america", true));
  CHECK(has_term("a.b.c", "b.c", true));
  CHECK(has_term("path\\Network\\Cookies", "\\Network\\Cookies",
                 true));  // begins with no letter: no bound on that side
  CHECK(has_term("Größe: 5", "größe", true));
  CHECK_FALSE(has_term("Größen", "größe", true));
  CHECK(has_term("anything", "", true));
  CHECK(has_term_prefix("North America", "ame", true));
  CHECK_FALSE(has_term_prefix("North America", "rica", true));
  CHECK(has_term_suffix("North America", "RICA", true));
  CHECK(contains_ignore_case("NorthAmerica", "hAme"));
}

TEST_CASE("case folding leaves bytes that are not text alone") {
  CHECK(to_lower("ÄÖÜ ΑΒΓ АБВ Ā") == "äöü αβγ абв ā");
  CHECK(to_upper("äöü αβγ абв ā") == "ÄÖÜ ΑΒΓ АБВ Ā");
  CHECK(to_lower("A\xFF\xC3Z") == "a\xFF\xC3z");
  CHECK(equals_ignore_case("ANA.Reyes@Example.com", "ana.reyes@example.com"));
  CHECK(ends_with_ignore_case("x.EXAMPLE", ".example"));
}

TEST_CASE("escapes hold in the place they are for") {
  std::string json;
  append_json_string(json, "a\"b\\\n\x01\xFFü");
  CHECK(json == "\"a\\\"b\\\\\\n\\u0001\uFFFDü\"");
  std::string csv;
  append_csv_cell(csv, "=cmd|' /C calc'!A0");
  CHECK(csv == "\"'=cmd|' /C calc'!A0\"");
  CHECK(escape_html("<img onerror='x'>&\"") == "&lt;img onerror=&#39;x&#39;&gt;&amp;&quot;");
  CHECK(escape_kql_string(R"(say "hi" \ there)") == R"(@"say ""hi"" \ there")");
  CHECK(escape_kql_string("two\nlines") == R"("two\nlines")");
  CHECK(make_visible("a\u202Eb\u200Bc\x1B[31m") == "a\\u{202e}b\\u{200b}c\\u{1b}[31m");
  CHECK(make_visible("plain äöü") == "plain äöü");
  CHECK(defang("https://login.m365-secure.example/o?e=1") ==
        "hxxps://login[.]m365-secure[.]example/o?e=1");
  CHECK(trim(" \u00A0x y\u202F\r\n") == "x y");
}

TEST_CASE("the nearest name is offered for a typo and not for nonsense") {
  NearestName nearest("SesionId");
  nearest.offer("SessionId");
  nearest.offer("Session");
  CHECK(nearest.best() == "SessionId");
  NearestName nonsense("xyzzy");
  nonsense.offer("SessionId");
  CHECK(nonsense.best().empty());
  CHECK(edit_distance("ab", "ba", 5) == 1);
}

TEST_CASE("guids read and print") {
  CHECK(format_guid(parse_guid("{0A000001-0000-4000-8000-00000000000F}").value()) ==
        "0a000001-0000-4000-8000-00000000000f");
  CHECK_FALSE(parse_guid("0a000001-0000-4000-8000-00000000000").has_value());
  CHECK_FALSE(parse_guid("0a000001-0000-4000-8000_00000000000f").has_value());
}
