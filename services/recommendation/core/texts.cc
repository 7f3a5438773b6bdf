#include "core/texts.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "core/content_filter.h"

namespace yachay::recommendation {
namespace {

constexpr const char* kAudiences[] = {"learner", "teacher", "parent"};
constexpr char kFallback[] = "en";

// What stands in braces, at `open`: a name, or a name and two words.
std::vector<std::string> Parts(const std::string& text, std::size_t open) {
  const std::size_t close = text.find('}', open);
  return absl::StrSplit(text.substr(open + 1, close == std::string::npos ? close : close - open - 1), '|');
}

// Calls f with each braces' place and parts.
template <typename F>
void ForBraces(const std::string& text, F f) {
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1))
    f(open, Parts(text, open));
}

std::set<std::string> Names(const std::string& text) {
  std::set<std::string> names;
  ForBraces(text, [&](std::size_t, const std::vector<std::string>& parts) { names.insert(parts[0]); });
  return names;
}

// The text with each name's value, and the word that goes with it; what has no value stays.
std::string Filled(const std::string& text, const Texts::Values& values) {
  std::string out;
  std::size_t end = 0;
  ForBraces(text, [&](std::size_t open, const std::vector<std::string>& parts) {
    const auto value = values.find(parts[0]);
    if (value == values.end()) return;
    absl::StrAppend(&out, text.substr(end, open - end),
                    parts.size() == 1 ? value->second : parts[value->second == "1" ? 1 : 2]);
    end = text.find('}', open) + 1;
  });
  return out + text.substr(end);
}

absl::Status CheckBraces(const std::string& text, const std::set<std::string>& known) {
  absl::Status status;
  ForBraces(text, [&](std::size_t open, const std::vector<std::string>& parts) {
    if (!status.ok()) return;
    if (known.count(parts[0]) == 0)
      status = absl::InvalidArgumentError(absl::StrCat("{", parts[0], "} is not a name that it has"));
    if (text.find('}', open) == std::string::npos || (parts.size() != 1 && parts.size() != 3))
      status = absl::InvalidArgumentError(
          absl::StrCat("{", absl::StrJoin(parts, "|"), ": expected {name} or {name|one|many}"));
  });
  return status;
}

absl::Status Wrong(const std::string& where, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat(where, ": ", what));
}

}  // namespace

const std::vector<std::string>& Texts::Codes() {
  static const std::vector<std::string> codes = {
      "RIGHT_CHALLENGE", "PRACTISE_SKILL",       "NEW_SKILL",          "NEW_FOR_YOU",   "PREFERRED",
      "SHORT",           "LIGHT_FOR_CONNECTION", "FITS_DEVICE",        "EXPLORING",     "BEST_LEFT",
      "SKILLS_MASTERED", "SKILL_LEARNING",       "SKILL_FADING",       "TIME_WEEK",     "NOT_PLAYED_WEEK",
      "IMPROVING",       "STRUGGLING",           "BEHIND_CLASS",       "AWAY_DAYS",     "PLAYS_OFTEN",
      "PLAYS_SELDOM",    "MAY_LOSE_INTEREST",    "NOTHING_KNOWN_YET",  "SKILL_GROWN",   "STREAK",
      "WHY_PLAY_TIME",   "WHY_SESSIONS",         "WHY_SESSION_LENGTH", "WHY_LEVEL",     "WHY_ACHIEVEMENTS",
      "WHY_PURCHASES",   "WHY_DIFFICULTY",       "WHY_GENRE",          "WHY_PERSON",    "WHY_UNKNOWN",
      "WHY_OTHER",       "REVIEW_DUE",           "LIKELY_SUCCESS",     "STRETCH",       "FAMILIAR",
      "NOT_SEEN_LATELY", "LIKED_BY_OTHERS",      "DIFFICULTY_FITS",    "YOUR_PROGRESS", "FOR_ENGAGEMENT",
      "FORM_FITS",       "FITS_GRADE",           "BUILDS_ON",          "GOOD_START",    "WITHOUT_CONSENT",
      "NOT_PLAYED_YET"};
  return codes;
}

absl::Status Texts::LoadOne(const TextSource& source, std::map<std::string, Language>& out) {
  try {
    const YAML::Node document = YAML::Load(source.yaml);
    const auto language = document["language"].as<std::string>();
    auto& [sentences, skills] = out[language];
    if (!sentences.empty()) return Wrong(source.name, absl::StrCat("language ", language, " came already"));
    for (const auto& entry : document["texts"]) {
      const auto code = entry.first.as<std::string>();
      if (std::find(Codes().begin(), Codes().end(), code) == Codes().end())
        return Wrong(source.name, absl::StrCat(code, " is not a code"));
      for (std::size_t a = 0; a < std::size(kAudiences); ++a) {
        const std::string text = entry.second[kAudiences[a]].as<std::string>("");
        if (text.empty())
          return Wrong(source.name, absl::StrCat(code, " has nothing for the ", kAudiences[a]));
        sentences[code].at(a) = text;
      }
    }
    for (const std::string& code : Codes()) {
      if (sentences.count(code) == 0) return Wrong(source.name, absl::StrCat(code, " is missing"));
    }
    for (const auto& skill : document["skills"])
      skills[skill.first.as<std::string>()] = skill.second.as<std::string>();
    return absl::OkStatus();
  } catch (const YAML::Exception& error) {
    return Wrong(source.name, error.what());
  }
}

absl::Status Texts::CheckNames() const {
  const auto english = languages_.find(kFallback);
  if (english == languages_.end()) return Wrong("texts", "there is no file in English (en)");
  for (const auto& [language, words] : languages_) {
    for (const auto& [code, texts] : words.sentences) {
      std::set<std::string> known;
      for (const std::string& text : english->second.sentences.at(code)) known.merge(Names(text));
      for (const std::string& text : texts) {
        if (absl::Status braces = CheckBraces(text, known); !braces.ok())
          return Wrong(language, absl::StrCat(code, ": ", braces.message()));
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Texts> Texts::Load(const std::vector<TextSource>& sources) {
  Texts texts;
  for (const TextSource& source : sources) {
    if (absl::Status loaded = LoadOne(source, texts.languages_); !loaded.ok()) return loaded;
  }
  if (absl::Status names = texts.CheckNames(); !names.ok()) return names;
  return texts;
}

std::string Texts::Say(const std::string& code, const std::string& language, Audience audience,
                       const Values& values) const {
  auto found = languages_.find(PrimaryLanguage(language));
  if (found == languages_.end()) found = languages_.find(kFallback);
  const Language& words = found->second;
  Values named = values;
  if (const auto skill = named.find("skill"); skill != named.end()) {
    const auto name = words.skills.find(skill->second);
    if (name != words.skills.end()) skill->second = name->second;
  }
  return Filled(words.sentences.at(code).at(static_cast<std::size_t>(audience)), named);
}

absl::StatusOr<std::vector<TextSource>> ReadTexts(const std::string& folder) {
  std::vector<TextSource> sources;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    if (file.path().extension() != ".yaml") continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    sources.push_back({file.path().string(), text.str()});
  }
  if (sources.empty())
    return absl::NotFoundError(absl::StrCat(folder, ": no folder with .yaml files of texts"));
  std::sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return sources;
}

}  // namespace yachay::recommendation
