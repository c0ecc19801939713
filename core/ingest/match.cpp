// Scoring: a column counts the more the fewer tables have it; two telling columns and a time column
// are asked for.
#include "ingest/match.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"

namespace crumb::ingest {
namespace {

struct Score {
  const Layout* layout = nullptr;
  const schema::TableInfo* table = nullptr;
  double weight = 0;
  std::size_t matched = 0;
  std::size_t telling = 0;
  bool has_time = false;
};

// How many layouts know a column by this name.
std::size_t spread_of(std::string_view lower) {
  std::size_t count = 0;
  for (const Layout& layout : layouts())
    count += !layout.tables.front()->named && layout.names.contains(lower) ? 1 : 0;
  return std::max<std::size_t>(count, 1);
}

// Of twins, the table that has more of the file's columns as its own; then the one that gives the
// rows their name.
const schema::TableInfo* own_table(const Layout& layout,
                                   const std::set<std::string, std::less<>>& names) {
  const auto own = [&](const schema::TableInfo* table) {
    return std::ranges::count_if(table->columns, [&](const schema::ColumnInfo& c) {
      return names.contains(to_lower(c.name));
    });
  };
  return *std::ranges::max_element(
      layout.tables, [&](const schema::TableInfo* a, const schema::TableInfo* b) {
        const auto own_a = own(a), own_b = own(b);
        return own_a != own_b ? own_a < own_b : (a->name == a->rows_of) < (b->name == b->rows_of);
      });
}

Score score_of(const Layout& layout, const std::set<std::string, std::less<>>& names) {
  Score out;
  out.layout = &layout;
  out.table = own_table(layout, names);
  std::set<std::uint32_t> slots;
  for (const std::string& name : names) {
    const auto target = layout.find(name);
    if (!target || !slots.insert(target->slot).second) continue;
    ++out.matched;
    out.weight += 1.0 / static_cast<double>(spread_of(name));
  }
  out.has_time = layout.time_slot && slots.contains(*layout.time_slot);
  for (const std::string& column : out.table->telling) {
    const auto target = layout.find(to_lower(column));
    out.telling += target && slots.contains(target->slot) ? 1 : 0;
  }
  return out;
}

bool is_enough(const Score& score, std::size_t named) {
  if (!score.has_time && !score.table->timeless) return false;
  const std::size_t wanted = std::min<std::size_t>(2, score.table->telling.size());
  return score.telling >= wanted && (score.matched * 2 >= named || score.telling >= 4);
}

// A table that defers to another wants a column of its own before it is taken for it.
bool defers(const Score& a, const Score& b) {
  return a.table->defers_to == b.table->name && a.weight < b.weight + 0.5;
}

bool is_better(const Score& a, const Score& b) {
  if (defers(a, b)) return false;
  if (defers(b, a)) return true;
  if (a.weight != b.weight) return a.weight > b.weight;
  if (a.telling != b.telling) return a.telling > b.telling;
  return a.table->columns.size() < b.table->columns.size();
}

bool is_open_between(const Score& best, const Score& next) {
  if (defers(next, best)) return false;
  return next.matched == best.matched && next.telling == best.telling &&
         next.weight > best.weight * 0.9;
}

std::string missing_sentence(const Score& nearest) {
  std::string out = "no known table has these columns";
  if (nearest.matched < 2) return out;
  out += "; the nearest is " + nearest.table->name;
  if (!nearest.has_time && !nearest.table->timeless)
    return out + ", and its time column (" + nearest.table->time_column + ") is missing";
  std::string list;
  for (const std::string& column : nearest.table->telling)
    list += (list.empty() ? "" : ", ") + column;
  return out + ", of which two of these are needed and most columns must be known: " + list;
}

}  // namespace

TableMatch match_table(std::span<const std::string> names) {
  std::set<std::string, std::less<>> distinct;
  for (const std::string& name : names) {
    if (!name.empty()) distinct.insert(name);
  }
  Score nearest;
  std::vector<Score> fitting;
  for (const Layout& layout : layouts()) {
    if (layout.tables.front()->named) continue;
    const Score score = score_of(layout, distinct);
    if (nearest.layout == nullptr || score.weight > nearest.weight) nearest = score;
    if (is_enough(score, distinct.size())) fitting.push_back(score);
  }
  TableMatch out;
  if (fitting.empty()) {
    out.problem = missing_sentence(nearest);
    return out;
  }
  std::ranges::sort(fitting, is_better);
  if (fitting.size() > 1 && is_open_between(fitting[0], fitting[1])) {
    out.problem = "these columns fit " + fitting[0].table->name + " as well as " +
                  fitting[1].table->name + ": export more columns, so that they can be told apart";
    return out;
  }
  out.layout = fitting[0].layout;
  out.table = fitting[0].table;
  return out;
}

}  // namespace crumb::ingest
