// Reads the embedded texts.
#include <algorithm>

#include "base/text.h"
#include "derive/derive.h"
#include "embedded.h"

namespace crumb::derive {
namespace {

constexpr std::string_view kCommon = "common.kql";

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    out.emplace_back(trim(name));
    list.remove_prefix(std::min(list.size(), name.size() + 1));
  }
  return out;
}

void read_line(std::string_view line, Source& source) {
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return;
  const std::string_view key = line.substr(0, colon);
  const std::string value(trim(line.substr(colon + 2)));
  if (key == "from") source.from = names_in(value);
  if (key == "into") source.into = value;
  if (key == "unless") source.unless = value;
  if (key == "repeats") source.drops_repeats = value == "drop";
  if (key == "complete-when") source.complete_when = value;
  if (key == "lacks") source.lacks = value;
}

Source read_source(const EmbeddedFile& file) {
  Source out;
  out.name = file.path.substr(0, file.path.size() - std::string_view(".kql").size());
  std::string_view text = file.text;
  while (text.starts_with("// ")) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    read_line(text.substr(3, end - 3), out);
    text.remove_prefix(end + 1);
  }
  out.query = text;
  return out;
}

std::vector<Source> read_sources() {
  std::vector<Source> out;
  for (const EmbeddedFile& file : embedded_sources())
    if (file.path != kCommon) out.push_back(read_source(file));
  std::ranges::stable_sort(out, {}, [](const Source& s) { return s.complete_when == "false"; });
  return out;
}

}  // namespace

std::span<const Source> sources() {
  static const std::vector<Source> all = read_sources();
  return all;
}

std::string_view common_text() {
  for (const EmbeddedFile& file : embedded_sources())
    if (file.path == kCommon) return file.text;
  return {};
}

}  // namespace crumb::derive
