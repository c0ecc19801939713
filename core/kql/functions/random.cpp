// rand() and new_guid(). Their numbers come from a fixed seed, so that a query gives the same
// answer every time and everywhere; they look random and are none. Not for secrets.
#include "kql/functions/families.h"
#include "kql/functions/lift.h"

namespace crumb::kql {
namespace {

// SplitMix64: number `index` of a stream.
std::uint64_t random_bits(std::int64_t stream, std::uint64_t index) {
  std::uint64_t x = static_cast<std::uint64_t>(stream) * 0xD1B5'4A32'D192'ED03ull +
                    (index + 1) * 0x9E37'79B9'7F4A'7C15ull;
  x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9ull;
  x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EBull;
  return x ^ (x >> 31);
}

// The binder puts the number of the call before the arguments that were written.
std::int64_t stream_of(Args args) {
  return args.empty() || args[0].is_null(0) ? 0 : args[0].column->longs()[0];
}

Result<Signature> bind_rand(std::span<const BoundArg> args) {
  Signature signature{{}, {Type::kReal}};
  for (const BoundArg& arg : args) {
    if (arg.type != Type::kInt && arg.type != Type::kLong)
      return fail(ErrorCode::kSemantic, "rand() wants an integer");
    signature.params.push_back(Type::kLong);
  }
  return signature;
}
Result<Signature> bind_new_guid(std::span<const BoundArg> args) {
  return Signature{std::vector<Type>(args.size(), Type::kLong), {Type::kGuid}};
}

// In [0, 1); with a count n one of 0, 1 ... n - 1, null where n is not positive.
Result<ColumnPtr> random_reals(Args args, std::uint32_t rows, EvalContext& context) {
  const std::int64_t stream = stream_of(args);
  std::uint64_t& drawn = context.drawn(stream);
  ColumnBuilder out(Type::kReal);
  for (std::uint32_t i = 0; i < rows; ++i) {
    const std::uint64_t bits = random_bits(stream, drawn++);
    const double real = static_cast<double>(bits >> 11) * 0x1p-53;
    if (args.size() < 2) {
      out.append_real(real);
      continue;
    }
    const std::int64_t count = args[1].is_null(i) ? 0 : args[1].column->longs()[args[1].at(i)];
    if (count <= 0) {
      out.append_null();
      continue;
    }
    __extension__ typedef unsigned __int128 Wide128;
    const Wide128 scaled = static_cast<Wide128>(bits) * static_cast<std::uint64_t>(count);
    out.append_real(static_cast<double>(static_cast<std::uint64_t>(scaled >> 64)));
  }
  return out.finish();
}

// Version 4, variant 1, as those that chance makes.
Result<ColumnPtr> random_guids(Args args, std::uint32_t rows, EvalContext& context) {
  const std::int64_t stream = stream_of(args);
  std::uint64_t& drawn = context.drawn(stream);
  std::vector<Guid> out(rows);
  for (Guid& guid : out) {
    for (std::size_t half = 0; half < 2; ++half) {
      const std::uint64_t bits = random_bits(stream, drawn++);
      for (std::size_t i = 0; i < 8; ++i)
        guid.bytes[half * 8 + i] = static_cast<std::uint8_t>(bits >> (8 * i) & 255);
    }
    guid.bytes[6] = static_cast<std::uint8_t>((guid.bytes[6] & 0x0F) | 0x40);
    guid.bytes[8] = static_cast<std::uint8_t>((guid.bytes[8] & 0x3F) | 0x80);
  }
  return make_column(Type::kGuid, std::move(out));
}

constexpr ScalarFunction kRandom[] = {
    {"rand", "([n:long]) -> real",
     "A number in [0, 1), or one of 0 .. n - 1; from a fixed seed, the same in every run.", 0, 2,
     FunctionKind::kScalar, bind_rand, random_reals, false},
    {"new_guid", "() -> guid", "A GUID from a fixed seed, the same in every run.", 0, 1,
     FunctionKind::kScalar, bind_new_guid, random_guids, false},
};

}  // namespace

ScalarTable random_functions() { return kRandom; }

}  // namespace crumb::kql
