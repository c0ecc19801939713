// Text files that are compiled in, as tables sorted by path.
// Not a file system: the set is fixed at build time. Each function has a library of its own.
#pragma once
#include <span>
#include <string_view>

// `path` is relative to the embedded folder, with forward slashes. Both views live forever.
struct EmbeddedFile {
  std::string_view path;
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_playbook();  // core/playbook, library crumb_playbook
std::span<const EmbeddedFile> embedded_schema();    // core/schema/tables, crumb_schema_data
std::span<const EmbeddedFile> embedded_dialects();  // core/ingest/dialects, crumb_dialect_data
std::span<const EmbeddedFile> embedded_sources();    // core/derive/sources, crumb_source_data
std::span<const EmbeddedFile> embedded_timezones();  // core/kql/timezones, crumb_timezone_data
std::span<const EmbeddedFile> embedded_user_agents();  // uap-core, crumb_user_agent_data
std::span<const EmbeddedFile> embedded_shaders();   // shaders, crumb_shader_data
