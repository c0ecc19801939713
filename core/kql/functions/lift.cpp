// The untyped half of lift.h: which rows are asked, and how their answers are spread over the
// batch.
#include "kql/functions/lift.h"

#include <algorithm>
#include <limits>

namespace crumb::kql {
namespace {

constexpr std::uint32_t kUnseen = std::numeric_limits<std::uint32_t>::max();

// The rows that stand for all: `asked` are rows to evaluate, `slot[row]` is the position in `asked`
// of the row's stand-in. `slot` is empty when every row stands for itself.
struct Stands {
  std::vector<std::uint32_t> asked;
  std::vector<std::uint32_t> slot;
  std::uint32_t rows = 0;

  [[nodiscard]] std::uint32_t asked_count() const {
    return slot.empty() ? rows : static_cast<std::uint32_t>(asked.size());
  }
  [[nodiscard]] std::uint32_t row(std::uint32_t i) const { return slot.empty() ? i : asked[i]; }
};

// The one argument that varies has the entries of a dictionary as its rows: no two can share.
bool are_entries(Args args) {
  const Vector* varying = nullptr;
  for (const Vector& arg : args) {
    if (arg.constant) continue;
    if (varying != nullptr || !has_dictionary(arg.type())) return false;
    varying = &arg;
  }
  const auto codes = varying->column->codes();
  for (std::uint32_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != i) return false;
  }
  return true;
}

// Rows with the same combination of dictionary codes (and of nulls, for dynamic) share an answer.
// Worth it while the table of combinations is not much larger than the batch.
Stands stand_ins(Args args, std::uint32_t rows) {
  Stands plan;
  plan.rows = answer_rows(args, rows);
  if (plan.rows <= 1 || are_entries(args)) return plan;
  std::uint64_t combinations = 1;
  const std::uint64_t limit = 8ull * rows + 1024;
  for (const Vector& arg : args) {
    if (arg.constant) continue;
    if (!has_dictionary(arg.type())) return plan;
    combinations *= std::max<std::uint64_t>(arg.column->dictionary().size(), 1) *
                    (arg.column->has_nulls() ? 2 : 1);
    if (combinations > limit) return plan;
  }
  std::vector<std::uint64_t> index(plan.rows, 0);
  for (const Vector& arg : args) {
    if (arg.constant) continue;
    const auto codes = arg.column->codes();
    const auto nulls = arg.column->nulls();
    const std::uint64_t size = std::max<std::uint64_t>(arg.column->dictionary().size(), 1);
    if (nulls.empty()) {
      for (std::uint32_t i = 0; i < plan.rows; ++i) index[i] = index[i] * size + codes[i];
    } else {
      for (std::uint32_t i = 0; i < plan.rows; ++i)
        index[i] = (index[i] * size + codes[i]) * 2 + nulls[i];
    }
  }
  std::vector<std::uint32_t> seen(static_cast<std::size_t>(combinations), kUnseen);
  plan.slot.resize(plan.rows);
  for (std::uint32_t i = 0; i < plan.rows; ++i) {
    std::uint32_t& slot = seen[static_cast<std::size_t>(index[i])];
    if (slot == kUnseen) {
      slot = static_cast<std::uint32_t>(plan.asked.size());
      plan.asked.push_back(i);
    }
    plan.slot[i] = slot;
  }
  return plan;
}

bool any_null(const Cells& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells.null(i)) return true;
  }
  return false;
}

template <class T>
void spread(std::vector<T>& values, const Stands& plan) {
  if (plan.slot.empty() || values.empty()) return;
  std::vector<T> out(plan.rows);
  for (std::uint32_t i = 0; i < plan.rows; ++i) out[i] = values[plan.slot[i]];
  values = std::move(out);
}

template <class T, class Optional>
Result<ColumnPtr> lift_value(Type type, Args args, std::uint32_t rows, EvalContext& context,
                             Nulls nulls, FunctionRef<Optional(const Cells&)> f) {
  const Stands plan = stand_ins(args, rows);
  const std::uint32_t asked = plan.asked_count();
  std::vector<T> values(asked);
  std::vector<std::uint8_t> null_marks;
  Cells cells{args, context};
  for (std::uint32_t i = 0; i < asked; ++i) {
    cells.row = plan.row(i);
    Optional answer;
    if (nulls == Nulls::kSee || !any_null(cells)) {
      answer = f(cells);
      if (cells.error) return std::unexpected(*std::move(cells.error));
    }
    if (answer) {
      values[i] = static_cast<T>(*answer);
    } else {
      if (null_marks.empty()) null_marks.assign(asked, 0);
      null_marks[i] = 1;
    }
    if ((i & 0xFFF) == 0 && context.stop_requested())
      return fail(ErrorCode::kCancelled, "the query was cancelled");
  }
  spread(values, plan);
  spread(null_marks, plan);
  return make_column(type, std::move(values), std::move(null_marks));
}

}  // namespace

