// RecordReader over simdjson's on-demand walk. With base/json.cpp the only files that see simdjson.
#include "base/json_reader.h"

#include "base/text.h"
#include "simdjson.h"

namespace crumb::json {
namespace {

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\n' || text.back() == '\r' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

}  // namespace

struct RecordReader::Impl {
  simdjson::ondemand::parser parser;

  template <class Source>  // a value, or the document itself
  static simdjson::error_code read_value(Source&& value, Field& field) {
    simdjson::ondemand::json_type type{};
    if (const auto code = value.type().get(type); code != simdjson::SUCCESS) return code;
    switch (type) {
      case simdjson::ondemand::json_type::string:
        field.kind = Kind::kString;
        return value.get_string(/*allow_replacement=*/true).get(field.text);
      case simdjson::ondemand::json_type::object: {
        field.kind = Kind::kObject;
        simdjson::ondemand::object object;
        if (const auto code = value.get_object().get(object); code != simdjson::SUCCESS)
          return code;
        return object.raw_json().get(field.text);
      }
      case simdjson::ondemand::json_type::array: {
        field.kind = Kind::kArray;
        simdjson::ondemand::array array;
        if (const auto code = value.get_array().get(array); code != simdjson::SUCCESS) return code;
        return array.raw_json().get(field.text);
      }
      case simdjson::ondemand::json_type::number: {
        field.kind = Kind::kNumber;
        field.text = without_trailing_blanks(value.raw_json_token());
        return simdjson::SUCCESS;
      }
      case simdjson::ondemand::json_type::boolean: {
        field.kind = Kind::kBool;
        bool truth = false;
        if (const auto code = value.get_bool().get(truth); code != simdjson::SUCCESS) return code;
        field.text = truth ? "true" : "false";
        return simdjson::SUCCESS;
      }
      case simdjson::ondemand::json_type::null: {
        field.kind = Kind::kNull;
        field.text = {};
        bool null = false;
        if (const auto code = value.is_null().get(null); code != simdjson::SUCCESS) return code;
        return null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
      }
    }
    return simdjson::INCORRECT_TYPE;
  }

  simdjson::error_code read(std::string_view text, std::vector<Field>& out) {
    simdjson::ondemand::document document;
    const simdjson::padded_string_view padded(text, text.size() + kPadding);
    if (const auto code = parser.iterate(padded).get(document); code != simdjson::SUCCESS)
      return code;
    simdjson::ondemand::json_type type{};
    if (const auto code = document.type().get(type); code != simdjson::SUCCESS) return code;
    if (type == simdjson::ondemand::json_type::array) {
      simdjson::ondemand::array array;
      if (const auto code = document.get_array().get(array); code != simdjson::SUCCESS) return code;
      for (auto item : array) {
        simdjson::ondemand::value value;
        if (const auto code = std::move(item).get(value); code != simdjson::SUCCESS) return code;
        Field& field = out.emplace_back();
        if (const auto code = read_value(value, field); code != simdjson::SUCCESS) return code;
      }
    } else {
      simdjson::ondemand::object object;
      if (const auto code = document.get_object().get(object); code != simdjson::SUCCESS)
        return code;
      for (auto item : object) {
        simdjson::ondemand::field member;
        if (const auto code = std::move(item).get(member); code != simdjson::SUCCESS) return code;
        Field& field = out.emplace_back();
        if (const auto code = member.unescaped_key(/*allow_replacement=*/true).get(field.key);
            code != simdjson::SUCCESS)
          return code;
        if (const auto code = read_value(member.value(), field); code != simdjson::SUCCESS)
          return code;
      }
    }
    return document.at_end() ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
  }
};

RecordReader::RecordReader() : impl_(std::make_unique<Impl>()) {}
RecordReader::~RecordReader() = default;

Result<void> RecordReader::read(std::string_view text, std::vector<Field>& out) {
  out.clear();
  const auto code = impl_->read(text, out);
  if (code == simdjson::SUCCESS) return {};
  out.clear();
  if (code == simdjson::DEPTH_ERROR)
    return fail(ErrorCode::kLimit, "the JSON is nested too deeply");
  if (code == simdjson::CAPACITY) return fail(ErrorCode::kLimit, "the JSON is too large");
  std::string message = "not a JSON record: ";
  std::string_view why = simdjson::error_message(code);
  message += why.substr(0, why.find_first_of(".:"));
  return fail(ErrorCode::kSyntax, std::move(message));
}

}  // namespace crumb::json
