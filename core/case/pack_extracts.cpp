// The queries for the rows that travel, put together from extracts/*.kql: the case's values, the
// shared parts that an extract names, its own text.
#include <algorithm>

#include "base/text.h"
#include "case/pack_parts.h"

namespace crumb::pack {
namespace {

constexpr std::string_view kFolder = "extracts/";

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

std::vector<std::string> words_of(std::string_view list) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : list) {
    if (c != ',' && c != ' ') {
      word.push_back(c);
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

// `// key: words` lines are for us; the other lines of the head say what the extract takes.
struct Head {
  std::string says;
  std::vector<std::string> places, parts, from;
};

Head read_head(std::string_view& text) {
  Head head;
  while (text.starts_with("// ")) {
    const std::string_view line = next_line(text);
    const std::string_view rest = line.substr(3);
    if (rest.starts_with("for: ")) {
      head.places = words_of(rest.substr(5));
    } else if (rest.starts_with("parts: ")) {
      head.parts = words_of(rest.substr(7));
    } else if (rest.starts_with("from: ")) {
      head.from = words_of(rest.substr(6));
    } else {
      head.says += std::string(line) + "\n";
    }
  }
  return head;
}

// `let NAME = ...;` of a text, up to the next line that is not indented.
std::string let_of(std::string_view text, std::string_view name) {
  const std::string begin = "let " + std::string(name) + " = ";
  std::size_t at = text.starts_with(begin) ? 0 : text.find("\n" + begin);
  if (at == std::string_view::npos) return {};
  if (at != 0) ++at;
  std::string_view rest = text.substr(at);
  std::string out = std::string(next_line(rest)) + "\n";
  while (rest.starts_with("    ")) out += std::string(next_line(rest)) + "\n";
  return out;
}

// The prelude's first block with the case's values, as far as `text` names them.
std::string values_for(std::string_view text, const kql::Bindings& bindings) {
  std::string_view prelude = grade::playbook_text("prelude.kql");
  std::string out;
  for (std::string_view line = next_line(prelude); !line.starts_with("// ---") && !prelude.empty();
       line = next_line(prelude)) {
    const std::size_t equals = line.find(" = ");
    if (!line.starts_with("let ") || equals == std::string_view::npos) continue;
    if (has_term(text, line.substr(4, equals - 4), false)) out += std::string(line) + "\n";
  }
  return grade::with_values(out, bindings);
}

Result<std::string> part(std::string_view name) {
  std::string_view text =
      grade::playbook_text(std::string(kFolder) + "parts/" + std::string(name) + ".kql");
  if (text.empty())
    return fail(ErrorCode::kInternal, "there is no part " + std::string(name) + " of an extract");
  return std::string(text);
}

Result<std::string> compose(Place place, const Head& head, std::string_view body,
                            const grade::Playbook& playbook, const kql::Bindings& bindings) {
  std::string text = let_of(grade::playbook_text("prelude.kql"), "IpNorm");
  CRUMB_TRY(const std::string common, part("common"));
  text += common;
  if (place == Place::kSentinel && !head.parts.empty()) {
    CRUMB_TRY(const std::string sentinel, part("sentinel"));
    text += sentinel;
  }
  for (const std::string& name : head.parts) {
    CRUMB_TRY(const std::string more, part(name));
    text += more;
  }
  if (!head.from.empty()) {
    const grade::CheckFile* check = playbook.check(head.from.front());
    for (std::size_t i = 1; i < head.from.size(); ++i) {
      const std::string let = check == nullptr ? "" : let_of(check->query, head.from[i]);
      if (let.empty())
        return fail(ErrorCode::kInternal,
                    "the check " + head.from.front() + " defines no " + head.from[i]);
      text += let;
    }
  }
  text += body;
  return head.says + values_for(text, bindings) + text;
}

}  // namespace

Result<std::vector<Extract>> extracts_of(Place place, const grade::Playbook& playbook,
                                         const kql::Bindings& bindings) {
  std::vector<Extract> out;
  for (const std::string_view path : grade::playbook_paths(kFolder)) {
    const std::string_view name = path.substr(kFolder.size());
    if (name.find('/') != std::string_view::npos || name == "sweep.kql") continue;
    std::string_view body = grade::playbook_text(path);
    const Head head = read_head(body);
    if (!head.places.empty() &&
        std::ranges::find(head.places, place_name(place)) == head.places.end())
      continue;
    CRUMB_TRY(std::string text, compose(place, head, body, playbook, bindings));
    out.push_back({std::string(name.substr(0, name.size() - 4)), std::move(text)});
  }
  return out;
}

}  // namespace crumb::pack
