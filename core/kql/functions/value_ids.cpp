// Numbering by type: texts once a dictionary entry, the rest row by row.
#include "kql/functions/value_ids.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "kql/functions/scalars.h"

namespace crumb::kql {
namespace {

constexpr std::uint32_t kUnseen = 0xFFFF'FFFFu;

std::uint64_t bits_of(double value) {
  if (std::isnan(value)) return std::bit_cast<std::uint64_t>(std::nan(""));
  return std::bit_cast<std::uint64_t>(value == 0 ? 0.0 : value);
}

std::uint64_t key_of(const Column& column, std::uint32_t row) {
  switch (column.type()) {
    case Type::kBool:
      return column.bools()[row];
    case Type::kInt:
      return static_cast<std::uint64_t>(std::int64_t{column.ints()[row]});
    case Type::kReal:
      return bits_of(column.reals()[row]);
    default:
      return static_cast<std::uint64_t>(column.longs()[row]);
  }
}

std::string_view bytes_of(const Guid& guid) {
  return {reinterpret_cast<const char*>(guid.bytes.data()), guid.bytes.size()};
}

}  // namespace

void ValueIds::number(const Vector& values, std::uint32_t rows, std::vector<std::uint32_t>& ids) {
  const Column& column = *values.column;
  ids.resize(rows);
  const std::uint32_t count = values.constant ? 1 : rows;
  if (is_text()) {
    const Dictionary& dictionary = column.dictionary();
    const auto codes = column.codes();
    const bool memo = dictionary.size() <= std::uint64_t{count} * 8 + 1024;
    std::vector<std::uint32_t> seen(memo ? dictionary.size() : 0, kUnseen);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!memo) {
        ids[i] = texts_.insert(dictionary[codes[i]]);
        continue;
      }
      std::uint32_t& id = seen[codes[i]];
      if (id == kUnseen) id = texts_.insert(dictionary[codes[i]]);
      ids[i] = id;
    }
  } else if (type_ == Type::kGuid) {
    for (std::uint32_t i = 0; i < count; ++i) ids[i] = texts_.insert(bytes_of(column.guids()[i]));
  } else {
    bool added = false;
    for (std::uint32_t i = 0; i < count; ++i) ids[i] = keys_.insert(key_of(column, i), added);
  }
  if (values.constant) std::fill(ids.begin(), ids.end(), ids[0]);
}

void ValueIds::append_json(std::string& out, std::uint32_t id) const {
  const auto integer = [&] { return static_cast<std::int64_t>(keys_.key(id)); };
  switch (type_) {
    case Type::kBool:
      out += keys_.key(id) != 0 ? "true" : "false";
      return;
    case Type::kInt:
    case Type::kLong:
      append_integer(out, integer());
      return;
    case Type::kReal:
      append_json_real(out, std::bit_cast<double>(keys_.key(id)));
      return;
    case Type::kDatetime:
      out.push_back('"');
      append_datetime(out, integer());
      out.push_back('"');
      return;
    case Type::kTimespan:
      append_json_string(out, format_timespan(integer()));
      return;
    case Type::kGuid: {
      Guid guid;
      const std::string_view bytes = texts_[id];
      std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(guid.bytes.data()));
      append_json_string(out, format_guid(guid));
      return;
    }
    case Type::kDynamic:
      out += texts_[id];
      return;
    default:
      append_json_string(out, texts_[id]);
      return;
  }
}

}  // namespace crumb::kql
