// make-series, its last step: rows of keys, values and a bin become one row for each key with an
// array over the whole axis, defaults where there is no row. Not the aggregation: a summarize below
// has done it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/time.h"
#include "kql/exec/group_table.h"
#include "kql/exec/origins.h"
#include "kql/exec/program.h"
#include "kql/functions/scalars.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

constexpr std::uint64_t kMaxElements = 1'048'576;  // of one array, as Kusto has it

// A place on the axis. `integer` unless the axis is real.
struct Place {
  bool null = true;
  std::int64_t integer = 0;
  double real = 0;
};

class MakeSeries : public Operator {
 public:
  MakeSeries(const Node& node, const MakeSeriesOp& op, const Build& build)
      : Operator(node, build),
        op_(op),
        axis_type_(node.inputs[0]->schema.back().type),
        held_(build.runtime.session()),
        text_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (done_) return false;
    done_ = true;
    CRUMB_CHECK_OK(start());
    CRUMB_TRY(Batch from, collect(input(), session(), held_, node_.span));
    std::vector<std::vector<std::uint32_t>> rows_of;
    std::vector<std::uint32_t> first;
    CRUMB_CHECK_OK(group(from, rows_of, first));
    if (rows_of.empty() && op_.non_empty && op_.keys == 0) rows_of.emplace_back();
    if (rows_of.empty()) return false;
    return give(from, rows_of, first, batch);
  }

 private:
  [[nodiscard]] bool is_real() const { return axis_type_ == Type::kReal; }

  Result<Vector> constant(const Expr& expr) {
    Program program(runtime_);
    const Program::Index step = program.add(expr);
    Batch one(1);
    program.begin(one);
    return program.value(step);
  }

  Result<Place> bound(const ExprPtr& expr) {
    if (expr == nullptr) return Place{};
    CRUMB_TRY(const Vector vector, constant(*expr));
    const Value value = vector.column->value(0);
    if (value.null || (value.type == Type::kReal && !std::isfinite(value.real)))
      return fail(ErrorCode::kSemantic, "make-series: a bound of the axis is null.", expr->span);
    return Place{false, value.integer, value.real};
  }

  Result<void> start() {
    CRUMB_TRY(from_, bound(op_.from));
    CRUMB_TRY(to_, bound(op_.to));
    CRUMB_TRY(step_, bound(op_.step));
    if (is_real() ? !(step_.real > 0) : step_.integer <= 0)
      return fail(ErrorCode::kSemantic, "make-series: the step must be above zero.",
                  op_.step->span);
    if (op_.inclusive) {  // bins are multiples of the step; the axis is from, from + step ...
                          // binned
      steps_ = steps_between(from_, to_) + 1;
      if (before(to_, from_)) steps_ = 0;
      from_ = floored(from_);
    }
    return {};
  }

  [[nodiscard]] bool before(const Place& a, const Place& b) const {
    return is_real() ? a.real < b.real : a.integer < b.integer;
  }

  [[nodiscard]] Place floored(const Place& at) const {
    if (is_real()) return {false, 0, std::floor(at.real / step_.real) * step_.real};
    std::int64_t over = at.integer % step_.integer;
    if (over < 0) over += step_.integer;
    std::int64_t out = 0;
    if (__builtin_sub_overflow(at.integer, over, &out)) out = at.integer;
    return {false, out, 0};
  }

  // Whole steps from a to b, which is not before a; capped beyond what an array may have.
  [[nodiscard]] std::uint64_t steps_between(const Place& a, const Place& b) const {
    if (before(b, a)) return 0;
    if (is_real()) {
      const double steps = std::floor((b.real - a.real) / step_.real + 1e-9);
      return steps < 1e15 ? static_cast<std::uint64_t>(steps) : kMaxElements * 2;
    }
    const std::uint64_t distance =
        static_cast<std::uint64_t>(b.integer) - static_cast<std::uint64_t>(a.integer);
    return distance / static_cast<std::uint64_t>(step_.integer);
  }

  // Elements of an array whose first is `a` and that ends before `b`.
  [[nodiscard]] std::uint64_t count_before(const Place& a, const Place& b) const {
    if (!before(a, b)) return 0;
    const std::uint64_t steps = steps_between(a, b);
    const Place last = place(a, steps);
    return before(last, b) ? steps + 1 : steps;
  }

  [[nodiscard]] Place place(const Place& first, std::uint64_t steps) const {
    if (is_real()) return {false, 0, first.real + static_cast<double>(steps) * step_.real};
    const std::uint64_t at = static_cast<std::uint64_t>(first.integer) +
                             steps * static_cast<std::uint64_t>(step_.integer);
    return {false, static_cast<std::int64_t>(at), 0};
  }

  [[nodiscard]] Place bin_of(const Column& bins, std::uint32_t row) const {
    if (bins.is_null(row)) return {};
    if (is_real()) return {!std::isfinite(bins.reals()[row]), 0, bins.reals()[row]};
    return {false, bins.longs()[row], 0};
  }

  // Rows of each key, keys in order of appearance. Rows without a place on the axis are left out.
  Result<void> group(Batch& from, std::vector<std::vector<std::uint32_t>>& rows_of,
                     std::vector<std::uint32_t>& first) {
    if (from.rows() == 0) return {};
    std::vector<std::uint32_t> groups(from.rows(), 0);
    if (op_.keys > 0) {
      std::vector<Type> types;
      std::vector<Vector> keys;
      for (std::uint32_t i = 0; i < op_.keys; ++i) {
        types.push_back(node_.schema[i].type);
        keys.push_back(from.vector(i));
      }
      GroupTable table(std::move(types));
      table.insert(keys, from.rows(), groups);
    }
    bins_ = from.column(from.width() - 1);
    constexpr std::uint32_t kNone = GroupTable::kNoGroup;
    std::vector<std::uint32_t> number(*std::max_element(groups.begin(), groups.end()) + 1, kNone);
    group_of_.assign(from.rows(), kNone);
    for (std::uint32_t row = 0; row < from.rows(); ++row) {
      const Place bin = bin_of(*bins_, row);
      if (bin.null) continue;
      if (op_.inclusive && (before(bin, from_) || steps_between(from_, bin) >= steps_)) continue;
      std::uint32_t& at = number[groups[row]];
      if (at == kNone) {
        at = static_cast<std::uint32_t>(rows_of.size());
        rows_of.emplace_back();
        first.push_back(row);
      }
      rows_of[at].push_back(row);
      group_of_[row] = at;
    }
    return session().check_rows(rows_of.size(), node_.span);
  }

  void append_place(std::string& out, const Place& at) const {
    switch (axis_type_) {
      case Type::kReal:
        return append_json_real(out, at.real);
      case Type::kDatetime:
        out += '"';
        append_datetime(out, at.integer);
        out += '"';
        return;
      case Type::kTimespan:
        out += '"';
        out += format_timespan(at.integer);
        out += '"';
        return;
      default:
        return append_integer(out, at.integer);
    }
  }

  // The first place and the number of elements of a key's arrays.
  [[nodiscard]] std::pair<Place, std::uint64_t> extent(
      const std::vector<std::uint32_t>& rows) const {
    if (op_.inclusive) return {from_, steps_};
    Place low = from_;
    Place high;
    for (const std::uint32_t row : rows) {
      const Place bin = bin_of(*bins_, row);
      if (low.null || (op_.from == nullptr && before(bin, low))) low = bin;
      if (high.null || before(high, bin)) high = bin;
    }
    if (low.null) return {low, 0};
    if (!to_.null) return {low, count_before(low, to_)};
    return {low, high.null ? 0 : steps_between(low, high) + 1};
  }

  Result<bool> give(Batch& from, const std::vector<std::vector<std::uint32_t>>& rows_of,
                    const std::vector<std::uint32_t>& first, Batch& batch) {
    const auto values = static_cast<std::uint32_t>(op_.defaults.size());
    std::vector<std::string> defaults(values);
    for (std::uint32_t i = 0; i < values; ++i) {
      CRUMB_TRY(const Vector value, constant(*op_.defaults[i]));
      append_json(defaults[i], *value.column, 0);
    }
    std::vector<ColumnPtr> columns;
    for (std::uint32_t i = 0; i < values && from.rows() > 0; ++i)
      columns.push_back(from.column(op_.keys + i));
    std::vector<ColumnBuilder> arrays;
    for (std::uint32_t i = 0; i <= values; ++i) arrays.emplace_back(Type::kDynamic, i == values);

    std::vector<std::uint32_t> row_at;  // by element: a row, or kNone
    std::string text;
    constexpr std::uint32_t kNone = 0xFFFF'FFFFu;
    for (const std::vector<std::uint32_t>& rows : rows_of) {
      CRUMB_CHECK_OK(session().check_cancelled());
      const auto [low, elements] = extent(rows);
      if (elements > kMaxElements) {
        return fail(ErrorCode::kLimit,
                    "make-series would make arrays of more than 1,048,576 elements.", node_.span);
      }
      const auto count = static_cast<std::uint32_t>(elements);
      row_at.assign(count, kNone);
      for (const std::uint32_t row : rows) {
        const Place bin = bin_of(*bins_, row);
        if (before(bin, low)) continue;
        const std::uint64_t at = steps_between(low, bin);
        if (at < count) row_at[static_cast<std::uint32_t>(at)] = row;
      }
      for (std::uint32_t i = 0; i <= values; ++i) {
        text = "[";
        for (std::uint32_t at = 0; at < count; ++at) {
          if (at > 0) text += ',';
          if (i == values) {
            append_place(text, place(low, at));
          } else if (row_at[at] == kNone) {
            text += defaults[i];
          } else {
            append_json(text, *columns[i], row_at[at]);
          }
        }
        text += ']';
        arrays[i].append_text(text);
        CRUMB_CHECK_OK(text_.add(text.size(), node_.span));
      }
    }

    batch = Batch(static_cast<std::uint32_t>(rows_of.size()));
    batch.reserve(width());
    for (std::uint32_t i = 0; i < op_.keys; ++i) batch.add(take(from.column(i), first));
    for (ColumnBuilder& array : arrays) batch.add(array.finish());
    if (wants_origins() && from.rows() > 0) {
      std::replace(group_of_.begin(), group_of_.end(), GroupTable::kNoGroup, batch.rows());
      GroupOrigins origins;
      origins.add(from.origins(), group_of_, batch.rows() + 1);  // the last one: left out
      batch.set_origins(origin_lane(origins.finish(batch.rows())));
    }
    return true;
  }

  const MakeSeriesOp& op_;
  const Type axis_type_;
  Place from_, to_, step_;
  std::uint64_t steps_ = 0;  // elements, when inclusive
  ColumnPtr bins_;
  std::vector<std::uint32_t> group_of_;
  Held held_, text_;
  bool done_ = false;
};

}  // namespace

OperatorPtr make(const Node& node, const MakeSeriesOp& op, const Build& build) {
  return std::make_unique<MakeSeries>(node, op, build);
}

}  // namespace crumb::kql
