// ipv4_lookup and ipv6_lookup: the table's networks by prefix length, sorted; a row finds those
// that hold its address (or lie inside its own network). Not the functions on addresses
// (functions/ip.cpp).
#include <algorithm>
#include <array>
#include <map>

#include "kql/exec/group_table.h"
#include "kql/functions/networks.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

struct LookupV4 {
  using Network = Network4;
  using Address = std::uint32_t;
  static std::optional<Network> parse(std::string_view text) { return parse_network4(text); }
};
struct LookupV6 {
  using Network = Network6;
  using Address = std::array<std::uint64_t, 2>;
  static std::optional<Network> parse(std::string_view text) { return parse_network6(text); }
};

template <class V>
class NetworkLookup : public Operator {
 public:
  NetworkLookup(const Node& node, const NetworkLookupOp& op, const Build& build)
      : Operator(node, build), op_(op), keys_(types_of(node, op)), held_(build.runtime.session()) {
    add_input(make_operator(*node.inputs[0], build));
    add_input(make_operator(*node.inputs[1], build));
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    if (!built_) {
      built_ = true;
      CRUMB_CHECK_OK(build_table());
    }
    if (row_ >= left_.rows()) {
      CRUMB_TRY(const bool more, input(0).next(left_));
      if (!more) return false;
      row_ = 0;
      addresses_ = left_.vector(op_.left);
      groups_.clear();
      if (!op_.left_keys.empty()) keys_.find(vectors(left_, op_.left_keys), left_.rows(), groups_);
    }
    match(batch);
    given_ += batch.rows();
    CRUMB_CHECK_OK(session().check_rows(given_ / 20, node_.span));
    return true;
  }

 private:
  using Address = typename V::Address;
  struct Entry {
    Address address;
    std::uint32_t row;
  };

  static std::vector<Type> types_of(const Node& node, const NetworkLookupOp& op) {
    std::vector<Type> types;
    for (const std::uint32_t key : op.right_keys) types.push_back(node.inputs[1]->schema[key].type);
    return types;
  }

  static std::vector<Vector> vectors(Batch& batch, const std::vector<std::uint32_t>& columns) {
    std::vector<Vector> out;
    for (const std::uint32_t column : columns) out.push_back(batch.vector(column));
    return out;
  }

  Result<void> build_table() {
    CRUMB_TRY(right_, collect(input(1), session(), held_, node_.span));
    if (right_.rows() == 0) return {};
    if (!op_.right_keys.empty())
      keys_.insert_not_null(vectors(right_, op_.right_keys), right_.rows(), right_groups_);
    const Vector networks = right_.vector(op_.right);
    for (std::uint32_t row = 0; row < right_.rows(); ++row) {
      const auto network = V::parse(networks.column->text(networks.at(row)));
      if (network.has_value())
        entries_[network->prefix].push_back({network->masked(network->prefix), row});
    }
    for (auto& [prefix, entries] : entries_) {
      std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return a.address != b.address ? a.address < b.address : a.row < b.row;
      });
    }
    return held_.add(std::uint64_t{right_.rows()} * sizeof(Entry) + keys_.bytes(), node_.span);
  }

  // The table's rows for one address, in their order.
  void find(std::uint32_t row, std::vector<std::uint32_t>& rows) const {
    rows.clear();
    const std::uint32_t group = groups_.empty() ? 0 : groups_[row];
    if (group == GroupTable::kNoGroup) return;
    const auto source = V::parse(addresses_.column->text(addresses_.at(row)));
    if (!source.has_value()) return;
    for (const auto& [prefix, entries] : entries_) {
      const std::int32_t bits = std::min(prefix, source->prefix);
      const Address low = source->masked(bits);
      auto at = std::lower_bound(
          entries.begin(), entries.end(), low,
          [](const Entry& entry, const Address& address) { return entry.address < address; });
      for (; at != entries.end(); ++at) {
        typename V::Network network;
        network.address = at->address;
        if (network.masked(bits) != low) break;
        if (right_groups_.empty() || right_groups_[at->row] == group) rows.push_back(at->row);
      }
    }
    std::sort(rows.begin(), rows.end());
  }

  void match(Batch& batch) {
    std::vector<std::uint32_t> left, right, lonely, found;
    for (; row_ < left_.rows() && left.size() < Segment::kMaxRows; ++row_) {
      find(row_, found);
      if (found.empty() && op_.keep_unmatched) {
        left.push_back(row_);
        right.push_back(right_.rows());  // the row of nulls
      }
      for (const std::uint32_t at : found) {
        left.push_back(row_);
        right.push_back(at);
      }
    }
    batch = left_;
    batch.select(make_map(std::move(left)));
    for (std::uint32_t i = 0; i < op_.right_outputs.size(); ++i) {
      const bool needed = needed_[left_.width() + i];
      batch.add(needed ? Lane{take(with_null(op_.right_outputs[i]), right), nullptr, false}
                       : Lane{});
    }
  }

  // A column of the table with a null behind its last row.
  const ColumnPtr& with_null(std::uint32_t at) {
    ColumnPtr& column = extended_[at];
    if (column != nullptr) return column;
    const Type type = node_.inputs[1]->schema[at].type;
    const ColumnPtr null = constant_column(Value::null_of(type), 1);
    if (right_.rows() == 0) return column = null;
    const ColumnPtr both[] = {right_.column(at), null};
    return column = concat(both);
  }

  const NetworkLookupOp& op_;
  bool built_ = false;
  Batch right_;
  std::map<std::int32_t, std::vector<Entry>> entries_;  // by prefix, in order of address and row
  GroupTable keys_;
  std::vector<std::uint32_t> right_groups_;
  std::map<std::uint32_t, ColumnPtr> extended_;

  Batch left_;
  Vector addresses_;
  std::vector<std::uint32_t> groups_;
  std::uint32_t row_ = 0;
  std::uint64_t given_ = 0;
  Held held_;
};

}  // namespace

OperatorPtr make(const Node& node, const NetworkLookupOp& op, const Build& build) {
  if (op.v6) return std::make_unique<NetworkLookup<LookupV6>>(node, op, build);
  return std::make_unique<NetworkLookup<LookupV4>>(node, op, build);
}

}  // namespace crumb::kql
