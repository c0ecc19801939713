// Pipelines: the source, then one operator after the other; and how a list of expressions becomes
// columns.
#include <utility>

#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

constexpr std::size_t kMaxOperators = 500;  // in one pipeline: plans are walked recursively

}  // namespace

Result<NodePtr> Binder::bind_pipe(const ast::Expr& pipe, NodePtr source) {
  if (pipe.operators.size() > kMaxOperators)
    return fail(ErrorCode::kLimit, "the pipeline has more than 500 operators", pipe.span);
  NodePtr current = std::move(source);
  for (const ast::Operator& op : pipe.operators) {
    CRUMB_TRY(current, apply(std::move(current), op));
  }
  return current;
}

Result<NodePtr> Binder::apply(NodePtr input, const ast::Operator& op) {
  DepthGuard guard(*this);
  if (guard.too_much())
    return fail(ErrorCode::kLimit, "the query is too large or nested too deeply", op.keyword);
  Schema schema;
  if (input != nullptr) schema = input->schema;
  RowGuard row(*this, &schema);
  return std::visit(
      [&](const auto& specific) { return bind_operator(std::move(input), op, specific); }, op.op);
}

NodePtr Binder::make_node(const ast::Operator& op, NodePtr input) const {
  auto node = std::make_unique<Node>();
  node->span = op.span;
  node->label = op.label;
  if (input != nullptr) {
    node->schema = input->schema;
    node->inputs.push_back(std::move(input));
  }
  return node;
}

NodePtr Binder::project_node(const ast::Operator& op, NodePtr input,
                             std::vector<ProjectedColumn> columns) const {
  NodePtr node = make_node(op, std::move(input));
  ProjectOp project;
  node->schema.clear();
  for (ProjectedColumn& column : columns) {
    node->schema.push_back({std::move(column.name), column.expr->type});
    project.serialize = project.serialize || has_window_call(*column.expr);
    project.outputs.push_back({std::move(column.expr)});
  }
  node->op = std::move(project);
  return node;
}

void Binder::pass_all(const Schema& schema, Projection& into, bool once) const {
  for (std::uint32_t i = 0; i < schema.size(); ++i)
    into.add({schema[i].name, make_column(i, schema[i].type, {}), i}, false, once);
}

// `x`, `(x)` and no-op conversions such as tostring(x) of a string stand for the column itself.
bool Binder::is_column_reference(const ast::Expr& ast, const Expr& bound) const {
  if (bound.kind != ExprKind::kColumn || aggregates_ != nullptr)
    return false;  // an aggregate's result is no column of the input
  if (ast.kind == ast::ExprKind::kParens) return is_column_reference(*ast.args[0], bound);
  if (ast.kind == ast::ExprKind::kName) return has_column(ast.name);
  bool conversion =
      ast.kind == ast::ExprKind::kCall && ast.args.size() == 1 && !is_user_function(ast.name);
  return conversion && is_column_reference(*ast.args[0], bound);
}

std::string Binder::automatic_name(Style style) {
  std::string name;
  do {
    name = "Column" + std::to_string(next_column_++);
  } while (names_something(name) ||
           (style != Style::kProject && style != Style::kPrint && has_column(name)));
  return name;
}

// The rules by which one item of extend, project and so on gets its name and place; see
// projection.h.
Result<void> Binder::add_column(const ast::Expr& item, Style style, Projection& into,
                                std::string_view print_name) {
  bool replaces = style == Style::kExtend || style == Style::kReplace;
  if (const ast::Expr* tuple = tuple_call(item))
    return add_tuple(item, *tuple, style, into, print_name);
  if (item.kind == ast::ExprKind::kNamed) {
    const ast::Expr& value = *item.args[0];
    CRUMB_TRY(ExprPtr bound, bind_scalar(value));
    if (item.names.size() > 1)
      return fail(ErrorCode::kSemantic, "this expression does not have several values",
                  item.name_span);
    bool column = is_column_reference(value, *bound);
    return into.declare({item.names[0], std::move(bound)}, replaces || column, item.name_span);
  }
  if (item.kind == ast::ExprKind::kStar) {
    for (std::uint32_t i = 0; i < row_.schema->size(); ++i) {
      into.add({(*row_.schema)[i].name, make_column(i, (*row_.schema)[i].type, item.span), i},
               true);
    }
    return {};
  }
  CRUMB_TRY(ExprPtr bound, bind_scalar(item));
  if (style == Style::kPrint) {
    into.add({std::string(print_name), std::move(bound)});
    return {};
  }
  if (is_column_reference(item, *bound)) {
    std::uint32_t column = bound->column;
    return into.declare({(*row_.schema)[column].name, std::move(bound), column},
                        style == Style::kReplace, item.span);
  }
  std::string name = name_of(item, style == Style::kSummarize).value_or("");
  bool if_exists = item.kind == ast::ExprKind::kCall &&
                   (item.name == "column_ifexists" || item.name == "columnifexists");
  if (if_exists && bound->kind == ExprKind::kColumn && row_.schema != nullptr)
    name = (*row_.schema)[bound->column].name;
  if (name.empty()) name = automatic_name(style);
  into.add({std::move(name), std::move(bound)}, replaces);
  return {};
}

}  // namespace crumb::kql
