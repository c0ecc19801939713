// Dense numbers for the distinct values of an expression over many batches, exact for every type.
// Not a dictionary of one column: the same value gets the same number whatever batch and dictionary
// it comes from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kql/functions/hash_set.h"
#include "kql/vector.h"

namespace crumb::kql {

class ValueIds {
 public:
  explicit ValueIds(Type type) : type_(type) {}

  // One number for each row of the batch; what stands under nulls is meaningless. -0.0 is 0.0, and
  // all NaN are one.
  void number(const Vector& values, std::uint32_t rows, std::vector<std::uint32_t>& ids);

  // The number of one text, for string and dynamic.
  std::uint32_t number_text(std::string_view text) { return texts_.insert(text); }

  [[nodiscard]] std::uint32_t size() const {
    return is_text() || type_ == Type::kGuid ? texts_.size() : keys_.size();
  }
  void append_json(std::string& out, std::uint32_t id) const;  // the value as it stands in dynamic
  [[nodiscard]] std::uint64_t bytes() const { return texts_.bytes() + keys_.bytes(); }

 private:
  [[nodiscard]] bool is_text() const { return has_dictionary(type_); }

  Type type_;
  KeySet keys_;    // numbers and times, by their bits
  TextSet texts_;  // texts, JSON, the 16 bytes of guids
};

}  // namespace crumb::kql
