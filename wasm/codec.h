// A compact binary form for plain structs: little-endian values, counted strings and lists, fields
// in declared order. Not a file format and not versioned: both ends of a message are the same
// module.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace crumb::wasm {

// A struct of ours lists its fields: `auto fields(this auto& self) { return std::tie(self.a,
// self.b); }`. A struct of the core gets a specialisation (messages_core.h). kNested: listed fields
// of unnamed inner structs, less one each.
template <class T>
struct Fields {
  static auto of(auto& value) { return value.fields(); }
  static constexpr std::size_t kNested = 0;
};

// How many members an aggregate has; the codec refuses to compile when a list of fields forgets
// one.
struct AnyField {
  template <class T>
  operator T() const;  // never defined: only its type is used
};
template <class T, std::size_t... I>
consteval bool takes_fields(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), AnyField{})...}; };
}
template <class T, std::size_t N = 40>
consteval std::size_t field_count() {
  if constexpr (N == 0 || takes_fields<T>(std::make_index_sequence<N>{}))
    return N;
  else
    return field_count<T, N - 1>();
}
template <class T>
consteval bool lists_every_field() {
  using Listed = decltype(Fields<T>::of(std::declval<T&>()));
  return std::tuple_size_v<Listed> == field_count<T>() + Fields<T>::kNested;
}

template <class T>
concept Scalar = std::is_arithmetic_v<T> || std::is_enum_v<T>;

class Writer {
 public:
  template <Scalar T>
  void put(T value) {
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out_.append(bytes, sizeof(T));
  }
  void put(const std::string& text) {
    put(static_cast<std::uint32_t>(text.size()));
    out_.append(text);
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(static_cast<std::uint32_t>(list.size()));
    for (const T& item : list) put(item);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class A, class B>
  void put(const std::pair<A, B>& pair) {
    put(pair.first);
    put(pair.second);
  }
  template <class T>
    requires(std::is_class_v<T> && std::is_aggregate_v<T>)
  void put(const T& value) {
    static_assert(lists_every_field<T>(), "a field is missing in the list");
    std::apply([this](const auto&... field) { (this->put(field), ...); }, Fields<T>::of(value));
  }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(out_.data()), out_.size()};
  }

 private:
  std::string out_;
};

// After a false result the value is half filled and of no use.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  template <Scalar T>
  bool get(T& value) {
    if (rest_.size() < sizeof(T)) return false;
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_ = rest_.subspan(sizeof(T));
    return true;
  }
  bool get(bool& value) {
    std::uint8_t byte = 0;
    if (!get(byte)) return false;
    value = byte != 0;
    return true;
  }
  bool get(std::string& text) {
    std::uint32_t size = 0;
    if (!get(size) || size > rest_.size()) return false;
    text.assign(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(size);
    return true;
  }
  template <class T>
  bool get(std::vector<T>& list) {
    std::uint32_t count = 0;
    if (!get(count) || count > rest_.size()) return false;  // every item takes at least one byte
    list.resize(count);
    for (T& item : list)
      if (!get(item)) return false;
    return true;
  }
  template <class T>
  bool get(std::optional<T>& value) {
    bool there = false;
    if (!get(there)) return false;
    value.reset();
    return !there || get(value.emplace());
  }
  template <class A, class B>
  bool get(std::pair<A, B>& pair) {
    return get(pair.first) && get(pair.second);
  }
  template <class T>
    requires(std::is_class_v<T> && std::is_aggregate_v<T>)
  bool get(T& value) {
    static_assert(lists_every_field<T>(), "a field is missing in the list");
    return std::apply([this](auto&... field) { return (this->get(field) && ...); },
                      Fields<T>::of(value));
  }

 private:
  std::span<const std::uint8_t> rest_;
};

// One message on the wire: its tag, then its fields.
template <class Message>
[[nodiscard]] Writer encode(const Message& message) {
  Writer writer;
  writer.put(Message::kTag);
  writer.put(message);
  return writer;
}

// Calls handler.on(message) with the one of `Messages` whose tag the bytes carry. False: no such
// tag, or malformed.
template <class... Messages, class Handler>
bool dispatch(std::span<const std::uint8_t> bytes, Handler& handler) {
  if (bytes.empty()) return false;
  const auto tag = bytes[0];
  const auto take = [&]<class Message>() {
    if (static_cast<std::uint8_t>(Message::kTag) != tag) return false;
    Reader reader(bytes.subspan(1));
    Message message;
    if (!reader.get(message) || !reader.at_end()) return false;
    handler.on(message);
    return true;
  };
  return (take.template operator()<Messages>() || ...);
}

}  // namespace crumb::wasm
