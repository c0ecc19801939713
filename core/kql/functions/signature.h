// The little language in which a function's row says what it accepts and answers, and the rows'
// constructor. Not the binder: it knows types, not names or places.
//
//   "(source:string, start:long, [length:long]) -> string | (source:dynamic) -> long"
//
// Forms are tried from left to right. A parameter is name:kind; in brackets it may be left out;
// `...` after the kind means one or more; `!` means that the argument must be constant. The result
// is a type, or $1 for the first parameter's type. The kinds, what they accept and what the kernel
// gets, are in signature.cpp. They are those of Microsoft's binder (checked against it, see
// tests/unit/kql/functions_types_test.cpp).
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "kql/functions/registry.h"

namespace crumb::kql {

using BindFn = Result<Signature> (*)(std::span<const BoundArg>);
using EvalFn = Result<ColumnPtr> (*)(std::span<const Vector>, std::uint32_t, EvalContext&);

// kUnsupported for decimal where the kernel does not know it, else kSemantic with what was wanted
// of the first argument that does not fit.
[[nodiscard]] Result<Signature> bind_forms(std::string_view forms, std::span<const BoundArg> args);

// A text that can be a template argument.
template <std::size_t kSize>
struct FixedText {
  char chars[kSize] = {};
  consteval FixedText(const char (&text)[kSize]) {
    std::copy_n(text, kSize, chars);
  }  // NOLINT: implicit on purpose
  [[nodiscard]] constexpr std::string_view view() const { return {chars, kSize - 1}; }
};

struct Arity {
  std::uint8_t least = 0;
  std::uint8_t most = 0;  // 255: any number
};

// Over all forms.
[[nodiscard]] constexpr Arity arity_of(std::string_view forms) {
  Arity all{255, 0};
  while (!forms.empty()) {
    const std::size_t bar = std::min(forms.find('|'), forms.size());
    const std::string_view form = forms.substr(0, forms.find(')'));
    int least = 0;
    int most = 0;
    bool optional = false;
    for (std::size_t i = 0; i < form.size(); ++i) {
      if (form[i] == '[') optional = true;
      if (form[i] == ':') {
        ++most;
        least += optional ? 0 : 1;
        optional = false;
      }
      if (form.substr(i).starts_with("...")) most = 255;
    }
    all.least = std::min(all.least, static_cast<std::uint8_t>(least));
    all.most = std::max(all.most, static_cast<std::uint8_t>(std::min(most, 255)));
    forms.remove_prefix(std::min(bar + 1, forms.size()));
  }
  return all;
}

template <FixedText kForms>
Result<Signature> bind_as(std::span<const BoundArg> args) {
  return bind_forms(kForms.view(), args);
}

// A row of a family's table: row<"(text:text) -> long">("strlen", "Number of code points.",
// kernel).
template <FixedText kForms>
constexpr ScalarFunction row(std::string_view name, std::string_view summary, EvalFn eval,
                             FunctionKind kind = FunctionKind::kScalar,
                             BindFn bind = bind_as<kForms>) {
  constexpr Arity kArity = arity_of(kForms.view());
  return {name, kForms.view(), summary, kArity.least, kArity.most, kind, bind, eval, true};
}

// The same for rows whose types no form can say: the text is for help and arity, `bind` decides.
template <FixedText kForms>
constexpr ScalarFunction row(std::string_view name, std::string_view summary, BindFn bind,
                             EvalFn eval, FunctionKind kind = FunctionKind::kScalar) {
  return row<kForms>(name, summary, eval, kind, bind);
}

// The row with a warning for those who call it.
constexpr ScalarFunction cautioned(ScalarFunction function,
                                   std::string_view (*caution)(std::span<const BoundArg>)) {
  function.caution = caution;
  return function;
}

// --- for bind functions
// ----------------------------------------------------------------------------------------
[[nodiscard]] std::unexpected<Error> wrong_type(std::string_view what, std::string_view wanted,
                                                Type got);
[[nodiscard]] bool has_decimal(std::span<const BoundArg> args);
[[nodiscard]] std::unexpected<Error> no_decimal();
// int < long < real < decimal: the wider of two numeric types.
[[nodiscard]] constexpr Type wider(Type a, Type b) { return std::max(a, b); }

}  // namespace crumb::kql
