// The parts that say what the sheets mean: relationships, the list of sheets, styles, shared texts.
#include "ingest/workbook/workbook.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/ascii.h"
#include "base/sha256.h"
#include "base/text.h"
#include "ingest/workbook/xml.h"

namespace crumb::ingest {
namespace {

constexpr std::size_t kSharedBytes = 1u << 30, kSharedTexts = 1u << 26;
constexpr std::size_t kMostSheets = 1000, kMostStyles = 1u << 16;

std::uint32_t number_of(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "worksheets/sheet1.xml" as a part named in `folder` means it; "/xl/…" is absolute.
std::string resolve_part(std::string_view folder, std::string_view target) {
  std::string path = target.starts_with('/') ? "" : std::string(folder);
  while (!target.empty()) {
    const std::size_t end = std::min(target.find('/'), target.size());
    const std::string_view step = target.substr(0, end);
    target.remove_prefix(std::min(end + 1, target.size()));
    if (step == "..") {
      path.resize(path.find_last_of('/') == std::string::npos ? 0 : path.find_last_of('/'));
    } else if (!step.empty() && step != ".") {
      path += (path.empty() ? "" : "/") + std::string(step);
    }
  }
  return path;
}

std::string folder_of(std::string_view part) {
  const std::size_t slash = part.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(part.substr(0, slash));
}

struct Relation {
  std::string type, part;
};

// Relationship elements by their id; those to the outside are left out.
struct Relations final : XmlSink {
  explicit Relations(std::string in) : folder(std::move(in)) {}
  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
    if (by_id.size() == kMostStyles) return;
    const std::string_view type = attributes.get("Type");
    by_id[std::string(attributes.get("Id"))] = {std::string(type.substr(type.rfind('/') + 1)),
                                                resolve_part(folder, attributes.get("Target"))};
  }
  void close(std::string_view) override {}
  void text(std::string_view) override {}

  [[nodiscard]] std::string first(std::string_view type, std::string_view otherwise) const {
    for (const auto& [id, relation] : by_id) {
      if (relation.type == type) return relation.part;
    }
    return std::string(otherwise);
  }
  std::string folder;
  std::map<std::string, Relation, std::less<>> by_id;
};

struct SheetList final : XmlSink {
  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "workbookPr") {
      const std::string_view since = attributes.get("date1904");
      since_1904 = since == "1" || since == "true";
    }
    if (name == "sheet" && sheets.size() < kMostSheets)
      sheets.emplace_back(attributes.get("name"), attributes.get("id"));
  }
  void close(std::string_view) override {}
  void text(std::string_view) override {}
  std::vector<std::pair<std::string, std::string>> sheets;  // name, id of the relation
  bool since_1904 = false;
};

struct Styles final : XmlSink {
  void open(std::string_view name, const XmlAttributes& attributes) override {
    if (name == "numFmt" && own.size() < kMostStyles)
      own[number_of(attributes.get("numFmtId"))] = read_format(attributes.get("formatCode"));
    if (name == "cellXfs") in_cells = true;
    if (name != "xf" || !in_cells || formats.size() == kMostStyles) return;
    const std::uint32_t id = number_of(attributes.get("numFmtId"));
    const auto found = own.find(id);
    formats.push_back(found != own.end() ? found->second : builtin_format(id));
  }
  void close(std::string_view name) override {
    if (name == "cellXfs") in_cells = false;
  }
  void text(std::string_view) override {}
  std::map<std::uint32_t, NumberFormat> own;
  std::vector<NumberFormat> formats;
  bool in_cells = false;
};

// si holds t, or runs r with a t each; rPh is how it is pronounced.
struct SharedSink final : XmlSink {
  explicit SharedSink(SharedTexts& into) : texts(into) {}
  void open(std::string_view name, const XmlAttributes&) override {
    if (name == "si") texts.begin();
    if (name == "rPh") ++spoken;
    in_text = name == "t" && spoken == 0 && texts.size() != 0;
  }
  void close(std::string_view name) override {
    if (name == "rPh") --spoken;
    in_text = false;
  }
  void text(std::string_view part) override {
    if (in_text) texts.append(part);
  }
  SharedTexts& texts;
  int spoken = 0;
  bool in_text = false;
};

std::string parse_part(Package& package, std::string_view part, XmlSink& sink, std::uint64_t salt,
                       const std::function<std::string()>& limit = {}) {
  const ZipMember* member = package.find(part);
  if (member == nullptr) return "Its part " + make_visible(part) + " is missing.";
  XmlReader reader(sink, salt);
  std::string too_much;
  const std::string broken = package.read(*member, [&](std::span<const std::uint8_t> bytes) {
    if (!reader.push(bytes)) return false;
    if (limit) too_much = limit();
    return too_much.empty();
  });
  if (!too_much.empty()) return too_much;
  reader.finish();
  return broken.empty() ? reader.problem() : broken;
}

