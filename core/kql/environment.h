// What an Environment holds between queries, by name: scalars, tables, tables not yet computed,
// functions. Shared by the binder (reads and defines) and the engine (computes). Not the scope of
// one query: see scope.h.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "kql/ast.h"
#include "kql/engine.h"
#include "kql/plan.h"

namespace crumb::kql {

// A function is kept as its syntax tree, which owns all the text it needs. Names in its body that
// are not its own parameters or lets are looked up in the same environment when it is called.
using FunctionPtr = std::shared_ptr<const ast::FunctionBody>;

using EnvironmentEntry = std::variant<Value, TablePtr, std::shared_ptr<LazyTable>, FunctionPtr>;

struct Environment::Impl {
  std::map<std::string, EnvironmentEntry, std::less<>> entries;

  [[nodiscard]] const EnvironmentEntry* find(std::string_view name) const {
    auto it = entries.find(name);
    return it == entries.end() ? nullptr : &it->second;
  }
};

}  // namespace crumb::kql
