#include "core/candidates.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace yachay::recommendation {
namespace {

// "es-PE" → "es": regions of a language read each other.
absl::string_view Primary(absl::string_view language) { return language.substr(0, language.find('-')); }

bool FitsSkills(const Content& content, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return true;
  return std::any_of(content.skills.begin(), content.skills.end(), [&](const std::string& skill) {
    return std::find(wanted.begin(), wanted.end(), skill) != wanted.end();
  });
}

bool Unlocked(const Content& content, const Learner& learner, const Policy& policy) {
  return std::all_of(
      content.prerequisites.begin(), content.prerequisites.end(), [&](const std::string& skill) {
        const auto found = learner.mastery.find(skill);
        const double mastery = found == learner.mastery.end() ? policy.new_skill_mastery : found->second;
        return mastery >= policy.prerequisite_mastery;
      });
}

void Say(std::string& out, std::size_t count, const char* rule) {
  if (count > 0) absl::StrAppend(&out, out.empty() ? "" : ", ", count, " by ", rule);
}

}  // namespace

std::vector<Candidate> FindCandidates(const Entries& entries, const Learner& learner, const Request& request,
                                      const Circumstances& circumstances, const Policy& policy,
                                      LeftOut& left_out) {
  std::vector<Candidate> found;
  const absl::string_view language = Primary(circumstances.language);
  for (const EntryPtr& entry : entries) {
    const Content& content = entry->content;
    if (!absl::EqualsIgnoreCase(Primary(content.language), language)) {
      ++left_out.language;
    } else if (circumstances.grade != 0 && !FitsGrade(content, circumstances.grade)) {
      ++left_out.grade;
    } else if (!FitsSkills(content, request.skills)) {
      ++left_out.skills;
    } else if (!Unlocked(content, learner, policy)) {
      ++left_out.prerequisites;
    } else if (const auto variant =
                   delivery::PickVariant(content.variants, circumstances.device, circumstances.connection,
                                         circumstances.download_seconds)) {
      found.push_back({entry.get(), *variant});
    } else {
      ++left_out.delivery;
    }
  }
  return found;
}

std::string Shortfall(int wanted, std::size_t found, std::size_t of, const LeftOut& left_out) {
  if (found >= static_cast<std::size_t>(wanted)) return "";
  if (of == 0) return "the catalogue has no published items; publish some (yachay catalog seed fills a demo)";
  std::string why;
  Say(why, left_out.language, "language");
  Say(why, left_out.grade, "grade");
  Say(why, left_out.skills, "the asked skills");
  Say(why, left_out.prerequisites, "prerequisites not mastered yet");
  Say(why, left_out.delivery, "device memory, connection or download time");
  return absl::StrCat(found, " of ", of, " published items fit; left out: ", why.empty() ? "none" : why);
}

}  // namespace yachay::recommendation
