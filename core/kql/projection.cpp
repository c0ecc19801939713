// The rules by which output columns get into a projection.
#include "kql/projection.h"

namespace crumb::kql {
namespace {

std::unexpected<Error> duplicate(std::string_view name, Span span) {
  return fail(ErrorCode::kSemantic, "a column named '" + std::string(name) + "' is there already",
              span);
}

}  // namespace

void Projection::add(ProjectedColumn column, bool replace, bool once) {
  if (column.identity != ProjectedColumn::kNew && skipped_.contains(column.identity)) return;
  std::uint32_t identity = column.identity;
  auto found = index_.find(column.name);
  if (replace && found != index_.end()) {
    columns_[found->second] = std::move(column);
  } else {
    column.name = unique_.take(column.name);
    index_.emplace(column.name, columns_.size());
    columns_.push_back(std::move(column));
  }
  if (once && identity != ProjectedColumn::kNew) skipped_.insert(identity);
}

Result<void> Projection::declare(ProjectedColumn column, bool replace, Span span) {
  if (declared_.contains(column.name)) return duplicate(column.name, span);
  auto found = index_.find(column.name);
  if (replace && found != index_.end()) {
    declared_.insert(column.name);
    columns_[found->second] = std::move(column);
    return {};
  }
  std::size_t before = columns_.size();
  std::string name = column.name;
  add(std::move(column));
  declared_.insert(columns_.size() > before ? columns_.back().name : name);
  return {};
}

void Projection::skip_all_present() {
  for (const ProjectedColumn& column : columns_) {
    if (column.identity != ProjectedColumn::kNew) skipped_.insert(column.identity);
  }
}

Result<void> Projection::rename(std::string_view from, std::string to, Span span) {
  auto found = index_.find(std::string(from));
  if (found == index_.end()) return {};
  if (declared_.contains(to)) return duplicate(to, span);
  std::size_t at = found->second;
  index_.erase(found);
  columns_[at].name = to;
  index_.insert_or_assign(to, at);
  declared_.insert(to);
  unique_.reserve(to);
  return {};
}

}  // namespace crumb::kql
