// See chart.h. Roles of the columns first, then one pass over the rows.
#include "kql/chart.h"
#include "kql/functions/scalars.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace crumb::kql {
namespace {

struct KindRow {
  std::string_view name;
  Chart::Form form;
  bool stacked;
};
// Kinds that are drawn; the others are shown as a table.
constexpr KindRow kDrawn[] = {
    {"anomalychart", Chart::Form::kLine, false},    {"areachart", Chart::Form::kArea, false},
    {"barchart", Chart::Form::kBar, false},         {"columnchart", Chart::Form::kColumn, false},
    {"linechart", Chart::Form::kLine, false},       {"piechart", Chart::Form::kPie, false},
    {"scatterchart", Chart::Form::kScatter, false}, {"stackedareachart", Chart::Form::kArea, true},
    {"timechart", Chart::Form::kLine, false},
};
constexpr std::string_view kTables[] = {"table", "list", "card"};

// ["a", b, 'c'] or a, b: names or one text, without quotes and brackets.
std::vector<std::string> written_names(std::string_view value) {
  std::vector<std::string> names;
  std::string name;
  char quote = 0;
  const auto keep = [&] {
    while (!name.empty() && name.back() == ' ') name.pop_back();
    if (!name.empty()) names.push_back(std::exchange(name, {}));
  };
  for (const char c : value) {
    if (quote != 0 ? c == quote : c == '"' || c == '\'')
      quote = quote != 0 ? 0 : c;
    else if (quote != 0 || (c != ',' && c != '[' && c != ']' && !(c == ' ' && name.empty())))
      name.push_back(c);
    else if (c == ',')
      keep();
  }
  keep();
  return names;
}
std::string written_text(std::string_view value) {
  const auto names = written_names(value);
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// One cell as a list of numbers: a number, a time, or a dynamic array of either (make-series).
class Cell {
 public:
  explicit Cell(const Value& value) {
    if (value.type != Type::kDynamic) {
      if (const auto number = of_scalar(value)) items_.push_back(*number);
      return;
    }
    for (const json::Item& item : json::items(value.text)) {
      list_ = true;
      items_.push_back(of_text(item.value));
    }
  }
  [[nodiscard]] bool is_list() const { return list_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] double at(std::size_t index) const { return items_[index]; }  // NaN: no number

 private:
  static std::optional<double> of_scalar(const Value& value) {
    if (value.null) return std::nullopt;
    switch (value.type) {
      case Type::kReal:
        return value.real;
      case Type::kDecimal:
        return parse_real(value.text);
      case Type::kTimespan:
        return static_cast<double>(value.integer) / kTicksPerSecond;
      case Type::kString:
      case Type::kGuid:
      case Type::kDynamic:
        return std::nullopt;
      default:
        return static_cast<double>(value.integer);
    }
  }
  static double of_text(std::string_view text) {
    std::string inner;
    if (json::unescape(text, inner)) {
      const auto ticks = parse_iso_datetime(inner);
      return ticks ? static_cast<double>(*ticks) : std::nan("");
    }
    const auto value = json::parse(text);
    if (!value) return std::nan("");
    if (const auto* whole = value->as_int()) return static_cast<double>(*whole);
    const auto* real = value->as_real();
    return real != nullptr ? *real : std::nan("");
  }

  std::vector<double> items_;
  bool list_ = false;
};

// Which column is what.
struct Roles {
  std::uint32_t x = 0;
  std::vector<std::uint32_t> y, split, anomalies;
};

Value first_value(const Table& table, std::uint32_t column) {
  for (const Segment& segment : table.segments())
    if (segment.rows > 0) return segment.columns[column]->value(0);
  return Value::null_of(table.schema()[column].type);
}
bool is_time_list(const Table& table, std::uint32_t column) {
  if (table.schema()[column].type != Type::kDynamic) return false;
  const Value first = first_value(table, column);
  const auto items = json::items(first.text);
  std::string text;
  return !items.empty() && json::unescape(items[0].value, text) &&
         parse_iso_datetime(text).has_value();
}
bool is_list_of_numbers(const Table& table, std::uint32_t column) {
  if (table.schema()[column].type != Type::kDynamic) return false;
  const Cell cell(first_value(table, column));
  return cell.is_list() && !std::isnan(cell.at(0)) && !is_time_list(table, column);
}

class Maker {
 public:
  Maker(const QueryResult& result, const KindRow& kind) : result_(result), table_(*result.table) {
    chart_.form = kind.form;
    chart_.stacked = kind.stacked;
    time_first_ = kind.name == "timechart" || kind.name == "anomalychart";
  }

  Chart make() && {
    read_properties();
    if (table_.schema().empty() || table_.rows() == 0) return refused("the result has no rows");
    choose_roles();
    if (roles_.y.empty()) return refused("no column holds numbers to draw");
    choose_axis();
    std::uint64_t row = 0;
    for (const Segment& segment : table_.segments())
      for (std::uint32_t at = 0; at < segment.rows; ++at, ++row) add_row(segment, at, row);
    finish();
    return std::move(chart_);
  }

 private:
  Chart refused(std::string why) {
    chart_.left_out.push_back(std::move(why));
    return std::move(chart_);
  }

  std::string_view property(std::string_view name) const {
    for (const auto& [key, value] : result_.chart_properties)
      if (equals_ignore_case(key, name)) return value;
    return {};
  }

  void read_properties() {
    static constexpr std::string_view kKnown[] = {
        "title", "xtitle", "ytitle", "xcolumn",    "ycolumns",       "series", "kind",
        "ymin",  "ymax",   "legend", "accumulate", "anomalycolumns", "xaxis",  "yaxis"};
    for (const auto& [key, value] : result_.chart_properties) {
      const bool linear = key.ends_with("axis") && written_text(value) != "linear";
      if (std::ranges::none_of(kKnown, [&](auto k) { return equals_ignore_case(k, key); }) ||
          linear)
        chart_.left_out.push_back(key + "=" + value + " is not drawn");
    }
    chart_.title = written_text(property("title"));
    chart_.x_title = written_text(property("xtitle"));
    chart_.y_title = written_text(property("ytitle"));
    chart_.legend = written_text(property("legend")) != "hidden";
    accumulate_ = written_text(property("accumulate")) == "true";
    const std::string kind = written_text(property("kind"));
    chart_.shares = kind == "stacked100";
    if (kind.starts_with("stacked")) chart_.stacked = true;
    if (kind == "unstacked") chart_.stacked = false;
    chart_.least = limit("ymin");
    chart_.most = limit("ymax");
  }

  std::optional<double> limit(std::string_view name) const {
    const auto value = json::parse(written_text(property(name)));
    if (!value) return std::nullopt;
    if (const auto* whole = value->as_int()) return static_cast<double>(*whole);
    const auto* real = value->as_real();
    return real != nullptr ? std::optional(*real) : std::nullopt;
  }

  std::vector<std::uint32_t> named_columns(std::string_view name) {
    std::vector<std::uint32_t> found;
    for (const std::string& column : written_names(property(name))) {
      if (const auto at = find_column(table_.schema(), column))
        found.push_back(*at);
      else
        chart_.left_out.push_back(std::string(name) + ": the result has no column " + column);
    }
    return found;
  }

  [[nodiscard]] bool draws(std::uint32_t column) const {
    const Type type = table_.schema()[column].type;
    return is_numeric(type) || type == Type::kTimespan || type == Type::kBool ||
           is_list_of_numbers(table_, column);
  }

  void choose_roles() {
    const Schema& schema = table_.schema();
    const auto columns = static_cast<std::uint32_t>(schema.size());
    if (const auto named = named_columns("xcolumn"); !named.empty()) {
      roles_.x = named[0];
    } else {  // make-series puts the times behind the groups
      for (std::uint32_t at = columns; at-- > 0;)
        if ((time_first_ && schema[at].type == Type::kDatetime) || is_time_list(table_, at))
          roles_.x = at;
    }
    const auto is_x = [&](std::uint32_t at) { return at == roles_.x; };
    roles_.anomalies = named_columns("anomalycolumns");
    roles_.split = named_columns("series");
    roles_.y = named_columns("ycolumns");
    const bool split_named = !roles_.split.empty(), y_named = !roles_.y.empty();
    const auto taken = [&](std::uint32_t at) {
      return is_x(at) || std::ranges::contains(roles_.anomalies, at) ||
             std::ranges::contains(roles_.split, at);
    };
    for (std::uint32_t at = 0; at < columns; ++at) {
      if (taken(at)) continue;
      const bool text = schema[at].type == Type::kString || schema[at].type == Type::kGuid;
      if (text && !split_named && chart_.form != Chart::Form::kPie)
        roles_.split.push_back(at);
      else if (!y_named && draws(at))
        roles_.y.push_back(at);
    }
    if (chart_.form == Chart::Form::kPie && roles_.y.size() > 1) roles_.y.resize(1);
  }

  void choose_axis() {
    const Type type = table_.schema()[roles_.x].type;
    if (type == Type::kDatetime || is_time_list(table_, roles_.x))
      chart_.axis = Chart::Axis::kTime;
    else if ((is_numeric(type) || type == Type::kTimespan || type == Type::kDynamic) &&
             chart_.form != Chart::Form::kPie)
      chart_.axis = Chart::Axis::kNumber;
    else
      chart_.axis = Chart::Axis::kText;
    if (chart_.x_title.empty()) chart_.x_title = table_.schema()[roles_.x].name;
    if (chart_.y_title.empty() && roles_.y.size() == 1)
      chart_.y_title = table_.schema()[roles_.y[0]].name;
  }

  // The index of a category; beyond the most that are shown there is none.
  std::optional<double> category(const Value& value) {
    const std::string name = make_visible(to_string(value));
    const auto [found, fresh] = category_.try_emplace(name, chart_.categories.size());
    if (fresh) {
      if (chart_.categories.size() == Chart::kMostCategories) {
        category_.erase(found);
        ++categories_dropped_;
        return std::nullopt;
      }
      chart_.categories.push_back(name);
    }
    return static_cast<double>(found->second);
  }

  Chart::Series* series_of(const std::string& name) {
    const auto [found, fresh] = by_name_.try_emplace(name, chart_.series.size());
    if (fresh) {
      if (chart_.series.size() == Chart::kMostSeries) {
        by_name_.erase(found);
        ++series_dropped_;
        return nullptr;
      }
      chart_.series.push_back({name, {}});
    }
    return &chart_.series[found->second];
  }

  void add_row(const Segment& segment, std::uint32_t at, std::uint64_t row) {
    std::string prefix;
    for (const std::uint32_t column : roles_.split) {
      const std::string part = make_visible(to_string(segment.columns[column]->value(at)));
      prefix += (prefix.empty() ? "" : ", ") + (part.empty() ? std::string("(empty)") : part);
    }
    const Value x_value = segment.columns[roles_.x]->value(at);
    const Cell x(x_value);
    std::vector<Cell> anomalies;
    for (const std::uint32_t column : roles_.anomalies)
      anomalies.emplace_back(segment.columns[column]->value(at));
    for (const std::uint32_t column : roles_.y) {
      std::string name = prefix;
      if (roles_.y.size() > 1 || name.empty())
        name += (name.empty() ? "" : ": ") + table_.schema()[column].name;
      Chart::Series* series = series_of(name);
      if (series == nullptr) continue;
      const Cell y(segment.columns[column]->value(at));
      for (std::size_t item = 0; item < y.size(); ++item) {
        std::optional<double> place;
        if (chart_.axis == Chart::Axis::kText)
          place = category(x_value);
        else if (item < x.size())
          place = x.at(item);
        if (!place || std::isnan(*place) || !std::isfinite(y.at(item))) continue;
        if (points_ == Chart::kMostPoints) {
          ++points_dropped_;
          continue;
        }
        ++points_;
        const bool marked = std::ranges::any_of(anomalies, [&](const Cell& flags) {
          return item < flags.size() && flags.at(item) != 0 && !std::isnan(flags.at(item));
        });
        series->points.push_back({*place, y.at(item), row, marked});
      }
    }
  }

  void finish() {
    for (Chart::Series& series : chart_.series) {
      if (chart_.form != Chart::Form::kScatter)
        std::ranges::stable_sort(series.points, {}, &Chart::Point::x);
      if (!accumulate_) continue;
      double sum = 0;
      for (Chart::Point& point : series.points) point.y = sum += point.y;
    }
    const auto say = [&](std::uint64_t count, std::string_view what, std::size_t most) {
      if (count != 0)
        chart_.left_out.push_back("more than " + std::to_string(most) + " " + std::string(what) +
                                  ": the rest is only in the table");
    };
    say(series_dropped_, "series", Chart::kMostSeries);
    say(categories_dropped_, "categories", Chart::kMostCategories);
    say(points_dropped_, "points", Chart::kMostPoints);
    if (points_ == 0) chart_.left_out.emplace_back("no row has both an x and a number to draw");
  }

  const QueryResult& result_;
  const Table& table_;
  Chart chart_;
  Roles roles_;
  bool time_first_ = false, accumulate_ = false;
  std::map<std::string, std::size_t> category_, by_name_;
  std::uint64_t series_dropped_ = 0, categories_dropped_ = 0, points_dropped_ = 0;
  std::size_t points_ = 0;
};

}  // namespace

std::optional<Chart> chart_of(const QueryResult& result) {
  const std::string_view kind = result.chart_kind;
  if (kind.empty() || std::ranges::contains(kTables, kind)) return std::nullopt;
  const auto drawn = std::ranges::find(kDrawn, kind, &KindRow::name);
  if (drawn == std::end(kDrawn)) {
    Chart none;
    none.left_out.push_back(std::string(kind) + " is not drawn: the table holds its rows");
    return none;
  }
  return Maker(result, *drawn).make();
}

}  // namespace crumb::kql
