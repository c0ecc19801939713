// Functions of dynamic arrays: length, slices, order, generation. What is no array gives null.
// Sources: learn.microsoft.com/kusto/query/array-slice-function and its neighbours.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "kql/functions/families.h"
#include "kql/functions/json_parts.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

using Whole = std::optional<std::int64_t>;

Whole array_length(const Cells& c) {
  const auto elements = elements_of(c.text(0));
  return elements ? Whole(static_cast<std::int64_t>(elements->size())) : Whole();
}

bool array_concat(const Cells& c, std::string& out) {
  JsonTokens all;
  for (std::size_t i = 0; i < c.size(); ++i) {
    const auto elements = elements_of(c.text(i));
    if (!elements) return false;
    all.insert(all.end(), elements->begin(), elements->end());
  }
  append_array(out, all);
  return true;
}

// Both ends belong to the slice; negative ones count from the end.
bool array_slice(const Cells& c, std::string& out) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto size = static_cast<std::int64_t>(elements->size());
  const auto place = [size](std::int64_t at) { return at < 0 ? at + size : at; };
  const std::int64_t begin = std::max<std::int64_t>(place(c.integer(1)), 0);
  const std::int64_t end = std::min(place(c.integer(2)) + 1, size);
  JsonTokens slice;
  for (std::int64_t i = begin; i < end; ++i)
    slice.push_back((*elements)[static_cast<std::size_t>(i)]);
  append_array(out, slice);
  return true;
}

Whole array_index_of(const Cells& c) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return std::nullopt;
  const auto size = static_cast<std::int64_t>(elements->size());
  std::int64_t start = c.integer_or(2, 0);
  const std::int64_t length = c.integer_or(3, -1);
  std::int64_t occurrence = c.integer_or(4, 1);
  if (length < -1 || occurrence < 1) return std::nullopt;
  if (start < 0) start = std::max<std::int64_t>(start + size, 0);
  const std::int64_t end = length < 0 || length > size - start ? size : start + length;
  const std::string wanted = value_key(c.text(1));
  for (std::int64_t i = start; i < end; ++i) {
    if (value_key((*elements)[static_cast<std::size_t>(i)]) == wanted && --occurrence == 0)
      return i;
  }
  return -1;
}

void array_reverse_of(const JsonTokens& elements, std::string& out) {
  append_array(out, JsonTokens(elements.rbegin(), elements.rend()));
}

bool array_reverse(const Cells& c, std::string& out) {
  const auto elements = elements_of(c.text(0));
  if (elements) array_reverse_of(*elements, out);
  return elements.has_value();
}

std::optional<double> array_sum(const Cells& c) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return std::nullopt;
  double sum = 0;
  for (const std::string_view token : *elements) {
    const JsonKind kind = kind_of(token);
    if (kind != JsonKind::kInteger && kind != JsonKind::kReal) return std::nullopt;
    sum += parse_real(token).value_or(0);
  }
  return sum;
}

// --- order: numbers, then texts, then everything else
// ------------------------------------------------------------
int rank_of(std::string_view token) {
  switch (kind_of(token)) {
    case JsonKind::kInteger:
    case JsonKind::kReal:
      return 0;
    case JsonKind::kString:
      return 1;
    default:
      return 2;
  }
}

struct SortItem {
  std::size_t at = 0;
  bool null = false;
  int rank = 0;
  double number = 0;
  std::string text;

  [[nodiscard]] bool before(const SortItem& other) const {
    return rank == 0 ? number < other.number : text < other.text;
  }
};

// Where the elements of the sorted array come from. Equal elements keep their order.
std::vector<std::size_t> sorted_places(const JsonTokens& elements, bool descending,
                                       bool nulls_last) {
  std::vector<SortItem> items;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::string_view token = elements[i];
    SortItem item{i, kind_of(token) == JsonKind::kNull, rank_of(token), 0, {}};
    if (item.rank == 0)
      item.number = parse_real(token).value_or(0);
    else
      append_token_text(item.text, token);
    items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [&](const SortItem& a, const SortItem& b) {
    if (a.null || b.null) return a.null != b.null && a.null != nulls_last;
    if (a.rank != b.rank)
      return a.rank < b.rank;  // downwards too, as the page of array_sort_desc says
    return descending ? b.before(a) : a.before(b);
  });
  std::vector<std::size_t> places;
  for (const SortItem& item : items) places.push_back(item.at);
  return places;
}

