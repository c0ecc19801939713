// Punycode (RFC 3492) of texts and of domain names' labels. No normalisation and no change of case.
// Source: learn.microsoft.com/kusto/query/punycode-from-string-function and its neighbours.
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kTMin = 1;
constexpr std::uint32_t kTMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kFirstBias = 72;
constexpr std::uint32_t kFirst = 0x80;
constexpr std::size_t kMaxInput =
    4096;  // the algorithm is quadratic; no domain label is longer than 63

std::vector<char32_t> code_points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint p = decode_utf8(text, at);
    points.push_back(p.value);
    at += p.bytes;
  }
  return points;
}

std::uint32_t adapted(std::uint32_t delta, std::uint32_t count, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / count;
  std::uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return k <= bias ? kTMin : std::min(k - bias, kTMax);
}

char digit_of(std::uint32_t value) {
  return static_cast<char>(value < 26 ? 'a' + value : '0' + (value - 26));
}

std::uint32_t value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint32_t>(digit - '0') + 26;
  const char lower = static_cast<char>(digit | 0x20);
  return lower >= 'a' && lower <= 'z' ? static_cast<std::uint32_t>(lower - 'a') : kBase;
}

// False: too long, or a number overflowed.
bool encode(std::string_view text, std::string& out) {
  if (text.size() > kMaxInput) return false;
  const auto points = code_points_of(text);
  for (const char32_t p : points) {
    if (p < kFirst) out.push_back(static_cast<char>(p));
  }
  const auto basic = static_cast<std::uint32_t>(
      std::count_if(points.begin(), points.end(), [](char32_t p) { return p < kFirst; }));
  if (basic > 0) out.push_back('-');
  std::uint32_t n = kFirst;
  std::uint32_t delta = 0;
  std::uint32_t bias = kFirstBias;
  for (std::uint32_t done = basic; done < points.size(); ++delta, ++n) {
    std::uint32_t next = std::numeric_limits<std::uint32_t>::max();
    for (const char32_t p : points) {
      if (p >= n) next = std::min<std::uint32_t>(next, p);
    }
    std::uint32_t step = 0;
    if (__builtin_mul_overflow(next - n, done + 1, &step) ||
        __builtin_add_overflow(delta, step, &delta))
      return false;
    n = next;
    for (const char32_t p : points) {
      if (p < n) ++delta;
      if (p != n) continue;
      std::uint32_t q = delta;
      for (std::uint32_t k = kBase;; k += kBase) {
        const std::uint32_t t = threshold(k, bias);
        if (q < t) break;
        out.push_back(digit_of(t + (q - t) % (kBase - t)));
        q = (q - t) / (kBase - t);
      }
      out.push_back(digit_of(q));
      bias = adapted(delta, done + 1, done == basic);
      delta = 0;
      ++done;
    }
  }
  return true;
}

bool decode(std::string_view text, std::string& out) {
  if (text.size() > kMaxInput || !is_ascii(text)) return false;
  std::u32string points;
  if (const std::size_t dash = text.rfind('-'); dash != std::string_view::npos) {
    points.assign(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(dash));
    text.remove_prefix(dash + 1);
  }
  std::uint32_t n = kFirst;
  std::uint32_t i = 0;
  std::uint32_t bias = kFirstBias;
  while (!text.empty()) {
    const std::uint32_t before = i;
    std::uint32_t weight = 1;
    for (std::uint32_t k = kBase;; k += kBase) {
      if (text.empty()) return false;
      const std::uint32_t digit = value_of(text.front());
      text.remove_prefix(1);
      std::uint32_t step = 0;
      if (digit >= kBase || __builtin_mul_overflow(digit, weight, &step) ||
          __builtin_add_overflow(i, step, &i))
        return false;
      const std::uint32_t t = threshold(k, bias);
      if (digit < t) break;
      if (__builtin_mul_overflow(weight, kBase - t, &weight)) return false;
    }
    const auto count = static_cast<std::uint32_t>(points.size()) + 1;
    bias = adapted(i - before, count, before == 0);
    if (__builtin_add_overflow(n, i / count, &n) || n > 0x10FFFF || (n >= 0xD800 && n < 0xE000))
      return false;
    i %= count;
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(i), static_cast<char32_t>(n));
    ++i;
  }
  for (const char32_t p : points) append_utf8(out, p);
  return true;
}

// Calls label(text) for each label; dots of other scripts count as dots.
template <class Label>
bool for_each_label(std::string_view domain, std::string& out, Label label) {
  std::string current;
  bool good = true;
  for (const char32_t p : code_points_of(domain)) {
    if (p != U'.' && p != U'\u3002' && p != U'\uFF61' && p != U'\uFF0E') {
      append_utf8(current, p);
      continue;
    }
    good = good && label(current);
    out.push_back('.');
    current.clear();
  }
  return good && label(current);
}

bool encode_domain(const Cells& c, std::string& out) {
  return for_each_label(c.text(0), out, [&out](const std::string& label) {
    if (is_ascii(label)) {
      out += label;
      return true;
    }
    out += "xn--";
    return encode(label, out);
  });
}

bool decode_domain(const Cells& c, std::string& out) {
  return for_each_label(c.text(0), out, [&out](const std::string& label) {
    if (starts_with_ignore_case(label, "xn--"))
      return decode(std::string_view(label).substr(4), out);
    out += label;
    return true;
  });
}

bool encode_text(const Cells& c, std::string& out) { return encode(c.text(0), out); }
bool decode_text(const Cells& c, std::string& out) { return decode(c.text(0), out); }

constexpr ScalarFunction kPunycode[] = {
    row<"(text:string) -> string">("punycode_from_string", "The text in Punycode, without xn--.",
                                   each<Type::kString, encode_text>),
    row<"(text:string) -> string">("punycode_to_string",
                                   "The text that was encoded; empty when it is no Punycode.",
                                   each<Type::kString, decode_text>),
    row<"(domain:string) -> string">("punycode_domain_to_string",
                                     "The domain with its labels in Punycode.",
                                     each<Type::kString, encode_domain>),
    row<"(domain:string) -> string">("punycode_domain_from_string",
                                     "The domain with its xn-- labels decoded.",
                                     each<Type::kString, decode_domain>),
};

}  // namespace

ScalarTable punycode_functions() { return kPunycode; }

}  // namespace crumb::kql
