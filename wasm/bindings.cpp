// The only file with Embind: the two roles as plain functions for the page and the worker.
// Bytes come in through the heap (`reserve`), go out as views that the page copies at once.
#include <emscripten/bind.h>
#include <emscripten/heap.h>
#include <emscripten/val.h>

#include <memory>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "engine_role.h"
#include "gl/context.h"
#include "platform.h"
#include "view_role.h"

namespace {

using crumb::wasm::EngineDoor;
using crumb::wasm::EngineRole;
using crumb::wasm::FrameWish;
using crumb::wasm::Host;
using crumb::wasm::ViewRole;
using crumb::wasm::ViewSetup;
using emscripten::val;

using Bytes = std::span<const std::uint8_t>;

struct Roles {
  std::unique_ptr<EngineRole> engine;
  std::unique_ptr<ViewRole> view;
  crumb::Sha256 archive;
  std::vector<std::uint8_t> buffer;  // what the page writes before a call
};
Roles& roles() {
  static Roles the_roles;
  return the_roles;
}

val view_of(Bytes bytes) { return val(emscripten::typed_memory_view(bytes.size(), bytes.data())); }

// Room for `bytes` in the heap; the address as a number. The page's views of the heap may be stale
// after it.
std::uintptr_t reserve(std::uint32_t bytes) {
  if (roles().buffer.size() < bytes) roles().buffer.resize(bytes);
  return reinterpret_cast<std::uintptr_t>(roles().buffer.data());
}
Bytes reserved(std::uint32_t bytes) {
  return Bytes(roles().buffer).first(std::min<std::size_t>(bytes, roles().buffer.size()));
}
std::string reserved_text(std::uint32_t bytes) {
  const Bytes text = reserved(bytes);
  return {reinterpret_cast<const char*>(text.data()), text.size()};
}

// --- engine
// ------------------------------------------------------------------------------------------------------

void engine_start(val door) {
  EngineDoor ours;
  ours.post = [door](Bytes bytes) { door.call<void>("post", view_of(bytes)); };
  ours.read = [door](std::uint32_t id, std::uint64_t offset, std::uint32_t bytes,
                     const std::string& encoding) {
    return door.call<std::string>("read", id, static_cast<double>(offset), bytes, encoding);
  };
  ours.memory_bytes = [] { return static_cast<std::uint64_t>(emscripten_get_heap_size()); };
  roles().engine = std::make_unique<EngineRole>(std::move(ours));
}
bool engine_take_small(const std::string& name, std::uint32_t bytes, bool again) {
  return roles().engine->take_small(name, reserved_text(bytes), again);
}
void engine_begin_file(std::uint32_t id, const std::string& name, double bytes,
                       const std::string& archive, const std::string& archive_sha256) {
  roles().engine->begin_file(id, name, static_cast<std::uint64_t>(bytes),
                             {archive, archive_sha256});
}
bool engine_push(std::uint32_t id, std::uint32_t bytes) {
  return roles().engine->push(id, reserved(bytes));
}
void engine_end_file(std::uint32_t id, const std::string& broken) {
  roles().engine->end_file(id, broken);
}
void engine_refuse_file(std::uint32_t id, const std::string& name, const std::string& reason,
                        const std::string& archive, const std::string& archive_sha256) {
  roles().engine->refuse_file(id, name, reason, {archive, archive_sha256});
}
// An archive's bytes as received, before its members are read.
void engine_hash(std::uint32_t bytes) { roles().archive.update(reserved(bytes)); }
std::string engine_hashed() { return std::exchange(roles().archive, {}).finish_hex(); }
void engine_all_read(bool grade) { roles().engine->all_read(grade); }
bool engine_receive(std::uint32_t bytes) {
  const Bytes message = reserved(bytes);
  return roles().engine->receive(std::vector<std::uint8_t>(message.begin(), message.end()));
}

// --- view
// --------------------------------------------------------------------------------------------------------

crumb::wasm::BrowserGlyph browser_glyph(const val& page, std::uint32_t code_point, float pixels,
                                        bool bold, bool mono) {
  const val made = page.call<val>("glyph", code_point, pixels, bold, mono);
  crumb::wasm::BrowserGlyph glyph;
  glyph.advance = made["advance"].as<float>();
  glyph.width = made["width"].as<int>();
  glyph.height = made["height"].as<int>();
  glyph.left = made["left"].as<int>();
  glyph.top = made["top"].as<int>();
  if (glyph.width > 0 && glyph.height > 0)
    glyph.coverage = emscripten::convertJSArrayToNumberVector<std::uint8_t>(made["coverage"]);
  return glyph;
}

// 0: ready; 1: this browser has no WebGL2; 2: its shaders do not compile.
int view_start(val page, const std::string& canvas, val options) {
  if (!crumb::wasm::gl::create_context(canvas.c_str())) return 1;
  Host host;
  host.post = [page](Bytes bytes) { page.call<void>("post", view_of(bytes)); };
  host.copy = [page](const std::string& text) { page.call<void>("copy", text); };
  host.save = [page](const std::string& name, const std::string& text) {
    page.call<void>("save", name, text);
  };
  host.act = [page](const std::string& what) { page.call<void>("act", what); };
  host.remember = [page](const std::string& json) { page.call<void>("remember", json); };
  host.local_time = [page](double unix_ms) { return page.call<std::string>("localTime", unix_ms); };
  host.proof = [page] { return page.call<std::string>("proof"); };
  host.glyph = [page](std::uint32_t code_point, float pixels, bool bold, bool mono) {
    return browser_glyph(page, code_point, pixels, bold, mono);
  };
  ViewSetup setup;
  setup.host = std::move(host);
  setup.preferences = options["preferences"].as<std::string>();
  setup.sans = options["sans"].as<std::string>();
  setup.strong = options["strong"].as<std::string>();
  setup.mono = options["mono"].as<std::string>();
  setup.apple = options["apple"].as<bool>();
  setup.light = options["light"].as<bool>();
  setup.has_sample = options["hasSample"].as<bool>();
  roles().view = std::make_unique<ViewRole>(std::move(setup));
  return roles().view->create_graphics() ? 0 : 2;
}
bool view_restore_graphics() { return roles().view->create_graphics(); }
void view_resize(float width, float height, float ratio) {
  roles().view->resize(width, height, ratio);
}
double view_receive(std::uint32_t bytes) { return roles().view->receive(reserved(bytes)); }
void view_engine_stopped(const std::string& why) { roles().view->engine_stopped(why); }
void view_activate(const std::string& id) { roles().view->activate(id); }
void view_close_case() { roles().view->close_case(); }
FrameWish view_frame(double now_ms, bool input) { return roles().view->frame(now_ms, input); }
std::string view_mirror() { return roles().view->mirror(); }
crumb::wasm::ImeState view_ime() { return crumb::wasm::ime_state(); }
void view_focus(bool focused) { ImGui::GetIO().AddFocusEvent(focused); }
void view_key(const std::string& code, const std::string& key, bool down) {
  crumb::wasm::key_event(code, key, down);
}
bool view_wants_text() { return ImGui::GetIO().WantTextInput; }

}  // namespace

