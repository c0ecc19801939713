// Fuzzes the opening of network packs: refused in a sentence, or every look-up answers. Seeds: what
// tools/network_pack.mjs writes; the first eight bytes of the input are the key that is looked up.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "store/network_pack.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint64_t key = 0;
  if (size < sizeof key) return 0;
  std::memcpy(&key, data, sizeof key);
  const auto pack = crumb::NetworkPack::open(
      std::string(reinterpret_cast<const char*>(data) + sizeof key, size - sizeof key));
  if (!pack) {
    if (pack.error().message.empty()) std::abort();
    return 0;
  }
  std::size_t letters = (*pack)->date().size();
  for (const bool v6 : {false, true}) {
    for (const std::uint64_t at : {key, key >> 32, ~std::uint64_t{0}}) {
      if (const auto found = (*pack)->provider({v6, at})) letters += found->name.size();
      if (const auto found = (*pack)->country({v6, at})) letters += found->name.size();
    }
  }
  return letters == 0 ? 1 : 0;
}
