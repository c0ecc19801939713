// series_fill_const, _forward, _backward, _linear: elements that are a placeholder (null unless
// given) are replaced, the others stay as they are written.
// Sources: learn.microsoft.com/kusto/query/series-fill-linear-function and its neighbours.
#include <cmath>
#include <string>
#include <vector>

#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

bool is_number_token(std::string_view token) {
  const JsonKind kind = kind_of(token);
  return kind == JsonKind::kInteger || kind == JsonKind::kReal;
}

// Which elements are to be filled. The placeholder is argument `at`, or null.
std::vector<std::uint8_t> placeholders(const Cells& c, const JsonTokens& elements, std::size_t at) {
  const bool given = at < c.size() && !c.null(at) && c.text(at) != "null";
  const std::string wanted = given ? value_key(c.text(at)) : std::string();
  std::vector<std::uint8_t> marks(elements.size(), 0);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    marks[i] = given ? value_key(elements[i]) == wanted : elements[i] == "null";
  }
  return marks;
}

bool fill_const(const Cells& c, std::string& out) {
  if (c.null(0)) return false;
  auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto marks = placeholders(c, *elements, 2);
  const std::string_view value = c.null(1) ? std::string_view("null") : c.text(1);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] != 0) (*elements)[i] = value;
  }
  append_array(out, *elements);
  return true;
}

template <bool kForward>
bool fill_nearest(const Cells& c, std::string& out) {
  if (c.null(0)) return false;
  auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto marks = placeholders(c, *elements, 1);
  const std::size_t size = elements->size();
  std::optional<std::string_view> last;
  for (std::size_t n = 0; n < size; ++n) {
    std::string_view& element = (*elements)[kForward ? n : size - 1 - n];
    if (marks[kForward ? n : size - 1 - n] == 0) {
      last = element;
    } else if (last) {
      element = *last;
    }
  }
  append_array(out, *elements);
  return true;
}

// Between two numbers on the line through them, towards zero where all elements are integers.
bool fill_linear(const Cells& c, std::string& out) {
  if (c.null(0)) return false;
  auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto marks = placeholders(c, *elements, 1);
  const bool edges = c.size() < 3 || c.null(2) || c.truth(2);
  const std::size_t size = elements->size();
  bool whole = true;
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < size; ++i) {
    if (marks[i] != 0) continue;
    if (is_number_token((*elements)[i])) known.push_back(i);
    whole = whole && kind_of((*elements)[i]) == JsonKind::kInteger;
  }
  if (known.empty()) {
    std::string_view value =
        c.size() > 3 ? (c.null(3) ? std::string_view("null") : c.text(3)) : std::string_view("0.0");
    for (std::size_t i = 0; i < size; ++i) {
      if (marks[i] != 0) (*elements)[i] = value;
    }
    append_array(out, *elements);
    return true;
  }
  std::size_t next = 0;  // the first known place that is not before i
  out.push_back('[');
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out.push_back(',');
    while (next < known.size() && known[next] < i) ++next;
    if (marks[i] == 0) {
      out += (*elements)[i];
    } else if (next == 0 || next == known.size()) {
      out += edges ? (*elements)[next == 0 ? known.front() : known.back()] : (*elements)[i];
    } else {
      const std::size_t before = known[next - 1];
      const std::size_t behind = known[next];
      const double low = parse_real((*elements)[before]).value_or(0);
      const double high = parse_real((*elements)[behind]).value_or(0);
      const double value = low + (high - low) * static_cast<double>(i - before) /
                                     static_cast<double>(behind - before);
      const auto integer = whole ? real_to_long(value) : std::nullopt;
      if (integer) {
        append_integer(out, *integer);
      } else {
        append_json_real(out, value);
      }
    }
  }
  out.push_back(']');
  return true;
}

constexpr ScalarFunction kFills[] = {
    row<"(series:array, value:json, [placeholder:json]) -> dynamic">(
        "series_fill_const", "Missing elements become a value.",
        each<Type::kDynamic, fill_const, Nulls::kSee>),
    row<"(series:array, [placeholder:json]) -> dynamic">(
        "series_fill_forward", "Missing elements become the one before them.",
        each<Type::kDynamic, fill_nearest<true>, Nulls::kSee>),
    row<"(series:array, [placeholder:json]) -> dynamic">(
        "series_fill_backward", "Missing elements become the one behind them.",
        each<Type::kDynamic, fill_nearest<false>, Nulls::kSee>),
    row<"(series:array, [placeholder:json], [fill_edges:bool], [constant_value:json]) -> dynamic">(
        "series_fill_linear", "Missing elements lie on the line between their neighbours.",
        each<Type::kDynamic, fill_linear, Nulls::kSee>),
};

}  // namespace

ScalarTable series_fill_functions() { return kFills; }

}  // namespace crumb::kql
