// Chain of custody: hash lists of what came in and what goes out, and the decisions as a hash
// chain. Not the hashing of rows: the case does that, it can read the files again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grade/decisions.h"
#include "grade/report.h"

namespace crumb::grade {

struct NamedText {
  std::string name, text;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// Lines as `sha256sum -c` reads them. A name that holds what nobody can see stands in a comment,
// made visible: it cannot be checked by that command; nor can what came out of an archive, which
// is listed by its own hash.
[[nodiscard]] std::string hash_list(const std::vector<InputFile>& files);
[[nodiscard]] std::string hash_list(const std::vector<NamedText>& texts);

// One entry of the decisions: each holds the hash of the one before it, so that an edited or
// removed entry shows. Statements, monitors and overrides are a chain each, in the order in which
// they were added.
struct ChainLink {
  std::string chain;  // "inputs", "monitors", "overrides"
  std::size_t number = 1;
  std::string previous, entry, sha256;  // entry: JSON; sha256 of "PREVIOUS\nENTRY"
};
[[nodiscard]] std::vector<ChainLink> chain_of(const Decisions& decisions);
[[nodiscard]] std::string chain_text(const Decisions& decisions);  // one JSON object a line

}  // namespace crumb::grade