// One array sorted; of several, an array of arrays in the order of the first. An array of another
// length becomes null.
template <bool kDescending>
Result<ColumnPtr> array_sort(Args args, std::uint32_t rows, EvalContext& context) {
  const bool with_flag = args.back().type() == Type::kBool;
  const std::size_t arrays = args.size() - (with_flag ? 1 : 0);
  return lift(Type::kDynamic, args, rows, context, [&](const Cells& c, std::string& out) {
    const auto first = elements_of(c.text(0));
    if (!first) return false;
    const auto places = sorted_places(*first, kDescending, !with_flag || c.truth(arrays));
    if (arrays > 1) out.push_back('[');
    for (std::size_t i = 0; i < arrays; ++i) {
      if (i > 0) out.push_back(',');
      const auto elements = elements_of(c.text(i));
      if (!elements || elements->size() != places.size()) {
        out += "null";
        continue;
      }
      JsonTokens sorted;
      for (const std::size_t at : places) sorted.push_back((*elements)[at]);
      append_array(out, sorted);
    }
    if (arrays > 1) out.push_back(']');
    return true;
  });
}

Result<Signature> bind_sort(std::span<const BoundArg> args) {
  Signature signature{{}, {Type::kDynamic}};
  for (std::size_t i = 0; i < args.size(); ++i) {
    const bool flag = i > 0 && i + 1 == args.size() && args[i].type == Type::kBool;
    if (flag && args[i].constant == nullptr)
      return fail(ErrorCode::kSemantic, "nulls_last must be a constant");
    if (!flag && args[i].type != Type::kDynamic)
      return wrong_type("each array", "dynamic", args[i].type);
    signature.params.push_back(args[i].type);
  }
  return signature;
}

// --- moving
// --------------------------------------------------------------------------------------------------------
// Element i of the answer is element i + by, around the ends or not.
template <bool kAround, int kSign>
bool move_elements(const Cells& c, std::string& out) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto size = static_cast<std::int64_t>(elements->size());
  const std::int64_t most = std::max<std::int64_t>(size, 1);
  std::int64_t by = kAround ? c.integer(1) % most : std::clamp(c.integer(1), -most, most);
  by *= kSign;
  const std::string_view filler = c.size() > 2 ? c.text(2) : std::string_view("null");
  JsonTokens moved;
  for (std::int64_t i = 0; i < size; ++i) {
    std::int64_t from = i + by;
    if (kAround) from = (from % size + size) % size;
    moved.push_back(from >= 0 && from < size ? (*elements)[static_cast<std::size_t>(from)]
                                             : filler);
  }
  append_array(out, moved);
  return true;
}

bool array_split(const Cells& c, std::string& out) {
  const auto elements = elements_of(c.text(0));
  if (!elements) return false;
  const auto size = static_cast<std::int64_t>(elements->size());
  std::vector<std::int64_t> bounds;
  const auto add = [&](std::int64_t at) {
    bounds.push_back(std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size));
  };
  if (const auto many = elements_of(c.text(1))) {
    for (const std::string_view token : *many) add(parse_long(token).value_or(0));
  } else if (const auto one = parse_long(c.text(1))) {
    add(*one);
  } else {
    return false;
  }
  bounds.push_back(size);
  std::int64_t from = 0;
  out.push_back('[');
  for (const std::int64_t to : bounds) {
    if (out.size() > 1) out.push_back(',');
    JsonTokens piece;
    for (; from < to; ++from) piece.push_back((*elements)[static_cast<std::size_t>(from)]);
    append_array(out, piece);
  }
  out.push_back(']');
  return true;
}

bool array_iff(const Cells& c, std::string& out) {
  const auto conditions = elements_of(c.text(0));
  if (!conditions) return false;
  const auto choices = [&c](std::size_t i, std::size_t at) -> std::string_view {
    const auto elements = elements_of(c.text(i));
    if (!elements) return c.text(i);
    return at < elements->size() ? (*elements)[at] : std::string_view("null");
  };
  JsonTokens chosen;
  for (std::size_t i = 0; i < conditions->size(); ++i) {
    const std::string_view token = (*conditions)[i];
    const JsonKind kind = kind_of(token);
    const bool number = kind == JsonKind::kInteger || kind == JsonKind::kReal;
    if (kind != JsonKind::kBool && !number) {
      chosen.push_back("null");
      continue;
    }
    const bool truth = number ? parse_real(token).value_or(0) != 0 : token == "true";
    chosen.push_back(choices(truth ? 1 : 2, i));
  }
  append_array(out, chosen);
  return true;
}

