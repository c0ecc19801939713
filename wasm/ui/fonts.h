// The page's typefaces in Dear ImGui: Inter and JetBrains Mono with tabular figures, glyphs made
// when first drawn. Scripts that they lack are drawn by the browser (GlyphSource). Not text layout.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace crumb::wasm {

// One glyph as coverage: rows top to bottom, `left` and `top` from the pen on the base line.
struct BrowserGlyph {
  int width = 0, height = 0, left = 0, top = 0;
  float advance = 0;
  std::vector<std::uint8_t> coverage;
};
using GlyphSource =
    std::function<BrowserGlyph(std::uint32_t code_point, float pixels, bool bold, bool mono)>;

// Dear ImGui counts a size from ascent to descent, CSS counts the em: size = em * height.
inline constexpr float kSansHeight = 1.21f;
inline constexpr float kMonoHeight = 1.32f;

struct Fonts {
  ImFont* sans = nullptr;
  ImFont* strong = nullptr;
  ImFont* mono = nullptr;
};

// The TrueType bytes are copied and live as long as the context. Call once, after the context was
// made.
[[nodiscard]] Fonts load_fonts(const std::string& sans, const std::string& strong,
                               const std::string& mono, GlyphSource source);

}  // namespace crumb::wasm
