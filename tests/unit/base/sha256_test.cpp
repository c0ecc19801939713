// SHA-256 against the examples of FIPS 180-4 and NIST's long message, in pieces of any size.
#include "base/sha256.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using crumb::Sha256;

namespace {
std::string hash(std::string_view text, std::size_t piece) {
  Sha256 sha;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    const std::string_view part = text.substr(at, piece);
    sha.update({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
  }
  return sha.finish_hex();
}
}  // namespace

TEST_CASE("SHA-256 of known messages") {
  const std::string million(1'000'000, 'a');
  const struct {
    std::string_view text;
    const char* hex;
  } kVectors[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& [text, hex] : kVectors) {
    for (const std::size_t piece :
         {std::size_t{1000003}, std::size_t{64}, std::size_t{63}, std::size_t{7}}) {
      CAPTURE(text.substr(0, 60));
      CAPTURE(piece);
      CHECK(hash(text, piece) == hex);
    }
  }
}
