// Runs a pair, sets rows beside rows, and shrinks what differs by trying smaller pairs.
#include "reference/compare.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kql/binder.h"
#include "kql/engine.h"
#include "kql/parser.h"
#include "reference/evaluate.h"
#include "unit/kql/cells.h"

namespace crumb::reference {
namespace {

constexpr std::int64_t kNow = 639'100'000'000'000'000;
constexpr std::size_t kMostRows = 2000;  // of an answer that is looked at

std::string rows_text(const std::vector<Row>& rows) {
  std::string out;
  for (const Row& row : rows) out += test::row_text(row);
  return out.empty() ? "  (no rows)\n" : out;
}

// The last digit of a real is not compared, nor where it was made a text.
bool nearly_same(const Value& v, const Value& w) {
  if (test::same_value(v, w, 1e-9)) return true;
  if (v.type != w.type || v.null != w.null) return false;
  if (v.type == Type::kReal) return std::fabs(v.real - w.real) < 1e-12;  // the spread of equals
  if (v.type != Type::kString || v.text.find('.') == std::string::npos) return false;
  const auto a = test::parse_number(v.text, Type::kReal);
  const auto b = test::parse_number(w.text, Type::kReal);
  return a.has_value() && b.has_value() && test::same_real(a->real, b->real, 1e-9);
}

bool same_answers(const std::vector<Row>& a, const std::vector<Row>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Row& x, const Row& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), nearly_same);
  });
}

// What the engine says; an error counts as an answer.
std::string difference(const std::string& query, const Catalog& catalog, bool origins,
                       const Rows& expected, std::string_view how) {
  kql::QueryOptions options;
  options.now_ticks = kNow;
  options.origins = origins;
  const auto result = kql::run(query, catalog, nullptr, {}, options);
  if (!result.has_value())
    return "the engine" + std::string(how) + " fails: " + result.error().message + "\n";
  const std::vector<Row> rows = test::rows_of(*result->table);
  if (same_answers(rows, expected.rows)) return "";
  return "the engine" + std::string(how) + " (" + test::schema_text(result->table->schema()) +
         ")\n" + rows_text(rows) + "the slow evaluator\n" + rows_text(expected.rows);
}

// Calls `each` on every smaller form of the piece: kids left out or replaced by what stands inside
// them. `each` answers whether to keep the form, which is then made smaller still.
bool shrink_once(Piece& root, Piece& piece, const std::function<bool(const Piece&)>& keeps) {
  for (Piece& kid : piece.kids) {
    const Piece saved = kid;
    std::vector<Piece> forms;
    const bool scalar = std::string_view("bilrtpsgd").find(kid.tag) != std::string_view::npos;
    if (kid.tag == 'o' && !to_text(kid).empty()) forms.push_back({'o', {""}, {}});
    if (kid.tag == 'U' && !kid.kids.empty()) forms.push_back({'U', {kid.text[0]}, {}});
    if (scalar && !kid.kids.empty()) {
      const std::function<void(const Piece&)> inner = [&](const Piece& at) {
        for (const Piece& below : at.kids) {
          if (below.tag == kid.tag) forms.push_back(below);
          inner(below);
        }
      };
      inner(kid);
    }
    for (Piece& form : forms) {
      kid = std::move(form);
      if (keeps(root)) return true;
      kid = saved;
    }
    if (shrink_once(root, kid, keeps)) return true;
  }
  return false;
}

}  // namespace

Answer compare(const std::string& query, const std::vector<Source>& sources,
               std::uint32_t segment_rows) {
  const Catalog whole = catalog_of(sources, Segment::kMaxRows);
  kql::EvalContext context;
  context.now_ticks = kNow;
  const kql::Bindings bindings;
  const auto parsed = kql::parse(query, context.limits);
  if (!parsed.has_value()) return {Outcome::kRefused, parsed.error().message};
  const auto plan = kql::bind(*parsed, {whole, nullptr, bindings, context});
  if (!plan.has_value()) return {Outcome::kRefused, plan.error().message};
  const Rows expected = evaluate(*plan, kNow);
  if (!expected.verdict.unknown.empty()) return {Outcome::kUnknown, expected.verdict.unknown};
  if (!expected.verdict.open.empty()) return {Outcome::kOpen, expected.verdict.open};
  if (expected.rows.size() > kMostRows) return {Outcome::kOpen, "many rows"};
  std::string report = difference(query, whole, false, expected, "");
  if (report.empty()) {
    report = difference(query, catalog_of(sources, segment_rows), true, expected,
                        " over segments of " + std::to_string(segment_rows));
  }
  return {report.empty() ? Outcome::kEqual : Outcome::kDifferent, std::move(report)};
}

Finding shrink(Piece query, std::vector<Source> sources, std::uint32_t segment_rows) {
  const auto differs = [&](const std::string& text, const std::vector<Source>& tables) {
    return compare(text, tables, segment_rows).outcome == Outcome::kDifferent;
  };
  const auto keeps = [&](const Piece& form) { return differs(to_text(form), sources); };
  while (shrink_once(query, query, keeps)) {
  }
  const std::string text = to_text(query);
  for (Source& source : sources) {
    for (std::size_t row = source.rows.size(); row-- > 0;) {
      const Row saved = source.rows[row];
      source.rows.erase(source.rows.begin() + static_cast<std::ptrdiff_t>(row));
      if (!differs(text, sources))
        source.rows.insert(source.rows.begin() + static_cast<std::ptrdiff_t>(row), saved);
    }
    for (Row& row : source.rows) {
      for (Value& cell : row) {
        const Value saved = std::exchange(cell, Value::null_of(cell.type));
        if (!differs(text, sources)) cell = saved;
      }
    }
  }
  return {text, sources, compare(text, sources, segment_rows).report};
}

std::string describe(const Finding& finding) {
  std::string out;
  for (const Source& source : finding.sources) {
    if (source.rows.empty()) continue;
    out += "table " + source.name + " (" + test::schema_text(source.schema) + ")\n" +
           rows_text(source.rows);
  }
  return out + "query\n  " + finding.query + "\n" + finding.report;
}

Counts run_pairs(std::uint64_t first, std::uint64_t count, std::size_t findings,
                 std::vector<std::string>& reports) {
  Counts counts;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    Random random(seed);
    const std::vector<Source> sources = random_tables(random);
    const auto segment_rows = static_cast<std::uint32_t>(1 + random.below(3));
    Piece query = random_query(random, sources);
    switch (compare(to_text(query), sources, segment_rows).outcome) {
      case Outcome::kEqual:
        ++counts.equal;
        break;
      case Outcome::kRefused:
        ++counts.refused;
        break;
      case Outcome::kOpen:
        ++counts.open;
        break;
      case Outcome::kUnknown:
        ++counts.unknown;
        break;
      case Outcome::kDifferent:
        if (++counts.different <= findings) {
          reports.push_back("pair " + std::to_string(seed) + "\n" +
                            describe(shrink(std::move(query), sources, segment_rows)));
        }
        break;
    }
  }
  return counts;
}

}  // namespace crumb::reference
