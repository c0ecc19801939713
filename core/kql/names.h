// The names that columns get when the query gives none, and names made unique. Facts of Kusto's
// binder as tables. Source: learn.microsoft.com/kusto/query (project, summarize, "column names");
// checked against Microsoft's binder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "kql/ast.h"

namespace crumb::kql {

// What `expr` is called as a column: a column's own name, a_b for a.b, count_ for count(), x for
// tolong(x); nothing when the binder numbers it (Column1).
class ColumnNamer {
 public:
  virtual ~ColumnNamer() = default;
  [[nodiscard]] virtual bool is_user_function(std::string_view name) const = 0;
  [[nodiscard]] std::optional<std::string> name_of(const ast::Expr& expr, bool aggregates) const;

 private:
  [[nodiscard]] std::optional<std::string> name_of_call(const ast::Expr& call,
                                                        bool aggregates) const;
};

// How the results of an aggregate that gives several columns are named.
enum class TupleNaming : std::uint8_t { kNone, kArg, kAny, kPercentiles };
[[nodiscard]] TupleNaming tuple_naming(std::string_view aggregate);

// A name against a pattern in which * stands for any run of characters.
[[nodiscard]] bool matches_pattern(std::string_view name, std::string_view pattern);

// name, name1, name2 ...: the first that is not taken; takes it.
class UniqueNames {
 public:
  std::string take(std::string_view name);
  void reserve(std::string_view name) { taken_.emplace(name); }
  [[nodiscard]] bool taken(std::string_view name) const {
    return taken_.contains(std::string(name));
  }

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace crumb::kql