// --- making
// --------------------------------------------------------------------------------------------------------
bool pack_array(const Cells& c, std::string& out) {
  out.push_back('[');
  for (std::size_t i = 0; i < c.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_json(out, c.column(i), c.at(i));
  }
  out.push_back(']');
  return true;
}

bool zip(const Cells& c, std::string& out) {
  std::vector<JsonTokens> arrays;
  std::size_t longest = 0;
  for (std::size_t i = 0; i < c.size(); ++i) {
    auto elements = elements_of(c.text(i));
    if (!elements) return false;
    longest = std::max(longest, elements->size());
    arrays.push_back(*std::move(elements));
  }
  out.push_back('[');
  for (std::size_t at = 0; at < longest; ++at) {
    if (at > 0) out.push_back(',');
    JsonTokens row;
    for (const JsonTokens& array : arrays)
      row.push_back(at < array.size() ? array[at] : std::string_view("null"));
    append_array(out, row);
  }
  out.push_back(']');
  return true;
}

bool repeat(const Cells& c, std::string& out) {
  if (c.null(1) || c.integer(1) < 0) return false;
  std::string token;
  append_json(token, c.column(0), c.at(0));
  const auto count = static_cast<std::uint64_t>(c.integer(1));
  if (count > kMaxTextBytes / (token.size() + 1))
    return c.stop("repeat() would make an array larger than 16 MiB");
  append_array(out, JsonTokens(static_cast<std::size_t>(count), token));
  return true;
}

constexpr std::int64_t kMaxRange = 1'048'576;

// Numbers of one type; or times with a timespan as step, an hour unless given.
Result<Signature> bind_range(std::span<const BoundArg> args) {
  if (has_decimal(args)) return no_decimal();
  const Type start = args[0].type;
  Signature signature{{}, {Type::kDynamic}};
  if (is_numeric(start)) {
    bool real = false;
    for (const BoundArg& arg : args) {
      if (!is_numeric(arg.type)) return wrong_type("each bound of the range", "a number", arg.type);
      real = real || arg.type == Type::kReal;
    }
    signature.params.assign(args.size(), real ? Type::kReal : Type::kLong);
    return signature;
  }
  if (start != Type::kDatetime && start != Type::kTimespan)
    return wrong_type("start", "a number, datetime or timespan", start);
  if (args[1].type != start) return wrong_type("stop", type_name(start), args[1].type);
  signature.params = {start, start};
  if (args.size() > 2) {
    if (args[2].type != Type::kTimespan) return wrong_type("step", "a timespan", args[2].type);
    signature.params.push_back(Type::kTimespan);
  }
  return signature;
}

bool real_range(const Cells& c, std::string& out) {
  const double step = c.size() > 2 ? c.real(2) : 1;
  const double stop = c.real(1);
  if (step == 0 || !std::isfinite(step) || !std::isfinite(c.real(0))) return false;
  out.push_back('[');
  for (std::int64_t i = 0; i < kMaxRange; ++i) {
    const double x = c.real(0) + static_cast<double>(i) * step;
    if (step > 0 ? !(x <= stop) : !(x >= stop)) break;
    if (i > 0) out.push_back(',');
    append_json_real(out, x);
  }
  out.push_back(']');
  return true;
}

bool whole_range(const Cells& c, std::string& out) {
  const Type type = c.column(0).type();
  const std::int64_t step = c.integer_or(2, type == Type::kLong ? 1 : kTicksPerHour);
  const std::int64_t stop = c.integer(1);
  std::int64_t x = c.integer(0);
  if (step == 0) return false;
  out.push_back('[');
  for (std::int64_t i = 0; i < kMaxRange && (step > 0 ? x <= stop : x >= stop); ++i) {
    if (i > 0) out.push_back(',');
    if (type != Type::kLong) out.push_back('"');
    if (type == Type::kLong)
      append_integer(out, x);
    else if (type == Type::kDatetime)
      append_datetime(out, x);
    else
      out += format_timespan(x);
    if (type != Type::kLong) out.push_back('"');
    if (out.size() > kMaxTextBytes || __builtin_add_overflow(x, step, &x)) break;
  }
  out.push_back(']');
  return true;
}

