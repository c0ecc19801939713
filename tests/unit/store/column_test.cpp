// Dictionaries and columns: build, gather, slice, concatenate.
#include <doctest/doctest.h>

#include "store/catalog.h"
#include "store/column.h"

using namespace crumb;

namespace {

ColumnPtr texts(std::initializer_list<std::string_view> values) {
  ColumnBuilder builder(Type::kString);
  for (const auto value : values) builder.append_text(value);
  return builder.finish();
}

}  // namespace

TEST_CASE("a dictionary interns equal texts once, through growth") {
  Dictionary dictionary;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1000; ++i)
      CHECK(dictionary.intern(std::to_string(i)) == static_cast<Dictionary::Code>(i));
  }
  CHECK(dictionary.size() == 1000);
  CHECK(dictionary.append("7") == 1000);
  CHECK(dictionary.intern("7") == 7);
  CHECK(dictionary[999] == "999");
}

TEST_CASE("nulls: strings have none, the others keep them") {
  for (const Type type : {Type::kBool, Type::kInt, Type::kLong, Type::kReal, Type::kDatetime,
                          Type::kGuid, Type::kDynamic}) {
    ColumnBuilder builder(type);
    builder.append_null();
    builder.append(type == Type::kDynamic ? Value::of_dynamic("[1]") : Value::null_of(type));
    const ColumnPtr column = builder.finish();
    CHECK(column->size() == 2);
    CHECK(column->is_null(0));
    CHECK(column->is_null(1) == (type != Type::kDynamic));
    CHECK(column->value(0) == Value::null_of(type));
  }
  ColumnBuilder builder(Type::kString);
  builder.append_null();
  CHECK_FALSE(builder.finish()->has_nulls());
}

TEST_CASE("take, slice and concat keep values") {
  const ColumnPtr a = texts({"x", "y", "x"});
  const ColumnPtr b = texts({"y", "z"});
  const std::uint32_t rows[] = {2, 1};
  CHECK(take(a, rows)->text(0) == "x");
  CHECK(take(a, rows)->dictionary_ptr() == a->dictionary_ptr());
  CHECK(slice(a, 1, 2)->text(0) == "y");
  const ColumnPtr both[] = {a, b};
  const ColumnPtr joined = concat(both);
  REQUIRE(joined->size() == 5);
  CHECK(joined->text(3) == "y");
  CHECK(joined->codes()[1] == joined->codes()[3]);

  ColumnBuilder longs(Type::kLong);
  longs.append_long(1);
  longs.append_null();
  const ColumnPtr with_null = longs.finish();
  const ColumnPtr pair[] = {with_null, with_null};
  CHECK(concat(pair)->is_null(3));
  CHECK_FALSE(slice(with_null, 0, 1)->has_nulls());
}

TEST_CASE("concat copies a dictionary whole or entry by entry, and nulls stay nulls") {
  const auto numbered = [](std::string_view letter) {
    ColumnBuilder builder(Type::kDynamic);
    for (int i = 0; i < 6000; ++i)
      i == 1 ? builder.append_null()
             : builder.append_text('"' + std::string(letter) + std::to_string(i) + '"');
    return builder.finish();
  };
  const ColumnPtr a = numbered("a"), b = numbered("b");
  const std::uint32_t few[] = {1, 5999, 7};
  const ColumnPtr part = take(b, few);
  const ColumnPtr all[] = {part, a, part, a};
  const ColumnPtr joined = concat(all);
  REQUIRE(joined->size() == 12006);
  CHECK(joined->is_null(0));
  CHECK(joined->text(1) == "\"b5999\"");
  CHECK(joined->text(2) == "\"b7\"");
  CHECK(joined->text(3) == "\"a0\"");
  CHECK(joined->is_null(4));
  CHECK(joined->text(6002) == "\"a5999\"");
  CHECK(joined->text(6004) == "\"b5999\"");
  CHECK(joined->text(12005) == "\"a5999\"");
  CHECK(joined->codes()[3] == joined->codes()[6006]);  // one copy of a dictionary is enough
  CHECK(joined->dictionary().size() < 6010);           // of b only what is in use
}

TEST_CASE("the catalog knows aliases and the nearest name") {
  Catalog catalog;
  catalog.put(
      std::make_shared<const Table>("CloudAppEvents", Schema{{"Timestamp", Type::kDatetime}}),
      true);
  catalog.add_alias("Old", "CloudAppEvents");
  CHECK(catalog.find("Old") == catalog.find("CloudAppEvents"));
  CHECK(catalog.is_loaded("Old"));
  CHECK(catalog.find("cloudappevents") == nullptr);
  CHECK(catalog.nearest("CloudAppEvent") == "CloudAppEvents");
}
