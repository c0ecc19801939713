// Hash lists and the chain of decisions.
#include "grade/custody.h"

#include <functional>
#include <set>

#include "base/sha256.h"
#include "base/text.h"

namespace crumb::grade {
namespace {

void put_comment_line(std::string& out, std::string_view sha256, std::string_view shown) {
  if (!sha256.empty()) out += "# " + std::string(sha256) + "  " + std::string(shown) + "\n";
}

// As coreutils writes it: a backslash before the line tells that the name has escapes.
void put_hash_line(std::string& out, std::string_view sha256, std::string_view name) {
  if (sha256.empty()) return;
  const std::string shown = make_visible(name);
  if (shown != name || !is_valid_utf8(name)) {
    put_comment_line(out, sha256, shown);
    return;
  }
  std::string escaped;
  for (const char c : name) {
    if (c == '\\') escaped.push_back('\\');
    escaped.push_back(c);
  }
  if (escaped != name) out.push_back('\\');
  out += std::string(sha256) + "  " + escaped + "\n";
}

void add_links(std::vector<ChainLink>& out, std::string_view chain, std::size_t count,
               const std::function<void(std::string&, std::size_t)>& entry) {
  std::string previous(64, '0');
  for (std::size_t i = 0; i < count; ++i) {
    ChainLink link{.chain = std::string(chain),
                   .number = i + 1,
                   .previous = previous,
                   .entry = {},
                   .sha256 = {}};
    entry(link.entry, i);
    link.sha256 = sha256_hex(previous + "\n" + link.entry);
    previous = link.sha256;
    out.push_back(std::move(link));
  }
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Sha256 hash;
  hash.update({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  return hash.finish_hex();
}

std::string hash_list(const std::vector<InputFile>& files) {
  std::string out;
  std::set<std::string_view> containers;
  for (const InputFile& file : files) {
    if (file.container.empty()) {
      put_hash_line(out, file.sha256, file.name);
      continue;
    }
    if (containers.insert(file.container).second)
      put_hash_line(out, file.container_sha256, file.container);
    put_comment_line(out, file.sha256, make_visible(file.name) + " (unpacked)");
  }
  return out;
}

std::string hash_list(const std::vector<NamedText>& texts) {
  std::string out;
  for (const NamedText& text : texts) put_hash_line(out, sha256_hex(text.text), text.name);
  return out;
}

std::vector<ChainLink> chain_of(const Decisions& decisions) {
  std::vector<ChainLink> out;
  add_links(out, "inputs", decisions.inputs.size(),
            [&](std::string& text, std::size_t i) { append_json(text, decisions.inputs[i]); });
  add_links(out, "monitors", decisions.monitors.size(),
            [&](std::string& text, std::size_t i) { append_json(text, decisions.monitors[i]); });
  add_links(out, "overrides", decisions.overrides.size(),
            [&](std::string& text, std::size_t i) { append_json(text, decisions.overrides[i]); });
  return out;
}

std::string chain_text(const Decisions& decisions) {
  std::string out;
  for (const ChainLink& link : chain_of(decisions))
    out += "{\"chain\":\"" + link.chain + "\",\"number\":" + std::to_string(link.number) +
           ",\"previous\":\"" + link.previous + "\",\"sha256\":\"" + link.sha256 +
           "\",\"entry\":" + link.entry + "}\n";
  return out;
}

}  // namespace crumb::grade
