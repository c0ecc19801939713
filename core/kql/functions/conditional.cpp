// iff, case, coalesce, max_of, min_of, isnull and its kin: functions that choose among their
// arguments. Source: learn.microsoft.com/kusto/query/iff-function and the pages of the others;
// types: Microsoft's binder.
#include <algorithm>
#include <functional>

#include "base/text.h"
#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// The type that all become: one type, or the widest number. nullopt: there is none.
std::optional<Type> one_type(std::optional<Type> so_far, Type next) {
  if (!so_far || *so_far == next) return next;
  if (is_numeric(*so_far) && is_numeric(next)) return wider(*so_far, next);
  return std::nullopt;
}

// iff and case: values of different types become dynamic, but dynamic yields to the type of the
// others.
template <class Positions>
Type chosen_type(std::span<const BoundArg> args, Positions is_value) {
  std::optional<Type> type;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (!is_value(i) || args[i].type == Type::kDynamic) continue;
    const auto common = one_type(type, args[i].type);
    if (!common) return Type::kDynamic;
    type = common;
  }
  return type.value_or(Type::kDynamic);
}

Result<Signature> bind_case(std::span<const BoundArg> args) {
  if (args.size() % 2 == 0)
    return fail(ErrorCode::kSemantic,
                "case() needs pairs of condition and value, and a value for else");
  const auto is_value = [&](std::size_t i) { return i % 2 == 1 || i + 1 == args.size(); };
  const Type type = chosen_type(args, is_value);
  Signature signature{{}, {type}};
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (!is_value(i) && args[i].type != Type::kBool)
      return wrong_type("a condition", "a bool", args[i].type);
    signature.params.push_back(is_value(i) ? type : Type::kBool);
  }
  return signature;
}

// coalesce, max_of, min_of: all of one type, or numbers.
template <bool kOrdered>
Result<Signature> bind_alike(std::span<const BoundArg> args) {
  std::optional<Type> type;
  for (const BoundArg& arg : args) {
    const auto common = one_type(type, arg.type);
    if (!common) return wrong_type("each argument", type_name(*type), arg.type);
    type = common;
  }
  if (kOrdered && (*type == Type::kDynamic || *type == Type::kGuid))
    return wrong_type("each argument", "a type with an order", *type);
  return Signature{std::vector<Type>(args.size(), *type), {*type}};
}

// Row i of the answer is row i of candidates[choice[i]]. All candidates have the type.
Result<ColumnPtr> gather(Type type, std::span<const Vector* const> candidates,
                         const std::vector<std::uint16_t>& choice) {
  // One dictionary for all: that of the candidates where they share it, else a new one with the
  // candidates' entries in use.
  ColumnBuilder builder(type, true);
  builder.reserve(static_cast<std::uint32_t>(choice.size()));
  if (has_dictionary(type)) {
    auto merged = std::make_shared<Dictionary>();
    std::vector<std::vector<Dictionary::Code>> renamed(candidates.size());
    std::vector<Dictionary::Code> codes(choice.size());
    std::vector<std::uint8_t> nulls;
    constexpr Dictionary::Code kNew = 0xFFFF'FFFFu;
    for (std::uint32_t i = 0; i < choice.size(); ++i) {
      const Column& column = *candidates[choice[i]]->column;
      const std::uint32_t at = candidates[choice[i]]->at(i);
      if (column.is_null(at)) {
        if (nulls.empty()) nulls.assign(choice.size(), 0);
        nulls[i] = 1;
      }
      auto& names = renamed[choice[i]];
      if (names.empty()) names.assign(column.dictionary().size(), kNew);
      Dictionary::Code& code = names[column.codes()[at]];
      if (code == kNew) code = merged->append(column.text(at));
      codes[i] = code;
    }
    return make_text_column(type, std::move(codes), std::move(merged), std::move(nulls));
  }
  for (std::uint32_t i = 0; i < choice.size(); ++i) {
    const Vector& from = *candidates[choice[i]];
    builder.append_from(*from.column, from.at(i));
  }
  return builder.finish();
}

// (condition, value) pairs and a last value; iff is the case with one pair. A null condition is not
// true.
Result<ColumnPtr> choose(Args args, std::uint32_t rows, EvalContext&) {
  const std::uint32_t n = answer_rows(args, rows);
  std::vector<const Vector*> candidates;
  for (std::size_t i = 1; i < args.size(); i += 2) candidates.push_back(&args[i]);
  candidates.push_back(&args.back());
  const auto last = static_cast<std::uint16_t>(candidates.size() - 1);
  std::vector<std::uint16_t> choice(n, last);
  for (std::size_t pair = last; pair-- > 0;) {
    const Vector& condition = args[pair * 2];
    const auto truth = condition.column->bools();
    for (std::uint32_t i = 0; i < n; ++i) {
      if (truth[condition.at(i)] != 0 && !condition.is_null(i))
        choice[i] = static_cast<std::uint16_t>(pair);
    }
  }
  return gather(candidates.back()->type(), candidates, choice);
}