Result<ColumnPtr> range(Args args, std::uint32_t rows, EvalContext& context) {
  if (args[0].type() == Type::kReal) return lift(Type::kDynamic, args, rows, context, real_range);
  return lift(Type::kDynamic, args, rows, context, whole_range);
}

// The first element of `values` that is a term of the text.
Whole has_any_index(const Cells& c) {
  const auto elements = elements_of(c.text(1));
  if (!elements) return std::nullopt;
  for (std::size_t i = 0; i < elements->size(); ++i) {
    if (has_term(c.text(0), token_text((*elements)[i]), true)) return static_cast<std::int64_t>(i);
  }
  return -1;
}

constexpr std::string_view kSorted =
    "The elements in order; further arrays follow the order of the first.";
constexpr std::string_view kIff =
    "Element by element: of the second array where the first is true, else of the third.";

constexpr ScalarFunction kArrays[] = {
    row<"(array:array) -> long">("array_length", "How many elements.",
                                 each<Type::kLong, array_length>),
    row<"(array:array) -> long">("arraylength", "Older name of array_length.",
                                 each<Type::kLong, array_length>),
    row<"(array:array...) -> dynamic">("array_concat",
                                       "The elements of all arrays, one after another.",
                                       each<Type::kDynamic, array_concat>),
    row<"(array:array, start:long, end:long) -> dynamic">(
        "array_slice", "The elements from start to end; negative places count from the end.",
        each<Type::kDynamic, array_slice>),
    row<"(array:array, value:json, [start:long], [length:long], [occurrence:long!]) -> long">(
        "array_index_of", "Place of a value, -1 when it is not there.",
        each<Type::kLong, array_index_of>),
    row<"(array:array) -> dynamic">("array_reverse", "The elements from last to first.",
                                    each<Type::kDynamic, array_reverse>),
    row<"(array:array) -> real">("array_sum", "Sum of the elements; null when one is no number.",
                                 each<Type::kReal, array_sum>),
    row<"(array:array...) -> dynamic">("array_sort_asc", kSorted, bind_sort, array_sort<false>),
    row<"(array:array...) -> dynamic">("array_sort_desc", kSorted, bind_sort, array_sort<true>),
    row<"(array:array, by:long) -> dynamic">("array_rotate_left", "Turned around to the left.",
                                             each<Type::kDynamic, move_elements<true, 1>>),
    row<"(array:array, by:long) -> dynamic">("array_rotate_right", "Turned around to the right.",
                                             each<Type::kDynamic, move_elements<true, -1>>),
    row<"(array:array, by:long, [filler:json]) -> dynamic">(
        "array_shift_left", "Moved to the left; a value fills the free places.",
        each<Type::kDynamic, move_elements<false, 1>>),
    row<"(array:array, by:long, [filler:json]) -> dynamic">(
        "array_shift_right", "Moved to the right; a value fills the free places.",
        each<Type::kDynamic, move_elements<false, -1>>),
    row<"(array:array, places:codes) -> dynamic">("array_split",
                                                  "Cut at these places, as an array of arrays.",
                                                  each<Type::kDynamic, array_split>),
    row<"(conditions:array, then:json, else:json) -> dynamic">(
        "array_iff", kIff, each<Type::kDynamic, array_iff, Nulls::kSee>),
    row<"(conditions:array, then:json, else:json) -> dynamic">(
        "array_iif", kIff, each<Type::kDynamic, array_iff, Nulls::kSee>),
    row<"(value:scalar...) -> dynamic">("pack_array", "The values as an array.",
                                        each<Type::kDynamic, pack_array, Nulls::kSee>),
    row<"(array:array, other:array...) -> dynamic">(
        "zip", "Arrays of the elements that stand at the same place.", each<Type::kDynamic, zip>),
    row<"(value:scalar, count:long) -> dynamic">("repeat", "An array of a value, so many times.",
                                                 each<Type::kDynamic, repeat, Nulls::kSee>),
    row<"(start:summable, stop:summable, [step:summable]) -> dynamic">(
        "range", "From start to stop by steps, at most 1,048,576 elements.", bind_range, range),
    row<"(text:string, values:array) -> long">(
        "has_any_index", "Place of the first value that is a term of the text, -1 without.",
        each<Type::kLong, has_any_index>),
};

}  // namespace

ScalarTable array_functions() { return kArrays; }

}  // namespace crumb::kql