EMSCRIPTEN_BINDINGS(crumbtrail) {
  using emscripten::function;
  emscripten::value_object<FrameWish>("FrameWish")
      .field("againInMs", &FrameWish::again_in_ms)
      .field("cursor", &FrameWish::cursor)
      .field("mirror", &FrameWish::mirror);
  emscripten::value_object<crumb::wasm::ImeState>("ImeState")
      .field("wanted", &crumb::wasm::ImeState::wanted)
      .field("x", &crumb::wasm::ImeState::x)
      .field("y", &crumb::wasm::ImeState::y)
      .field("height", &crumb::wasm::ImeState::height);
  function("reserve", &reserve);

  function("engineStart", &engine_start);
  function("engineTakeSmall", &engine_take_small);
  function("engineBeginFile", &engine_begin_file);
  function("engineHash", &engine_hash);
  function("engineHashed", &engine_hashed);
  function("enginePush", &engine_push);
  function("engineEndFile", &engine_end_file);
  function("engineRefuseFile", &engine_refuse_file);
  function("engineAllRead", &engine_all_read);
  function("engineReceive", &engine_receive);

  function("viewStart", &view_start);
  function("viewRestoreGraphics", &view_restore_graphics);
  function("viewResize", &view_resize);
  function("viewReceive", &view_receive);
  function("viewEngineStopped", &view_engine_stopped);
  function("viewActivate", &view_activate);
  function("viewCloseCase", &view_close_case);
  function("viewFrame", &view_frame);
  function("viewMirror", &view_mirror);
  function("viewIme", &view_ime);
  function("viewFocus", &view_focus);
  function("viewKey", &view_key);
  function("viewModifiers", &crumb::wasm::modifiers);
  function("viewPointer", &crumb::wasm::pointer_event);
  function("viewButton", &crumb::wasm::button_event);
  function("viewWheel", &crumb::wasm::wheel_event);
  function("viewText", &crumb::wasm::text_event);
  function("viewPaste", &crumb::wasm::paste_event);
  function("viewWantsText", &view_wants_text);
}
