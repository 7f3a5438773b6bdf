#include "core/texts.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "core/reasons.h"
#include "testing/catch.h"

namespace yachay::recommendation {
namespace {

constexpr Audience kAll[] = {Audience::kLearner, Audience::kTeacher, Audience::kParent};

TEST_CASE("every code has a sentence in each language for each audience") {
  const auto texts = Texts::Load(BuiltInTexts());
  INFO(texts.status());
  REQUIRE(texts.ok());
  CHECK(BuiltInTexts().size() == 3);
  for (const std::string& code : Texts::Codes()) {
    for (const Audience audience : kAll) {
      INFO(code);
      CHECK(texts->Say(code, "es", audience).size() > 5);
      CHECK(texts->Say(code, "qu", audience).size() > 5);
      CHECK(texts->Say(code, "es", audience) != texts->Say(code, "en", audience));
      CHECK(texts->Say(code, "qu", audience) != texts->Say(code, "es", audience));
      CHECK(texts->Say(code, "es-PE", audience) == texts->Say(code, "es", audience));
      CHECK(texts->Say(code, "de", audience) == texts->Say(code, "en", audience));
    }
  }
}

TEST_CASE("every reason of a recommendation has its texts") {
  for (int i = 0; i <= static_cast<int>(ReasonCode::kGoodStart); ++i) {
    const std::string code(Code(static_cast<ReasonCode>(i)));
    INFO(code);
    CHECK(std::count(Texts::Codes().begin(), Texts::Codes().end(), code) == 1);
  }
}

TEST_CASE("values stand for the names in braces") {
  const Texts texts = *Texts::Load(BuiltInTexts());
  CHECK(texts.Say("TIME_WEEK", "es", Audience::kParent, {{"minutes", "35"}, {"days", "2"}}) ==
        "Esta semana jugó 35 minutos en 2 días.");
}

TEST_CASE("one is one, and all else are many") {
  const Texts texts = *Texts::Load(BuiltInTexts());
  const auto mastered = [&](const char* language, const char* count) {
    return texts.Say("SKILLS_MASTERED", language, Audience::kLearner, {{"count", count}});
  };
  CHECK(mastered("en", "1") == "You have mastered 1 skill.");
  CHECK(mastered("en", "2") == "You have mastered 2 skills.");
  CHECK(mastered("es", "1") == "Ya dominas 1 habilidad.");
  CHECK(mastered("es", "11") == "Ya dominas 11 habilidades.");
  CHECK(mastered("qu", "1") == "1 yachaykunata allinta yachankiña.");
  CHECK(texts.Say("TIME_WEEK", "en", Audience::kParent, {{"minutes", "1"}, {"days", "1"}}) ==
        "Your child played 1 minute on 1 day this week.");
  CHECK(texts.Say("WHY_PLAY_TIME", "es", Audience::kTeacher, {{"value", "1.5"}}) ==
        "Juega 1.5 horas por día de juego.");
}

TEST_CASE("a skill has the language's name; one that it has none for keeps its id") {
  const Texts texts = *Texts::Load(BuiltInTexts());
  const auto learning = [&](const char* language, const char* skill) {
    return texts.Say("SKILL_LEARNING", language, Audience::kLearner, {{"skill", skill}});
  };
  CHECK(learning("es-PE", "fractions") == "Estás aprendiendo las fracciones.");
  CHECK(absl::StrContains(learning("qu", "fractions"), "partikuna"));
  CHECK(learning("es", "fracciones-4b") == "Estás aprendiendo fracciones-4b.");
}

// The English file with one thing changed.
absl::Status LoadEnglish(const std::string& from, const std::string& to) {
  std::vector<TextSource> sources;
  for (const TextSource& source : BuiltInTexts()) {
    if (absl::StrContains(source.name, "en.yaml"))
      sources.push_back({source.name, absl::StrReplaceAll(source.yaml, {{from, to}})});
  }
  return Texts::Load(sources).status();
}

TEST_CASE("what translators get wrong is named") {
  CHECK(LoadEnglish("", "").ok());
  CHECK(absl::StrContains(LoadEnglish("  SHORT:", "  SHROT:").message(), "SHROT is not a code"));
  CHECK(absl::StrContains(LoadEnglish("learner: It is quickly done.", "learner: \"\"").message(),
                          "SHORT has nothing for the learner"));
  CHECK(absl::StrContains(LoadEnglish("language: en", "language: fr").message(), "English"));
  CHECK_FALSE(LoadEnglish("texts:", "texts: [").ok());
  std::vector<TextSource> spanish = BuiltInTexts();
  for (TextSource& source : spanish)
    source.yaml = absl::StrReplaceAll(source.yaml, {{"{days} días", "{dias} días"}});
  CHECK(absl::StrContains(Texts::Load(spanish).status().message(), "{dias} is not a name"));
  CHECK(absl::StrContains(LoadEnglish("{count|skill|skills}", "{count|skills}").message(),
                          "SKILLS_MASTERED: {count|skills: expected {name} or {name|one|many}"));
  CHECK(absl::StrContains(LoadEnglish("{count|skill|skills}", "{count|skill|skills").message(), "expected"));
  CHECK(absl::IsNotFound(ReadTexts("/nonexistent").status()));
}

}  // namespace
}  // namespace yachay::recommendation
