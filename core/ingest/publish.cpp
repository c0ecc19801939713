// De-duplication and the making of tables.
#include "ingest/publish.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "base/text.h"

namespace crumb::ingest {
namespace {

constexpr std::string_view kRejectsTable = "CrumbRejects";

// The rows of one layout of one file, and which of them are repeats.
struct Part {
  std::size_t file = 0;
  const RowSegment* segment = nullptr;
  std::vector<std::uint32_t> kept;  // rows that stay; empty and all_kept: all
  bool all_kept = true;
};

// Null columns, shared: a file fills few of a table's columns.
class NullColumns {
 public:
  ColumnPtr get(Type type, std::uint32_t rows) {
    for (const auto& [key, column] : made_) {
      if (key.first == type && key.second == rows) return column;
    }
    ColumnBuilder builder(type);
    builder.reserve(rows);
    for (std::uint32_t i = 0; i < rows; ++i) builder.append_null();
    return made_.emplace_back(std::pair{type, rows}, builder.finish()).second;
  }

 private:
  std::vector<std::pair<std::pair<Type, std::uint32_t>, ColumnPtr>> made_;
};

std::uint64_t fold(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9E37'79B9'7F4A'7C15ull + (h << 6) + (h >> 2);
  return h * 0xD6E8'FEB8'6659'FD93ull;
}

std::uint64_t fixed_bits(const Column& column, std::uint32_t row) {
  switch (column.type()) {
    case Type::kBool:
      return column.bools()[row];
    case Type::kInt:
      return static_cast<std::uint32_t>(column.ints()[row]);
    case Type::kReal:
      return __builtin_bit_cast(std::uint64_t, column.reals()[row]);
    case Type::kGuid:
      return hash_bytes({reinterpret_cast<const char*>(column.guids()[row].bytes.data()), 16});
    case Type::kString:
    case Type::kDynamic:
    case Type::kDecimal:
      return hash_bytes(column.text(row));
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      break;
  }
  return static_cast<std::uint64_t>(column.longs()[row]);
}

// Nulls and empty texts add nothing, so that a column which only one file has is no difference when
// it is empty.
bool is_nothing(const Column& column, std::uint32_t row) {
  if (column.is_null(row)) return true;
  return column.type() == Type::kString && column.text(row).empty();
}

// Column by column: each distinct text is hashed once.
std::vector<std::uint64_t> row_hashes(const RowSegment& segment) {
  std::vector<std::uint64_t> out(segment.rows, 0);
  std::vector<std::uint64_t> by_code;
  for (std::size_t slot = 0; slot < segment.slots.size(); ++slot) {
    const ColumnPtr& column = segment.slots[slot];
    if (column == nullptr) continue;
    const bool texts = column->type() == Type::kString || column->type() == Type::kDynamic;
    if (texts) {
      by_code.assign(column->dictionary().size(), 0);
      for (std::uint32_t code = 0; code < by_code.size(); ++code)
        by_code[code] = hash_bytes(column->dictionary()[code]);
    }
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      if (is_nothing(*column, row)) continue;
      out[row] = fold(out[row],
                      fold(slot, texts ? by_code[column->codes()[row]] : fixed_bits(*column, row)));
    }
  }
  return out;
}

bool same_cell(const ColumnPtr& a, std::uint32_t row_a, const ColumnPtr& b, std::uint32_t row_b) {
  const bool nothing_a = a == nullptr || is_nothing(*a, row_a);
  const bool nothing_b = b == nullptr || is_nothing(*b, row_b);
  if (nothing_a || nothing_b) return nothing_a == nothing_b;
  return a->value(row_a) == b->value(row_b);
}

bool same_record(const Layout& layout, const RowSegment& a, std::uint32_t row_a,
                 const RowSegment& b, std::uint32_t row_b) {
  if (layout.unique_slot) {
    const ColumnPtr& id_a = a.slots[*layout.unique_slot];
    const ColumnPtr& id_b = b.slots[*layout.unique_slot];
    if (id_a != nullptr && id_b != nullptr && !is_nothing(*id_a, row_a))
      return same_cell(id_a, row_a, id_b, row_b);
  }
  for (std::size_t slot = 0; slot < a.slots.size(); ++slot) {
    if (!same_cell(a.slots[slot], row_a, b.slots[slot], row_b)) return false;
  }
  return true;
}

// A record counts once however many files hold it: the first file keeps it. Repeats within one file
// are the file's own.
void drop_repeats(const Layout& layout, std::vector<Part>& parts,
                  std::span<const PublishedFile> files) {
  struct Seen {
    std::size_t part;
    std::uint32_t row;
  };
  std::unordered_multimap<std::uint64_t, Seen> seen;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    Part& part = parts[p];
    const RowSegment& segment = *part.segment;
    std::vector<std::uint64_t> hashes = row_hashes(segment);
    const ColumnPtr unique = layout.unique_slot ? segment.slots[*layout.unique_slot] : nullptr;
    for (std::uint32_t row = 0; unique != nullptr && row < segment.rows; ++row) {
      if (!is_nothing(*unique, row)) hashes[row] = fixed_bits(*unique, row);
    }
    for (std::uint32_t row = 0; row < segment.rows; ++row) {
      const auto [begin, end] = seen.equal_range(hashes[row]);
      const bool repeat = std::any_of(begin, end, [&](const auto& entry) {
        const Part& other = parts[entry.second.part];
        return other.file != part.file &&
               same_record(layout, segment, row, *other.segment, entry.second.row);
      });
      if (!repeat) {
        if (!part.all_kept) part.kept.push_back(row);
        if (p + 1 < parts.size() && parts.back().file != part.file)
          seen.emplace(hashes[row], Seen{p, row});
        continue;
      }
      if (part.all_kept) {
        part.all_kept = false;
        for (std::uint32_t before = 0; before < row; ++before) part.kept.push_back(before);
      }
      ++files[part.file].report->duplicates;
      --files[part.file].report->rows;
    }
  }
}

