#include <algorithm>
#include <cctype>
#include <optional>

#include "commands/words.hpp"

namespace workchat::commands {

namespace {

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What stands before the separator; the rest stays.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return trim(first);
}

std::optional<Language> language_named(std::string_view range) {
  std::string tag(range.substr(0, range.find('-')));
  std::transform(tag.begin(), tag.end(), tag.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (tag == "en" || tag == "*") return Language::en;
  if (tag == "es") return Language::es;
  if (tag == "pt") return Language::pt;
  return std::nullopt;
}

/// "0.85" as 850; 1000 where no weight is given, 0 where it cannot be read.
int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view value = take(parameters, ';');
    if (value.size() < 2 || (value[0] != 'q' && value[0] != 'Q') || value[1] != '=') continue;
    value.remove_prefix(2);
    if (value.empty() || value[0] < '0' || value[0] > '1') return 0;
    int weight = (value[0] - '0') * 1000;
    int place = 100;
    for (std::size_t i = 2; i < value.size() && i < 5 && value[i] >= '0' && value[i] <= '9'; ++i) {
      weight += (value[i] - '0') * place;
      place /= 10;
    }
    return std::min(weight, 1000);
  }
  return 1000;
}

}  // namespace

Language language_of(std::string_view accept_language) {
  Language best = Language::en;
  int best_weight = 0;
  while (!accept_language.empty()) {
    std::string_view range = take(accept_language, ',');
    const auto language = language_named(take(range, ';'));
    const int weight = weight_of(range);
    if (!language || weight <= best_weight) continue;
    best = *language;
    best_weight = weight;
  }
  return best;
}

}  // namespace workchat::commands
