// join and lookup: kinds, keys, and the names of the right side's columns.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

struct KindRow {
  std::string_view name;
  JoinKind kind;
};
constexpr KindRow kKinds[] = {
    {"innerunique", JoinKind::kInnerUnique}, {"inner", JoinKind::kInner},
    {"leftouter", JoinKind::kLeftOuter},     {"rightouter", JoinKind::kRightOuter},
    {"fullouter", JoinKind::kFullOuter},     {"leftanti", JoinKind::kLeftAnti},
    {"anti", JoinKind::kLeftAnti},           {"leftantisemi", JoinKind::kLeftAnti},
    {"rightanti", JoinKind::kRightAnti},     {"rightantisemi", JoinKind::kRightAnti},
    {"leftsemi", JoinKind::kLeftSemi},       {"semi", JoinKind::kLeftSemi},
    {"rightsemi", JoinKind::kRightSemi}};

// A name that is there twice gets the first number that makes it new; names that are there once
// keep theirs.
void make_unique(Schema& schema) {
  std::unordered_map<std::string, std::size_t> first;
  UniqueNames unique;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    if (first.try_emplace(schema[i].name, i).second) unique.reserve(schema[i].name);
  }
  for (std::size_t i = 0; i < schema.size(); ++i) {
    if (first.at(schema[i].name) != i) schema[i].name = unique.take(schema[i].name);
  }
}

// $left.x or $right.x; nullptr otherwise.
const ast::Expr* side_of(const ast::Expr& expr, std::string_view side) {
  const ast::Expr* inner = &expr;
  while (inner->kind == AstKind::kParens) inner = inner->args[0].get();
  bool path = inner->kind == AstKind::kPath && inner->args.size() == 1 &&
              inner->args[0]->kind == AstKind::kName;
  return path && inner->args[0]->name == side ? inner : nullptr;
}

}  // namespace

Result<void> Binder::bind_join_keys(const ast::Expr& condition, const Schema& left,
                                    const Schema& right, JoinOp& into) {
  if (condition.kind == AstKind::kParens)
    return bind_join_keys(*condition.args[0], left, right, into);
  if (condition.kind == AstKind::kLogic && condition.name == "and") {
    for (const ast::ExprPtr& term : condition.args)
      CRUMB_CHECK_OK(bind_join_keys(*term, left, right, into));
    return {};
  }
  const ast::Expr* on_left = nullptr;
  const ast::Expr* on_right = nullptr;
  if (condition.kind == AstKind::kName) {
    on_left = on_right = &condition;
  } else if (condition.kind == AstKind::kBinary && condition.name == "==") {
    on_left = side_of(*condition.args[0], "$left");
    on_right = side_of(*condition.args[1], "$right");
  }
  if (on_left == nullptr || on_right == nullptr) {
    return fail(ErrorCode::kSemantic,
                "a join key is a column of both sides, or $left.a == $right.b", condition.span);
  }
  auto find = [&](const Schema& schema, const ast::Expr& at) -> Result<std::uint32_t> {
    if (auto column = find_column(schema, at.name)) return *column;
    RowGuard row(*this, &schema);
    return unknown_name(at.name, at.name_span,
                        &schema == &left ? "column on the left side" : "column on the right side");
  };
  CRUMB_TRY(std::uint32_t l, find(left, *on_left));
  CRUMB_TRY(std::uint32_t r, find(right, *on_right));
  if (left[l].type != right[r].type) {
    return fail(ErrorCode::kSemantic,
                "the join key is a " + std::string(type_name(left[l].type)) +
                    " on the left and a " + std::string(type_name(right[r].type)) +
                    " on the right; convert one of them before the join",
                condition.span);
  }
  into.left_keys.push_back(make_column(l, left[l].type, on_left->span));
  into.right_keys.push_back(make_column(r, right[r].type, on_right->span));
  return {};
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Join& join) {
  JoinOp out;
  out.lookup = join.lookup;
  out.kind = join.lookup ? JoinKind::kLeftOuter : JoinKind::kInnerUnique;
  if (const ast::Parameter* kind = op.find("kind")) {
    auto row = std::find_if(std::begin(kKinds), std::end(kKinds),
                            [&](const KindRow& known) { return known.name == kind->value; });
    bool allowed = row != std::end(kKinds) && (!join.lookup || row->kind == JoinKind::kLeftOuter ||
                                               row->kind == JoinKind::kInner);
    if (!allowed)
      return fail(ErrorCode::kSemantic,
                  "there is no " + op.label + " of kind '" + make_visible(kind->value) + "'",
                  kind->span);
    out.kind = row->kind;
  }
  CRUMB_TRY(NodePtr right, bind_table(*join.right));
  if (join.on.empty())
    return fail(ErrorCode::kSemantic, "the " + op.label + " lacks 'on' and its keys", op.keyword);
  for (const ast::ExprPtr& condition : join.on) {
    CRUMB_CHECK_OK(bind_join_keys(*condition, input->schema, right->schema, out));
  }
  bool left_only = out.kind == JoinKind::kLeftAnti || out.kind == JoinKind::kLeftSemi;
  bool right_only = out.kind == JoinKind::kRightAnti || out.kind == JoinKind::kRightSemi;
  Schema schema = right_only ? right->schema : input->schema;
  if (!left_only && !right_only) {
    std::unordered_set<std::uint32_t> keys;
    for (const ExprPtr& key : out.right_keys) keys.insert(key->column);
    for (std::uint32_t i = 0; i < right->schema.size(); ++i) {
      if (out.lookup && keys.contains(i)) continue;
      out.right_outputs.push_back(i);
      schema.push_back(right->schema[i]);
    }
  }
  make_unique(schema);
  NodePtr node = make_node(op, std::move(input));
  node->inputs.push_back(std::move(right));
  node->schema = std::move(schema);
  node->op = std::move(out);
  return node;
}

}  // namespace crumb::kql
