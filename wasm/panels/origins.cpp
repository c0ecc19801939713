// Origins: each address of the window with its network, place and class, and one press to say whose
// it is. The class is the core's; this panel only adds to and takes from the list of own networks.
#include "panels/panels.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "ui/format.h"
#include "ui/grid.h"

namespace crumb::wasm {
namespace {

constexpr GridColumn kOriginColumns[] = {
    {"Address", 118, 0.4f}, {"Network", 120, 1.4f}, {"Place", 90, 0.8f},
    {"Class", 104, 0.3f},   {"First – last", 112},  {"Events", 54, 0, true},
    {"Users", 50, 0, true}, {"Client", 110, 1.6f},  {"", 74}};

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > 255) return std::nullopt;
    address = address << 8 | value;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (part < 3 && (text.empty() || text[0] != '.')) return std::nullopt;
    if (part < 3) text.remove_prefix(1);
  }
  return text.empty() ? std::optional(address) : std::nullopt;
}

std::string format_v4(std::uint32_t a, int bits) {
  return std::to_string(a >> 24) + "." + std::to_string(a >> 16 & 255) + "." +
         std::to_string(a >> 8 & 255) + "." + std::to_string(a & 255) + "/" + std::to_string(bits);
}

std::uint32_t mask_of(int bits) { return bits == 0 ? 0 : ~std::uint32_t{0} << (32 - bits); }

// The least network that holds this address and every other one of the same provider and class, but
// never wider than /24; an address of its own otherwise. IPv6 rows carry their /64 already.
std::string network_for(const grade::NetworkRow& row, const grade::Verdict& v) {
  const auto address = parse_v4(row.address);
  if (!address) return row.address.contains('/') ? row.address : row.address + "/64";
  int bits = 32;
  for (const grade::NetworkRow& other : v.networks) {
    const auto theirs = parse_v4(other.address);
    if (!theirs || row.isp.empty() || other.isp != row.isp ||
        other.origin_class != row.origin_class)
      continue;
    int common = bits;
    while (common >= 24 && (*address & mask_of(common)) != (*theirs & mask_of(common))) --common;
    if (common >= 24) bits = common;
  }
  return format_v4(*address & mask_of(bits), bits);
}

// Which of the analyst's networks holds the address; -1 when none does.
std::ptrdiff_t own_network_of(const grade::NetworkRow& row,
                              const std::vector<std::string>& networks) {
  const auto address = parse_v4(row.address);
  for (std::size_t at = 0; at < networks.size(); ++at) {
    const std::string& network = networks[at];
    if (network == row.address || network == row.address + "/64")
      return static_cast<std::ptrdiff_t>(at);
    const auto slash = network.find('/');
    if (!address || slash == std::string::npos) continue;
    const auto base = parse_v4(std::string_view(network).substr(0, slash));
    int bits = 32;
    std::from_chars(network.data() + slash + 1, network.data() + network.size(), bits);
    if (base && bits >= 0 && bits <= 32 && (*address & mask_of(bits)) == (*base & mask_of(bits)))
      return static_cast<std::ptrdiff_t>(at);
  }
  return -1;
}

void whose(Scene& scene, const grade::Verdict& v, const grade::NetworkRow& row, const Rect& cell) {
  Ui& ui = scene.ui;
  std::vector<std::string>& networks = scene.state.decisions.own_networks;
  const std::ptrdiff_t known = own_network_of(row, networks);
  const Hue hue = hue_of_class(row.origin_class);
  if (known >= 0) {
    const std::string network = networks[static_cast<std::size_t>(known)];
    if (ui.button("origin." + row.address + ".not-ours", {cell.x, cell.y}, "not ours")) {
      networks.erase(networks.begin() + known);
      send_decisions(scene);
      notify(scene, network + " is not in your list any more; graded again.");
    }
    ImGui::SetItemTooltip("takes %s out of your own networks", network.c_str());
  } else if (hue != Hue::kOwn) {
    const std::string network = network_for(row, v);
    if (ui.button("origin." + row.address + ".ours", {cell.x, cell.y}, "ours")) {
      networks.push_back(network);
      send_decisions(scene);
      notify(scene, network + " added to your own networks; graded again.");
    }
    ImGui::SetItemTooltip("adds %s to your own networks and grades again", network.c_str());
  }
}

}  // namespace

void origins_panel(Scene& scene, const Rect& where) {
  const grade::Verdict* v = scene.verdict();
  if (v == nullptr) return;
  Ui& ui = scene.ui;
  const Palette& p = ui.colors();
  const auto own = scene.state.decisions.own_networks.size();
  const Rect body =
      ui.begin_panel("origins", where, "Origins",
                     own == 0 ? "is it yours? no own networks given"
                              : counted(own, "own network", "own networks") + " given");
  const Grid grid(ui, body, kOriginColumns);
  float y = grid.header(body.y);
  const float height = ui.px(27);
  for (const grade::NetworkRow& row : v->networks) {
    const std::string id = "origin." + row.address;
    const bool selected = scene.state.chosen.id == id;
    const Rect line{body.x - ui.px(4), y, body.w + ui.px(4), height};
    ImGui::SetNextItemAllowOverlap();
    if (ui.press(id, line, row.address + " " + row.origin_class + " " + row.isp, Role::kRow,
                 selected ? "selected" : "")) {
      choose(scene, id, row.address + "  " + row.isp, row.origin);
    }
    if (selected)
      ui.fill(line, p.selected, ui.px(3));
    else if (ImGui::IsItemHovered())
      ui.fill(line, p.raised, ui.px(3));
    const float text_y = y + ui.px(1.5f);
    const Hue hue = hue_of_class(row.origin_class);
    grid.put(0, text_y, Face::kMono, p.text, short_address(row.address));
    grid.put(1, text_y, Face::kBody, p.text, row.isp.empty() ? "not in the data" : row.isp);
    grid.put(2, text_y, Face::kBody, p.text,
             row.country + (row.city.empty() ? "" : " " + row.city));
    const Rect cell = grid.cell(3, text_y);
    ui.mark({cell.x + ui.px(5), text_y + ui.px(12)}, ui.px(4.5f), hue);
    std::string named = row.origin_class + (row.strong ? ", strong" : "");
    std::ranges::transform(named, named.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    ui.text_fit({cell.x + ui.px(15), text_y + ui.px(3)}, cell.w - ui.px(12), Face::kBody,
                text_color(p, hue), named);
    grid.put(4, text_y, Face::kMono, p.second,
             day_or_time(row.first_ticks, v->t0_ticks) + " – " +
                 day_or_time(row.last_ticks, v->t0_ticks));
    grid.put(5, text_y, Face::kMono, p.text, grouped(row.events));
    grid.put(6, text_y, Face::kMono, p.text, grouped(row.users));
    grid.put(7, text_y, Face::kBody, p.second,
             row.client + (row.device.empty() ? ", no device" : ", " + row.device));
    whose(scene, *v, row, {grid.cell(8, y).x, y + ui.px(1.5f), 0, 0});
    y += height;
  }
  if (v->networks.empty()) ui.text({body.x, y}, Face::kSmall, p.third, "no address in the window");
  ui.claim(y + ui.px(4));
  ui.end_panel();
}

}  // namespace crumb::wasm
