// Files, folders and containers through stdio and std::filesystem, errors as values.
#include "cli/door.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "base/sha256.h"
#include "base/text.h"
#include "cli/unpack.h"

#if defined(_WIN32)
#error "the command line is built for POSIX systems"
#endif
#include <unistd.h>

namespace crumb::cli {
namespace fs = std::filesystem;
namespace {

struct Close {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, Close>;

constexpr std::size_t kChunk = 1u << 20;

// decisions.json and case files that lie beside exports are ours, not logs.
bool is_ours(const fs::path& path) {
  const auto name = path.filename().string();
  return name == "decisions.json" || name == "case.txt" || name == "case.json" ||
         name.starts_with('.');
}

Result<std::vector<std::string>> expand(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (path == "-") {
      files.push_back(path);
      continue;
    }
    std::error_code ec;
    const auto status = fs::status(path, ec);
    if (ec || !fs::exists(status))
      return fail(ErrorCode::kNotFound, "no such file or folder: " + make_visible(path));
    if (!fs::is_directory(status)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator
             it(path, fs::directory_options::skip_permission_denied, ec),
         end;
         !ec && it != end; it.increment(ec)) {
      std::error_code file_ec;
      if (it->is_regular_file(file_ec) && !is_ours(it->path()))
        found.push_back(it->path().string());
    }
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

void show_progress(std::string_view name, std::uint64_t bytes) {
  std::fprintf(stderr, "\r\x1b[Kreading %s  %.1f MB", make_visible(name).c_str(),
               static_cast<double>(bytes) / 1e6);
}

// Where a file of the case came from: a path, and in a container the member's label.
struct Source {
  std::string path;
  std::string member;
};
using Sources = std::vector<Source>;

void remember(Sources& sources, std::uint32_t index, Source source) {
  sources.resize(std::max<std::size_t>(sources.size(), index + 1));
  sources[index] = std::move(source);
}

// Empty for what cannot be read twice.
std::string sha256_of_file(const std::string& path) {
  const File file(path == "-" ? nullptr : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return {};
  Sha256 hash;
  std::vector<std::uint8_t> chunk(kChunk);
  while (const std::size_t read = std::fread(chunk.data(), 1, chunk.size(), file.get()))
    hash.update(std::span(chunk.data(), read));
  return hash.finish_hex();
}

// A container's members become files of the case.
class MembersIntoCase final : public UnpackSink {
 public:
  MembersIntoCase(Case& session, const std::string& path, Sources& sources)
      : session_(session), path_(path), sources_(sources), archive_{path, sha256_of_file(path)} {}

  bool begin(std::string name) override {
    index_ = session_.begin_file(name);
    session_.set_container(index_, archive_);
    remember(sources_, index_, {path_, std::move(name)});
    return true;
  }
  bool bytes(std::span<const std::uint8_t> chunk) override {
    result = session_.push(index_, chunk);
    return result.has_value();
  }
  void end(std::string broken) override { session_.end_file(index_, broken); }
  void refuse(std::string name, std::string reason) override {
    const std::uint32_t index = session_.refuse_file(std::move(name), std::move(reason));
    session_.set_container(index, archive_);
    remember(sources_, index, {path_, {}});
  }
  Result<void> result;

 private:
  Case& session_;
  const std::string& path_;
  Sources& sources_;
  const ingest::Container archive_;
  std::uint32_t index_ = 0;
};

// One window of one member.
class WindowOfMember final : public UnpackSink {
 public:
  WindowOfMember(const std::string& member, std::uint64_t offset, std::uint32_t bytes)
      : member_(member), skip_(offset), want_(bytes) {}

  bool begin(std::string name) override { return name == member_; }
  bool bytes(std::span<const std::uint8_t> chunk) override {
    const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(skip_, chunk.size()));
    skip_ -= skipped;
    chunk = chunk.subspan(skipped);
    chunk = chunk.first(std::min<std::size_t>(chunk.size(), want_ - text.size()));
    text.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
    return text.size() < want_;
  }
  void end(std::string) override {}
  void refuse(std::string, std::string) override {}
  std::string text;

 private:
  const std::string& member_;
  std::uint64_t skip_;
  std::uint32_t want_;
};

Result<void> load_file(Case& session, const std::string& path, Sources& sources, bool progress) {
  const File file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    remember(sources, session.refuse_file(path, "the file cannot be opened for reading"),
             {path, {}});
    return {};
  }
  std::vector<std::uint8_t> chunk(kChunk);
  std::size_t read = std::fread(chunk.data(), 1, chunk.size(), file.get());
  if (container_of(std::span(chunk.data(), read)) != Container::kNone) {
    MembersIntoCase members(session, path, sources);
    unpack(file.get(), std::span(chunk.data(), read), path, {}, members);
    return members.result;
  }
  const std::uint32_t index = session.begin_file(path);
  remember(sources, index, {path, {}});
  std::uint64_t total = 0;
  for (; read != 0; read = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
    total += read;
    CRUMB_CHECK_OK(session.push(index, std::span(chunk.data(), read)));
    if (progress) show_progress(path, total);
  }
  session.end_file(index);
  return {};
}

// Reads `bytes` at `offset` again. Right for files that are UTF-8 on disk; the case asks only for
// those.
Result<std::string> read_again(const Source& source, std::uint64_t offset, std::uint32_t bytes) {
  const std::string& path = source.path;
  const File file(path == "-" ? nullptr : std::fopen(path.c_str(), "rb"));
  if (file == nullptr)
    return fail(ErrorCode::kNotFound, "the file is no longer there: " + make_visible(path));
  if (!source.member.empty()) {
    std::vector<std::uint8_t> head(kChunk);
    head.resize(std::fread(head.data(), 1, head.size(), file.get()));
    WindowOfMember window(source.member, offset, bytes);
    unpack(file.get(), head, path, {}, window);
    return std::move(window.text);
  }
  if (::fseeko(file.get(), static_cast<off_t>(offset), SEEK_SET) != 0) {
    return fail(ErrorCode::kInput, "the file is shorter than it was: " + make_visible(path));
  }
  std::string text(bytes, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

}  // namespace

Result<void> load(Case& session, const std::vector<std::string>& paths) {
  CRUMB_TRY(const std::vector<std::string> files, expand(paths));
  const bool progress = ::isatty(STDERR_FILENO) != 0;
  Sources sources;
  for (const std::string& path : files) {
    if (path.ends_with(".kql")) {
      CRUMB_TRY(std::string text, read_text(path));
      session.add_check(path, std::move(text));
      continue;
    }
    CRUMB_CHECK_OK(load_file(session, path, sources, progress));
  }
  if (progress) std::fputs("\r\x1b[K", stderr);
  session.set_reader([sources](std::uint32_t file, std::uint64_t offset,
                               std::uint32_t bytes) -> Result<std::string> {
    if (file >= sources.size()) return fail(ErrorCode::kNotFound, "no such file in this case");
    return read_again(sources[file], offset, bytes);
  });
  return {};
}

namespace {

Result<void> load_pack(Case& session, const std::string& path) {
  CRUMB_TRY(const std::string bytes, read_text(path, NetworkPack::kMostBytes));
  if (!bytes.starts_with(NetworkPack::kMagic))
    return fail(ErrorCode::kInput, make_visible(path) + " is no network pack");
  const std::uint32_t index = session.begin_file(path);
  CRUMB_CHECK_OK(session.push(
      index, std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size())));
  session.end_file(index);
  if (const auto& report = session.files()[index]; report.refused())
    return fail(ErrorCode::kInput, make_visible(path) + ": " + report.reason);
  return {};
}

}  // namespace

Result<void> load_all(Case& session, const std::vector<std::string>& paths, const Args& args) {
  CRUMB_CHECK_OK(load(session, paths));
  return args.has("--pack") ? load_pack(session, std::string(args.get("--pack"))) : Result<void>();
}

Result<std::string> read_text(const std::string& path, std::uint64_t limit) {
  const File file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return fail(ErrorCode::kNotFound, "no such file: " + make_visible(path));
  std::string text;
  std::array<char, 65'536> chunk{};
  for (std::size_t read = 0; (read = std::fread(chunk.data(), 1, chunk.size(), file.get())) != 0;) {
    text.append(chunk.data(), read);
    if (text.size() > limit)
      return fail(ErrorCode::kLimit, "the file is larger than " + std::to_string(limit) +
                                         " bytes: " + make_visible(path));
  }
  return text;
}

Result<void> write_text(const std::string& path, std::string_view text) {
  const File file(std::fopen(path.c_str(), "wb"));
  if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0) {
    return fail(ErrorCode::kInput, "cannot write " + make_visible(path));
  }
  return {};
}

}  // namespace crumb::cli