std::uint32_t answer_rows(Args args, std::uint32_t rows) {
  const bool varies =
      std::any_of(args.begin(), args.end(), [](const Vector& v) { return !v.constant; });
  return varies ? rows : 1;
}

std::vector<std::uint8_t> merged_nulls(Args args, std::uint32_t rows) {
  std::vector<std::uint8_t> out;
  for (const Vector& arg : args) {
    if (!arg.column->has_nulls()) continue;
    if (arg.constant) {
      if (arg.column->is_null(0)) return std::vector<std::uint8_t>(rows, 1);
      continue;
    }
    const auto nulls = arg.column->nulls();
    if (out.empty()) {
      out.assign(nulls.begin(), nulls.end());
    } else {
      for (std::uint32_t i = 0; i < rows; ++i) out[i] |= nulls[i];
    }
  }
  return out;
}

ColumnPtr make_text_column(Type type, std::vector<Dictionary::Code> codes, DictionaryPtr dictionary,
                           std::vector<std::uint8_t> nulls) {
  return std::make_shared<const Column>(type, Column::Data(std::move(codes)), std::move(nulls),
                                        std::move(dictionary));
}

Result<ColumnPtr> lift_text(Type type, Args args, std::uint32_t rows, EvalContext& context,
                            Nulls nulls, FunctionRef<bool(const Cells&, std::string&)> f) {
  Stands plan = stand_ins(args, rows);
  const std::uint32_t asked = plan.asked_count();
  auto dictionary = std::make_shared<Dictionary>();
  std::vector<Dictionary::Code> codes(asked);
  std::vector<std::uint8_t> null_marks;
  Cells cells{args, context};
  std::string out;
  constexpr std::uint32_t kSample = 256;  // answers after which the size of all is guessed
  std::uint64_t text_bytes = 0;
  for (std::uint32_t i = 0; i < asked; ++i) {
    cells.row = plan.row(i);
    out.clear();
    bool there = false;
    if (nulls == Nulls::kSee || !any_null(cells)) {
      there = f(cells, out);
      if (cells.error) return std::unexpected(*std::move(cells.error));
    }
    if (type == Type::kDynamic && (!there || out == "null")) {
      if (null_marks.empty()) null_marks.assign(asked, 0);
      null_marks[i] = 1;
      out = "null";
    } else if (!there) {
      out.clear();
      if (type == Type::kDecimal) {
        if (null_marks.empty()) null_marks.assign(asked, 0);
        null_marks[i] = 1;
      }
    }
    if (out.size() > kMaxTextBytes)
      return fail(ErrorCode::kLimit, "a computed string is longer than 16 MiB");
    codes[i] = dictionary->append(out);
    text_bytes += out.size();
    if (i == kSample && asked > 2 * kSample)
      dictionary->reserve(asked, text_bytes / kSample * asked + text_bytes);
    if ((i & 0xFFF) == 0) {
      if (context.stop_requested()) return fail(ErrorCode::kCancelled, "the query was cancelled");
      if (dictionary->bytes() > context.limits.memory_bytes)
        return fail(ErrorCode::kLimit, "computed strings need too much memory");
    }
  }
  if (!plan.slot.empty()) {
    // appended one after another, the code of an answer is its position
    spread(null_marks, plan);
    codes = std::move(plan.slot);
  }
  return make_text_column(type, std::move(codes), std::move(dictionary), std::move(null_marks));
}

Result<ColumnPtr> lift_integer(Type type, Args args, std::uint32_t rows, EvalContext& context,
                               Nulls nulls,
                               FunctionRef<std::optional<std::int64_t>(const Cells&)> f) {
  switch (type) {
    case Type::kBool:
      return lift_value<std::uint8_t>(type, args, rows, context, nulls, f);
    case Type::kInt:
      return lift_value<std::int32_t>(type, args, rows, context, nulls, f);
    default:
      return lift_value<std::int64_t>(type, args, rows, context, nulls, f);
  }
}

Result<ColumnPtr> lift_real(Args args, std::uint32_t rows, EvalContext& context, Nulls nulls,
                            FunctionRef<std::optional<double>(const Cells&)> f) {
  return lift_value<double>(Type::kReal, args, rows, context, nulls, f);
}

Result<ColumnPtr> lift_guid(Args args, std::uint32_t rows, EvalContext& context, Nulls nulls,
                            FunctionRef<std::optional<Guid>(const Cells&)> f) {
  return lift_value<Guid>(Type::kGuid, args, rows, context, nulls, f);
}

}  // namespace crumb::kql
