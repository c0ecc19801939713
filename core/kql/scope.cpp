// Look-up in lexical scopes, innermost and latest first.
#include "kql/scope.h"

#include <algorithm>

namespace crumb::kql {

const NameMeaning* Scope::find(std::string_view name, std::size_t visible) const {
  for (std::size_t i = std::min(visible, names_.size()); i-- > 0;) {
    if (names_[i].first == name) return &names_[i].second;
  }
  return parent_ == nullptr ? nullptr : parent_->find(name, parent_visible_);
}

bool Scope::has_own(std::string_view name) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&](const auto& entry) { return entry.first == name; });
}

void Scope::collect(std::vector<std::string_view>& out) const {
  for (const auto& entry : names_) out.emplace_back(entry.first);
  if (parent_ != nullptr) parent_->collect(out);
}

}  // namespace crumb::kql
