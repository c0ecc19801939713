// range x from A to B step S: numbers, datetimes or timespans; no rows when a bound is null or the
// step leads away. Source: learn.microsoft.com/kusto/query/range-operator.
#include <cmath>

#include "kql/exec/program.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

struct Number {
  bool null = true;
  std::int64_t integer = 0;
  double real = 0;
};

class Range : public Operator {
 public:
  Range(const Node& node, const RangeOp& op, const Build& build) : Operator(node, build), op_(op) {}

 protected:
  Result<bool> produce(Batch& batch) override {
    if (!started_) {
      CRUMB_CHECK_OK(start());
    }
    const Type type = node_.schema[0].type;
    ColumnBuilder builder(type);
    while (builder.size() < Segment::kMaxRows && !done_) {
      if (type == Type::kReal) {
        builder.append_real(from_.real + static_cast<double>(given_ + builder.size()) * step_.real);
      } else if (type == Type::kInt) {
        builder.append_int(static_cast<std::int32_t>(from_.integer));
      } else {
        builder.append_long(from_.integer);
      }
      advance(given_ + builder.size());
    }
    if (builder.size() == 0) return false;
    given_ += builder.size();
    CRUMB_CHECK_OK(session().check_rows(given_, node_.span));
    batch = Batch(builder.size());
    batch.add(builder.finish());
    return true;
  }

 private:
  Result<Number> number(const Expr& expr) {
    Program program(runtime_);
    const Program::Index step = program.add(expr);
    Batch one(1);
    program.begin(one);
    CRUMB_TRY(const Vector vector, program.value(step));
    const Value value = vector.column->value(0);
    if (value.null) return Number{};
    if (value.type == Type::kReal)
      return Number{false, static_cast<std::int64_t>(value.real), value.real};
    return Number{false, value.integer, static_cast<double>(value.integer)};
  }

  Result<void> start() {
    started_ = true;
    CRUMB_TRY(from_, number(*op_.from));
    CRUMB_TRY(to_, number(*op_.to));
    CRUMB_TRY(step_, number(*op_.step));
    const bool real = node_.schema[0].type == Type::kReal;
    done_ = from_.null || to_.null || step_.null;
    if (!done_ && (real ? step_.real == 0 : step_.integer == 0)) {
      return fail(ErrorCode::kSemantic, "range: the step must not be zero.", op_.step->span);
    }
    done_ = done_ || beyond(from_.integer, from_.real);
    return {};
  }

  [[nodiscard]] bool beyond(std::int64_t integer, double real) const {
    if (node_.schema[0].type == Type::kReal)
      return !(step_.real > 0 ? real <= to_.real : real >= to_.real);
    return step_.integer > 0 ? integer > to_.integer : integer < to_.integer;
  }

  void advance(std::uint64_t rows) {
    if (node_.schema[0].type == Type::kReal) {
      done_ = beyond(0, from_.real + static_cast<double>(rows) * step_.real);
      return;
    }
    std::int64_t next = 0;
    done_ = __builtin_add_overflow(from_.integer, step_.integer, &next) || beyond(next, 0);
    from_.integer = next;
  }

  const RangeOp& op_;
  Number from_, to_, step_;
  bool started_ = false;
  bool done_ = false;
  std::uint64_t given_ = 0;
};

}  // namespace

OperatorPtr make(const Node& node, const RangeOp& op, const Build& build) {
  return std::make_unique<Range>(node, op, build);
}

}  // namespace crumb::kql
