// The only file that sees Expat.
#include "ingest/workbook/xml.h"

#include <expat.h>

#include <algorithm>

namespace crumb::ingest {
namespace {

constexpr std::uint32_t kMostDepth = 256;
constexpr std::uint64_t kLongestTag = 4u << 20;  // workbooks hold texts between tags, not in them

std::string_view local_of(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view local_name) const {
  for (const char** at = pairs; at != nullptr && *at != nullptr; at += 2) {
    if (local_of(at[0]) == local_name) return at[1];
  }
  return {};
}

struct XmlReader::Impl {
  XmlSink& sink;
  XML_Parser parser;
  std::uint64_t since_event = 0;  // bytes
  std::uint32_t depth = 0;
  bool stopped = false;
  std::string problem;

  static Impl& of(void* self) {
    Impl& in = *static_cast<Impl*>(self);
    in.since_event = 0;
    return in;
  }
  void give_up(std::string why) {
    if (problem.empty()) problem = std::move(why);
    stop();
  }
  void stop() {
    stopped = true;
    XML_StopParser(parser, XML_FALSE);
  }
  void parse(const char* bytes, int size, bool last) {
    if (XML_Parse(parser, bytes, size, last ? 1 : 0) != XML_STATUS_ERROR || stopped) return;
    problem = "Its XML is damaged at line " + std::to_string(XML_GetCurrentLineNumber(parser)) +
              "; what came before was read.";
    stopped = true;
  }
};

XmlReader::XmlReader(XmlSink& sink, std::uint64_t salt)
    : impl_(new Impl{.sink = sink, .parser = XML_ParserCreate(nullptr), .problem = {}}) {
  XML_Parser parser = impl_->parser;
  if (parser == nullptr) {
    impl_->stopped = true;
    impl_->problem = "There was no memory to read its XML.";
    return;
  }
  XML_SetHashSalt(parser, static_cast<unsigned long>(salt | 1));
  XML_SetUserData(parser, impl_.get());
  XML_SetElementHandler(
      parser,
      [](void* self, const char* name, const char** attributes) {
        Impl& in = Impl::of(self);
        if (in.stopped) return;
        if (++in.depth > kMostDepth) return in.give_up("Its XML is nested too deeply.");
        in.sink.open(local_of(name), XmlAttributes{attributes});
      },
      [](void* self, const char* name) {
        Impl& in = Impl::of(self);
        if (in.stopped) return;
        --in.depth;
        in.sink.close(local_of(name));
      });
  XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
    Impl& in = Impl::of(self);
    if (!in.stopped) in.sink.text({text, static_cast<std::size_t>(size)});
  });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* self, const char*, const char*, const char*, int) {
        Impl::of(self).give_up("Its XML declares a document type, which no workbook does.");
      });
}

XmlReader::~XmlReader() {
  if (impl_->parser != nullptr) XML_ParserFree(impl_->parser);
}

bool XmlReader::push(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kStep = 64 * 1024;
  for (; !bytes.empty() && !impl_->stopped;) {
    const auto part = bytes.first(std::min(kStep, bytes.size()));
    bytes = bytes.subspan(part.size());
    impl_->since_event += part.size();
    impl_->parse(reinterpret_cast<const char*>(part.data()), static_cast<int>(part.size()), false);
    if (impl_->stopped) break;
    if (impl_->since_event > kLongestTag)
      impl_->give_up("A tag of its XML is longer than any workbook's.");
  }
  return !impl_->stopped;
}

void XmlReader::finish() {
  if (!impl_->stopped) impl_->parse("", 0, true);
}

void XmlReader::stop() { impl_->stop(); }
const std::string& XmlReader::problem() const { return impl_->problem; }

}  // namespace crumb::ingest
