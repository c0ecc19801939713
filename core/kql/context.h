// What a running query may know and use: the case clock, limits, cancellation, and a cache of
// prepared constants.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "store/network_pack.h"

namespace crumb::kql {

struct Limits {
  std::uint64_t result_rows = 5'000'000;    // rows that one operator may hold
  std::uint64_t memory_bytes = 2ull << 30;  // held by operators and materialised tables
  std::uint32_t expression_depth = 256;
  std::uint32_t query_bytes = 1u << 20;
};

struct EvalContext {
  std::int64_t now_ticks = 0;  // what now() answers
  Limits limits;
  const std::atomic<bool>* cancelled = nullptr;  // checked between batches and inside long loops
  const NetworkPack* networks = nullptr;         // the catalog's; there may be none

  [[nodiscard]] bool stop_requested() const {
    return cancelled != nullptr && cancelled->load(std::memory_order_relaxed);
  }

  // A prepared form of a constant argument (compiled regular expression, set of an `in` list,
  // parsed network list), made once a query. `kind` names the form, `text` is the constant. T must
  // be immutable after make().
  template <class T>
  const T& prepared(const char* kind, std::string_view text,
                    const std::function<T(std::string_view)>& make) {
    std::string key(kind);
    key.push_back('\0');
    key.append(text);
    auto& slot = prepared_[std::move(key)];
    if (slot == nullptr) slot = std::make_shared<T>(make(text));
    return *static_cast<const T*>(slot.get());
  }

  // How many numbers a call of rand() or new_guid() has drawn so far; the calls of a text are
  // counted apart, so that what they answer does not depend on how rows come in batches.
  std::uint64_t& drawn(std::int64_t stream) { return drawn_[stream]; }

 private:
  std::unordered_map<std::string, std::shared_ptr<void>> prepared_;
  std::unordered_map<std::int64_t, std::uint64_t> drawn_;
};

}  // namespace crumb::kql