bool is_there(const Vector& v, std::uint32_t row) {
  return v.type() == Type::kString ? !v.column->text(v.at(row)).empty() : !v.is_null(row);
}

template <class Better>
Result<ColumnPtr> pick(Args args, std::uint32_t rows, Better better) {
  const std::uint32_t n = answer_rows(args, rows);
  std::vector<const Vector*> candidates;
  for (const Vector& arg : args) candidates.push_back(&arg);
  std::vector<std::uint16_t> choice(n, 0);
  for (std::uint32_t i = 0; i < n; ++i) {
    for (std::uint16_t next = 1; next < args.size(); ++next) {
      if (better(args[choice[i]], args[next], i)) choice[i] = next;
    }
  }
  return gather(args[0].type(), candidates, choice);
}

Result<ColumnPtr> coalesce(Args args, std::uint32_t rows, EvalContext&) {
  return pick(args, rows, [](const Vector& now, const Vector& next, std::uint32_t row) {
    return !is_there(now, row) && is_there(next, row);
  });
}

// -1, 0, 1 of two values of one type, neither null.
int order(const Vector& a, const Vector& b, std::uint32_t row) {
  const auto compare = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  const std::uint32_t i = a.at(row);
  const std::uint32_t j = b.at(row);
  switch (a.type()) {
    case Type::kBool:
      return compare(a.column->bools()[i], b.column->bools()[j]);
    case Type::kInt:
      return compare(a.column->ints()[i], b.column->ints()[j]);
    case Type::kReal:
      return compare(a.column->reals()[i], b.column->reals()[j]);
    case Type::kString:
      return compare(a.column->text(i), b.column->text(j));
    case Type::kDecimal:
      return compare(decimal_at(*a.column, i), decimal_at(*b.column, j));
    default:
      return compare(a.column->longs()[i], b.column->longs()[j]);
  }
}

template <int kSign>
Result<ColumnPtr> extreme(Args args, std::uint32_t rows, EvalContext&) {
  return pick(args, rows, [](const Vector& now, const Vector& next, std::uint32_t row) {
    if (next.is_null(row)) return false;
    return now.is_null(row) || order(next, now, row) * kSign > 0;
  });
}

// --- nulls and empty texts
// --------------------------------------------------------------------------------------
bool is_null_value(const Cells& c) { return c.column(0).type() != Type::kString && c.null(0); }

bool is_empty_value(const Cells& c) {
  if (c.null(0)) return true;
  if (c.column(0).type() == Type::kString) return c.text(0).empty();
  return c.column(0).type() == Type::kDynamic && (c.text(0) == "\"\"" || c.text(0).empty());
}

template <bool (*kTest)(const Cells&), bool kWanted>
bool test(const Cells& c) {
  return kTest(c) == kWanted;
}

template <bool (*kTest)(const Cells&), bool kWanted>
constexpr ScalarFunction presence(std::string_view name, std::string_view summary) {
  return row<"(value:scalar) -> bool">(name, summary,
                                       each<Type::kBool, test<kTest, kWanted>, Nulls::kSee>);
}

constexpr ScalarFunction kConditional[] = {
    row<"(if:bool, then:scalar, else:scalar) -> bool">(
        "iff", "`then` where the condition is true, otherwise `else`.", bind_case, choose),
    row<"(if:bool, then:scalar, else:scalar) -> bool">(
        "iif", "`then` where the condition is true, otherwise `else`.", bind_case, choose),
    row<"(condition:bool, then:scalar, else:scalar...) -> bool">(
        "case", "The value after the first condition that is true, else the last value.", bind_case,
        choose),
    row<"(value:scalar, other:scalar...) -> bool">(
        "coalesce", "The first argument that is not null and not an empty string.",
        bind_alike<false>, coalesce),
    row<"(value:orderable, other:orderable...) -> bool">(
        "max_of", "The largest argument; nulls count only when all are null.", bind_alike<true>,
        extreme<1>),
    row<"(value:orderable, other:orderable...) -> bool">(
        "min_of", "The smallest argument; nulls count only when all are null.", bind_alike<true>,
        extreme<-1>),
    presence<is_null_value, true>("isnull", "The value is null; a string never is."),
    presence<is_null_value, false>("isnotnull", "The value is not null; true for every string."),
    presence<is_null_value, false>("notnull", "Older name of isnotnull."),
    presence<is_empty_value, true>("isempty", "The value is null or an empty string."),
    presence<is_empty_value, false>("isnotempty", "The value is neither null nor an empty string."),
    presence<is_empty_value, false>("notempty", "Older name of isnotempty."),
};

}  // namespace

ScalarTable conditional_functions() { return kConditional; }

}  // namespace crumb::kql
