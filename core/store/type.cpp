// Type names, KQL's own and its synonyms.
#include "store/type.h"

#include <array>

namespace crumb {
namespace {

struct Name {
  std::string_view name;
  Type type;
};
constexpr std::array<std::string_view, 10> kNames = {
    "bool", "int", "long", "real", "decimal", "datetime", "timespan", "guid", "string", "dynamic"};
constexpr std::array<Name, 10> kSynonyms = {{{"boolean", Type::kBool},
                                             {"int32", Type::kInt},
                                             {"int64", Type::kLong},
                                             {"double", Type::kReal},
                                             {"float", Type::kReal},
                                             {"date", Type::kDatetime},
                                             {"time", Type::kTimespan},
                                             {"uuid", Type::kGuid},
                                             {"uniqueid", Type::kGuid},
                                             {"object", Type::kDynamic}}};

}  // namespace

std::string_view type_name(Type type) { return kNames[static_cast<std::size_t>(type)]; }

std::optional<Type> type_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Type>(i);
  }
  for (const Name& synonym : kSynonyms) {
    if (synonym.name == name) return synonym.type;
  }
  return std::nullopt;
}

}  // namespace crumb
