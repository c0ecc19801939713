// in, !in, in~, !in~, has_any, has_all: a value against a list of items, where a dynamic item
// stands for its elements. Constant lists become a hash set once a query. Null is in no list but
// one with a null. Source: learn.microsoft.com/kusto/query/in-cs-operator, has-any-operator,
// has-all-operator.
#include <algorithm>
#include <bit>
#include <cmath>

#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "kql/functions/families.h"
#include "kql/functions/hash_set.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

bool is_number_or_bool(Type type) { return is_numeric(type) || type == Type::kBool; }

// The type that value and items are compared in.
Type list_type(std::span<const BoundArg> args) {
  Type type = args[0].type;
  if (type == Type::kDynamic) return Type::kString;
  for (const BoundArg& item : args.subspan(1)) {
    if (is_number_or_bool(type) && is_number_or_bool(item.type)) type = wider(type, item.type);
  }
  return type == Type::kInt ? Type::kLong : type;
}

Result<Signature> bind_in(std::span<const BoundArg> args) {
  // Elements of arrays are compared by their texts, of which a decimal's is only one.
  if (has_decimal(args) &&
      std::ranges::any_of(args, [](const BoundArg& arg) { return arg.type == Type::kDynamic; }))
    return no_decimal();
  Signature signature{{list_type(args)}, {Type::kBool}};
  for (const BoundArg& item : args.subspan(1)) {
    signature.params.push_back(item.type == Type::kDynamic ? Type::kDynamic : signature.params[0]);
  }
  return signature;
}

// in~, has_any, has_all: the value is a text, and so are the items.
Result<Signature> bind_text_list(std::span<const BoundArg> args) {
  if (has_decimal(args)) return no_decimal();
  if (args[0].type != Type::kString && args[0].type != Type::kDynamic) {
    return wrong_type("the left side", "a string", args[0].type);
  }
  Signature signature{{Type::kString}, {Type::kBool}};
  for (const BoundArg& item : args.subspan(1)) {
    signature.params.push_back(item.type == Type::kDynamic ? Type::kDynamic : Type::kString);
  }
  return signature;
}

// The items of one row as texts; elements of an array by tostring(). Nulls in arrays stand for
// nothing.
template <class Use>
void for_each_text(const Cells& c, Use use) {
  std::string text;
  for (std::size_t i = 1; i < c.size(); ++i) {
    if (c.column(i).type() != Type::kDynamic) {
      text.clear();
      append_text(text, c.column(i), c.at(i));
      use(std::string_view(text));
      continue;
    }
    if (c.null(i)) continue;
    const std::string_view token = c.text(i);
    if (kind_of(token) != JsonKind::kArray) {
      use(std::string_view(token_text(token)));
      continue;
    }
    for (const json::Item& item : json::items(token)) {
      if (kind_of(item.value) == JsonKind::kNull) continue;
      text.clear();
      append_token_text(text, item.value);
      use(std::string_view(text));
    }
  }
}

bool is_constant_list(Args args) {
  return std::all_of(args.begin() + 1, args.end(), [](const Vector& v) { return v.constant; });
}

// Names the constant list for EvalContext::prepared.
std::string list_key(const Cells& c) {
  std::string key;
  for (std::size_t i = 1; i < c.size(); ++i) {
    append_json(key, c.column(i), c.at(i));
    key.push_back('\0');
  }
  return key;
}

// Everything but text is compared by the 64 bits that it is stored in; a real by its value (no two
// zeros).
std::optional<std::uint64_t> key_of(const Column& column, std::uint32_t row) {
  if (column.is_null(row)) return std::nullopt;
  switch (column.type()) {
    case Type::kBool:
      return column.bools()[row];
    case Type::kReal: {
      const double value = column.reals()[row];
      if (value != value) return std::nullopt;
      return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
    }
    default:
      return static_cast<std::uint64_t>(column.longs()[row]);
  }
}

std::optional<std::uint64_t> key_of_text(std::string_view text, Type type) {
  std::optional<std::int64_t> value;
  switch (type) {
    case Type::kBool: {
      const auto truth = parse_bool(text);
      value = truth ? std::optional<std::int64_t>(*truth) : std::nullopt;
      break;
    }
    case Type::kReal: {
      const auto real = parse_real(text);
      if (!real || *real != *real) return std::nullopt;
      return std::bit_cast<std::uint64_t>(*real == 0 ? 0.0 : *real);
    }
    case Type::kDatetime:
      value = parse_datetime(text);
      break;
    case Type::kTimespan:
      value = parse_timespan(text);
      break;
    default: {
      // an element with a fraction equals no integer
      const auto real = parse_real(text);
      if (real && std::trunc(*real) != *real) return std::nullopt;
      value = parse_long(text);
    }
  }
  return value ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}

