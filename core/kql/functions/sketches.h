// What hll() and tdigest() answer, and what the functions that read it take: sketches of many
// values in little room, as dynamic values. The same rows give the same sketch in whatever order
// they come in batches. Not the aggregates and functions themselves (aggregate_sketch.cpp,
// sketch_functions.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/column.h"

namespace crumb::kql {

// How many distinct values: the hashes themselves up to 1,024, then HyperLogLog registers.
// As text: [[1024,precision],["hash",...],[register,...]], one of the two lists empty.
class HyperLogLog {
 public:
  explicit HyperLogLog(unsigned precision = 14) : precision_(precision) {}
  // nullopt: accuracy is not in 0 .. 4 (Kusto's: 1.6, 0.8, 0.4, 0.28 and 0.2 % of error).
  [[nodiscard]] static std::optional<unsigned> precision_of(std::int64_t accuracy);
  [[nodiscard]] static std::optional<HyperLogLog> parse(std::string_view json);

  void add(std::uint64_t hash);
  void merge(const HyperLogLog& other);  // of two precisions the lower
  [[nodiscard]] std::int64_t count() const;
  void append_json(std::string& out) const;
  [[nodiscard]] std::uint64_t bytes() const {
    return hashes_.capacity() * 8 + registers_.capacity();
  }

 private:
  void sort_hashes() const;
  void add_to_registers(std::uint64_t hash);
  void use_registers();
  void lower_to(unsigned precision);

  unsigned precision_;
  mutable std::vector<std::uint64_t>
      hashes_;  // sorted_ of them without repeats, the rest as they came
  mutable std::size_t sorted_ = 0;
  std::vector<std::uint8_t> registers_;  // empty while the hashes are few
};

// Values in order with their weights. Neighbours are put together beyond 4,096 of them: the place
// of a value is then at most 0.5 % of all off, at the ends not at all. As text:
// [[type],[value,...],[weight,...]].
class Digest {
 public:
  explicit Digest(Type type) : type_(type) {}
  [[nodiscard]] static std::optional<Digest> parse(std::string_view json);

  void add(const Column& column, std::uint32_t row, std::int64_t weight);
  void merge(const Digest& other);  // of another type: nothing happens
  [[nodiscard]] bool empty() const { return items_.empty(); }
  // The smallest value that so many percent do not exceed, as it stands in dynamic; "null" when
  // there is none.
  void append_percentile(std::string& out, double percent) const;
  // How many values are not above this one, and how many there are.
  struct Rank {
    double below = 0;
    double all = 0;
  };
  [[nodiscard]] std::optional<Rank> rank(const Column& column, std::uint32_t row) const;
  void append_json(std::string& out) const;
  [[nodiscard]] std::uint64_t bytes() const { return items_.capacity() * sizeof(Item); }

 private:
  struct Item {
    std::int64_t whole = 0;  // integers, ticks
    double real = 0;         // reals
    std::int64_t weight = 1;
    // NaN stands before all numbers.
    [[nodiscard]] bool before(const Item& other) const;
    [[nodiscard]] bool same(const Item& other) const {
      return !before(other) && !other.before(*this);
    }
  };
  [[nodiscard]] std::optional<Item> item_of(const Column& column, std::uint32_t row) const;
  void settle() const;  // sorts, and puts equal values and then neighbours together
  void append_value(std::string& out, const Item& item) const;

  Type type_;
  mutable std::vector<Item> items_;
  mutable std::size_t settled_ = 0;
};

// xxHash64 of the value; -0.0 is 0.0 and all NaN are one.
[[nodiscard]] std::uint64_t hash_of_value(const Column& column, std::uint32_t row);

}  // namespace crumb::kql
