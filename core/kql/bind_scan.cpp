// scan: declared columns, steps, and what s1.x means in their expressions. Not the matching
// (operators/scan_steps.cpp). Source: learn.microsoft.com/kusto/query/scan-operator.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxScanSteps = 64;
constexpr std::size_t kMaxDeclared = 256;

Result<void> check_no_window(const Expr& expr, Span span) {
  if (!has_window_call(expr)) return {};
  return fail(ErrorCode::kSemantic, "a window function cannot stand in a step of scan", span);
}

}  // namespace

// A path that begins with a step's name, inside of that scan.
Result<std::optional<ExprPtr>> Binder::bind_step_column(const ast::Expr& path) {
  if (scan_ == nullptr || row_.id != scan_->row) return std::nullopt;
  const ast::Expr& base = *path.args[0];
  if (base.kind != AstKind::kName) return std::nullopt;
  const auto step = std::find(scan_->steps.begin(), scan_->steps.end(), base.name);
  if (step == scan_->steps.end()) return std::nullopt;
  const auto record = row_.schema->begin();
  const auto width = static_cast<std::ptrdiff_t>(scan_->width);
  const auto column = std::find_if(record, record + width,
                                   [&](const ColumnSpec& spec) { return spec.name == path.name; });
  if (column == record + width) return unknown_name(path.name, path.name_span, "column");
  const auto place = (step - scan_->steps.begin() + 1) * width + (column - record);
  return make_column(static_cast<std::uint32_t>(place), column->type, path.span);
}

Result<void> Binder::bind_scan_steps(const ast::ScanSteps& scan, const Schema& record,
                                     ScanStepsOp& into) {
  const std::size_t first_declared = record.size() - into.declared.size();
  // The row of the expressions; nothing but s1.x reaches the states.
  Schema row_schema = record;
  ScanNames names;
  names.width = static_cast<std::uint32_t>(record.size());
  for (const ast::ScanStep& step : scan.steps) {
    if (std::find(names.steps.begin(), names.steps.end(), step.name) != names.steps.end())
      return fail(ErrorCode::kSemantic, "the step '" + make_visible(step.name) + "' is there twice",
                  step.span);
    names.steps.push_back(step.name);
    for (const ColumnSpec& column : record) row_schema.push_back({"\n", column.type});
  }
  RowGuard row(*this, &row_schema);
  names.row = row_.id;
  for (const ast::ScanStep& step : scan.steps) {
    ScanStep& bound = into.steps.emplace_back();
    bound.output = step.output == ast::ScanStep::Output::kLast   ? ScanStep::Output::kLast
                   : step.output == ast::ScanStep::Output::kNone ? ScanStep::Output::kNone
                                                                 : ScanStep::Output::kAll;
    const ScanNames* outer = std::exchange(scan_, &names);
    Result<ExprPtr> condition = bind_scalar(*step.condition);
    scan_ = outer;
    if (!condition.has_value()) return std::unexpected(std::move(condition).error());
    if ((*condition)->type != Type::kBool)
      return fail(ErrorCode::kSemantic, "a step wants a condition", step.condition->span);
    CRUMB_CHECK_OK(check_no_window(**condition, step.condition->span));
    bound.condition = *std::move(condition);
    for (const ast::ExprPtr& assignment : step.assignments) {
      if (assignment->kind != AstKind::kNamed || assignment->names.size() != 1)
        return fail(ErrorCode::kSemantic, "a step assigns column = value", assignment->span);
      const auto column = find_column(record, assignment->names[0]);
      if (!column.has_value())
        return unknown_name(assignment->names[0], assignment->name_span, "column");
      if (*column < first_declared)
        return fail(ErrorCode::kUnsupported, "unsupported: scan assigning a column of its input",
                    assignment->name_span);
      scan_ = &names;
      Result<ExprPtr> value = bind_scalar(*assignment->args[0]);
      scan_ = outer;
      if (!value.has_value()) return std::unexpected(std::move(value).error());
      CRUMB_CHECK_OK(check_no_window(**value, assignment->span));
      ScanStep::Assignment& out = bound.assignments.emplace_back();
      out.declared = static_cast<std::uint32_t>(*column - first_declared);
      CRUMB_TRY(out.value, convert(*std::move(value), record[*column].type, context_));
    }
  }
  return {};
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::ScanSteps& scan) {
  if (scan.steps.size() > kMaxScanSteps)
    return fail(ErrorCode::kLimit, "a scan has at most 64 steps", op.keyword);
  if (scan.declared.size() > kMaxDeclared)
    return fail(ErrorCode::kLimit, "a scan declares at most 256 columns", op.keyword);
  ScanStepsOp out;
  Schema record = input->schema;
  for (const ast::ScanDeclared& declared : scan.declared) {
    const ast::NameAndType& column = declared.column;
    if (find_column(record, column.name).has_value())
      return fail(ErrorCode::kSemantic,
                  "a column named '" + make_visible(column.name) + "' is there already",
                  column.span);
    record.push_back({column.name, column.type});
    Value value = Value::null_of(column.type);
    if (declared.value != nullptr) {
      RowGuard row(*this, nullptr);
      CRUMB_TRY(ExprPtr bound, bind_scalar(*declared.value));
      CRUMB_TRY(bound, convert(std::move(bound), column.type, context_));
      if (bound->kind != ExprKind::kLiteral)
        return fail(ErrorCode::kSemantic, "a declared column begins as a constant",
                    declared.value->span);
      value = bound->literal;
    }
    out.declared.push_back(std::move(value));
  }
  CRUMB_CHECK_OK(bind_scan_steps(scan, record, out));
  if (!scan.match_id.empty()) {
    if (find_column(record, scan.match_id).has_value())
      return fail(ErrorCode::kSemantic,
                  "a column named '" + make_visible(scan.match_id) + "' is there already",
                  scan.match_span);
    record.push_back({scan.match_id, Type::kLong});
    out.has_match_id = true;
  }
  NodePtr node = make_node(op, std::move(input));
  node->schema = std::move(record);
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
