// What every fallible function in core returns: a value, or one plain sentence with a place.
// Not a logging facility: an Error is carried to the caller, who decides who reads it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace crumb {

enum class ErrorCode : std::uint8_t {
  kSyntax,       // the text is not KQL (or not JSON, not CSV)
  kSemantic,     // well-formed, but Kusto rejects it: unknown name, wrong type, wrong arity
  kUnsupported,  // Kusto has it and we do not; the message is "unsupported: NAME"
  kLimit,        // a bound on bytes, depth, rows, memory or time was reached
  kNotFound,     // a path, table, alert or row that is not there
  kInput,        // a file or a record cannot be read as what it claims to be
  kCancelled,    // the caller asked to stop
  kInternal,     // a broken promise of ours
};

// A half-open byte range [begin, end) in the text that the error is about; empty when there is
// none.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(Span, Span) = default;
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one plain sentence, no trailing newline, log text already escaped
  Span span{};
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message,
                                                 Span span = {}) {
  return std::unexpected(Error{code, std::move(message), span});
}

}  // namespace crumb

// Returns early with the error of a Result, or binds its value: CRUMB_TRY(auto x, parse(text));
#define CRUMB_CONCAT_(a, b) a##b
#define CRUMB_CONCAT(a, b) CRUMB_CONCAT_(a, b)
#define CRUMB_TRY_(tmp, target, ...)                                    \
  auto tmp = (__VA_ARGS__);                                             \
  if (!tmp.has_value()) return std::unexpected(std::move(tmp).error()); \
  target = *std::move(tmp)
#define CRUMB_TRY(target, ...) CRUMB_TRY_(CRUMB_CONCAT(crumb_try_, __LINE__), target, __VA_ARGS__)
#define CRUMB_CHECK_OK(...)                                 \
  if (auto crumb_ok = (__VA_ARGS__); !crumb_ok.has_value()) \
  return std::unexpected(std::move(crumb_ok).error())
