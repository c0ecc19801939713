// + - * / % over numbers, datetimes, timespans and dynamic values that hold numbers.
// Integers wrap around; a division of integers by zero and times out of range are null.
// Source: learn.microsoft.com/kusto/query/numerical-operators, datetime-timespan-arithmetic; types:
// Microsoft's binder.
#include <cmath>
#include <limits>

#include "base/time.h"
#include "kql/functions/convert.h"
#include "kql/functions/decimals.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// Which pairs an operator takes and what they give. N number, S timespan, D datetime, Y dynamic, R
// real.
struct PlusRules {
  static constexpr std::string_view kPairs =
      "NN=N SS=S DS=D SD=D DD=D YN=N NY=N YS=S SY=S YD=D DY=D YY=Y";
};
struct MinusRules {
  static constexpr std::string_view kPairs =
      "NN=N SS=S DD=S DS=D SD=D YN=N NY=N YS=S SY=S YD=S DY=S YY=Y";
};
struct TimesRules {
  static constexpr std::string_view kPairs = "NN=N SS=S SN=S NS=S DN=D ND=D YN=N NY=N YY=Y";
};
struct OverRules {
  static constexpr std::string_view kPairs = "NN=N SS=R SN=S DD=R DS=R DN=D YN=N NY=N YY=Y";
};
struct ModuloRules {
  static constexpr std::string_view kPairs = "NN=N SS=S SN=S DD=S DS=S DN=D YN=N NY=N YY=Y";
};

char class_of(Type type) {
  switch (type) {
    case Type::kInt:
    case Type::kLong:
    case Type::kReal:
    case Type::kDecimal:
      return 'N';
    case Type::kTimespan:
      return 'S';
    case Type::kDatetime:
      return 'D';
    case Type::kDynamic:
      return 'Y';
    default:
      return '?';
  }
}

// The class of the answer, or '?'.
char answer_class(std::string_view pairs, char a, char b) {
  const char key[] = {a, b, '='};
  const std::size_t at = pairs.find(std::string_view(key, 3));
  return at == std::string_view::npos ? '?' : pairs[at + 3];
}

Type number_type(Type a, Type b) {
  if (a == Type::kDecimal || b == Type::kDecimal) return Type::kDecimal;
  return a == Type::kReal || b == Type::kReal ? Type::kReal : Type::kLong;
}

Type answer_type(char answer, Type a, Type b) {
  switch (answer) {
    case 'N':
      return number_type(a, b);
    case 'S':
      return Type::kTimespan;
    case 'D':
      return Type::kDatetime;
    case 'R':
      return Type::kReal;
    default:
      return Type::kDynamic;
  }
}

// What the kernel wants of one side. Next to a time a decimal is a real. A dynamic next to a number
// is that number; next to a time, the time that makes sense.
Type wanted(char mine, Type type, Type other, char answer) {
  if (mine == 'N') {
    if (class_of(other) == 'N' || class_of(other) == 'Y') return number_type(type, other);
    return type == Type::kDecimal ? Type::kReal : number_type(type, type);
  }
  if (mine != 'Y' || other == Type::kDynamic) return type;
  if (class_of(other) == 'N') return number_type(other, other);
  return other == Type::kDatetime && answer == 'S' ? Type::kDatetime : Type::kTimespan;
}

template <class Rules>
Result<Signature> bind_arithmetic(std::span<const BoundArg> args) {
  const Type a = args[0].type;
  const Type b = args[1].type;
  const char answer = answer_class(Rules::kPairs, class_of(a), class_of(b));
  if (answer == '?') {
    return fail(ErrorCode::kSemantic, "the operator does not take " + std::string(type_name(a)) +
                                          " and " + std::string(type_name(b)));
  }
  return Signature{{wanted(class_of(a), a, b, answer), wanted(class_of(b), b, a, answer)},
                   {answer_type(answer, a, b)}};
}

