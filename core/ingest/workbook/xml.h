// XML as events over chunks of any size, through Expat. No document types, so no entities of their
// own and nothing from outside; depth and the length of one tag are bounded. Names without prefix.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crumb::ingest {

struct XmlAttributes {
  const char** pairs = nullptr;  // name, value, name, value, null

  [[nodiscard]] std::string_view get(std::string_view local_name) const;  // empty: not there
};

class XmlSink {
 public:
  virtual ~XmlSink() = default;
  // Views live until the call returns.
  virtual void open(std::string_view local_name, const XmlAttributes& attributes) = 0;
  virtual void close(std::string_view local_name) = 0;
  virtual void text(std::string_view text) = 0;  // UTF-8, a part of it as it comes
};

class XmlReader {
 public:
  // `salt`: of the hash tables of names; not 0, and nothing that the author of the XML could
  // choose.
  XmlReader(XmlSink& sink, std::uint64_t salt);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  bool push(std::span<const std::uint8_t> bytes);  // false: stopped or broken, no more is read
  void finish();
  void stop();                                       // from within a sink
  [[nodiscard]] const std::string& problem() const;  // a sentence; empty: it was whole

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crumb::ingest
