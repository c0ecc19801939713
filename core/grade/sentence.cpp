// Fills sentence templates and resolves row references.
#include "grade/sentence.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::grade {
namespace {

constexpr std::size_t kCodePoints = 200;
constexpr std::size_t kFindings = 20;

std::string shown(const Value& value) {
  if (value.null) return "none";
  switch (value.type) {
    case Type::kDatetime:
      return short_time(value.integer);
    case Type::kReal:
      return short_number(value.real);
    case Type::kBool:
      return value.integer != 0 ? "yes" : "no";
    case Type::kString:
      return safe_text(value.text);
    case Type::kDynamic: {
      if (!value.text.starts_with('[')) return safe_text(value.text);
      std::string out;
      for (const std::string& item : list_items(value)) out += (out.empty() ? "" : ", ") + item;
      return safe_text(out);
    }
    default:
      return to_string(value);
  }
}

}  // namespace

std::string safe_text(std::string_view log_text) {
  std::size_t at = 0, count = 0;
  while (at < log_text.size() && count < kCodePoints) {
    at += decode_utf8(log_text, at).bytes;
    ++count;
  }
  std::string out = defang(make_visible(log_text.substr(0, at)));
  if (at < log_text.size()) out += "\u2026";
  return out;
}

std::string short_time(std::int64_t ticks) {
  std::string out = format_datetime(ticks);  // 2026-11-16T09:21:58.1230000Z
  out[10] = ' ';
  const bool whole = ticks % kTicksPerSecond == 0;
  return out.substr(0, whole ? 19 : 23) + "Z";
}

std::string short_number(double value) {
  if (std::isnan(value) || std::isinf(value)) return "none";
  const double scaled = std::floor(std::fabs(value) * 1000 + 0.5);
  if (scaled >= 9e15) return "none";
  auto thousandths = static_cast<std::int64_t>(scaled);
  std::string out = value < 0 && thousandths != 0 ? "-" : "";
  out += std::to_string(thousandths / 1000);
  thousandths %= 1000;
  if (thousandths == 0) return out;
  std::string digits = std::to_string(1000 + thousandths).substr(1);
  while (digits.ends_with('0')) digits.pop_back();
  return out + "." + digits;
}

std::string fill(std::string_view pattern, const RowView& row) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    if (close == std::string_view::npos) {
      out += pattern;
      break;
    }
    out += pattern.substr(0, open);
    const std::string value = shown(row.value(pattern.substr(open + 1, close - open - 1)));
    if (value.empty() && out.ends_with(' ')) out.pop_back();
    out += value;
    pattern.remove_prefix(close + 1);
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

std::vector<Origin> Places::of(std::span<const RowRef> refs) const {
  // By the file's name: its number tells in which order files came in, and that must not show.
  const auto name = [this](const RowRef& ref) {
    return files != nullptr && ref.file < files->size() ? std::string_view((*files)[ref.file].name)
                                                        : std::string_view();
  };
  const auto place = [&](const RowRef& ref) { return std::tuple(name(ref), ref.file, ref.record); };
  std::vector<RowRef> sorted(refs.begin(), refs.end());
  std::ranges::sort(sorted, {}, place);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<Origin> out;
  for (const RowRef ref : sorted) {
    if (out.size() == kOrigins) break;
    Origin origin{ref, {}, 0, {}};
    if (files != nullptr && ref.file < files->size()) {
      origin.file = (*files)[ref.file].name;
      origin.table = (*files)[ref.file].table;
    }
    if (line_of != nullptr && *line_of) origin.line = (*line_of)(ref);
    out.push_back(std::move(origin));
  }
  return out;
}

std::vector<Finding> findings(const Table& rows, std::string_view pattern, const Places& places) {
  std::vector<Finding> out;
  for_each_row(rows, [&](const RowView& row) {
    if (out.size() == kFindings) return;
    Finding finding;
    for (const std::string_view column : {"Timestamp", "First", "ClickTime"}) {
      if (finding.time_ticks == 0 && row.has(column)) finding.time_ticks = row.integer(column);
    }
    finding.text = fill(pattern, row);
    finding.origin = places.of(row.origins());
    out.push_back(std::move(finding));
  });
  return out;
}

}  // namespace crumb::grade
