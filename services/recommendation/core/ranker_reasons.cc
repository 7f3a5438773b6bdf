#include "core/ranker_reasons.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yachay::recommendation {
namespace {

using Of = Telling::Of;

constexpr std::size_t kMost = 3;
constexpr Telling kTellings[] = {
    {"heuristic"},
    {"success", Of::kAtLeast, 0.5, ReasonCode::kLikelySuccess},
    {"success", Of::kBelow, 0.5, ReasonCode::kStretch},
    {"challenge", Of::kAtLeast, 1, ReasonCode::kRightChallenge},
    {"gap", Of::kAtLeast, 0.05, ReasonCode::kPractiseSkill},
    {"novelty", Of::kAtLeast, 1, ReasonCode::kNewForYou},
    {"novelty", Of::kBelow, 0.5, ReasonCode::kFamiliar},
    {"preference", Of::kAtLeast, 0.01, ReasonCode::kPreferred},
    {"brevity", Of::kAtLeast, 0.8, ReasonCode::kShort},
    {"review", Of::kAtLeast, 0.01, ReasonCode::kReviewDue},
    {"taste", Of::kAtLeast, 0.01, ReasonCode::kLikedByOthers},
    {"difficulty", Of::kAny, 0, ReasonCode::kDifficultyFits},
    {"learner_ability", Of::kAny, 0, ReasonCode::kYourProgress, true},
    {"learner_answers", Of::kAny, 0, ReasonCode::kYourProgress, true},
    {"learner_win_share", Of::kAny, 0, ReasonCode::kYourProgress, true},
    {"low_chance", Of::kAtLeast, 1e-6, ReasonCode::kForEngagement, true},  // 0: there is no forecast
    {"days_since_seen", Of::kAtLeast, 3, ReasonCode::kNotSeenLately},
    {"days_since_seen", Of::kBelow, 1, ReasonCode::kFamiliar},
    {"variant_kind", Of::kAny, 0, ReasonCode::kFormFits},
    {"grade_margin", Of::kAtLeast, 0, ReasonCode::kFitsGrade},
    {"prerequisites", Of::kAtLeast, 1, ReasonCode::kBuildsOn},
};

bool Holds(const Telling& telling, double value) {
  if (telling.of == Of::kAny) return true;
  if (std::isnan(value)) return false;
  return telling.of == Of::kAtLeast ? value >= telling.level : value < telling.level;
}

std::size_t Place(std::string_view feature) {
  const auto& names = PairFeatureNames();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), feature) - names.begin());
}

double ValueOf(std::string_view feature, const PairFeatures& features) {
  const std::size_t place = Place(feature);
  return place < features.size() ? static_cast<double>(features[place]) : std::nan("");
}

const Telling* Find(std::string_view feature, double value) {
  const auto* const found = std::find_if(
      std::begin(kTellings), std::end(kTellings),
      [&](const Telling& telling) { return telling.feature == feature && Holds(telling, value); });
  return found == std::end(kTellings) ? nullptr : found;
}

// What speaks for the item: the strongest first, but what is the learner's after what is the item's.
std::vector<const Telling*> InOrder(std::vector<Contribution> why, const PairFeatures& features) {
  std::stable_sort(why.begin(), why.end(), [](const auto& a, const auto& b) { return a.amount > b.amount; });
  std::vector<const Telling*> out;
  for (const Contribution& one : why) {
    const Telling* telling = one.amount > 0 ? Find(one.feature, ValueOf(one.feature, features)) : nullptr;
    if (telling != nullptr) out.push_back(telling);
  }
  std::stable_partition(out.begin(), out.end(), [](const Telling* telling) { return !telling->learners; });
  return out;
}

bool Has(const std::vector<ReasonCode>& reasons, ReasonCode code) {
  return std::find(reasons.begin(), reasons.end(), code) != reasons.end();
}

void Add(ReasonCode code, std::vector<ReasonCode>& out) {
  if (!Has(out, code)) out.push_back(code);
}

// What a rule tells as well is told as the rule sees it: it knows whether the skill was ever tried, and the
// chance of success that the success model gave. nullopt: that is not so.
std::optional<ReasonCode> AsTheRulesSay(ReasonCode code, const std::vector<ReasonCode>& rules) {
  if (code == ReasonCode::kPractiseSkill && Has(rules, ReasonCode::kNewSkill)) return ReasonCode::kNewSkill;
  if (code == ReasonCode::kRightChallenge && !Has(rules, code)) return std::nullopt;
  return code;
}

}  // namespace

absl::Span<const Telling> Tellings() { return kTellings; }

std::vector<ReasonCode> CombineReasons(const std::vector<ReasonCode>& rules, std::vector<Contribution> why,
                                       const PairFeatures& features) {
  std::vector<ReasonCode> out;
  const auto add_rules = [&] {
    for (const ReasonCode rule : rules) {
      if (rule != ReasonCode::kBestLeft) Add(rule, out);
    }
  };
  if (Has(rules, ReasonCode::kExploring)) out.push_back(ReasonCode::kExploring);
  std::size_t told = 0;
  for (const Telling* telling : InOrder(std::move(why), features)) {
    if (told == kMost) break;
    if (!telling->code) {
      add_rules();
    } else if (const auto code = AsTheRulesSay(*telling->code, rules)) {
      Add(*code, out);
    } else {
      continue;
    }
    ++told;
  }
  add_rules();
  if (out.empty()) out.push_back(ReasonCode::kBestLeft);
  return out;
}

void AddRankerReasons(const std::vector<std::vector<Contribution>>& why, Answer& answer) {
  for (std::size_t i = 0; i < answer.items.size(); ++i) {
    RecommendedItem& item = answer.items[i];
    PairFeatures as_told = item.features;
    as_told[Place("success")] = static_cast<float>(item.success);
    item.reasons = CombineReasons(item.reasons, why[i], as_told);
  }
}

}  // namespace yachay::recommendation
