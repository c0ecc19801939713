// What an editor is offered at a place of a half-written query. A ^ in the texts below marks the
// cursor.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kql/complete.h"
#include "kql/operator_help.h"
#include "unit/kql/plan_builder.h"

namespace crumb::test {
namespace {

struct Editor {
  Catalog catalog;

  Editor() {
    put("SignIns", "Upn:string, IPAddress:string, At:datetime, Risk:long", true);
    put("Mail", "Sender:string, Subject:string", false);
  }
  void put(const std::string& name, std::string_view columns, bool loaded) {
    const TablePtr made = table(columns, {});
    catalog.put(std::make_shared<Table>(name, made->schema()), loaded);
  }

  // `text` has a ^ where the cursor stands.
  kql::Completion at(std::string text) const {
    const std::size_t cursor = text.find('^');
    REQUIRE(cursor != std::string::npos);
    text.erase(cursor, 1);
    return kql::complete(text, static_cast<std::uint32_t>(cursor), catalog, nullptr);
  }
  std::string first(const std::string& text) const {
    const kql::Completion done = at(text);
    return done.suggestions.empty() ? ""
                                    : done.suggestions[0].kind + " " + done.suggestions[0].text;
  }
  bool offers(const std::string& text, std::string_view name) const {
    const kql::Completion done = at(text);
    return std::ranges::any_of(done.suggestions,
                               [&](const kql::Suggestion& one) { return one.text == name; });
  }
};

TEST_CASE("tables where a query begins, those with rows first") {
  const Editor editor;
  CHECK(editor.first("^") == "table SignIns");
  CHECK(editor.first("Ma^") == "table Mail");
  CHECK(editor.at("Ma^").suggestions[0].detail == "no rows");
  CHECK(editor.first("let x = Si^") == "table SignIns");
  CHECK(editor.first("let x = 1; Mail | where 1 == 1; s^") == "table SignIns");
  CHECK(editor.first("SignIns | join kind=inner (Ma^") == "table Mail");
  CHECK(editor.first("SignIns | join kind=inner Ma^") == "table Mail");
  CHECK(editor.first("union SignIns, Ma^") == "table Mail");
}

TEST_CASE("operators behind a bar, whole words with dashes") {
  const Editor editor;
  CHECK(editor.first("SignIns | wh^") == "operator where");
  CHECK(editor.first("SignIns | project-aw^") == "operator project-away");
  CHECK(editor.at("SignIns | project-aw^").replace.begin == 10);
  CHECK_FALSE(editor.offers("SignIns | ^", "SignIns"));
}

TEST_CASE("columns of the rows that come, with their types") {
  const Editor editor;
  CHECK(editor.first("SignIns | where U^") == "column Upn");
  CHECK(editor.at("SignIns | where Ri^").suggestions[0].detail == "long");
  CHECK(editor.first("SignIns | extend Day = startofday(At) | where Da^") == "column Day");
  CHECK_FALSE(editor.offers("SignIns | project Upn | where ^", "Risk"));
  CHECK(editor.first("SignIns | summarize Most = max(Ri^") == "column Risk");
  CHECK(editor.first("SignIns | where Upn in ((Mail | project Sen^") == "column Sender");
  CHECK(editor.first("let Risky = SignIns | where Risk > 1;\nRisky | where Ri^") == "column Risk");
  CHECK(editor.first("SignIns | where Risk > 1 - Ri^") == "column Risk");
  CHECK(editor.first("let Least = 4; SignIns | where Risk > Lea^") == "name Least");
}

TEST_CASE("functions anywhere, aggregates where rows are grouped") {
  const Editor editor;
  CHECK(editor.first("SignIns | where strle^") == "function strlen");
  CHECK(editor.offers("SignIns | summarize arg_m^", "arg_max"));
  CHECK_FALSE(editor.offers("SignIns | where arg_m^", "arg_max"));
  CHECK(editor.offers("SignIns | where ipv4^", "ipv4_is_in_range"));
}

TEST_CASE("nothing in texts, comments and paths") {
  const Editor editor;
  CHECK(editor.first("SignIns | where Upn == \"U^") == "");
  CHECK(editor.first("SignIns // wh^") == "");
  CHECK(editor.first("// a comment\nS^") == "table SignIns");
  CHECK(editor.first("SignIns | where todynamic(Upn).U^") == "");
}

TEST_CASE("the call around the place and the argument that is written") {
  const Editor editor;
  const kql::Completion done = editor.at("SignIns | extend a = substring(Upn, ^");
  CHECK(done.call.starts_with("substring("));
  CHECK(done.argument == 1);
  CHECK(editor.at("SignIns | extend a = strlen(Upn)^").call == "");
  CHECK(editor.at("SignIns | summarize countif(strlen(U^").call.starts_with("strlen("));
}

TEST_CASE("any bytes end in an answer whose word ends at the cursor") {
  const Editor editor;
  for (const std::string text : {"((((", "))))", "|||", "let = ;;", "\"\"\"", "a-b-c-", "\xff\xfe",
                                 "project-", "x | -", "- | -a"}) {
    for (std::uint32_t cursor = 0; cursor <= text.size() + 2; ++cursor) {
      const kql::Completion done = kql::complete(text, cursor, editor.catalog, nullptr);
      CHECK(done.replace.begin <= done.replace.end);
      CHECK(done.replace.end == std::min<std::size_t>(cursor, text.size()));
    }
  }
}

TEST_CASE("every operator that has help runs, and every one that runs has help") {
  for (const kql::OperatorHelp& help : kql::operator_help()) {
    const auto errors =
        kql::check("print x = 1 | " + std::string(help.name), Editor().catalog, nullptr);
    for (const Error& error : errors) {
      CHECK_MESSAGE(error.message.find("unknown operator") == std::string::npos, help.name);
      CHECK_MESSAGE(error.code != ErrorCode::kUnsupported, help.name);
    }
  }
  CHECK(std::ranges::is_sorted(kql::operator_help(), {}, &kql::OperatorHelp::name));
}

}  // namespace
}  // namespace crumb::test
