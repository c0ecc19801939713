// Splits a check file into header, query and examples. Each key of the header is a row of a table.
#include "grade/check_file.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace crumb::grade {
namespace {

using Lines = std::vector<std::string_view>;

Lines split_lines(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string_view comment_text(std::string_view line) {
  return line.starts_with("// ") ? line.substr(3)
                                 : line.substr(std::min<std::size_t>(2, line.size()));
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    if (const std::string_view item = trim(text.substr(0, comma)); !item.empty())
      out.emplace_back(item);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return out;
}

std::unexpected<Error> wrong(std::string_view name, std::string_view what) {
  return fail(ErrorCode::kInput, make_visible(name) + ": " + std::string(what));
}

using SetKey = void (*)(CheckFile&, std::string_view);
struct Key {
  std::string_view name;
  SetKey set;
};

template <OutcomeForm Form>
void add_outcome(CheckFile& file, std::string_view value) {
  file.outcomes.push_back({Form, std::string(value)});
}

Guarded guarded(std::string_view value) {
  const std::size_t at = value.rfind(" else: ");
  if (at == std::string_view::npos)
    return {std::string(value), "the condition does not hold: " + std::string(value)};
  return {std::string(trim(value.substr(0, at))), std::string(trim(value.substr(at + 7)))};
}

void set_needs(CheckFile& file, std::string_view value) {
  for (std::string& item : split_list(value)) {
    const bool tenant = item.ends_with(" (tenant)");
    if (tenant) item.resize(item.size() - 9);
    file.needs.push_back({std::move(item), tenant});
  }
}

void set_window(CheckFile& file, std::string_view value) {
  const std::size_t dots = value.find("..");
  if (dots == std::string_view::npos) return;
  file.window_from = trim(value.substr(0, dots));
  file.window_to = trim(value.substr(dots + 2));
}

#define CRUMB_SET(member) [](CheckFile& f, std::string_view v) { f.member = v; }
constexpr Key kKeys[] = {
    {"title", CRUMB_SET(title)},
    {"asks", CRUMB_SET(asks)},
    {"step", CRUMB_SET(step)},
    {"family", CRUMB_SET(family)},
    {"says", CRUMB_SET(says)},
    {"attack", CRUMB_SET(attack)},
    {"benign-if", CRUMB_SET(benign_if)},
    {"params", CRUMB_SET(params)},
    {"portable", CRUMB_SET(portable)},
    {"needs", set_needs},
    {"also", [](CheckFile& f, std::string_view v) { f.also = split_list(v); }},
    {"window", set_window},
    {"strong-when", add_outcome<OutcomeForm{Outcome::kHitPlus, false}>},
    {"hit-when", add_outcome<OutcomeForm{Outcome::kHit, false}>},
    {"partial-when", add_outcome<OutcomeForm{Outcome::kPartial, false}>},
    {"neutral-when", add_outcome<OutcomeForm{Outcome::kNeutral, false}>},
    {"benign-when", add_outcome<OutcomeForm{Outcome::kBenign, false}>},
    {"benign2-when", add_outcome<OutcomeForm{Outcome::kBenign, true}>},
    {"clear-when", [](CheckFile& f, std::string_view v) { f.clear_when.push_back(guarded(v)); }},
    {"evaluable-when",
     [](CheckFile& f, std::string_view v) { f.evaluable_when.push_back(guarded(v)); }},
    {"applies-when",
     [](CheckFile& f, std::string_view v) { f.applies_when.push_back(guarded(v)); }},
    {"after", [](CheckFile& f, std::string_view v) { f.after = split_list(v); }},
    {"grade", CRUMB_SET(grade)},
    {"text", CRUMB_SET(text)},
    {"guard", CRUMB_SET(guard)},
    {"when", CRUMB_SET(when)},
    {"beside", CRUMB_SET(beside)},
    {"hangs-on-networks",
     [](CheckFile& f, std::string_view v) { f.hangs_on_networks = v == "yes"; }},
};
#undef CRUMB_SET

// Suspicion first: one damning row outweighs any number of harmless ones.
int rank(OutcomeForm form) {
  constexpr std::array<Outcome, 5> kOrder = {Outcome::kHitPlus, Outcome::kHit, Outcome::kPartial,
                                             Outcome::kNeutral, Outcome::kBenign};
  return static_cast<int>(std::ranges::find(kOrder, form.outcome) - kOrder.begin()) * 2 +
         (form.second ? 1 : 0);
}

// A line that starts a key has it at once after "// "; a continuation is indented further.
Result<void> read_header(std::string_view name, const Lines& lines, std::size_t& at,
                         CheckFile& file) {
  std::string key, value;
  auto store = [&]() -> Result<void> {
    if (key.empty()) return {};
    const auto* row = std::ranges::find(kKeys, std::string_view(key), &Key::name);
    if (row == std::end(kKeys))
      return wrong(name, "the header key \"" + make_visible(key) + "\" is not known");
    row->set(file, trim(value));
    key.clear();
    return {};
  };
  for (; at < lines.size() && lines[at].starts_with("//"); ++at) {
    const std::string_view text = comment_text(lines[at]);
    const std::size_t colon = text.find(": ");
    const bool is_key = colon != std::string_view::npos && colon > 0 &&
                        std::ranges::all_of(text.substr(0, colon), [](char c) {
                          return (c >= 'a' && c <= 'z') || c == '-' || c == '2';
                        });
    if (is_key) {
      CRUMB_CHECK_OK(store());
      key = text.substr(0, colon);
      value = text.substr(colon + 2);
    } else if (text.starts_with("  ") && !key.empty()) {
      value += " " + std::string(trim(text));
    }
  }
  return store();
}

Result<void> read_example(std::string_view name, const Lines& lines, std::size_t& at,
                          CheckFile& file) {
  const std::string_view head = comment_text(lines[at++]).substr(8);  // "example KIND: title"
  const std::size_t colon = head.find(':');
  Example example{.kind = std::string(trim(head.substr(0, colon))),
                  .title = std::string(trim(head.substr(std::min(head.size(), colon + 1)))),
                  .tables = {},
                  .settings = {},
                  .expect = {}};
  for (; at < lines.size() && lines[at].starts_with("//   "); ++at) {
    const std::string_view text = lines[at].substr(5);
    const std::size_t end = text.find(": ");
    if (end == std::string_view::npos)
      return wrong(name, "an example's line has no name: " + make_visible(text));
    const std::string entry(text.substr(0, end)), value(trim(text.substr(end + 2)));
    if (entry == "expect")
      example.expect = value;
    else if (entry[0] >= 'A' && entry[0] <= 'Z')
      example.tables.emplace_back(entry, value);
    else
      example.settings.emplace_back(entry, value);
  }
  OutcomeForm form;
  if (!parse_form(example.expect, form))
    return wrong(name,
                 "the example \"" + make_visible(example.title) + "\" expects no known outcome");
  file.examples.push_back(std::move(example));
  return {};
}

Result<CheckFile> read_file(std::string_view name, std::string_view text) {
  CheckFile file;
  const std::size_t slash = name.find_last_of("/\\");
  std::string_view stem = slash == std::string_view::npos ? name : name.substr(slash + 1);
  if (stem.ends_with(".kql")) stem.remove_suffix(4);
  file.id = stem;
  const Lines lines = split_lines(text);
  std::size_t at = 0;
  CRUMB_CHECK_OK(read_header(name, lines, at, file));
  for (; at < lines.size() && !lines[at].starts_with("// example "); ++at)
    file.query += std::string(lines[at]) + "\n";
  while (at < lines.size()) {
    if (!lines[at].starts_with("// example "))
      return wrong(name, "after the examples only examples may stand");
    CRUMB_CHECK_OK(read_example(name, lines, at, file));
  }
  std::ranges::stable_sort(file.outcomes, {},
                           [](const OutcomeWhen& when) { return rank(when.form); });
  return file;
}

}  // namespace

Result<CheckFile> read_check(std::string_view name, std::string_view text) {
  CRUMB_TRY(CheckFile file, read_file(name, text));
  if (file.asks.empty() || file.family.empty())
    return wrong(name, "a check's header says at least what it asks and its family");
  if (file.outcomes.empty())
    return wrong(name, "a check has a condition for at least one outcome, such as hit-when");
  if (trim(file.query).empty()) return wrong(name, "a check has a query");
  for (const std::string_view kind : {"hit", "near", "blind"}) {
    if (std::ranges::none_of(file.examples,
                             [&](const Example& example) { return example.kind == kind; })) {
      return wrong(name, "a check has examples of three kinds (hit, near, blind); \"" +
                             std::string(kind) + "\" lacks");
    }
  }
  return file;
}

Result<CheckFile> read_rule(std::string_view name, std::string_view text) {
  CRUMB_TRY(CheckFile file, read_file(name, text));
  if (file.grade.empty() || file.text.empty())
    return wrong(name, "a rule's header says its grade and its text");
  return file;
}

}  // namespace crumb::grade
