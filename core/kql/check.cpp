// check(): parse and bind only; and how an error is shown: place, line, caret. Runs nothing but
// constant expressions.
#include <algorithm>

#include "base/text.h"
#include "kql/binder.h"
#include "kql/engine.h"
#include "kql/environment.h"
#include "kql/parser.h"

namespace crumb::kql {

std::vector<Error> check(std::string_view text, const Catalog& catalog, Environment* environment,
                         Schema* columns) {
  Parsed parsed = parse_all(text);
  if (!parsed.errors.empty()) return std::move(parsed.errors);
  EvalContext context;
  context.networks = catalog.networks().get();
  Bindings bindings;
  std::vector<Error> all;
  Result<Plan> plan = bind(
      parsed.query,
      {catalog, environment == nullptr ? nullptr : &environment->impl(), bindings, context}, &all);
  if (plan.has_value()) {
    if (columns != nullptr && plan->root != nullptr) *columns = plan->root->schema;
    return {};
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Error& a, const Error& b) { return a.span.begin < b.span.begin; });
  return all;
}

TextPlace place_of(std::string_view text, std::uint32_t offset) {
  std::size_t at = std::min<std::size_t>(offset, text.size());
  std::string_view before = text.substr(0, at);
  std::size_t newline = before.rfind('\n');
  TextPlace place;
  place.line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  place.column = static_cast<std::uint32_t>(count_code_points(
                     newline == std::string_view::npos ? before : before.substr(newline + 1))) +
                 1;
  return place;
}

// NAME:LINE:COLUMN: message
//   the line
//   ^~~~
std::string render_error(std::string_view text, std::string_view name, const Error& error) {
  constexpr std::size_t kBefore = 60, kAfter = 60;  // bytes of a long line to show around the place
  TextPlace place = place_of(text, error.span.begin);
  std::string out(name);
  out += ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
         error.message + "\n";
  std::size_t at = std::min<std::size_t>(error.span.begin, text.size());
  std::size_t begin = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  std::size_t end = std::min(text.find('\n', at), text.size());
  bool cut_front = at - begin > kBefore;
  if (cut_front) begin = at - kBefore;
  while (cut_front && begin < at && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80)
    ++begin;
  bool cut_back = end - at > kAfter;
  if (cut_back) end = at + kAfter;
  while (cut_back && end > at && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string head = make_visible(text.substr(begin, at - begin));
  std::string tail = make_visible(text.substr(at, end - at));
  if (tail.ends_with('\r')) tail.pop_back();
  out +=
      "  " + std::string(cut_front ? "..." : "") + head + tail + (cut_back ? "..." : "") + "\n  ";
  out.append(count_code_points(head) + (cut_front ? 3 : 0), ' ');
  out += '^';
  std::size_t stop = std::clamp<std::size_t>(error.span.end, at, end);
  std::size_t marked = count_code_points(make_visible(text.substr(at, stop - at)));
  if (marked > 1) out.append(marked - 1, '~');
  return out + "\n";
}

}  // namespace crumb::kql
