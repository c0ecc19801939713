// Writing JSON member by member, for the contracts that this room prints. Not a reader.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::grade {

// Writes members and elements with the commas between them. Every value is written by one of the
// put functions.
class Json {
 public:
  void open(char bracket) {
    start();
    out_.push_back(bracket);
    first_ = true;
  }
  void open(std::string_view name, char bracket) {
    key(name);
    out_.push_back(bracket);
    first_ = true;
  }
  void close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, double value) {
    key(name);
    append_number(value);
  }
  void whole(std::string_view name, std::uint64_t value) {
    key(name);
    out_ += std::to_string(value);
  }
  void flag(std::string_view name, bool value) {
    key(name);
    out_ += value ? "true" : "false";
  }
  void time(std::string_view name, std::int64_t ticks) {
    key(name);
    if (ticks == 0)
      out_ += "null";
    else
      append_json_string(out_, format_datetime(ticks));
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  void texts(std::string_view name, const std::vector<std::string>& values) {
    key(name);
    first_ = true;
    list(values);
  }
  void list(const std::vector<std::string>& values) {
    open('[');
    for (const std::string& value : values) {
      start();
      append_json_string(out_, value);
    }
    close(']');
  }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void start() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }
  void key(std::string_view name) {
    start();
    append_json_string(out_, name);
    out_.push_back(':');
  }
  // To nine places, without what binary fractions leave behind; whole numbers without a point.
  void append_number(double value) {
    constexpr double kPlaces = 1e9, kMost = 1e6;
    if (std::abs(value) < kMost) value = std::round(value * kPlaces) / kPlaces;
    std::string text;
    json::append_real(text, value == 0 ? 0 : value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    out_ += text;
  }

  std::string out_;
  bool first_ = true;
};

}  // namespace crumb::grade
