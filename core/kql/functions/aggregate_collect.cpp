// make_list, make_list_with_nulls, make_set, make_bag and their ...if forms: dynamic values out of
// a group's values. Elements stand in the order in which they came. Source:
// learn.microsoft.com/kusto/query/make-set-aggregation-function.
#include <unordered_map>

#include "base/json.h"
#include "kql/functions/aggregates.h"
#include "kql/functions/pair_set.h"
#include "kql/functions/scalars.h"
#include "kql/functions/value_ids.h"

namespace crumb::kql {
namespace {

constexpr std::int64_t kMaxElements = 1'048'576;
constexpr std::int64_t kOldMaxElements = 128;  // of makelist and makeset

// The optional last argument, a constant; out of range means the default.
std::int64_t size_limit(std::span<const BoundArg> args, std::int64_t standard) {
  if (args.size() < 2 || args[1].constant == nullptr || args[1].constant->null) return standard;
  const std::int64_t wanted = args[1].constant->integer;
  return wanted > 0 && wanted <= kMaxElements ? wanted : kMaxElements;
}

// One text for each group, between a bracket and its partner.
ColumnPtr close_texts(std::vector<std::string>& texts, std::uint32_t group_count, char open,
                      char close) {
  texts.resize(group_count);
  ColumnBuilder out(Type::kDynamic, false);
  std::string whole;
  for (const std::string& text : texts) {
    whole.assign(1, open);
    whole += text;
    whole.push_back(close);
    out.append_text(whole);
  }
  return out.finish();
}

template <bool kWithNulls, std::int64_t kStandard>
class List final : public Aggregator {
 public:
  List(const Signature&, std::span<const BoundArg> args) : limit_(size_limit(args, kStandard)) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(texts_, group_count);
    grow(counts_, group_count);
    for (std::uint32_t row = 0; row < groups.size(); ++row) {
      const std::uint32_t group = groups[row];
      if (group == kNoGroup || counts_[group] >= limit_ || (!kWithNulls && args[0].is_null(row)))
        continue;
      std::string& text = texts_[group];
      const std::size_t before = text.size();
      if (counts_[group]++ > 0) text.push_back(',');
      append_json(text, *args[0].column, args[0].at(row));
      bytes_ += text.size() - before;
    }
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    return one_column(close_texts(texts_, group_count, '[', ']'));
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    return bytes_ + texts_.size() * sizeof(std::string);
  }

 private:
  std::int64_t limit_;
  std::vector<std::string> texts_;
  std::vector<std::int64_t> counts_;
  std::uint64_t bytes_ = 0;
};

template <std::int64_t kStandard>
class Set final : public Aggregator {
 public:
  Set(const Signature& signature, std::span<const BoundArg> args)
      : limit_(size_limit(args, kStandard)), values_(signature.params[0]) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(counts_, group_count);
    if (args[0].type() == Type::kDynamic) {
      add_dynamic(args[0], groups);
      return {};
    }
    values_.number(args[0], static_cast<std::uint32_t>(groups.size()), ids_);
    seen_.reach(group_count, values_.size());
    for_each_value(args[0], groups,
                   [&](std::uint32_t row, std::uint32_t group) { add_id(group, ids_[row]); });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    std::vector<std::string> texts(group_count);
    for (const auto [group, id] : added_) {
      std::string& text = texts[group];
      if (!text.empty()) text.push_back(',');
      values_.append_json(text, id);
    }
    return one_column(close_texts(texts, group_count, '[', ']'));
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    return values_.bytes() + seen_.bytes() + added_.capacity() * sizeof(added_[0]);
  }

 private:
  void add_id(std::uint32_t group, std::uint32_t id) {
    if (counts_[group] >= limit_ || !seen_.insert(group, id)) return;
    ++counts_[group];
    added_.emplace_back(group, id);
  }
  // The elements of an array are added one by one, anything else as it is. Entries are taken apart
  // once.
  void add_dynamic(const Vector& arg, std::span<const std::uint32_t> groups) {
    std::unordered_map<Dictionary::Code, std::vector<std::uint32_t>> parts;
    for_each_value(arg, groups, [&](std::uint32_t row, std::uint32_t group) {
      const Dictionary::Code code = arg.column->codes()[arg.at(row)];
      const auto [at, fresh] = parts.try_emplace(code);
      if (fresh) take_apart(arg.column->dictionary()[code], at->second);
      seen_.reach(static_cast<std::uint32_t>(counts_.size()), values_.size());
      for (const std::uint32_t id : at->second) add_id(group, id);
    });
  }
  void take_apart(std::string_view token, std::vector<std::uint32_t>& ids) {
    if (kind_of(token) != JsonKind::kArray) {
      ids.push_back(values_.number_text(token));
      return;
    }
    for (const json::Item& item : json::items(token)) {
      if (kind_of(item.value) != JsonKind::kNull) ids.push_back(values_.number_text(item.value));
    }
  }

