// The embedded playbook, read once: checks, rules, tables of the model and the texts that are run
// around them. Text only; what it means for a case is decided elsewhere.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grade/check_file.h"
#include "grade/model.h"

namespace crumb::grade {

struct SourceTable {
  std::string table, time_column, user_condition, holds;
  bool sparse = false;  // rows are rare: the last one does not show where the export ended
};
struct GateRow {
  std::string id, title, condition, wants;
};

struct Playbook {
  Model model;
  std::vector<CheckFile> checks;  // in the model's order
  std::vector<CheckFile> rules;   // by id
  std::vector<SourceTable> sources;
  std::vector<GateRow> gates;
  std::string sha256;  // over paths and texts of all files

  [[nodiscard]] const CheckFile* check(std::string_view id) const;
  [[nodiscard]] const SourceTable* source(std::string_view table) const;
};

// A file of the playbook by its path below session-cookie-theft/, such as "prelude.kql"; empty when
// there is none.
[[nodiscard]] std::string_view playbook_text(std::string_view path);
// The paths below a folder of it, such as "extracts/", in order.
[[nodiscard]] std::vector<std::string_view> playbook_paths(std::string_view folder);

// The built-in playbook. kInternal when a file of it is damaged, which a test would show.
[[nodiscard]] Result<std::shared_ptr<const Playbook>> load_playbook();

}  // namespace crumb::grade
