// hash and hash_... functions. A text is hashed by its bytes, a number or time by the bytes that it
// is stored in, which gives the values that Kusto's documentation prints.
#include <bit>
#include <cmath>

#include "base/sha256.h"
#include "kql/functions/digests.h"
#include "kql/functions/families.h"
#include "kql/functions/lift.h"
#include "kql/functions/scalars.h"
#include "kql/functions/signature.h"
#include "kql/functions/sketches.h"

namespace crumb::kql {
namespace {

// The bytes that stand for the value. Integers little-endian in 8 (int in 4, bool in 1) bytes.
std::string stored_bytes(const Column& column, std::uint32_t at) {
  const auto little = [](std::uint64_t value, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 255));
    return out;
  };
  switch (column.type()) {
    case Type::kBool:
      return little(column.bools()[at], 1);
    case Type::kInt:
      return little(static_cast<std::uint64_t>(std::int64_t{column.ints()[at]}), 4);
    case Type::kReal:
      return little(std::bit_cast<std::uint64_t>(column.reals()[at]), 8);
    case Type::kString:
    case Type::kDynamic:
      return std::string(column.text(at));
    case Type::kGuid: {
      const Guid& guid = column.guids()[at];
      return {guid.bytes.begin(), guid.bytes.end()};
    }
    default:
      return little(static_cast<std::uint64_t>(column.longs()[at]), 8);
  }
}

std::optional<std::int64_t> hash(const Cells& c) {
  const auto value = static_cast<std::int64_t>(xxhash64(stored_bytes(c.column(0), c.at(0))));
  if (c.size() < 2) return value;
  const std::int64_t modulus = c.integer(1);
  if (modulus <= 0) return std::nullopt;
  const std::int64_t rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

template <class Bytes>
void append_hex(std::string& out, const Bytes& bytes) {
  for (const std::uint8_t byte : bytes) {
    out.push_back("0123456789abcdef"[byte >> 4]);
    out.push_back("0123456789abcdef"[byte & 15]);
  }
}

// The digests are of the value's text.
void hash_md5(const Cells& c, std::string& out) { append_hex(out, md5(c.text(0))); }
void hash_sha1(const Cells& c, std::string& out) { append_hex(out, sha1(c.text(0))); }
void hash_sha256(const Cells& c, std::string& out) {
  Sha256 digest;
  const std::string_view text = c.text(0);
  digest.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  out = digest.finish_hex();
}

Result<Signature> bind_digest(std::span<const BoundArg> args) {
  CRUMB_CHECK_OK(bind_forms("(value:plain) -> string", args));
  return Signature{{Type::kString}, {Type::kString}};
}

constexpr ScalarFunction kHashFunctions[] = {
    row<"(value:plain, [modulus:long]) -> long">(
        "hash", "xxHash64 of the value, modulo a number if given.", each<Type::kLong, hash>),
    row<"(value:plain, [modulus:long]) -> long">("hash_xxhash64",
                                                 "xxHash64 of the value, modulo a number if given.",
                                                 each<Type::kLong, hash>),
    row<"(value:plain) -> string">("hash_md5", "MD5 of the value's text in hexadecimal.",
                                   bind_digest, each<Type::kString, hash_md5>),
    row<"(value:plain) -> string">("hash_sha1", "SHA-1 of the value's text in hexadecimal.",
                                   bind_digest, each<Type::kString, hash_sha1>),
    row<"(value:plain) -> string">("hash_sha256", "SHA-256 of the value's text in hexadecimal.",
                                   bind_digest, each<Type::kString, hash_sha256>),
};

}  // namespace

std::uint64_t hash_of_value(const Column& column, std::uint32_t row) {
  if (has_dictionary(column.type())) return xxhash64(column.text(row));
  if (column.type() == Type::kReal) {
    const double value = column.reals()[row];
    if (value == 0 || std::isnan(value)) return xxhash64(value == 0 ? "0" : "NaN");
  }
  return xxhash64(stored_bytes(column, row));
}

ScalarTable hash_functions() { return kHashFunctions; }

}  // namespace crumb::kql
