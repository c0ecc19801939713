// Finds the playbook's files among the embedded ones and reads them.
#include "grade/playbook.h"

#include <algorithm>

#include "base/sha256.h"
#include "embedded.h"
#include "grade/csv_text.h"

namespace crumb::grade {
namespace {

constexpr std::string_view kRoot = "session-cookie-theft/";

std::string hash_all() {
  Sha256 hash;
  auto add = [&](std::string_view text) {
    hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    const std::uint8_t end = 0;
    hash.update({&end, 1});
  };
  for (const EmbeddedFile& file : embedded_playbook()) {
    add(file.path);
    add(file.text);
  }
  return hash.finish_hex();
}

std::vector<const EmbeddedFile*> files_in(std::string_view folder) {
  std::vector<const EmbeddedFile*> out;
  for (const EmbeddedFile& file : embedded_playbook())
    if (file.path.starts_with(kRoot) && file.path.substr(kRoot.size()).starts_with(folder))
      out.push_back(&file);
  return out;
}

Result<void> read_checks(Playbook& playbook) {
  std::vector<CheckFile> found;
  for (const EmbeddedFile* file : files_in("checks/")) {
    CRUMB_TRY(CheckFile check, read_check(file->path, file->text));
    found.push_back(std::move(check));
  }
  for (const CheckPoints& known : playbook.model.checks) {
    const auto at = std::ranges::find(found, known.id, &CheckFile::id);
    if (at != found.end()) playbook.checks.push_back(std::move(*at));
  }
  if (playbook.checks.size() != found.size())
    return fail(ErrorCode::kInternal, "a check of the playbook has no points in points.csv");
  for (const EmbeddedFile* file : files_in("rules/")) {
    CRUMB_TRY(CheckFile rule, read_rule(file->path, file->text));
    playbook.rules.push_back(std::move(rule));
  }
  return {};
}

}  // namespace

const CheckFile* Playbook::check(std::string_view id) const {
  const auto at = std::ranges::find(checks, id, &CheckFile::id);
  return at == checks.end() ? nullptr : &*at;
}

const SourceTable* Playbook::source(std::string_view table) const {
  const auto at = std::ranges::find(sources, table, &SourceTable::table);
  return at == sources.end() ? nullptr : &*at;
}

std::string_view playbook_text(std::string_view path) {
  for (const EmbeddedFile& file : embedded_playbook())
    if (file.path.starts_with(kRoot) && file.path.substr(kRoot.size()) == path) return file.text;
  return {};
}

std::vector<std::string_view> playbook_paths(std::string_view folder) {
  std::vector<std::string_view> out;
  for (const EmbeddedFile* file : files_in(folder)) out.push_back(file->path.substr(kRoot.size()));
  return out;
}

Result<std::shared_ptr<const Playbook>> load_playbook() {
  auto playbook = std::make_shared<Playbook>();
  CRUMB_TRY(playbook->model, read_model(playbook_text("points.csv"), playbook_text("families.csv"),
                                        playbook_text("model.csv"), playbook_text("stages.csv")));
  CRUMB_CHECK_OK(read_checks(*playbook));
  for (auto& row : read_csv(playbook_text("sources.csv")))
    playbook->sources.push_back({row[0], row[1], row[2], row[4], row[3] == "yes"});
  for (auto& row : read_csv(playbook_text("gates.csv")))
    playbook->gates.push_back({row[0], row[1], row[2], row[3]});
  playbook->sha256 = hash_all();
  return playbook;
}

}  // namespace crumb::grade
