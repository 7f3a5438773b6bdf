#include "core/content_filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace yachay::recommendation {
namespace {

// U+00C0 to U+00FF, whose UTF-8 is 0xC3 and 0x80 to 0xBF; '.' stays as it is.
constexpr char kLatin[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y";

std::vector<std::string> Words(const std::string& text) {
  return absl::StrSplit(Plain(text), absl::ByAnyChar(" .,;:_-()?!"), absl::SkipWhitespace());
}

bool BeginsOne(const std::vector<std::string>& words, const std::string& beginning) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return absl::StartsWith(word, beginning); });
}

bool FitsWords(const Content& content, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  std::string text = content.title + " " + content.id;
  for (const std::string& skill : content.skills) text += " " + skill;
  const std::vector<std::string> words = Words(text);
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& word) { return BeginsOne(words, word); });
}

}  // namespace

ContentMatcher::ContentMatcher(ContentFilter filter)
    : filter_(std::move(filter)), words_(Words(filter_.query)) {
  filter_.language = PrimaryLanguage(filter_.language);
}

bool ContentMatcher::Fits(const CatalogEntry& entry) const {
  const Content& content = entry.content;
  return (!filter_.state || entry.state == *filter_.state) &&
         (filter_.skill.empty() || Exercises(content, filter_.skill)) &&
         (filter_.language.empty() || PrimaryLanguage(content.language) == filter_.language) &&
         (filter_.grade == 0 || FitsGrade(content, filter_.grade)) &&
         (filter_.owner.empty() || content.owner == filter_.owner) && FitsWords(content, words_);
}

std::string Plain(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    const bool latin = text[i] == '\xC3' && next >= 0x80U && next <= 0xBFU && kLatin[next - 0x80U] != '.';
    if (latin) {
      plain += kLatin[next - 0x80U];
      ++i;
    } else {
      plain += absl::ascii_tolower(static_cast<unsigned char>(text[i]));
    }
  }
  return plain;
}

std::string PrimaryLanguage(const std::string& language) {
  return absl::AsciiStrToLower(language.substr(0, language.find('-')));
}

}  // namespace yachay::recommendation
