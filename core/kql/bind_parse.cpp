// parse, parse-where and parse-kv: their patterns checked and made ready, and the columns that they
// give. Not the matching (functions/text_pattern.h).
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "kql/binder_impl.h"

namespace crumb::kql {
namespace {

using Kind = ast::ParsePiece::Kind;

constexpr std::size_t kMaxParsedColumns = 1024;
constexpr std::size_t kMaxQuotes = 16;  // and escapes

// The order in which pieces may come, as Microsoft's binder has it.
Result<void> check_pieces(const std::vector<ast::ParsePiece>& pieces, bool regex) {
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const ast::ParsePiece& piece = pieces[i];
    const ast::ParsePiece* before = i > 0 ? &pieces[i - 1] : nullptr;
    if (piece.kind == Kind::kColumn && before != nullptr && before->kind != Kind::kText)
      return fail(ErrorCode::kSemantic,
                  "a text must stand before the column '" + make_visible(piece.text) + "'",
                  piece.span);
    if (piece.kind != Kind::kStar || before == nullptr) continue;
    if (before->kind == Kind::kStar)
      return fail(ErrorCode::kSemantic, "a text must follow a *", piece.span);
    if (before->kind != Kind::kColumn) continue;
    if (before->type == Type::kString)
      return fail(ErrorCode::kSemantic,
                  "a * after the string '" + make_visible(before->text) + "' is ambiguous",
                  piece.span);
    if (!regex && !is_numeric(before->type))
      return fail(ErrorCode::kUnsupported,
                  "unsupported: parse of a " + std::string(type_name(before->type)) + " before *",
                  piece.span);
  }
  return {};
}

std::vector<PatternPiece> pattern_of(const std::vector<ast::ParsePiece>& pieces) {
  std::vector<PatternPiece> out;
  for (const ast::ParsePiece& piece : pieces) {
    const PatternPiece::Kind kind = piece.kind == Kind::kStar   ? PatternPiece::Kind::kStar
                                    : piece.kind == Kind::kText ? PatternPiece::Kind::kText
                                                                : PatternPiece::Kind::kColumn;
    out.push_back({kind, piece.kind == Kind::kText ? piece.text : "", piece.type});
  }
  return out;
}

Error at_span(Error error, Span span) {
  if (error.span == Span{}) error.span = span;
  return error;
}

}  // namespace

// The node with its columns at the end, and a projection where one of them replaces a column of the
// input.
Result<NodePtr> Binder::parse_node(NodePtr input, const ast::Operator& op, const ast::Expr& text,
                                   ParseOp parse, const std::vector<ast::NameAndType>& columns) {
  if (columns.size() > kMaxParsedColumns)
    return fail(ErrorCode::kLimit, op.label + " gives at most 1024 columns", op.keyword);
  CRUMB_TRY(ExprPtr value, bind_scalar(text));
  CRUMB_TRY(parse.text, convert(std::move(value), Type::kString, context_));
  const Schema before = input->schema;
  Projection names;
  pass_all(before, names, true);
  NodePtr node = make_node(op, std::move(input));
  bool replaces = false;
  for (const ast::NameAndType& column : columns) {
    const auto at = static_cast<std::uint32_t>(node->schema.size());
    replaces = replaces || find_column(before, column.name).has_value();
    CRUMB_CHECK_OK(
        names.declare({column.name, make_column(at, column.type, column.span)}, true, column.span));
    node->schema.push_back({column.name, column.type});
    parse.types.push_back(column.type);
  }
  node->op = std::move(parse);
  if (!replaces) return node;
  return project_node(op, std::move(node), std::move(names.columns()));
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::Parse& parse) {
  const ast::Parameter* kind = op.find("kind");
  const ast::Parameter* flags = op.find("flags");
  const bool regex = kind != nullptr && kind->value == "regex";
  const bool relaxed = kind != nullptr && kind->value == "relaxed";
  if (kind != nullptr && !regex && !relaxed && kind->value != "simple")
    return fail(
        ErrorCode::kSemantic,
        "parse is of kind simple, regex or relaxed, not '" + make_visible(kind->value) + "'",
        kind->span);
  CRUMB_CHECK_OK(check_pieces(parse.pieces, regex));
  ParseOp out;
  out.all_or_none = !relaxed;
  out.only_parsed = op.label == "parse-where";
  if (regex) {
    Result<TextPatternPtr> made =
        regex_pattern(pattern_of(parse.pieces), flags == nullptr ? "" : flags->value);
    if (!made.has_value()) return std::unexpected(at_span(std::move(made).error(), op.span));
    out.pattern = *std::move(made);
  } else {
    out.pattern = literal_pattern(pattern_of(parse.pieces));
  }
  std::vector<ast::NameAndType> columns;
  for (const ast::ParsePiece& piece : parse.pieces) {
    if (piece.kind == Kind::kColumn) columns.push_back({piece.text, piece.type, piece.span});
  }
  return parse_node(std::move(input), op, *parse.text, std::move(out), columns);
}

