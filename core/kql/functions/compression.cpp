// zlib_decompress_from_base64_string and gzip_decompress_from_base64_string. The functions that
// compress are refused: their bytes would have to be those of Kusto's compressor.
// Source: learn.microsoft.com/kusto/query/zlib-base64-decompress-function.
#include "base/text.h"
#include "kql/functions/base64.h"
#include "kql/functions/families.h"
#include "kql/functions/inflate.h"
#include "kql/functions/lift.h"
#include "kql/functions/signature.h"

namespace crumb::kql {
namespace {

// Empty where the text is no such stream, or where what it held is no UTF-8.
template <Inflated (*kUnpack)(std::string_view, std::size_t)>
bool unpack(const Cells& c, std::string& out) {
  const auto bytes = from_base64(c.text(0));
  if (!bytes) return false;
  Inflated plain = kUnpack(*bytes, kMaxTextBytes);
  if (!plain) {
    return plain.error() == InflateError::kTooLarge
               ? c.stop("a compressed text would be larger than 16 MiB")
               : false;
  }
  if (!is_valid_utf8(*plain)) return false;
  out = *std::move(plain);
  return true;
}

constexpr ScalarFunction kCompression[] = {
    row<"(text:string) -> string">(
        "zlib_decompress_from_base64_string",
        "The text that was compressed with zlib; empty when there is none.",
        each<Type::kString, unpack<unzlib>>),
    row<"(text:string) -> string">(
        "gzip_decompress_from_base64_string",
        "The text that was compressed with gzip; empty when there is none.",
        each<Type::kString, unpack<gunzip>>),
};

}  // namespace

ScalarTable compression_functions() { return kCompression; }

}  // namespace crumb::kql
