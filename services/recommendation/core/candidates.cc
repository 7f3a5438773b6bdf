#include "core/candidates.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace yachay::recommendation {
namespace {

constexpr double kHourMs = 3'600'000;

// The rules that compare numbers only; each names the count of what it leaves out, nullptr: it fits.
class Rules {
 public:
  Rules(const Shelf& shelf, const LearnerColumns& learner, const Request& request,
        const Circumstances& circumstances, const Policy& policy)
      : shelf_(shelf),
        learner_(learner),
        language_(shelf.FindLanguage(circumstances.language)),
        grade_(circumstances.grade),
        any_skill_(request.skills.empty()),
        wanted_(shelf.skills(), 0),
        unlocked_at_(policy.prerequisite_mastery) {
    for (const std::string& skill : request.skills) {
      if (const auto id = shelf.FindSkill(skill)) wanted_[*id] = 1;
    }
  }

  std::size_t LeftOut::*Broken(const Shelf::Item& item) const {
    if (!language_ || item.language != *language_) return &LeftOut::language;
    if (grade_ != 0 && (grade_ < item.grade_min || grade_ > item.grade_max)) return &LeftOut::grade;
    if (!any_skill_ && !Any(shelf_.SkillsOf(item), [&](Shelf::Id skill) { return wanted_[skill] != 0; }))
      return &LeftOut::skills;
    const auto locked = [&](Shelf::Id skill) { return learner_.mastery[skill] < unlocked_at_; };
    return Any(shelf_.PrerequisitesOf(item), locked) ? &LeftOut::prerequisites : nullptr;
  }

 private:
  template <typename F>
  static bool Any(absl::Span<const Shelf::Id> ids, F holds) {
    return std::any_of(ids.begin(), ids.end(), holds);
  }

  const Shelf& shelf_;
  const LearnerColumns& learner_;
  const std::optional<Shelf::Id> language_;
  const int grade_;
  const bool any_skill_;
  std::vector<char> wanted_;
  const double unlocked_at_;
};

// Resting items, as many as are missing, among the found ones; the order of the shelf is kept.
void WakeUp(std::vector<Candidate>& found, std::vector<Candidate>& resting, std::size_t wanted,
            const LearnerColumns& learner, LeftOut& left_out) {
  if (found.size() >= wanted) return;
  std::stable_sort(resting.begin(), resting.end(), [&](const Candidate& a, const Candidate& b) {
    return learner.seen_ms[a.item] < learner.seen_ms[b.item];
  });
  resting.resize(std::min(resting.size(), wanted - found.size()));
  left_out.resting -= resting.size();
  found.insert(found.end(), resting.begin(), resting.end());
  std::sort(found.begin(), found.end(),
            [](const Candidate& a, const Candidate& b) { return a.item < b.item; });
}

void Say(std::string& out, std::size_t count, const char* rule) {
  if (count > 0) absl::StrAppend(&out, out.empty() ? "" : ", ", count, " by ", rule);
}

}  // namespace

std::vector<Candidate> FindCandidates(const Shelf& shelf, const LearnerColumns& learner,
                                      const Request& request, const Circumstances& circumstances,
                                      const Policy& policy, LeftOut& left_out) {
  const Rules rules(shelf, learner, request, circumstances, policy);
  const double rested_ms = static_cast<double>(request.now_ms) - policy.rest_hours * kHourMs;
  std::vector<Candidate> found, resting;
  found.reserve(shelf.items().size());
  for (std::uint32_t i = 0; i < shelf.items().size(); ++i) {
    const Shelf::Item& item = shelf.items()[i];
    if (auto broken = rules.Broken(item)) {
      ++(left_out.*broken);
      continue;
    }
    const auto variant = delivery::PickVariant(item.entry->content.variants, circumstances.device,
                                               circumstances.connection, circumstances.download_seconds);
    if (!variant) {
      ++left_out.delivery;
      continue;
    }
    const bool rests = learner.seen_ms[i] > rested_ms;
    left_out.resting += rests ? 1 : 0;
    (rests ? resting : found).push_back({item.entry, *variant, i});
  }
  WakeUp(found, resting, static_cast<std::size_t>(std::max(0, request.count)), learner, left_out);
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
  Say(why, left_out.resting, "having been seen a short while ago");
  return absl::StrCat(found, " of ", of, " published items fit; left out: ", why.empty() ? "none" : why);
}

}  // namespace yachay::recommendation
