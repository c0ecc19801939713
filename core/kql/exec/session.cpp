// The memory account and the stop flag of a run.
// Not a memory allocator: what is charged is an estimate by column widths.
#include "kql/exec/session.h"

#include <algorithm>
#include <string>

namespace crumb::kql {

void Session::add_resident(const ColumnPtr& column) {
  if (column == nullptr) return;
  resident.insert(column.get());
  if (column->dictionary_ptr() != nullptr) resident.insert(column->dictionary_ptr().get());
}

Result<void> Session::check_cancelled() const {
  if (eval.stop_requested()) return fail(ErrorCode::kCancelled, "The query was stopped.");
  return {};
}

Result<void> Session::check_rows(std::uint64_t rows, Span span) const {
  if (rows <= eval.limits.result_rows) return {};
  return fail(ErrorCode::kLimit,
              "This step holds more than " + std::to_string(eval.limits.result_rows) +
                  " rows; narrow the query first.",
              span);
}

Result<void> Held::set(std::uint64_t bytes, Span span) {
  session_.held_bytes += bytes - bytes_;
  bytes_ = bytes;
  const std::uint64_t limit = session_.eval.limits.memory_bytes;
  if (session_.held_bytes <= limit) return {};
  return fail(ErrorCode::kLimit,
              "The query needs more than " + std::to_string(limit >> 20) +
                  " MB of memory; narrow it first.",
              span);
}

std::uint64_t value_bytes(Type type) {
  switch (type) {
    case Type::kBool:
      return 1;
    case Type::kInt:
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      return 4;
    case Type::kGuid:
      return 16;
    case Type::kLong:
    case Type::kReal:
    case Type::kDatetime:
    case Type::kTimespan:
      return 8;
  }
  return 8;
}

std::uint64_t bytes_of(const Session& session, const Batch& batch) {
  std::uint64_t bytes = 0;
  std::vector<const void*> counted;
  const auto once = [&](const void* part) {
    if (session.resident.contains(part) ||
        std::find(counted.begin(), counted.end(), part) != counted.end())
      return false;
    counted.push_back(part);
    return true;
  };
  for (std::uint32_t at = 0; at < batch.width(); ++at) {
    const Lane& lane = batch.lane(at);
    if (lane.column == nullptr) continue;
    if (once(lane.column.get()))
      bytes += std::uint64_t{lane.column->size()} * value_bytes(lane.column->type());
    if (lane.map != nullptr && once(lane.map.get()))
      bytes += lane.map->size() * sizeof(std::uint32_t);
    const Dictionary* dictionary = lane.column->dictionary_ptr().get();
    if (dictionary != nullptr && once(dictionary)) bytes += dictionary->bytes();
  }
  return bytes;
}

}  // namespace crumb::kql
