// Fonts from memory, and a font loader that asks the browser for the glyphs of other scripts. See
// fonts.h.
#include "ui/fonts.h"

#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace crumb::wasm {
namespace {

constexpr float kReferenceSize = 20;
constexpr ImWchar kDigits[] = {'0', '9', 0};
constexpr ImWchar kNotDigits[] = {1, '0' - 1, '9' + 1, 0x10FFFF, 0};

struct FontFile {
  float digit = 0;  // advance of every figure, of the size; 0: the face has tabular figures already
  bool bold = false, mono = false;
};
constexpr std::array kFaces{FontFile{0.62f / kSansHeight, false, false},
                            FontFile{0.64f / kSansHeight, true, false}, FontFile{0, false, true}};

GlyphSource& others() {
  static GlyphSource the_source;
  return the_source;
}

bool browser_has(ImFontAtlas*, ImFontConfig*, ImWchar code_point) { return code_point >= 0xA0; }

bool browser_glyph(ImFontAtlas* atlas, ImFontConfig* source, ImFontBaked* baked, void*,
                   ImWchar code_point, ImFontGlyph* out, float* advance_only) {
  const auto index = static_cast<std::size_t>(atlas->Fonts.find_index(source->DstFont));
  const FontFile& face = kFaces[std::min(index, kFaces.size() - 1)];
  const BrowserGlyph glyph =
      others()(code_point, baked->Size * baked->RasterizerDensity, face.bold, face.mono);
  if (glyph.advance <= 0) return false;
  const float density = baked->RasterizerDensity;
  if (advance_only != nullptr) {
    *advance_only = glyph.advance / density;
    return true;
  }
  out->Codepoint = code_point;
  out->AdvanceX = std::round(glyph.advance) / density;
  if (glyph.width <= 0 || glyph.height <= 0) return true;
  const ImFontAtlasRectId pack = ImFontAtlasPackAddRect(atlas, glyph.width, glyph.height);
  if (pack == ImFontAtlasRectId_Invalid) return false;
  ImTextureRect* area = ImFontAtlasPackGetRect(atlas, pack);
  const float base = std::round(baked->Ascent * density) / density;
  out->X0 = static_cast<float>(glyph.left) / density;
  out->Y0 = base + static_cast<float>(glyph.top) / density;
  out->X1 = out->X0 + static_cast<float>(glyph.width) / density;
  out->Y1 = out->Y0 + static_cast<float>(glyph.height) / density;
  out->Visible = true;
  out->PackId = pack;
  ImFontAtlasBakedSetFontGlyphBitmap(atlas, baked, source, out, area, glyph.coverage.data(),
                                     ImTextureFormat_Alpha8, glyph.width);
  return true;
}

const ImFontLoader& browser_loader() {
  static const ImFontLoader the_loader = [] {
    ImFontLoader loader;
    loader.Name = "browser";
    loader.FontSrcContainsGlyph = browser_has;
    loader.FontBakedLoadGlyph = browser_glyph;
    return loader;
  }();
  return the_loader;
}

ImFont* add(const std::string& bytes, const FontFile& face) {
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;  // each source copies the bytes
  void* data = const_cast<char*>(bytes.data());
  const int size = static_cast<int>(bytes.size());
  if (face.digit > 0) config.GlyphExcludeRanges = kDigits;
  ImFont* font = atlas.AddFontFromMemoryTTF(data, size, kReferenceSize, &config);
  if (face.digit > 0) {
    config.MergeMode = true;
    config.GlyphExcludeRanges = kNotDigits;
    config.GlyphMinAdvanceX = config.GlyphMaxAdvanceX = face.digit * kReferenceSize;
    atlas.AddFontFromMemoryTTF(data, size, kReferenceSize, &config);
  }
  ImFontConfig rest;
  rest.MergeMode = true;
  rest.FontLoader = &browser_loader();
  rest.SizePixels = kReferenceSize;
  atlas.AddFont(&rest);
  return font;
}

}  // namespace

Fonts load_fonts(const std::string& sans, const std::string& strong, const std::string& mono,
                 GlyphSource source) {
  others() = std::move(source);
  ImGui::GetIO().Fonts->TexDesiredFormat = ImTextureFormat_Alpha8;
  return {add(sans, kFaces[0]), add(strong, kFaces[1]), add(mono, kFaces[2])};
}

}  // namespace crumb::wasm