std::uint64_t salt_of(std::span<const std::uint8_t> bytes) {
  Sha256 sha;
  sha.update(bytes);
  const auto digest = sha.finish();
  std::uint64_t salt = 0;
  for (std::size_t i = 0; i < 8; ++i) salt = salt << 8 | digest[i];
  return salt;
}

bool is_hex4(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

}  // namespace

std::string unescape_text(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find("_x", at), text.size());
    out += text.substr(at, next - at);
    at = next;
    if (at == text.size()) break;
    if (at + 7 <= text.size() && text[at + 6] == '_' && is_hex4(text.substr(at + 2, 4))) {
      std::uint32_t unit = 0;
      std::from_chars(text.data() + at + 2, text.data() + at + 6, unit, 16);
      append_utf8(out, static_cast<char32_t>(unit));
      at += 7;
    } else {
      out += "_x";
      at += 2;
    }
  }
  return out;
}

Workbook::Workbook(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {
  salt_ = salt_of(bytes_);
  Package package(bytes_);
  if (!package.refuse().empty()) {
    refuse_ =
        "It is a workbook, an Office document or a zip archive whose directory is damaged or cut "
        "off: save it again, as CSV UTF-8.";
    return;
  }
  open(package);
}

void Workbook::open(Package& package) {
  struct Other {
    std::string_view part, sentence;
  };
  constexpr Other kOthers[] = {
      {"xl/workbook.bin", "It is a binary workbook (xlsb): save it as xlsx or as CSV UTF-8."},
      {"word/document.xml", "It is a Word document: export the rows as CSV or JSON."},
      {"ppt/presentation.xml", "It is a presentation: export the rows as CSV or JSON."},
      {"content.xml", "It is an OpenDocument file (ods): save it as xlsx or as CSV UTF-8."},
  };
  Relations root("");
  (void)parse_part(package, "_rels/.rels", root, salt_);
  const std::string main = root.first("officeDocument", "xl/workbook.xml");
  for (const Other& other : kOthers) {
    if (package.find(other.part) != nullptr) refuse_ = other.sentence;
  }
  if (!refuse_.empty()) return;
  if (package.find(main) == nullptr) {
    refuse_ = package.find("[Content_Types].xml") != nullptr
                  ? "It is an Office document without sheets: export the rows as CSV or JSON."
                  : "It is a zip archive inside of which nothing was opened: unpack it first.";
    return;
  }
  SheetList list;
  damage_ = parse_part(package, main, list, salt_);
  since_1904_ = list.since_1904;
  const std::string folder = folder_of(main);
  Relations relations(folder);
  const std::string base = main.substr(folder.empty() ? 0 : folder.size() + 1);
  const std::string list_part = (folder.empty() ? "" : folder + "/") + "_rels/" + base + ".rels";
  if (std::string broken = parse_part(package, list_part, relations, salt_); damage_.empty())
    damage_ = std::move(broken);
  for (const auto& [name, id] : list.sheets) {
    const auto found = relations.by_id.find(id);
    if (found != relations.by_id.end() && found->second.type == "worksheet")
      sheets_.push_back({name, found->second.part});
  }
  if (sheets_.empty()) {
    refuse_ = damage_.empty() ? "It is a workbook without a sheet of cells."
                              : "It is a workbook whose list of sheets cannot be read. " + damage_;
    return;
  }
  Styles styles;
  const std::string style_part = relations.first("styles", "");
  if (!style_part.empty()) {
    if (std::string broken = parse_part(package, style_part, styles, salt_); damage_.empty())
      damage_ = std::move(broken);
  }
  formats_ = std::move(styles.formats);
  const std::string shared = relations.first("sharedStrings", "");
  if (!shared.empty()) read_shared(package, shared);
}

void Workbook::read_shared(Package& package, std::string_view part) {
  SharedSink sink(texts_);
  std::string broken = parse_part(package, part, sink, salt_, [&] {
    return texts_.bytes() > kSharedBytes || texts_.size() > kSharedTexts
               ? std::string("It holds more text than is read of a workbook: save it as CSV UTF-8.")
               : std::string();
  });
  if (damage_.empty()) damage_ = std::move(broken);
}

std::string Workbook::read_part(std::string_view part, const TakeBytes& take) const {
  Package package(bytes_);
  const ZipMember* member = package.find(part);
  return member == nullptr ? "Its part " + make_visible(part) + " is missing."
                           : package.read(*member, take);
}

}  // namespace crumb::ingest
