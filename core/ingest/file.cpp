// The state of one file while its bytes come in.
#include "ingest/file.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/sniff.h"

namespace crumb::ingest {
namespace {

CellKind kind_of(json::Kind kind) {
  switch (kind) {
    case json::Kind::kNull:
      return CellKind::kNull;
    case json::Kind::kString:
      return CellKind::kText;
    case json::Kind::kBool:
    case json::Kind::kNumber:
      return CellKind::kToken;
    case json::Kind::kObject:
    case json::Kind::kArray:
      break;
  }
  return CellKind::kJson;
}

}  // namespace

FileReader::FileReader(std::uint32_t file, const IngestLimits& limits, FileReport& report)
    : limits_(&limits), report_(&report), mapper_(file, limits, report) {}
FileReader::~FileReader() = default;

void FileReader::push(std::span<const std::uint8_t> bytes) {
  if (stopped_) return;
  report_->bytes += bytes.size();
  if (limits_->hash) sha_.update(bytes);
  if (refused_) return;
  if (report_->bytes > limits_->file_bytes) {
    refused_ = true;
    report_->truncated = true;
    mapper_.note("It is larger than the limit of " + std::to_string(limits_->file_bytes) +
                 " bytes; what came before was read.");
    return;
  }
  if (is_package_ && report_->bytes > kPackageBytes) {
    is_package_ = false;
    package_ = {};
    return refuse("It is a workbook of more than " + std::to_string(kPackageBytes >> 20) +
                  " MiB, which is not opened: save its sheets as CSV UTF-8.");
  }
  if (is_package_) {
    package_.insert(package_.end(), bytes.begin(), bytes.end());
    return;
  }
  if (started_) return feed(bytes);
  const std::size_t take = std::min(bytes.size(), kHeadBytes - head_.size());
  head_.insert(head_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(take));
  if (head_.size() < kHeadBytes) return;
  start(false);
  if (refused_) return;
  if (is_package_) {
    package_.insert(package_.end(), bytes.begin() + static_cast<std::ptrdiff_t>(take), bytes.end());
  } else {
    feed(bytes.subspan(take));
  }
}

void FileReader::refuse(std::string sentence) {
  refused_ = true;
  report_->reason = std::move(sentence);
}

void FileReader::start(bool is_whole_file) {
  started_ = true;
  if (std::string sentence = refuse_bytes(head_, is_whole_file); !sentence.empty()) {
    refuse(std::move(sentence));
  } else if (is_zip(head_)) {
    is_package_ = true;
    package_ = std::move(head_);
  } else {
    const Encoding encoding = detect_encoding(head_);
    report_->encoding = encoding_name(encoding);
    if (encoding == Encoding::kUtf8 || encoding == Encoding::kUtf8Bom) {
      start_text({reinterpret_cast<const char*>(head_.data()), head_.size()}, is_whole_file);
    } else {
      if (encoding == Encoding::kWindows1252)
        mapper_.note(
            "It is not UTF-8; it was read as Windows-1252. Names with accents may be wrong.");
      decoder_ = std::make_unique<TextDecoder>(encoding);
      std::string decoded;
      decoder_->decode(head_, decoded);
      start_text(decoded, is_whole_file);
    }
    if (refused_) report_->encoding.clear();
  }
  head_ = {};
}

void FileReader::start_text(std::string_view head, bool is_whole_file) {
  const TextSniff sniff = sniff_text(head);
  if (sniff.kind == TextKind::kNothing &&
      (is_whole_file || !sniff.refuse.starts_with("The file holds nothing")))
    return refuse(sniff.refuse);
  if (sniff.kind == TextKind::kJson) {
    const JsonShape shape = sniff_json(head.substr(sniff.preamble));
    report_->format = shape.format();
    json_ = std::make_unique<JsonSplitter>(
        shape, JsonOptions{.record_bytes = limits_->record_bytes}, *this);
    json_->skip(head.substr(0, sniff.preamble));
  } else {
    report_->format = "csv";
    csv_ = std::make_unique<CsvReader>(CsvOptions{.delimiter = sniff.delimiter,
                                                  .newline = sniff.newline,
                                                  .record_bytes = limits_->record_bytes,
                                                  .columns = limits_->columns},
                                       *this);
    csv_->skip(head.substr(0, sniff.preamble));
  }
  text(head.substr(sniff.preamble));
}

void FileReader::feed(std::span<const std::uint8_t> bytes) {
  if (decoder_ == nullptr) return text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  constexpr std::size_t kPart = 256 * 1024;
  while (!bytes.empty()) {
    const auto part = bytes.first(std::min(bytes.size(), kPart));
    decoded_.clear();
    decoder_->decode(part, decoded_);
    text(decoded_);
    bytes = bytes.subspan(part.size());
  }
}

void FileReader::text(std::string_view decoded) {
  if (csv_ != nullptr) csv_->push(decoded);
  if (json_ != nullptr) json_->push(decoded);
}

void FileReader::cut(std::string_view why) {
  if (stopped_) return;
  if (!started_) start(true);
  report_->truncated = true;
  if (refused_) report_->reason = why;
  mapper_.note(std::string(why));
}

void FileReader::end() {
  if (stopped_) return;
  if (!started_) start(true);
  if (decoder_ != nullptr) {
    decoded_.clear();
    decoder_->finish(decoded_);
    text(decoded_);
    if (decoder_->damaged()) bad_utf8();
  }
  if (csv_ != nullptr) csv_->finish();
  if (json_ != nullptr) json_->finish();
  if (limits_->hash) report_->sha256 = sha_.finish_hex();
  if (csv_ != nullptr || json_ != nullptr) mapper_.finish();
  csv_ = nullptr;
  json_ = nullptr;
  decoder_ = nullptr;
  stopped_ = true;
}

void FileReader::read_sheet(const Workbook& book, std::size_t sheet, std::string_view broken) {
  report_->format = "xlsx";
  report_->encoding = encoding_name(Encoding::kUtf8);  // of the text that its records are
  const SheetBounds bounds{limits_->record_bytes, limits_->columns};
  const SheetOutcome outcome = ingest::read_sheet(book, sheet, bounds, [&](const SheetRecord& row) {
    std::vector<std::string_view> names;
    if (!row.broken.empty()) {
      mapper_.reject(row.raw, std::string(row.broken));
    } else if (mapper_.has_columns()) {
      mapper_.row(row.cells, row.raw);
    } else {
      for (const Cell& cell : row.cells) names.push_back(cell.text);
      mapper_.set_columns(names, "csv", "csv");
    }
    return true;
  });
  for (const std::string& sentence : outcome.notes) mapper_.note(sentence);
  for (const std::string_view sentence :
       {std::string_view(outcome.damage), std::string_view(book.damage()), broken}) {
    if (sentence.empty()) continue;
    report_->truncated = true;
    mapper_.note(std::string(sentence));
  }
  report_->truncated = report_->truncated || outcome.cut;
  mapper_.finish();
  stopped_ = true;
}

void FileReader::stop() {
  stopped_ = true;
  csv_ = nullptr;
  json_ = nullptr;
  mapper_.builders().clear();
}

// --- what the readers say
// ---------------------------------------------------------------------------------------

void FileReader::record(std::span<const Cell> cells, const RawRecord& raw) {
  if (mapper_.has_columns()) return mapper_.row(cells, raw);
  std::vector<std::string_view> names;
  for (const Cell& cell : cells) names.push_back(cell.text);
  if (std::ranges::any_of(names, [](auto name) { return name.find('\n') != name.npos; })) {
    report_->truncated = true;
    mapper_.note(
        "A quote in its header is open: lines below were read as part of a column's name.");
  }
  mapper_.set_columns(names, "csv", "csv");
}

void FileReader::records(const CsvBatch& batch) { mapper_.rows(batch.cells, batch.records); }

void FileReader::broken(const RawRecord& raw, std::string_view why) {
  mapper_.reject(raw, std::string(why));
}

void FileReader::truncated() {
  report_->truncated = true;
  mapper_.note("It is cut off: it ends in the middle of a record or before its closing bracket.");
}

void FileReader::bad_utf8() {
  mapper_.note("Bytes that are not valid text in its encoding were replaced by U+FFFD.");
}

void FileReader::json_object(std::span<const json::Field> fields, const RawRecord& raw) {
  mapper_.object(fields, json_->envelope(), raw);
}

void FileReader::json_columns(std::span<const std::string_view> names) {
  mapper_.set_columns(names, "rows", json_->envelope());
}

void FileReader::json_row(std::span<const json::Field> cells, const RawRecord& raw) {
  cells_.resize(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells_[i] = {cells[i].text, kind_of(cells[i].kind)};
  mapper_.row(cells_, raw);
}

void FileReader::json_note(std::string_view sentence) {
  report_->truncated = true;
  mapper_.note(std::string(sentence));
}

}  // namespace crumb::ingest
