// The door of kql/: text and catalog in, a result table out. Keeps no state between queries but
// what Environment holds.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kql/context.h"
#include "store/catalog.h"
#include "store/table.h"

namespace crumb::kql {

// Values for top-level `let NAME = literal` statements: the caller's value replaces the text's.
using Bindings = std::map<std::string, Value, std::less<>>;

struct QueryOptions {
  std::int64_t now_ticks = 0;
  bool origins = false;  // carry each row's source rows through every operator (Segment::origins of
                         // the result)
  Limits limits;
  const std::atomic<bool>* cancelled = nullptr;
  double (*seconds)() = nullptr;  // a running clock for StageStats::seconds; none: all are 0
};

struct StageStats {
  std::string label;  // operator as written
  Span span;
  std::uint64_t rows_in = 0;
  std::uint64_t rows_out = 0;
  double seconds = 0;       // in this operator alone, not in those that feed it
  std::uint32_t depth = 0;  // of the operator in the plan, for indentation
};

struct QueryResult {
  TablePtr table;
  std::vector<StageStats> stages;
  std::string chart_kind;  // of the last render: "timechart"; empty: there was none
  std::vector<std::pair<std::string, std::string>> chart_properties;  // values as written
  std::vector<std::string> warnings;  // sentences about what the answer cannot tell
};

// Names that earlier text defined (a check's prelude) or the caller gave. Scalars are computed at
// definition, tables on first use and then kept, functions are kept as text.
class Environment {
 public:
  Environment();
  ~Environment();
  Environment(Environment&&) noexcept;
  Environment& operator=(Environment&&) noexcept;

  void put_table(std::string name, TablePtr table);
  void put_scalar(std::string name, Value value);
  [[nodiscard]] TablePtr table(
      std::string_view name) const;  // nullptr: unknown or not yet computed

  struct Impl;
  [[nodiscard]] Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

// Runs let statements only and keeps what they define in `environment`.
[[nodiscard]] Result<void> define(std::string_view text, const Catalog& catalog,
                                  Environment& environment, const Bindings& bindings,
                                  const QueryOptions& options);

// Runs one query (let statements and one tabular expression; the last one's result when there are
// several). `environment` may be nullptr. Errors: kSyntax, kSemantic, kUnsupported, kLimit,
// kCancelled, with a span.
[[nodiscard]] Result<QueryResult> run(std::string_view text, const Catalog& catalog,
                                      Environment* environment, const Bindings& bindings,
                                      const QueryOptions& options);

// Parses and binds only. Empty: the text is fine. `columns` gets the result's columns when it is
// given.
[[nodiscard]] std::vector<Error> check(std::string_view text, const Catalog& catalog,
                                       Environment* environment, Schema* columns = nullptr);

// Runs a scalar condition on each row of `table`: the rows for which it is true, with their
// origins.
[[nodiscard]] Result<TablePtr> filter(const TablePtr& table, std::string_view condition,
                                      const Catalog& catalog, Environment* environment,
                                      const QueryOptions& options);

// "line 3, column 14" and the line with a caret under the span, as the command line prints it.
struct TextPlace {
  std::uint32_t line = 1;
  std::uint32_t column = 1;  // code points, from 1
};
[[nodiscard]] TextPlace place_of(std::string_view text, std::uint32_t offset);
[[nodiscard]] std::string render_error(std::string_view text, std::string_view name,
                                       const Error& error);

}  // namespace crumb::kql
