// The door of the command line: named paths to files in a Case, as chunks of bytes; and their bytes
// again for raw records. No parsing of logs here.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "cli/args.h"

namespace crumb::cli {

// Folders are walked, their files taken in the order of their names. "-" is standard input.
// kNotFound: a named path does not exist. Analyst's own *.kql files become checks, decisions.json
// is not read here.
[[nodiscard]] Result<void> load(Case& session, const std::vector<std::string>& paths);

// The paths, and the pack of --pack beside them. kInput: it is none, or it is damaged.
[[nodiscard]] Result<void> load_all(Case& session, const std::vector<std::string>& paths,
                                    const Args& args);

// A whole small file; kNotFound, or kLimit above `limit` bytes.
[[nodiscard]] Result<std::string> read_text(const std::string& path,
                                            std::uint64_t limit = 16u << 20);
[[nodiscard]] Result<void> write_text(const std::string& path, std::string_view text);

}  // namespace crumb::cli
