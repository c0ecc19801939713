// Option parsing: "--name value" and "--name=value".
#include "cli/args.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "base/text.h"

namespace crumb::cli {

std::string_view Args::get(std::string_view name, std::string_view otherwise) const {
  const auto it = options.find(name);
  return it == options.end() ? otherwise : std::string_view(it->second.back());
}

Result<Args> parse_args(int count, const char* const* words, const std::vector<Option>& known) {
  Args args;
  bool options_ended = false;
  for (int i = 0; i < count; ++i) {
    const std::string_view word = words[i];
    if (options_ended || word == "-" || !word.starts_with('-')) {
      args.words.emplace_back(word);
      continue;
    }
    if (word == "--") {
      options_ended = true;
      continue;
    }
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const std::string_view name = word.substr(0, equals);
    const auto option = std::ranges::find(known, name, &Option::name);
    if (option == known.end()) {
      NearestName nearest(name);
      for (const Option& o : known) nearest.offer(o.name);
      std::string message = "unknown option " + make_visible(name);
      if (!nearest.best().empty()) message += "; did you mean " + nearest.best() + "?";
      return fail(ErrorCode::kInput, std::move(message));
    }
    auto& values = args.options[std::string(name)];
    if (option->value_name.empty()) {
      if (equals != std::string_view::npos)
        return fail(ErrorCode::kInput, std::string(name) + " takes no value");
      values.emplace_back();
    } else if (equals != std::string_view::npos) {
      values.emplace_back(word.substr(equals + 1));
    } else if (i + 1 < count) {
      values.emplace_back(words[++i]);
    } else {
      return fail(ErrorCode::kInput,
                  std::string(name) + " needs " + std::string(option->value_name));
    }
  }
  return args;
}

}  // namespace crumb::cli
