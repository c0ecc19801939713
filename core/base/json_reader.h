// Reads one JSON record field by field without building a tree, and compacts JSON text while
// checking it. Not a finder of records in a file (ingest/json_split.h) and not a tree
// (base/json.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace crumb::json {

enum class Kind : std::uint8_t { kNull, kBool, kNumber, kString, kObject, kArray };

struct Field {
  std::string_view key;   // escapes undone; empty in an array
  std::string_view text;  // string: escapes undone; number, true, false: as written; object, array:
                          // as written, unchecked
  Kind kind = Kind::kNull;
};

class RecordReader {
 public:
  static constexpr std::size_t kPadding = 64;

  RecordReader();
  ~RecordReader();
  // The members of an object or the items of an array. kPadding bytes behind `text` must be
  // readable. Views live until the next call and as long as `text`. Errors: kSyntax, kLimit.
  [[nodiscard]] Result<void> read(std::string_view text, std::vector<Field>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

enum class CompactResult : std::uint8_t { kOk, kNotJson, kTooDeep };

// Checks that `text` is one JSON value and appends it without blanks between tokens. On failure
// `out` is as it was.
[[nodiscard]] CompactResult append_compact(std::string& out, std::string_view text,
                                           std::uint32_t max_depth);

}  // namespace crumb::json
