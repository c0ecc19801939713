// The header reader: keys, refusals, and that every file of the playbook is readable.
#include "grade/check_file.h"

#include <doctest/doctest.h>

#include "grade/playbook.h"

using namespace crumb::grade;

namespace {
const std::string kGood =
    "// What it is.\n// asks: Anything?\n// family: F1\n// needs: A, B (tenant)\n// also: C\n// "
    "window: T0 - 1d .. T0 + 1h\n// benign-when: Y > 1\n// hit-when: X > 1 and\n//   X < 5\n"
    "// clear-when: Z else: no Z\n// says: {X} seen\nT\n| where X > 1 // a comment of the query\n"
    "// example hit: one\n//   A: print X = 2\n//   sids: a1, a2\n//   expect: hit\n// example "
    "near: two\n//   A: print X = 1\n//   expect: clear\n// example blind: three\n//   expect: "
    "not_evaluable\n";
std::string without(std::string text, const std::string& part) {
  const std::size_t at = text.find(part);
  return at == std::string::npos ? text : text.erase(at, part.size());
}
}  // namespace

TEST_CASE("a check file is read") {
  const auto file = read_check("own/X99.kql", kGood);
  REQUIRE(file.has_value());
  CHECK(file->id == "X99");
  CHECK(file->family == "F1");
  REQUIRE(file->needs.size() == 2);
  CHECK(file->needs[1].table == "B");
  CHECK(file->needs[1].tenant);
  CHECK(file->window_from == "T0 - 1d");
  REQUIRE(file->outcomes.size() == 2);
  CHECK(file->outcomes[0].condition == "X > 1 and X < 5");  // suspicion first
  CHECK(file->clear_when[0].otherwise == "no Z");
  CHECK(file->query == "T\n| where X > 1 // a comment of the query\n");
  REQUIRE(file->examples.size() == 3);
  CHECK(file->examples[0].tables[0].second == "print X = 2");
  CHECK(file->examples[0].settings[0].second == "a1, a2");
}

TEST_CASE("a check without its header or examples is refused, with a sentence") {
  CHECK(!read_check("x.kql", "SigninLogs | take 1\n").has_value());
  CHECK(
      !read_check("x.kql", without(kGood, "// example blind: three\n//   expect: not_evaluable\n"))
           .has_value());
  CHECK(
      !read_check("x.kql",
                  without(kGood, "// example near: two\n//   A: print X = 1\n//   expect: clear\n"))
           .has_value());
  CHECK(!read_check("x.kql", without(kGood, "// asks: Anything?\n")).has_value());
  CHECK(!read_check("x.kql", without(kGood, "T\n| where X > 1 // a comment of the query\n"))
             .has_value());
  const auto typo = read_check("x.kql", "// hitwhen: X\n" + kGood);
  CHECK(!typo.has_value());
  CHECK(typo.error().message.find("hitwhen") != std::string::npos);
}

TEST_CASE("the playbook's own files are whole") {
  const auto playbook = load_playbook();
  REQUIRE_MESSAGE(playbook.has_value(), playbook.error().message);
  CHECK((*playbook)->checks.size() == 59);  // and H1 to H3, which people answer
  CHECK((*playbook)->rules.size() == 12);
  CHECK((*playbook)->gates.size() == 8);
  CHECK((*playbook)->model.checks.size() == 62);
  CHECK((*playbook)->sha256.size() == 64);
  for (const CheckFile& check : (*playbook)->checks) {
    CAPTURE(check.id);
    CHECK(!check.says.empty());
    CHECK(!check.title.empty());
    CHECK((*playbook)->model.check(check.id)->family == check.family);
    for (const OutcomeWhen& when : check.outcomes) {
      CAPTURE(form_name(when.form));
      CHECK((*playbook)->model.check(check.id)->points.contains(when.form));
    }
  }
}