Segment segment_of(const Part& part, const Layout& layout, std::size_t table, NullColumns& nulls,
                   std::vector<ColumnPtr>& taken) {
  const RowSegment& from = *part.segment;
  Segment out;
  out.rows = part.all_kept ? from.rows : static_cast<std::uint32_t>(part.kept.size());
  if (taken.empty()) {
    taken = from.slots;
    for (ColumnPtr& column : taken) {
      if (column != nullptr && !part.all_kept) column = take(column, part.kept);
    }
  }
  for (const std::uint32_t slot : layout.columns[table]) {
    out.columns.push_back(taken[slot] != nullptr ? taken[slot]
                                                 : nulls.get(layout.slots[slot].type, out.rows));
  }
  if (part.all_kept) {
    out.origins.refs = from.refs;
  } else {
    for (const std::uint32_t row : part.kept) out.origins.refs.push_back(from.refs[row]);
  }
  return out;
}

void publish_rejects(std::span<const PublishedFile> files, Catalog& catalog) {
  Table table{std::string(kRejectsTable),
              {{"File", Type::kString},
               {"Line", Type::kLong},
               {"Record", Type::kLong},
               {"Reason", Type::kString},
               {"Raw", Type::kString}}};
  ColumnBuilder file(Type::kString), line(Type::kLong), record(Type::kLong), reason(Type::kString),
      raw(Type::kString);
  bool any = false;
  std::vector<RowRef> refs;
  const auto close = [&] {
    if (refs.empty()) return;
    any = true;
    Segment segment;
    segment.rows = static_cast<std::uint32_t>(refs.size());
    segment.columns = {file.finish(), line.finish(), record.finish(), reason.finish(),
                       raw.finish()};
    segment.origins.refs = std::move(refs);
    refs = {};
    table.append(std::move(segment));
  };
  for (const PublishedFile& published : files) {
    for (const RejectedRecord& reject : *published.rejected) {
      file.append_text(published.report->name);
      line.append_long(reject.line);
      record.append_long(reject.record);
      reason.append_text(reject.reason);
      raw.append_text(reject.raw);
      refs.push_back({published.file, reject.record});
      if (refs.size() == Segment::kMaxRows) close();
    }
  }
  close();
  catalog.put(std::make_shared<const Table>(std::move(table)), any);
}

// Of several with one name the last file's is used.
void publish_watchlists(std::span<const PublishedFile> files, Catalog& catalog) {
  NullColumns nulls;
  for (std::size_t f = 0; f < files.size(); ++f) {
    const OwnTable* own = files[f].own;
    if (own == nullptr) continue;
    Table table(own->info.name, own->info.columns_schema());
    for (const auto& builder : *files[f].builders) {
      for (const RowSegment& segment : builder->segments()) {
        std::vector<ColumnPtr> taken;
        table.append(segment_of({f, &segment, {}, true}, own->layout, 0, nulls, taken));
      }
    }
    catalog.put_watchlist(own->info.name, std::make_shared<const Table>(std::move(table)));
  }
}

}  // namespace

void publish_tables(std::span<const PublishedFile> files, Catalog& catalog) {
  for (const PublishedFile& file : files) {
    file.report->rows += file.report->duplicates;  // as if published for the first time
    file.report->duplicates = 0;
  }
  NullColumns nulls;
  for (const Layout& layout : layouts()) {
    std::vector<Part> parts;
    bool loaded = false;
    bool several = false;
    for (std::size_t f = 0; f < files.size(); ++f) {
      for (const auto& builder : *files[f].builders) {
        if (&builder->layout() != &layout) continue;
        loaded = loaded || builder->rows() != 0 || files[f].report->rejected == 0;
        for (const RowSegment& segment : builder->segments())
          parts.push_back({f, &segment, {}, true});
        several = several || (!parts.empty() && parts.front().file != parts.back().file);
      }
    }
    if (several) drop_repeats(layout, parts, files);
    std::vector<Table> made;
    for (const schema::TableInfo* info : layout.tables)
      made.emplace_back(info->name, info->columns_schema());
    for (const Part& part : parts) {
      if (!part.all_kept && part.kept.empty()) continue;
      std::vector<ColumnPtr> taken;
      for (std::size_t t = 0; t < made.size(); ++t)
        made[t].append(segment_of(part, layout, t, nulls, taken));
    }
    for (std::size_t t = 0; t < made.size(); ++t) {
      catalog.put(std::make_shared<const Table>(std::move(made[t])), loaded);
      for (const std::string& alias : layout.tables[t]->aliases)
        catalog.add_alias(alias, layout.tables[t]->name);
    }
  }
  publish_watchlists(files, catalog);
  publish_rejects(files, catalog);
}

}  // namespace crumb::ingest