// A null among the items: the value null is then neither in the list nor not in it.
bool list_has_null(const Cells& c) {
  for (std::size_t i = 1; i < c.size(); ++i) {
    if (c.column(i).type() != Type::kDynamic) {
      if (c.null(i)) return true;
      continue;
    }
    if (c.null(i) || kind_of(c.text(i)) != JsonKind::kArray) continue;
    for (const json::Item& item : json::items(c.text(i))) {
      if (kind_of(item.value) == JsonKind::kNull) return true;
    }
  }
  return false;
}

KeySet key_set(const Cells& c, Type type) {
  KeySet set;
  for_each_text(c, [&](std::string_view text) {
    bool added = false;
    if (const auto key = key_of_text(text, type)) set.insert(*key, added);
  });
  return set;
}

TextSet text_set(const Cells& c, bool ignore_case) {
  TextSet set;
  for_each_text(c, [&](std::string_view text) {
    set.insert(ignore_case ? to_lower(text) : std::string(text));
  });
  return set;
}

// Whole numbers and times against a list that does not vary. A short list is gone through key by
// key, so that each pass over the rows is a plain loop.
ColumnPtr in_wholes(const Column& column, const KeySet& keys, bool wanted, bool null_is_null) {
  constexpr std::uint32_t kShort = 8;
  std::vector<std::uint8_t> found(column.size(), 0);
  const auto look = [&](auto values) {
    if (keys.size() > kShort) {
      for (std::uint32_t row = 0; row < column.size(); ++row)
        found[row] = keys.find(static_cast<std::uint64_t>(values[row])) != KeySet::kNone;
    } else {
      for (std::uint32_t i = 0; i < keys.size(); ++i) {
        const std::uint64_t key = keys.key(i);
        for (std::uint32_t row = 0; row < column.size(); ++row)
          found[row] |= static_cast<std::uint64_t>(values[row]) == key;
      }
    }
  };
  if (column.type() == Type::kInt)
    look(column.ints());
  else
    look(column.longs());
  std::vector<std::uint8_t> nulls;
  if (column.has_nulls()) {
    for (std::uint32_t row = 0; row < column.size(); ++row) found[row] &= !column.is_null(row);
    if (null_is_null) nulls.assign(column.nulls().begin(), column.nulls().end());
  }
  if (!wanted)
    for (std::uint8_t& one : found) one ^= 1;
  return std::make_shared<const Column>(Type::kBool, std::move(found), std::move(nulls));
}

template <bool kWanted>
Result<ColumnPtr> in_values(Args args, std::uint32_t rows, EvalContext& context) {
  const Type type = args[0].type();
  const Cells first{args, context};
  const bool constant = is_constant_list(args);
  const KeySet no_keys;
  const KeySet& keys =
      constant ? context.prepared<KeySet>(type_name(type).data(), list_key(first),
                                          [&](std::string_view) { return key_set(first, type); })
               : no_keys;
  const bool with_null = constant && list_has_null(first);
  const bool whole = type == Type::kInt || type == Type::kLong || type == Type::kDatetime ||
                     type == Type::kTimespan;
  if (constant && whole && !args[0].constant)
    return in_wholes(*args[0].column, keys, kWanted, with_null);
  return lift(
      Type::kBool, args, rows, context,
      [&](const Cells& c) -> std::optional<bool> {
        const auto key = key_of(c.column(0), c.at(0));
        if (!key)
          return c.null(0) && (constant ? with_null : list_has_null(c)) ? std::nullopt
                                                                        : std::optional(!kWanted);
        const bool found = constant ? keys.find(*key) != KeySet::kNone
                                    : key_set(c, type).find(*key) != KeySet::kNone;
        return found == kWanted;
      },
      Nulls::kSee);
}

template <bool kWanted, bool kIgnoreCase>
Result<ColumnPtr> in_texts(Args args, std::uint32_t rows, EvalContext& context) {
  const Cells first{args, context};
  if (is_constant_list(args)) {
    const TextSet& set =
        context.prepared<TextSet>(kIgnoreCase ? "in~" : "in", list_key(first),
                                  [&](std::string_view) { return text_set(first, kIgnoreCase); });
    return lift(
        Type::kBool, args, rows, context,
        [&set](const Cells& c) {
          return set.contains(kIgnoreCase ? std::string_view(to_lower(c.text(0))) : c.text(0)) ==
                 kWanted;
        },
        Nulls::kSee);
  }
  return lift(
      Type::kBool, args, rows, context,
      [](const Cells& c) {
        bool found = false;
        const std::string_view value = c.text(0);
        for_each_text(c, [&](std::string_view item) {
          found = found || (kIgnoreCase ? equals_ignore_case(value, item) : value == item);
        });
        return found == kWanted;
      },
      Nulls::kSee);
}

