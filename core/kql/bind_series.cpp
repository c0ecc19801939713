// make-series: a summarize by the keys and the bin of the axis, the expressions over its
// aggregates, and the operator that makes arrays of their rows (operators/make_series.cpp). Source:
// learn.microsoft.com/kusto/query/make-series-operator.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

const Schema kNoSeriesColumns;

bool is_time_type(Type type) { return type == Type::kDatetime || type == Type::kTimespan; }

}  // namespace

Result<ExprPtr> Binder::series_call(std::string_view name, std::vector<const Expr*> args,
                                    Span span) {
  std::vector<ExprPtr> copies;
  for (const Expr* arg : args) copies.push_back(copy_of(*arg));
  const ScalarFunction* function = find_scalar(name);
  if (function == nullptr) return call_operator(name, std::move(copies), span);
  return make_call(*function, std::move(copies), span, row_.schema, context_);
}

Result<Binder::SeriesAxis> Binder::bind_axis(const ast::MakeSeries& series) {
  SeriesAxis axis;
  const bool named = series.axis->kind == AstKind::kNamed;
  const ast::Expr& written = named ? *series.axis->args[0] : *series.axis;
  CRUMB_TRY(axis.value, bind_scalar(written));
  if (named) {
    axis.name = series.axis->names[0];
  } else if (is_column_reference(written, *axis.value)) {
    axis.name = (*row_.schema)[axis.value->column].name;
  } else {
    axis.name = name_of(written, false).value_or("");
    if (axis.name.empty()) axis.name = automatic_name(Style::kSummarize);
  }
  {
    RowGuard row(*this, nullptr);
    CRUMB_TRY(axis.step, bind_scalar(*series.step));
    if (series.from != nullptr) {
      CRUMB_TRY(axis.from, bind_scalar(*series.from));
    }
    if (series.to != nullptr) {
      CRUMB_TRY(axis.to, bind_scalar(*series.to));
    }
  }
  Type type = axis.value->type;
  const bool time = is_time_type(type);
  if (!time && (!is_numeric(type) || type == Type::kDecimal)) {
    return fail(ErrorCode::kSemantic,
                "a series runs along a datetime, a timespan or a number, and this is a " +
                    std::string(type_name(type)),
                series.axis->span);
  }
  for (const ExprPtr* bound : {&axis.from, &axis.to, &axis.step}) {
    if (*bound == nullptr) continue;
    const Type given = (*bound)->type;
    const Type wanted = bound == &axis.step && time ? Type::kTimespan : type;
    const bool fits = time ? given == wanted : is_numeric(given) && given != Type::kDecimal;
    if (!fits) {
      return fail(ErrorCode::kSemantic,
                  "a " + std::string(type_name(wanted)) + " is wanted here, and this is a " +
                      std::string(type_name(given)),
                  (*bound)->span);
    }
  }
  if (!time) {
    bool real = type == Type::kReal;
    for (const ExprPtr* bound : {&axis.from, &axis.to, &axis.step})
      real = real || (*bound != nullptr && (*bound)->type == Type::kReal);
    type = real ? Type::kReal : Type::kLong;
    for (ExprPtr* bound : {&axis.value, &axis.from, &axis.to, &axis.step}) {
      if (*bound != nullptr) {
        CRUMB_TRY(*bound, convert(std::move(*bound), type, context_));
      }
    }
  }
  return axis;
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::MakeSeries& series) {
  CRUMB_TRY(SeriesAxis axis, bind_axis(series));
  const ast::Parameter* kind = op.find("kind");
  if (kind != nullptr && kind->value != "nonempty") {
    return fail(ErrorCode::kSemantic,
                "the kind of make-series is 'nonempty', not '" + make_visible(kind->value) + "'",
                kind->span);
  }

  // Keys, then the bin.
  Projection columns;
  SummarizeOp grouped;
  AggregateList aggregates;
  CRUMB_TRY(grouped.keys, bind_keys(series.by, op, columns, aggregates));
  const auto keys = static_cast<std::uint32_t>(grouped.keys.size());
  const Span span = series.axis->span;
  const Type axis_type = axis.value->type;
  ExprPtr bin;
  if (axis.from != nullptr && !series.in_range) {
    CRUMB_TRY(bin,
              series_call("bin_at", {axis.value.get(), axis.step.get(), axis.from.get()}, span));
  } else {
    CRUMB_TRY(bin, series_call("bin", {axis.value.get(), axis.step.get()}, span));
  }
  CRUMB_TRY(bin, convert(std::move(bin), axis_type, context_));
  grouped.keys.push_back(std::move(bin));
  if (!series.in_range) {  // rows outside make no bins
    std::vector<ExprPtr> conditions;
    if (axis.from != nullptr) {
      CRUMB_TRY(conditions.emplace_back(),
                series_call(">=", {axis.value.get(), axis.from.get()}, span));
    }
    if (axis.to != nullptr) {
      CRUMB_TRY(conditions.emplace_back(),
                series_call("<", {axis.value.get(), axis.to.get()}, span));
    }
    if (!conditions.empty()) {
      CRUMB_TRY(ExprPtr condition, join_terms("and", std::move(conditions)));
      input = make_node(op, std::move(input));
      input->op = FilterOp{std::move(condition)};
    }
  }

  // The aggregates, and expressions over them.
  columns.skip_all_present();
  aggregates.key_count = keys + 1;
  {
    Row input_row = row_;
    RowGuard row(*this, Row{&kNoSeriesColumns, ++next_row_});
    aggregate_row_ = input_row;
    aggregates_ = &aggregates;
    for (const ast::MakeSeries::Item& item : series.items) {
      const std::size_t results = aggregates.result_count;
      const std::size_t calls = aggregates.calls.size();
      CRUMB_CHECK_OK(add_column(*item.aggregate, Style::kSummarize, columns, ""));
      if (aggregates.result_count - results > aggregates.calls.size() - calls) {
        return fail(ErrorCode::kSemantic, "make-series takes aggregates of one value",
                    item.aggregate->span);
      }
    }
  }
  std::vector<ProjectedColumn>& list = columns.columns();
  if (list.size() != keys + series.items.size())
    return fail(ErrorCode::kSemantic, "make-series gives a column twice", op.span);
  columns.add({axis.name, make_column(keys, axis_type, span)});

  NodePtr node = make_node(op, std::move(input));
  node->schema.clear();
  for (const ExprPtr& key : grouped.keys) node->schema.push_back({"", key->type});
  for (const AggregateCall& call : aggregates.calls) {
    for (const Type type : call.signature.results) node->schema.push_back({"", type});
  }
  grouped.aggregates = std::move(aggregates.calls);
  node->op = std::move(grouped);

  MakeSeriesOp out;
  out.keys = keys;
  out.inclusive = series.in_range;
  out.non_empty = kind != nullptr;
  out.from = std::move(axis.from);
  out.to = std::move(axis.to);
  out.step = std::move(axis.step);
  {
    RowGuard row(*this, nullptr);
    for (std::size_t i = 0; i < series.items.size(); ++i) {
      if (list[keys + i].expr->type == Type::kDecimal)
        return fail(ErrorCode::kUnsupported, "unsupported: decimal in make-series", op.span);
      ExprPtr value = make_literal(Value::of_long(0), op.span);
      const ast::ExprPtr& written = series.items[i].default_value;
      if (written != nullptr) {
        CRUMB_TRY(value, bind_scalar(*written));
      }
      if (is_numeric(value->type) && list[keys + i].expr->type == Type::kReal) {
        CRUMB_TRY(value, convert(std::move(value), Type::kReal, context_));
      }
      out.defaults.push_back(std::move(value));
    }
  }
  Schema schema;
  for (std::size_t i = 0; i < list.size(); ++i)
    schema.push_back({list[i].name, i < keys ? list[i].expr->type : Type::kDynamic});
  NodePtr rows = project_node(op, std::move(node), std::move(list));
  NodePtr arrays = make_node(op, std::move(rows));
  arrays->schema = std::move(schema);
  arrays->op = std::move(out);
  return arrays;
}

}  // namespace crumb::kql
