// Writes the members of a bag, or only their values as an array: functions that give several
// columns answer with the array, their _dynamic forms with the bag. Not for names that need
// escapes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kql/functions/scalars.h"

namespace crumb::kql {

class Fields {
 public:
  Fields(std::string& out, bool bag) : out_(out), bag_(bag) { out_ += bag ? '{' : '['; }
  void real(std::string_view name, double value) {
    begin(name);
    append_json_real(out_, value);
  }
  void integer(std::string_view name, std::size_t value) {
    begin(name);
    append_integer(out_, static_cast<std::int64_t>(value));
  }
  std::string& begin(std::string_view name) {
    if (any_) out_ += ',';
    any_ = true;
    if (bag_) ((out_ += '"') += name) += "\":";
    return out_;
  }
  void end() { out_ += bag_ ? '}' : ']'; }

 private:
  std::string& out_;
  bool bag_;
  bool any_ = false;
};

}  // namespace crumb::kql
