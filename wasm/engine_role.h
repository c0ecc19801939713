// The engine role: a Case in a worker, driven by the door (bytes of files) and by the view's
// messages. Knows no browser: it is given functions to post a message, to read a slice of a file
// and to tell its memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "case/case.h"
#include "messages.h"

namespace crumb::wasm {

struct EngineDoor {
  std::function<void(std::span<const std::uint8_t>)>
      post;  // to the view; the bytes live until it returns
  // Decoded text of the door's file `id`; an empty answer means that it cannot be read.
  std::function<std::string(std::uint32_t id, std::uint64_t offset, std::uint32_t bytes,
                            const std::string& encoding)>
      read;
  std::function<std::uint64_t()> memory_bytes;
};

// Call order for each file: begin_file, push..., end_file. Ids are the door's own. After the last
// file: all_read.
class EngineRole {
 public:
  explicit EngineRole(EngineDoor door);

  // True when the text was decisions or a check of the analyst's: then it is no log and not to be
  // read as one. again: the file is read once more by a new engine; then decisions are the view's,
  // which may be newer than the file's.
  bool take_small(const std::string& name, const std::string& text, bool again);
  void begin_file(std::uint32_t id, std::string name, std::uint64_t bytes,
                  ingest::Container from = {});
  bool push(std::uint32_t id,
            std::span<const std::uint8_t> bytes);  // false: refused, the rest need not be read
  void end_file(
      std::uint32_t id,
      const std::string& broken);  // broken: why the browser could not read on; else empty
  void refuse_file(std::uint32_t id, std::string name, std::string reason,
                   ingest::Container from = {});  // by the door, before any byte
  void all_read(bool grade);

  bool receive(std::span<const std::uint8_t> message);  // false: not a message of ours

  void on(const SetDecisions& ask);
  void on(const GradeAsk& ask);
  void on(const QueryAsk& ask);
  void on(const CompleteAsk& ask);
  void on(const PageAsk& ask);
  void on(const EvidenceAsk& ask);
  void on(const LaneAsk& ask);
  void on(const RawAsk& ask);
  void on(const MarksAsk& ask);
  void on(const TextAsk& ask);

 private:
  struct DoorFile {
    std::uint32_t id = 0, index = 0;  // the door's and the case's number
    std::uint64_t read = 0, bytes = 0;
    bool complete = false, refused = false;
    std::string problem;
  };

  void send(const auto& message) { door_.post(encode(message).bytes()); }
  DoorFile* find(std::uint32_t id);
  void status(bool busy, std::string what, double done = -1);
  void problem(std::string sentence);
  void send_files(bool all_read);
  void send_page(std::uint64_t first);  // of the last answer
  void send_evidence(std::uint32_t id, std::span<const RowRef> rows);
  void grade_now();
  const timeline::Timeline* timeline_of(std::uint32_t verdict);
  [[nodiscard]] std::vector<Link> links_of(std::uint32_t verdict,
                                           const timeline::Timeline& timeline) const;

  EngineDoor door_;
  Case case_;
  std::vector<DoorFile> files_;
  std::vector<std::string> checks_;
  std::uint64_t announced_ = 0;  // bytes read at the last progress message
  GradeAsk asked_;
  bool read_ = false;  // every file that was dropped is read
  TablePtr result_;    // of the last query
  std::uint32_t result_id_ = 0;
  std::map<std::uint32_t, timeline::Timeline> timelines_;
  std::map<std::uint32_t, std::string> timeline_problems_;
};

}  // namespace crumb::wasm
