#ifndef RECOMMENDATION_CORE_TEXTS_H_
#define RECOMMENDATION_CORE_TEXTS_H_

#include <array>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace yachay::recommendation {

// Whom a text speaks to.
enum class Audience { kLearner, kTeacher, kParent };

// A sentence to say: its code, what fills its names, and how much it matters.
struct Statement {
  std::string code;
  std::map<std::string, std::string> values;
  double weight = 0;
};

// A file of texts, as translators edit it (texts/en.yaml). {name} gets its value; {name|one|many} is the word
// "one" where the value is 1, else "many".
struct TextSource {
  std::string name;  // for messages
  std::string yaml;
};

// Every sentence that people read, by code, language and audience. A value; safe to share once made.
class Texts {
 public:
  using Values = std::map<std::string, std::string>;  // name in braces → what stands for it

  // The languages of the sources, one each. InvalidArgument names the file and the first thing that is wrong:
  // no YAML; a code of Codes() that is missing, or one that is not there; an audience without a sentence; a
  // name in braces that the code does not have in English; braces with one word only, or with three.
  static absl::StatusOr<Texts> Load(const std::vector<TextSource>& sources);

  // The sentence of the code, which must be one of Codes(), with the values filled in; the value of "skill"
  // is an id, and gets the name that the language has for it, if any. A language that there is not gets
  // English; regions do not matter ("es-PE" is "es").
  std::string Say(const std::string& code, const std::string& language, Audience audience,
                  const Values& values = {}) const;

  // What must be there.
  static const std::vector<std::string>& Codes();

 private:
  struct Language {
    std::map<std::string, std::array<std::string, 3>> sentences;
    std::map<std::string, std::string> skills;  // id → name
  };
  static absl::Status LoadOne(const TextSource& source, std::map<std::string, Language>& out);
  absl::Status CheckNames() const;

  std::map<std::string, Language> languages_;
};

// The files that are compiled in: es, qu, en.
std::vector<TextSource> BuiltInTexts();

// The .yaml files of a folder, by name. NotFound: no such folder, or none in it.
absl::StatusOr<std::vector<TextSource>> ReadTexts(const std::string& folder);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_TEXTS_H_
