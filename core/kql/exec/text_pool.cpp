// Open addressing over store's stable hash; ids of dictionary entries are remembered so that a text
// is hashed once. Not store's Dictionary, which has no look-up without insertion.
#include "kql/exec/text_pool.h"

#include <algorithm>

namespace crumb::kql {

namespace {

constexpr TextPool::Id kUnknown = 0xFFFF'FFFEu;  // in seen_ids_: not looked up yet

}  // namespace

std::size_t TextPool::slot_of(std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at] != kNone; at = (at + 1) & mask) {
    const Id id = slots_[at];
    if (hashes_[id] == hash && (*texts_)[id] == text) break;
  }
  return at;
}

void TextPool::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), kNone);
  const std::size_t mask = slots_.size() - 1;
  for (Id id = 0; id < hashes_.size(); ++id) {
    std::size_t at = hashes_[id] & mask;
    while (slots_[at] != kNone) at = (at + 1) & mask;
    slots_[at] = id;
  }
}

TextPool::Id TextPool::insert(std::string_view text) {
  if (texts_ == nullptr) texts_ = std::make_shared<Dictionary>();
  if ((hashes_.size() + 1) * 2 > slots_.size()) grow();
  const std::uint64_t hash = hash_bytes(text);
  const std::size_t at = slot_of(text, hash);
  if (slots_[at] != kNone) return slots_[at];
  hashes_.push_back(hash);
  return slots_[at] = texts_->append(text);
}

TextPool::Id TextPool::find(std::string_view text) const {
  return slots_.empty() ? kNone : slots_[slot_of(text, hash_bytes(text))];
}

void TextPool::ids(const Column& column, bool constant, std::uint32_t rows, bool insert_new,
                   std::uint32_t* out) {
  const auto id_of = [&](std::uint32_t row) {
    return insert_new ? insert(column.text(row)) : find(column.text(row));
  };
  if (constant) {
    std::fill_n(out, rows, column.is_null(0) ? kNone : id_of(0));
    return;
  }
  const Dictionary& dictionary = column.dictionary();
  if (dictionary.size() > std::uint64_t{rows} * 4 && seen_ != column.dictionary_ptr()) {
    for (std::uint32_t row = 0; row < rows; ++row)
      out[row] = column.is_null(row) ? kNone : id_of(row);
    return;
  }
  if (seen_ != column.dictionary_ptr() || seen_ids_.size() != dictionary.size() ||
      seen_inserted_ != insert_new) {
    seen_ = column.dictionary_ptr();
    seen_ids_.assign(dictionary.size(), kUnknown);
    seen_inserted_ = insert_new;
  }
  const Dictionary::Code* codes = column.codes().data();
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (column.is_null(row)) {
      out[row] = kNone;
      continue;
    }
    Id& id = seen_ids_[codes[row]];
    if (id == kUnknown) id = id_of(row);
    out[row] = id;
  }
}

std::uint64_t TextPool::bytes() const {
  return (texts_ == nullptr ? 0 : texts_->bytes()) + hashes_.capacity() * sizeof(std::uint64_t) +
         (slots_.capacity() + seen_ids_.capacity()) * sizeof(Id);
}

}  // namespace crumb::kql
