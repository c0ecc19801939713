// The files of a case: their readers, their reports, and what of them is published.
#include "ingest/ingest.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "ingest/file.h"
#include "ingest/publish.h"

namespace crumb::ingest {

struct Ingest::Impl {
  struct File {
    std::unique_ptr<FileReader> reader;
    std::unique_ptr<FileReport>
        building;  // the reader writes here: reports move when files are added
    bool ended = false;
    std::optional<std::pair<bool, std::string>> plain = {};  // before a remark
    std::shared_ptr<const Workbook> book = {};               // of a sheet
    std::size_t sheet = 0;
  };
  IngestLimits limits;
  std::vector<File> files;
  std::vector<FileReport> reports;
  // The sheet whose text was asked for last.
  static constexpr std::uint32_t kKeptText = 128u << 20;
  std::uint32_t text_of = 0;
  std::string text;

  [[nodiscard]] SheetBounds bounds() const { return {limits.record_bytes, limits.columns}; }
  std::uint32_t add(std::string name) {
    const auto index = static_cast<std::uint32_t>(files.size());
    auto report = std::make_unique<FileReport>();
    report->name = std::move(name);
    reports.push_back(*report);
    auto reader = std::make_unique<FileReader>(index, limits, *report);
    files.push_back({std::move(reader), std::move(report), false});
    return index;
  }
  void close(std::uint32_t file) {
    files[file].ended = true;
    reports[file] = std::move(*files[file].building);
  }
  void open_workbook(std::uint32_t file, std::string_view broken);
};

void Ingest::Impl::open_workbook(std::uint32_t file, std::string_view broken) {
  const auto book = std::make_shared<const Workbook>(files[file].reader->take_package());
  const FileReport whole = *files[file].building;
  if (!book->refuse().empty()) {
    FileReport& report = *files[file].building;
    report.reason = book->refuse();
    report.truncated = !broken.empty();
    if (!broken.empty()) report.reason += " " + std::string(broken);
    return close(file);
  }
  for (std::size_t sheet = 0; sheet < book->sheets().size(); ++sheet) {
    const std::uint32_t index = sheet == 0 ? file : add({});
    File& entry = files[index];
    entry.building->name = whole.name + "/" + book->sheets()[sheet].name;
    entry.building->sha256 = whole.sha256;
    entry.building->bytes = whole.bytes;
    entry.building->container = whole.container;
    entry.book = book;
    entry.sheet = sheet;
    entry.reader->read_sheet(*book, sheet, broken);
    close(index);
  }
}

Ingest::Ingest(IngestLimits limits) : impl_(std::make_unique<Impl>()) { impl_->limits = limits; }
Ingest::~Ingest() = default;

std::uint32_t Ingest::begin_file(std::string name) { return impl_->add(std::move(name)); }

Result<void> Ingest::push(std::uint32_t file, std::span<const std::uint8_t> bytes) {
  if (file >= impl_->files.size()) return fail(ErrorCode::kInternal, "no such file");
  if (FileReader* reader = impl_->files[file].reader.get()) reader->push(bytes);
  return {};
}

void Ingest::end_file(std::uint32_t file, std::string_view broken) {
  if (file >= impl_->files.size()) return;
  Impl::File& entry = impl_->files[file];
  if (entry.reader == nullptr || entry.ended) return;
  if (!broken.empty()) entry.reader->cut(broken);
  entry.reader->end();
  if (entry.reader->is_package()) return impl_->open_workbook(file, broken);
  impl_->close(file);
}

void Ingest::set_container(std::uint32_t file, Container container) {
  if (file >= impl_->files.size()) return;
  if (FileReport* building = impl_->files[file].building.get()) building->container = container;
  impl_->reports[file].container = std::move(container);
}

void Ingest::drop_file(std::uint32_t file) {
  if (file >= impl_->files.size()) return;
  Impl::File& entry = impl_->files[file];
  if (entry.reader == nullptr) return;
  const auto book = entry.book;
  // A workbook goes with all its sheets.
  for (std::uint32_t i = file; i < impl_->files.size(); ++i) {
    if (i != file && (book == nullptr || impl_->files[i].book != book)) continue;
    FileReport report;
    report.name = impl_->reports[i].name;
    report.reason = "The file was removed from the case.";
    impl_->reports[i] = std::move(report);
    impl_->files[i] = {};
  }
}

std::uint32_t Ingest::refuse_file(std::string name, std::string reason) {
  const auto index = static_cast<std::uint32_t>(impl_->files.size());
  FileReport report;
  report.name = std::move(name);
  report.reason = std::move(reason);
  impl_->reports.push_back(std::move(report));
  impl_->files.push_back({nullptr, nullptr, true});
  return index;
}

void Ingest::report_as(std::uint32_t file, FileReport report) {
  if (file >= impl_->files.size()) return;
  report.name = std::move(impl_->reports[file].name);
  report.container = std::move(impl_->reports[file].container);
  impl_->reports[file] = std::move(report);
  impl_->files[file] = {nullptr, nullptr, true};
}

std::optional<std::string> Ingest::sheet_text(std::uint32_t file, std::uint64_t offset,
                                              std::uint32_t bytes) {
  if (file >= impl_->files.size() || impl_->files[file].book == nullptr) return std::nullopt;
  const Impl::File& entry = impl_->files[file];
  const auto again = [&](std::uint64_t from, std::uint32_t size) {
    return ingest::sheet_text(*entry.book, entry.sheet, impl_->bounds(), from, size);
  };
  if (impl_->text.empty() || impl_->text_of != file) {
    impl_->text = again(0, Impl::kKeptText);
    impl_->text_of = file;
  }
  if (offset + bytes > impl_->text.size() && impl_->text.size() == Impl::kKeptText)
    return again(offset, bytes);
  const std::string_view text = impl_->text;
  const auto from = static_cast<std::size_t>(std::min<std::uint64_t>(offset, text.size()));
  return std::string(text.substr(from, bytes));
}

const std::vector<FileReport>& Ingest::files() const { return impl_->reports; }

void Ingest::remark(std::uint32_t file, const std::string& sentence) {
  if (file >= impl_->files.size()) return;
  FileReport& report = impl_->reports[file];
  auto& plain = impl_->files[file].plain;
  if (!plain) plain = {report.truncated, report.reason};
  report.truncated = true;
  report.reason += (report.reason.empty() ? "" : " ") + sentence;
}

void Ingest::publish(Catalog& catalog) {
  std::vector<PublishedFile> files;
  for (std::uint32_t i = 0; i < impl_->files.size(); ++i) {
    Impl::File& entry = impl_->files[i];
    if (entry.plain) {
      std::tie(impl_->reports[i].truncated, impl_->reports[i].reason) = *entry.plain;
      entry.plain.reset();
    }
    if (entry.reader == nullptr || !entry.ended) continue;
    files.push_back({i, &impl_->reports[i], &entry.reader->builders(), entry.reader->own_table(),
                     &entry.reader->rejected()});
  }
  std::ranges::stable_sort(files, [](const PublishedFile& a, const PublishedFile& b) {
    return std::pair(std::string_view(a.report->name), std::string_view(a.report->sha256)) <
           std::pair(std::string_view(b.report->name), std::string_view(b.report->sha256));
  });
  publish_tables(files, catalog);
}

}  // namespace crumb::ingest
