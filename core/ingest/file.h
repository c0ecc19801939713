// One file from its first byte to its report: hash, encoding, sniffing, the reader that fits, and
// the mapper behind it. Not the case's files together (ingest/ingest.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "ingest/csv.h"
#include "ingest/decode.h"
#include "ingest/ingest.h"
#include "ingest/json_split.h"
#include "ingest/map.h"
#include "ingest/workbook/sheet.h"

namespace crumb::ingest {

class FileReader final : public CsvSink, public JsonSink {
 public:
  FileReader(std::uint32_t file, const IngestLimits& limits, FileReport& report);
  ~FileReader() override;

  void push(std::span<const std::uint8_t> bytes);
  void end();
  void cut(std::string_view why);  // before end(): the rest of the file did not come
  // A zip archive is no text of records: its bytes are kept for Ingest to open, which then reads a
  // sheet into this file or another in place of push and end.
  [[nodiscard]] bool is_package() const { return is_package_; }
  [[nodiscard]] std::vector<std::uint8_t> take_package() { return std::move(package_); }
  void read_sheet(const Workbook& book, std::size_t sheet, std::string_view broken);
  void stop();  // the rows go; what was said so far stays in the report

  [[nodiscard]] std::vector<std::unique_ptr<RowBuilder>>& builders() { return mapper_.builders(); }
  [[nodiscard]] const OwnTable* own_table() const { return mapper_.own_table(); }
  [[nodiscard]] const std::vector<RejectedRecord>& rejected() const { return mapper_.rejected(); }

 private:
  static constexpr std::size_t kHeadBytes = 64 * 1024;
  static constexpr std::uint64_t kPackageBytes = 256u << 20;  // held in memory whole

  void start(bool is_whole_file);
  void start_text(std::string_view head, bool is_whole_file);
  void feed(std::span<const std::uint8_t> bytes);
  void text(std::string_view decoded);
  void refuse(std::string sentence);

  void record(std::span<const Cell> cells, const RawRecord& raw) override;
  void records(const CsvBatch& batch) override;
  void broken(const RawRecord& raw, std::string_view why) override;
  void truncated() override;
  void bad_utf8() override;
  void json_object(std::span<const json::Field> fields, const RawRecord& raw) override;
  void json_columns(std::span<const std::string_view> names) override;
  void json_row(std::span<const json::Field> cells, const RawRecord& raw) override;
  void json_note(std::string_view sentence) override;

  const IngestLimits* limits_;
  FileReport* report_;
  FileMapper mapper_;
  Sha256 sha_;
  std::vector<std::uint8_t> head_;
  std::string decoded_;
  std::unique_ptr<TextDecoder> decoder_;  // for encodings that are not UTF-8
  std::unique_ptr<CsvReader> csv_;
  std::unique_ptr<JsonSplitter> json_;
  std::vector<Cell> cells_;
  std::vector<std::uint8_t> package_;
  bool is_package_ = false;
  bool started_ = false;
  bool refused_ = false;
  bool stopped_ = false;
};

}  // namespace crumb::ingest
