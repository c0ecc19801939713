// libFuzzer over parser and binder: any bytes end in a plan or in errors with places inside the
// text. Runs no query. Build with -DCRUMB_FUZZ=ON, run: kql_fuzzer -max_len=4096
// -dict=tests/fuzz/kql.dict CORPUS
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "kql/engine.h"

namespace {

const crumb::Catalog& catalog() {
  static const crumb::Catalog& tables = *[] {
    auto* out = new crumb::Catalog;
    using crumb::Type;
    auto put = [&](std::string name, crumb::Schema schema) {
      out->put(std::make_shared<crumb::Table>(std::move(name), std::move(schema)), false);
    };
    put("T", {{"a", Type::kLong},
              {"s", Type::kString},
              {"d", Type::kDynamic},
              {"t", Type::kDatetime},
              {"r", Type::kReal},
              {"b", Type::kBool}});
    put("U", {{"a", Type::kString}, {"x", Type::kTimespan}, {"g", Type::kGuid}, {"i", Type::kInt}});
    return out;
  }();
  return tables;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  crumb::Schema columns;
  for (const crumb::Error& error : crumb::kql::check(text, catalog(), nullptr, &columns)) {
    bool inside = error.span.begin <= error.span.end && error.span.end <= size;
    if (!inside || error.message.empty()) std::abort();
    (void)crumb::kql::render_error(text, "fuzz", error);
  }
  return 0;
}