  std::int64_t limit_;
  ValueIds values_;
  PairSet seen_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> added_;  // group and value, as they came
  std::vector<std::int64_t> counts_;
  std::vector<std::uint32_t> ids_;
};

// Members of all bags; of a name that comes again the first value stays.
class Bag final : public Aggregator {
 public:
  Bag(const Signature&, std::span<const BoundArg> args) : limit_(size_limit(args, kMaxElements)) {}

  Result<void> add(std::span<const Vector> args, std::span<const std::uint32_t> groups,
                   std::uint32_t group_count, EvalContext&) override {
    grow(texts_, group_count);
    grow(counts_, group_count);
    for_each_value(args[0], groups, [&](std::uint32_t row, std::uint32_t group) {
      const std::string_view token = args[0].column->text(args[0].at(row));
      if (kind_of(token) != JsonKind::kObject) return;
      for (const json::Item& item : json::items(token)) add_member(group, item);
    });
    return {};
  }
  Result<std::vector<ColumnPtr>> finish(std::uint32_t group_count) override {
    return one_column(close_texts(texts_, group_count, '{', '}'));
  }
  [[nodiscard]] std::uint64_t bytes() const override {
    return bytes_ + names_.bytes() + seen_.bytes();
  }

 private:
  void add_member(std::uint32_t group, const json::Item& item) {
    if (counts_[group] >= limit_) return;
    bool added = false;
    seen_.insert(std::uint64_t{group} << 32 | names_.insert(item.key), added);
    if (!added) return;
    std::string& text = texts_[group];
    const std::size_t before = text.size();
    if (counts_[group]++ > 0) text.push_back(',');
    text.push_back('"');
    text += item.key;
    text += "\":";
    text += item.value;
    bytes_ += text.size() - before;
  }

  std::int64_t limit_;
  TextSet names_;
  KeySet seen_;  // group and name
  std::vector<std::string> texts_;
  std::vector<std::int64_t> counts_;
  std::uint64_t bytes_ = 0;
};

constexpr std::string_view kList = "All values as an array, nulls left out.";
constexpr std::string_view kSet = "The distinct values as an array; arrays add their elements.";
constexpr std::string_view kBag = "The members of all bags as one bag; of equal names the first.";

template <std::int64_t kStandard>
constexpr AggregateFunction list(std::string_view name) {
  return aggregate<"(value:scalar, [size:long]) -> dynamic">(name, kList,
                                                             make_one<List<false, kStandard>>);
}
template <std::int64_t kStandard>
constexpr AggregateFunction set(std::string_view name) {
  return aggregate<"(value:scalar, [size:long]) -> dynamic">(name, kSet, make_one<Set<kStandard>>);
}

constexpr AggregateFunction kAggregateCollect[] = {
    list<kMaxElements>("make_list"),
    list<kOldMaxElements>("makelist"),
    set<kMaxElements>("make_set"),
    set<kOldMaxElements>("makeset"),
    aggregate<"(value:scalar) -> dynamic">("make_list_with_nulls",
                                           "All values as an array, nulls too.",
                                           make_one<List<true, kMaxElements>>),
    aggregate<"(value:scalar, if:bool, [size:long]) -> dynamic">(
        "make_list_if", kList, make_if<List<false, kMaxElements>, 1>),
    aggregate<"(value:scalar, if:bool, [size:long]) -> dynamic">("make_set_if", kSet,
                                                                 make_if<Set<kMaxElements>, 1>),
    aggregate<"(bag:bag, [size:long]) -> dynamic">("make_bag", kBag, make_one<Bag>),
    aggregate<"(bag:bag, [size:long]) -> dynamic">("make_dictionary", kBag, make_one<Bag>),
    aggregate<"(bag:bag, if:bool, [size:long]) -> dynamic">("make_bag_if", kBag, make_if<Bag, 1>),
};

}  // namespace

AggregateTable collecting_aggregates() { return kAggregateCollect; }

}  // namespace crumb::kql