Result<NodePtr> Binder::bind_operator(NodePtr input, const ast::Operator& op,
                                      const ast::ParseKv& parse) {
  KeyValueOptions options;
  RegexPtr regex;
  for (const ast::ExprPtr& option : parse.options) {
    const bool named = option->kind == ast::ExprKind::kNamed && option->names.size() == 1;
    if (!named) return fail(ErrorCode::kSemantic, "parse-kv wants option=value", option->span);
    const std::string& name = option->names[0];
    Value value;
    {
      RowGuard row(*this, nullptr);
      CRUMB_TRY(const ExprPtr bound, bind_scalar(*option->args[0]));
      if (constant_of(*bound) == nullptr || bound->literal.null)
        return fail(ErrorCode::kSemantic, name + " wants a constant", option->args[0]->span);
      value = bound->literal;
    }
    const bool text = value.type == Type::kString && !value.text.empty();
    const std::size_t length = text ? count_code_points(value.text) : 0;
    if (name == "greedy" && value.type == Type::kBool) {
      options.greedy = value.integer != 0;
    } else if (name == "pair_delimiter" && text) {
      options.pair_delimiter = value.text;
    } else if (name == "kv_delimiter" && text) {
      options.kv_delimiter = value.text;
    } else if (name == "quote" && (length == 1 || length == 2)) {
      std::size_t first = decode_utf8(value.text, 0).bytes;
      options.quotes.push_back(
          {value.text.substr(0, first), length == 1 ? value.text : value.text.substr(first)});
    } else if (name == "escape" && text && value.text.size() == 1) {
      options.escapes.push_back(value.text[0]);
    } else if (name == "regex" && text) {
      Result<RegexPtr> made = Regex::compile(value.text);
      if (!made.has_value())
        return std::unexpected(at_span(std::move(made).error(), option->args[0]->span));
      regex = *std::move(made);
      if (regex->group_count() != 2)
        return fail(ErrorCode::kSemantic, "the regular expression of parse-kv has two groups",
                    option->args[0]->span);
    } else {
      return fail(ErrorCode::kSemantic,
                  "parse-kv has no option '" + make_visible(name) + "' with such a value",
                  option->span);
    }
  }
  if (options.quotes.size() > kMaxQuotes || options.escapes.size() > kMaxQuotes)
    return fail(ErrorCode::kLimit, "parse-kv has at most 16 quotes and 16 escapes", op.span);
  const bool delimited = !options.pair_delimiter.empty() && !options.kv_delimiter.empty();
  const bool undelimited = options.pair_delimiter.empty() && options.kv_delimiter.empty();
  if (!delimited && !undelimited)
    return fail(ErrorCode::kSemantic, "pair_delimiter and kv_delimiter are given together",
                op.span);
  if (options.greedy && !delimited)
    return fail(ErrorCode::kSemantic, "greedy wants delimiters", op.span);
  std::vector<std::string> keys;
  for (const ast::NameAndType& column : parse.columns) keys.push_back(column.name);
  ParseOp out;
  out.pattern = regex != nullptr ? key_value_regex(std::move(keys), std::move(regex))
                                 : key_value_pattern(std::move(keys), std::move(options));
  return parse_node(std::move(input), op, *parse.text, std::move(out), parse.columns);
}

}  // namespace crumb::kql