// Equal decimals have equal texts.
template <bool kWanted>
Result<ColumnPtr> in_decimals(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(
      Type::kBool, args, rows, context,
      [](const Cells& c) -> std::optional<bool> {
        if (c.null(0)) return list_has_null(c) ? std::nullopt : std::optional(!kWanted);
        bool found = false;
        for (std::size_t i = 1; i < c.size() && !found; ++i)
          found = !c.null(i) && c.text(i) == c.text(0);
        return found == kWanted;
      },
      Nulls::kSee);
}

template <bool kWanted>
Result<ColumnPtr> in_list(Args args, std::uint32_t rows, EvalContext& context) {
  switch (args[0].type()) {
    case Type::kString:
      return in_texts<kWanted, false>(args, rows, context);
    case Type::kDecimal:
      return in_decimals<kWanted>(args, rows, context);
    case Type::kGuid: {
      return lift(
          Type::kBool, args, rows, context,
          [](const Cells& c) -> std::optional<bool> {
            if (c.null(0)) return list_has_null(c) ? std::nullopt : std::optional(!kWanted);
            const std::string value = format_guid(c.column(0).guids()[c.at(0)]);
            bool found = false;
            for_each_text(c, [&](std::string_view item) {
              found = found || equals_ignore_case(value, item);
            });
            return found == kWanted;
          },
          Nulls::kSee);
    }
    default:
      return in_values<kWanted>(args, rows, context);
  }
}

// --- has_any, has_all
// --------------------------------------------------------------------------------------------
// Needles that are one ASCII term are looked up by the terms of the text; the others are searched
// one by one.
struct Needles {
  TextSet terms;  // lower case
  std::vector<std::string> others;

  static constexpr std::size_t kWorthASet = 8;

  explicit Needles(const Cells& c) {
    for_each_text(c, [&](std::string_view needle) {
      if (!needle.empty() && std::all_of(needle.begin(), needle.end(), is_alnum)) {
        terms.insert(to_lower(needle));
      } else {
        others.emplace_back(needle);
      }
    });
    if (terms.size() > kWorthASet) return;
    for (std::uint32_t i = 0; i < terms.size(); ++i) others.emplace_back(terms[i]);
    terms = {};
  }

  [[nodiscard]] bool any_in(std::string_view text) const {
    for (const std::string& needle : others) {
      if (has_term(text, needle, true)) return true;
    }
    return terms.size() > 0 && (is_ascii(text) ? any_term_of(text) : any_searched_in(text));
  }

 private:
  [[nodiscard]] bool any_term_of(std::string_view text) const {
    std::string term;
    for (std::size_t i = 0; i < text.size(); ++i) {
      term.clear();
      for (; i < text.size() && is_alnum(text[i]); ++i) {
        term.push_back(text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 0x20)
                                                        : text[i]);
      }
      if (!term.empty() && terms.contains(term)) return true;
    }
    return false;
  }
  [[nodiscard]] bool any_searched_in(std::string_view text) const {
    for (std::uint32_t i = 0; i < terms.size(); ++i) {
      if (has_term(text, terms[i], true)) return true;
    }
    return false;
  }
};

Result<ColumnPtr> has_any(Args args, std::uint32_t rows, EvalContext& context) {
  const Cells first{args, context};
  if (!is_constant_list(args)) {
    return lift(
        Type::kBool, args, rows, context,
        [](const Cells& c) { return Needles(c).any_in(c.text(0)); }, Nulls::kSee);
  }
  const Needles& needles = context.prepared<Needles>(
      "has_any", list_key(first), [&](std::string_view) { return Needles(first); });
  return lift(
      Type::kBool, args, rows, context,
      [&needles](const Cells& c) { return needles.any_in(c.text(0)); }, Nulls::kSee);
}

bool has_all_of(const Cells& c) {
  bool all = true;
  for_each_text(c,
                [&](std::string_view needle) { all = all && has_term(c.text(0), needle, true); });
  return all;
}

template <FixedText kForm = "(value:scalar, item:scalar...) -> bool">
constexpr ScalarFunction op(std::string_view symbol, std::string_view summary, BindFn bind,
                            EvalFn eval) {
  return row<kForm>(symbol, summary, bind, eval, FunctionKind::kOperator);
}

constexpr ScalarFunction kListOperators[] = {
    op("in", "Equal to one of the items, strings by case.", bind_in, in_list<true>),
    op("!in", "Equal to none of the items, strings by case.", bind_in, in_list<false>),
    op("in~", "Equal to one of the items, case ignored.", bind_text_list, in_texts<true, true>),
    op("!in~", "Equal to none of the items, case ignored.", bind_text_list, in_texts<false, true>),
    op("has_any", "One of the items is a whole term of the text, case ignored.", bind_text_list,
       has_any),
    op("has_all", "Each of the items is a whole term of the text, case ignored.", bind_text_list,
       each<Type::kBool, has_all_of, Nulls::kSee>),
};

}  // namespace

ScalarTable list_operators() { return kListOperators; }

}  // namespace crumb::kql
