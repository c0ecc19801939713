// Conversions between the types of columns: what to...() functions do and what the binder inserts.
// Not parse_json(): a string that becomes dynamic here is a JSON string, its text is not read.
#pragma once

#include "base/result.h"
#include "kql/context.h"
#include "kql/vector.h"
#include "store/type.h"

namespace crumb::kql {

// Values that cannot be converted become null (an empty text for string). A constant gives one
// value.
[[nodiscard]] Result<ColumnPtr> convert(const Vector& from, Type to, std::uint32_t rows,
                                        EvalContext& context);

}  // namespace crumb::kql
