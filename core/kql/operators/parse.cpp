// parse, parse-where, parse-kv: each distinct text of a batch is taken apart once, its pieces are
// converted to the columns' types, rows look their text's values up. Not the patterns
// (functions/text_pattern.h).
#include "kql/exec/program.h"
#include "kql/functions/convert.h"
#include "kql/functions/text_pattern.h"
#include "kql/operators/make.h"

namespace crumb::kql {

namespace {

constexpr std::uint32_t kNotYet = 0xFFFF'FFFFu;

class ParseText : public Operator {
 public:
  ParseText(const Node& node, const ParseOp& op, const Build& build)
      : Operator(node, build), op_(op), program_(build.runtime) {
    add_input(make_operator(*node.inputs[0], build));
    text_ = program_.add(*op.text);
    first_ = width() - static_cast<std::uint32_t>(op.types.size());
  }

 protected:
  Result<bool> produce(Batch& batch) override {
    CRUMB_TRY(const bool more, input().next(batch));
    if (!more) return false;
    program_.begin(batch);
    CRUMB_TRY(const Vector texts, program_.value(text_));
    std::vector<std::uint32_t> text_of_row = number_texts(texts, batch.rows());
    CRUMB_TRY(const std::vector<ColumnPtr> columns, parse_texts(*texts.column));
    Batch out(batch.rows());
    out.reserve(width() + 1);
    for (std::uint32_t i = 0; i < first_; ++i) out.add(batch.lane(i));
    const auto failed = static_cast<std::uint32_t>(codes_.size());
    std::vector<std::uint32_t> kept;
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
      std::uint32_t& text = text_of_row[row];
      if (parsed_[text] != 0) {
        kept.push_back(row);
      } else {
        text = failed;
      }
    }
    const RowMap map = make_map(std::move(text_of_row));
    for (std::uint32_t i = first_; i < width(); ++i) {
      out.add(needed_[i] ? Lane{columns[i - first_], map, false} : Lane{});
    }
    if (carries_row_) out.add(batch.lane(batch.width() - 1));
    out.set_origins(batch.origins());
    if (op_.only_parsed && kept.size() < batch.rows()) out.select(make_map(std::move(kept)));
    batch = std::move(out);
    return true;
  }

 private:
  // codes_: the rows of the column that stand for the distinct texts of the batch; for each row of
  // the batch its place among them.
  std::vector<std::uint32_t> number_texts(const Vector& texts, std::uint32_t rows) {
    const Column& column = *texts.column;
    if (column.dictionary_ptr() != seen_) {
      seen_ = column.dictionary_ptr();
      number_of_code_.assign(seen_->size(), kNotYet);
    } else {
      for (const std::uint32_t code : codes_) number_of_code_[code] = kNotYet;
    }
    codes_.clear();
    std::vector<std::uint32_t> out(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint32_t code = column.codes()[texts.at(row)];
      std::uint32_t& number = number_of_code_[code];
      if (number == kNotYet) {
        number = static_cast<std::uint32_t>(codes_.size());
        codes_.push_back(code);
      }
      out[row] = number;
    }
    return out;
  }

  // A value for each distinct text, and one more at the end for what does not follow the pattern.
  Result<std::vector<ColumnPtr>> parse_texts(const Column& texts) {
    const std::size_t width = op_.types.size();
    std::vector<ColumnBuilder> builders;
    for (std::size_t i = 0; i < width; ++i) builders.emplace_back(Type::kString);
    std::vector<std::vector<std::uint8_t>> missing(width);
    parsed_.assign(codes_.size(), 0);
    for (std::size_t text = 0; text <= codes_.size(); ++text) {
      if (text % 4096 == 4095) CRUMB_CHECK_OK(session().check_cancelled());
      std::vector<TextPiece> pieces(width);
      const bool last = text == codes_.size();
      const bool matched = !last && op_.pattern->match(texts.dictionary()[codes_[text]], pieces);
      if (!last) parsed_[text] = matched ? 1 : 0;
      for (std::size_t i = 0; i < width; ++i) {
        const bool found = matched && pieces[i].found;
        builders[i].append_text(found ? pieces[i].text : std::string_view());
        missing[i].push_back(found ? 0 : 1);
      }
    }
    const auto rows = static_cast<std::uint32_t>(codes_.size()) + 1;
    std::vector<ColumnPtr> out;
    for (std::size_t i = 0; i < width; ++i) {
      CRUMB_TRY(out.emplace_back(), typed(builders[i].finish(), missing[i], op_.types[i], rows));
      if (!op_.all_or_none || op_.types[i] == Type::kString || op_.types[i] == Type::kDynamic)
        continue;
      for (std::size_t text = 0; text < codes_.size(); ++text) {
        if (out.back()->is_null(static_cast<std::uint32_t>(text))) parsed_[text] = 0;
      }
    }
    return out;
  }

  Result<ColumnPtr> typed(ColumnPtr pieces, const std::vector<std::uint8_t>& missing, Type type,
                          std::uint32_t rows) {
    if (type == Type::kString) return pieces;
    const Vector text{pieces, false};
    if (type == Type::kDynamic) {  // read as JSON where it is JSON
      const ScalarFunction* read = find_scalar("parse_json");
      if (read == nullptr) return fail(ErrorCode::kInternal, "parse_json is gone", node_.span);
      CRUMB_TRY(pieces, read->eval({&text, 1}, rows, session().eval));
    } else {
      CRUMB_TRY(pieces, convert(text, type, rows, session().eval));
    }
    ColumnBuilder out(type);
    out.reserve(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (missing[row] != 0) {
        out.append_null();
      } else {
        out.append_from(*pieces, row);
      }
    }
    return out.finish();
  }

  const ParseOp& op_;
  Program program_;
  Program::Index text_ = 0;
  std::uint32_t first_ = 0;  // column of the output that is parsed
  DictionaryPtr seen_;
  std::vector<std::uint32_t> number_of_code_;
  std::vector<std::uint32_t> codes_;
  std::vector<std::uint8_t> parsed_;  // by distinct text
};

}  // namespace

OperatorPtr make(const Node& node, const ParseOp& op, const Build& build) {
  return std::make_unique<ParseText>(node, op, build);
}

}  // namespace crumb::kql
