// The names of one query while it is bound: lets, function parameters, `as` names, by lexical
// scope. Not columns (those are rows' schemas) and not what lives between queries (environment.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kql/ast.h"
#include "kql/plan.h"
#include "store/table.h"

namespace crumb::kql {

class Scope;
using ScopePtr = std::shared_ptr<Scope>;

// A scalar let or parameter. `row` is the id of the row scope whose columns `expr` reads; 0: it
// reads none.
struct ScalarName {
  std::shared_ptr<const Expr> expr;
  std::uint32_t row = 0;
  std::uint32_t memo = 0;  // id under which uses share one evaluation; 0: cheap enough to repeat
};

// A tabular let, parameter or `as` name: a slot of the plan being made.
struct TableName {
  std::uint32_t slot = 0;
};

// A let function with the names that it can see: the first `visible` of `scope` and its parents.
// The scope holds the function, so it is not owned here; it lives as long as the function can be
// found by name.
struct FunctionName {
  std::shared_ptr<const ast::FunctionBody> body;
  std::weak_ptr<Scope> scope;
  std::size_t visible = 0;
  bool foreign = false;  // an environment's: it sees that environment only, and its spans belong to
                         // another text
};

struct BrokenName {};  // its definition was refused: uses are refused silently

using NameMeaning = std::variant<ScalarName, TableName, FunctionName, BrokenName>;

class Scope {
 public:
  explicit Scope(ScopePtr parent = nullptr, std::size_t parent_visible = 0)
      : parent_(std::move(parent)), parent_visible_(parent_visible) {}

  [[nodiscard]] const NameMeaning* find(std::string_view name) const {
    return find(name, names_.size());
  }
  [[nodiscard]] const NameMeaning* find(std::string_view name, std::size_t visible) const;
  [[nodiscard]] bool has_own(std::string_view name) const;
  void put(std::string name, NameMeaning meaning) {
    names_.emplace_back(std::move(name), std::move(meaning));
  }
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  void collect(std::vector<std::string_view>& out) const;  // every visible name, for suggestions

 private:
  ScopePtr parent_;
  std::size_t parent_visible_;
  std::vector<std::pair<std::string, NameMeaning>> names_;
};

}  // namespace crumb::kql
