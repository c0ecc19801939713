// Open addressing over store's stable hash; ids of dictionary entries are remembered so that a text
// is hashed once. Not store's Dictionary, which has no look-up without insertion.
#include "kql/exec/text_pool.h"

#include <algorithm>

namespace crumb::kql {

namespace {

constexpr TextPool::Id kUnknown = 0xFFFF'FFFEu;  // in seen_ids_: not looked up yet

}  // namespace

TextPool::Slot& TextPool::slot_of(std::string_view text, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].id != kNone; at = (at + 1) & mask) {
    if (slots_[at].hash == hash && (*texts_)[slots_[at].id] == text) break;
  }
  return slots_[at];
}

void TextPool::grow() {
  std::vector<Slot> slots(std::max<std::size_t>(64, slots_.size() * 2));
  const std::size_t mask = slots.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.id == kNone) continue;
    std::size_t at = slot.hash & mask;
    while (slots[at].id != kNone) at = (at + 1) & mask;
    slots[at] = slot;
  }
  slots_ = std::move(slots);
}

TextPool::Id TextPool::insert(std::string_view text) {
  if (texts_ == nullptr) texts_ = std::make_shared<Dictionary>();
  if ((std::size_t{size()} + 1) * 2 > slots_.size()) grow();
  const auto hash = static_cast<std::uint32_t>(hash_bytes(text));
  Slot& slot = slot_of(text, hash);
  if (slot.id == kNone) slot = {hash, texts_->append(text)};
  return slot.id;
}

TextPool::Id TextPool::find(std::string_view text) {
  return slots_.empty() ? kNone : slot_of(text, static_cast<std::uint32_t>(hash_bytes(text))).id;
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
  return (texts_ == nullptr ? 0 : texts_->bytes()) + slots_.capacity() * sizeof(Slot) +
         seen_ids_.capacity() * sizeof(Id);
}

}  // namespace crumb::kql
