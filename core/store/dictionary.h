// An append-only pool of byte strings addressed by code: what string and dynamic columns store
// their texts in. Entries may repeat (computed columns do not pay for uniqueness); intern() never
// adds a text twice.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace crumb {

class Dictionary {
 public:
  using Code = std::uint32_t;

  Dictionary() = default;
  // Texts pooled elsewhere: entry i is bytes[offsets[i], offsets[i + 1]); offsets begin with 0 and
  // end with bytes.size().
  Dictionary(std::vector<char> bytes, std::vector<std::uint64_t> offsets)
      : bytes_(std::move(bytes)), offsets_(std::move(offsets)) {}

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(offsets_.size()) - 1;
  }
  [[nodiscard]] std::string_view operator[](Code code) const {
    return {bytes_.data() + offsets_[code],
            static_cast<std::size_t>(offsets_[code + 1] - offsets_[code])};
  }
  [[nodiscard]] std::uint64_t bytes() const;                                  // memory held
  [[nodiscard]] std::uint64_t text_bytes() const { return offsets_.back(); }  // of all entries

  Code append(std::string_view text);        // always a new code
  Code append_all(const Dictionary& other);  // its entry 0 gets the code returned, and so on
  Code intern(std::string_view text);        // the code of an equal text, or a new one
  void reserve(std::uint32_t entries, std::uint64_t bytes);

 private:
  void grow_index();

  std::vector<char> bytes_;
  std::vector<std::uint64_t> offsets_ = {0};
  std::vector<Code> index_;  // open addressing over hash of text; built by the first intern()
  std::uint32_t indexed_ = 0;
};

using DictionaryPtr = std::shared_ptr<const Dictionary>;

[[nodiscard]] std::uint64_t hash_bytes(std::string_view text);  // stable on every platform

}  // namespace crumb