using Whole = std::optional<std::int64_t>;
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::int64_t wrapped(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t bits(std::int64_t value) { return static_cast<std::uint64_t>(value); }

// Each operator over longs (wrapping), ticks (null where they overflow), reals and decimals.
struct Plus : PlusRules {
  static std::int64_t whole(std::int64_t a, std::int64_t b) { return wrapped(bits(a) + bits(b)); }
  static Whole ticks(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_add_overflow(a, b, &out) ? Whole() : out;
  }
  static double real(double a, double b) { return a + b; }
  static constexpr auto kDecimal = &Decimal::plus;
};
struct Minus : MinusRules {
  static std::int64_t whole(std::int64_t a, std::int64_t b) { return wrapped(bits(a) - bits(b)); }
  static Whole ticks(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_sub_overflow(a, b, &out) ? Whole() : out;
  }
  static double real(double a, double b) { return a - b; }
  static constexpr auto kDecimal = &Decimal::minus;
};
struct Times : TimesRules {
  static std::int64_t whole(std::int64_t a, std::int64_t b) { return wrapped(bits(a) * bits(b)); }
  static Whole ticks(std::int64_t a, std::int64_t b) {
    std::int64_t out = 0;
    return __builtin_mul_overflow(a, b, &out) ? Whole() : out;
  }
  static double real(double a, double b) { return a * b; }
  static constexpr auto kDecimal = &Decimal::times;
};
struct Over : OverRules {
  static Whole whole(std::int64_t a, std::int64_t b) {
    return b == 0 || (a == kLeast && b == -1) ? Whole() : a / b;
  }
  static Whole ticks(std::int64_t a, std::int64_t b) { return whole(a, b); }
  static double real(double a, double b) { return a / b; }
  static constexpr auto kDecimal = &Decimal::over;
};
// Never negative, whatever the signs: 0 <= a % b < |b|.
struct Modulo : ModuloRules {
  static Whole whole(std::int64_t a, std::int64_t b) {
    if (b == 0) return std::nullopt;
    if (b == -1) return 0;
    const std::int64_t rest = a % b;
    return rest >= 0 ? rest : (b > 0 ? rest + b : rest - b);
  }
  static Whole ticks(std::int64_t a, std::int64_t b) { return whole(a, b); }
  static double real(double a, double b) {
    const double rest = std::fmod(a, b);
    return rest >= 0 ? rest : rest + std::fabs(b);
  }
  static constexpr auto kDecimal = &Decimal::modulo;
};

bool fits(Type type, std::int64_t ticks) {
  return type != Type::kDatetime || (ticks >= 0 && ticks <= kMaxDatetimeTicks);
}

// One of the sides is a time; the other is a time or a long.
template <class Op>
ColumnPtr time_of_ticks(Type type, Args args, std::uint32_t rows) {
  return map_binary<std::int64_t, std::int64_t>(
      type, args[0], args[1], rows, [type](std::int64_t a, std::int64_t b) {
        const Whole ticks = Op::ticks(a, b);
        return ticks && fits(type, *ticks) ? ticks : std::nullopt;
      });
}

// One of the sides is a time, the other a real.
template <class Op, class A, class B>
ColumnPtr time_of_real(Type type, Args args, std::uint32_t rows) {
  return map_binary<A, B>(type, args[0], args[1], rows, [type](A a, B b) {
    const Whole ticks = real_to_long(Op::real(static_cast<double>(a), static_cast<double>(b)));
    return ticks && fits(type, *ticks) ? ticks : std::nullopt;
  });
}

template <class Op>
Result<ColumnPtr> dynamic_arithmetic(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(Type::kDynamic, args, rows, context, [](const Cells& c, std::string& out) {
    const auto is_number = [](std::string_view t) {
      return kind_of(t) == JsonKind::kInteger || kind_of(t) == JsonKind::kReal;
    };
    const std::string_view a = c.text(0);
    const std::string_view b = c.text(1);
    if (!is_number(a) || !is_number(b)) return false;
    const auto x = kind_of(a) == JsonKind::kInteger ? parse_long(a) : std::nullopt;
    const auto y = kind_of(b) == JsonKind::kInteger ? parse_long(b) : std::nullopt;
    if (x && y) {
      const Whole answer = Op::whole(*x, *y);
      if (!answer) return false;
      append_integer(out, *answer);
    } else {
      append_json_real(out, Op::real(parse_real(a).value_or(0), parse_real(b).value_or(0)));
    }
    return true;
  });
}

// Null where it overflows and by zero.
template <class Op>
Result<ColumnPtr> decimal_arithmetic(Args args, std::uint32_t rows, EvalContext& context) {
  return lift(Type::kDecimal, args, rows, context, [](const Cells& c, std::string& out) {
    const Decimal a = decimal_at(c.column(0), c.at(0));
    return put_decimal((a.*Op::kDecimal)(decimal_at(c.column(1), c.at(1))), out);
  });
}

template <class Op>
Result<ColumnPtr> arithmetic(Args args, std::uint32_t rows, EvalContext& context) {
  const Type a = args[0].type();
  const Type b = args[1].type();
  const Type type = answer_type(answer_class(Op::kPairs, class_of(a), class_of(b)), a, b);
  const bool left_real = a == Type::kReal;
  const bool right_real = b == Type::kReal;
  if (type == Type::kDynamic) return dynamic_arithmetic<Op>(args, rows, context);
  if (type == Type::kDecimal) return decimal_arithmetic<Op>(args, rows, context);
  if (type == Type::kLong)
    return map_binary<std::int64_t, std::int64_t>(type, args[0], args[1], rows, Op::whole);
  if (type == Type::kReal) {
    if (left_real) return map_binary<double, double>(type, args[0], args[1], rows, Op::real);
    return map_binary<std::int64_t, std::int64_t>(
        type, args[0], args[1], rows, [](std::int64_t x, std::int64_t y) {
          return Op::real(static_cast<double>(x), static_cast<double>(y));
        });
  }
  if (left_real) return time_of_real<Op, double, std::int64_t>(type, args, rows);
  if (right_real) return time_of_real<Op, std::int64_t, double>(type, args, rows);
  return time_of_ticks<Op>(type, args, rows);
}

template <class Op>
constexpr ScalarFunction op(std::string_view symbol, std::string_view summary) {
  return row<"(left:summable, right:summable) -> real">(symbol, summary, bind_arithmetic<Op>,
                                                        arithmetic<Op>, FunctionKind::kOperator);
}

constexpr ScalarFunction kArithmetic[] = {
    op<Plus>("+", "Sum of numbers, of timespans, or a datetime moved by a timespan."),
    op<Minus>("-", "Difference; of two datetimes, the timespan between them."),
    op<Times>("*", "Product; a timespan times a number is a timespan."),
    op<Over>("/", "Quotient; of integers, cut to an integer; of timespans, a real."),
    op<Modulo>("%", "Remainder, never negative."),
};

}  // namespace

ScalarTable arithmetic_operators() { return kArithmetic; }

}  // namespace crumb::kql
