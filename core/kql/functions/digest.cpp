// Weighted values in order. Clusters are kept by their largest value, so that every percentile is a
// value that occurred. Not digests of bytes (digests.h).
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/time.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/nearest_rank.h"
#include "kql/functions/scalars.h"
#include "kql/functions/sketches.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMostItems = 4'096;
constexpr double kClusters = 200;  // at the middle a cluster holds at most 1 / kClusters of all

constexpr Type kDigestTypes[] = {Type::kInt, Type::kLong, Type::kReal, Type::kDatetime,
                                 Type::kTimespan};

std::int64_t sum_of_weights(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

}  // namespace

bool Digest::Item::before(const Item& other) const {
  if (whole != other.whole) return whole < other.whole;
  if (std::isnan(real) || std::isnan(other.real))
    return std::isnan(real) && !std::isnan(other.real);
  return real < other.real;
}

std::optional<Digest::Item> Digest::item_of(const Column& column, std::uint32_t row) const {
  if (column.is_null(row)) return std::nullopt;
  Item item;
  switch (column.type()) {
    case Type::kInt:
      item.whole = column.ints()[row];
      break;
    case Type::kReal:
      item.real = column.reals()[row];
      break;
    default:
      item.whole = column.longs()[row];
      break;
  }
  if (type_ == Type::kReal && column.type() != Type::kReal) {
    item.real = static_cast<double>(item.whole);
    item.whole = 0;
  }
  return item;
}

void Digest::add(const Column& column, std::uint32_t row, std::int64_t weight) {
  auto item = item_of(column, row);
  if (!item) return;
  item->weight = weight;
  items_.push_back(*item);
  if (items_.size() >= 2 * kMostItems) settle();
}

void Digest::merge(const Digest& other) {
  if (other.type_ != type_) return;
  items_.insert(items_.end(), other.items_.begin(), other.items_.end());
  settle();
}

void Digest::settle() const {
  if (settled_ == items_.size()) return;
  std::stable_sort(items_.begin(), items_.end(),
                   [](const Item& a, const Item& b) { return a.before(b); });
  std::size_t kept = 0;
  double total = 0;
  for (const Item& item : items_) {
    total += static_cast<double>(item.weight);
    if (kept > 0 && items_[kept - 1].same(item))
      items_[kept - 1].weight = sum_of_weights(items_[kept - 1].weight, item.weight);
    else
      items_[kept++] = item;
  }
  items_.resize(kept);
  settled_ = kept;
  if (kept <= kMostItems) return;
  kept = 0;
  double before = 0;  // weight in front of the cluster that is being made
  double held = 0;    // weight in it
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Item item = items_[i];
    const auto weight = static_cast<double>(item.weight);
    const double middle = (before + (held + weight) / 2) / total;
    const double room = 4 * total * middle * (1 - middle) / kClusters;
    if (kept > 0 && held + weight <= room) {
      items_[kept - 1] = {item.whole, item.real,
                          sum_of_weights(items_[kept - 1].weight, item.weight)};
      held += weight;
    } else {
      before += held;
      held = weight;
      items_[kept++] = item;
    }
  }
  items_.resize(kept);
  settled_ = kept;
}

void Digest::append_value(std::string& out, const Item& item) const {
  switch (type_) {
    case Type::kReal:
      append_json_real(out, item.real);
      return;
    case Type::kDatetime:
      out.push_back('"');
      append_datetime(out, item.whole);
      out.push_back('"');
      return;
    case Type::kTimespan:
      out.push_back('"');
      out += format_timespan(item.whole);
      out.push_back('"');
      return;
    default:
      append_integer(out, item.whole);
      return;
  }
}

void Digest::append_percentile(std::string& out, double percent) const {
  settle();
  if (const Item* item = nearest_rank(items_, percent); item != nullptr)
    append_value(out, *item);
  else
    out += "null";
}

std::optional<Digest::Rank> Digest::rank(const Column& column, std::uint32_t row) const {
  settle();
  const bool number = is_numeric(type_) && is_numeric(column.type());
  if (!number && column.type() != type_) return std::nullopt;
  auto value = item_of(column, row);
  if (!value || items_.empty()) return std::nullopt;
  if (type_ != Type::kReal && column.type() == Type::kReal) {  // a real among integers
    const auto whole = real_to_long(std::floor(value->real));
    if (!whole) return std::nullopt;
    *value = {*whole, 0, 1};
  }
  Rank out;
  for (const Item& item : items_) {
    out.all += static_cast<double>(item.weight);
    if (!value->before(item)) out.below += static_cast<double>(item.weight);
  }
  return out;
}

void Digest::append_json(std::string& out) const {
  settle();
  out += "[[";
  append_integer(out, static_cast<std::int64_t>(type_));
  out += "],[";
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_value(out, items_[i]);
  }
  out += "],[";
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_integer(out, items_[i].weight);
  }
  out += "]]";
}

std::optional<Digest> Digest::parse(std::string_view json) {
  const auto parts = elements_of(json);
  if (!parts || parts->size() != 3) return std::nullopt;
  const auto head = elements_of((*parts)[0]);
  const auto values = elements_of((*parts)[1]);
  const auto weights = elements_of((*parts)[2]);
  if (!head || head->size() != 1 || !values || !weights || values->size() != weights->size())
    return std::nullopt;
  const auto code = parse_long((*head)[0]);
  const auto* type = std::find_if(std::begin(kDigestTypes), std::end(kDigestTypes), [&](Type t) {
    return code && static_cast<std::int64_t>(t) == *code;
  });
  if (type == std::end(kDigestTypes)) return std::nullopt;
  Digest out(*type);
  for (std::size_t i = 0; i < values->size(); ++i) {
    Item item;
    const std::string text = token_text((*values)[i]);
    std::optional<std::int64_t> whole = 0;
    std::optional<double> real = 0;
    switch (*type) {
      case Type::kReal:
        real = parse_real(text);
        break;
      case Type::kDatetime:
        whole = parse_datetime(text);
        break;
      case Type::kTimespan:
        whole = parse_timespan(text);
        break;
      default:
        whole = parse_long(text);
        break;
    }
    const auto weight = parse_long((*weights)[i]);
    if (!whole || !real || !weight || *weight <= 0) return std::nullopt;
    item.whole = *whole;
    item.real = *real;
    item.weight = *weight;
    out.items_.push_back(item);
  }
  out.settle();
  return out;
}

}  // namespace crumb::kql
