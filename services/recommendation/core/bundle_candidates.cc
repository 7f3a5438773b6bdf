#include "core/bundle_candidates.h"

#include <algorithm>
#include <cmath>

#include "core/content_filter.h"
#include "core/scoring.h"
#include "delivery/variant.h"

namespace yachay::recommendation {
namespace {

constexpr double kRichness[] = {0.70, 0.85, 0.90, 0.96, 1.0};  // by VariantKind
constexpr double kPlayMw = 900;
constexpr double kUnlocking = 0.5;  // chance that a skill is learnt from the bundle

double MillijoulesPerKb(delivery::ConnectionClass connection) {
  if (connection <= delivery::ConnectionClass::k2g) return 36;
  return connection == delivery::ConnectionClass::k3g ? 25 : 7;
}

bool Mastered(const Learner& learner, const std::string& skill, const Policy& policy) {
  const auto found = learner.mastery.find(skill);
  const double mastery = found == learner.mastery.end() ? policy.new_skill_mastery : found->second;
  return mastery >= policy.prerequisite_mastery;
}

class Finder {
 public:
  Finder(const Shelf& shelf, const Learner& learner, const Request& request, const BundleRequest& budgets,
         const Policy& policy)
      : shelf_(shelf),
        learner_(learner),
        request_(request),
        budgets_(budgets),
        policy_(policy),
        columns_(learner, shelf, policy),
        band_(BandFor(learner, 0, policy)),
        circumstances_(Merge(request, learner, policy.default_language)) {}

  bool Fits(const Content& content) const {
    if (PrimaryLanguage(content.language) != PrimaryLanguage(circumstances_.language)) return false;
    if (circumstances_.grade != 0 && !FitsGrade(content, circumstances_.grade)) return false;
    return request_.skills.empty() ||
           std::any_of(request_.skills.begin(), request_.skills.end(),
                       [&](const std::string& skill) { return Exercises(content, skill); });
  }

  BundleCandidate Make(std::uint32_t item) {
    const CatalogEntry* entry = shelf_.items()[item].entry;
    const Content& content = entry->content;
    BundleCandidate candidate{.entry = entry, .variants = {}, .done = {}, .item = {}};
    double worth = Worth({.entry = entry, .item = item});
    for (const std::string& skill : content.skills) candidate.item.teaches.push_back(Number(skill));
    for (const std::string& skill : content.prerequisites) {
      if (Mastered(learner_, skill, policy_)) continue;
      candidate.item.needs.push_back(Number(skill));
      worth *= kUnlocking;
    }
    for (std::size_t v = 0; v < content.variants.size(); ++v) AddForm(content, v, worth, candidate);
    return candidate;
  }

 private:
  double Worth(const Candidate& candidate) const {
    const auto scored = Score({candidate}, shelf_, learner_, columns_, band_, 0, request_.now_ms, policy_);
    const Signals& signals = scored.front().signals;
    return signals.gap * signals.challenge * signals.novelty;
  }

  void AddForm(const Content& content, std::size_t v, double worth, BundleCandidate& out) const {
    const delivery::Variant& variant = content.variants[v];
    if (!delivery::Runs(variant, circumstances_.device)) return;
    const auto had = budgets_.done.find({content.id, variant.id});
    const bool done = had != budgets_.done.end() && had->second == Etag(variant);
    const double seconds = delivery::DownloadSeconds(variant.bytes, circumstances_.connection);
    if (!done && !std::isfinite(seconds)) return;
    const double play_mj = content.expected_seconds * kPlayMw;
    const double fetch_mj = static_cast<double>(variant.bytes) / 1000 *
                            MillijoulesPerKb(delivery::Classify(circumstances_.connection));
    delivery::BundleCost cost{.bytes = 0, .download_ms = 0, .battery_mj = std::llround(std::ceil(play_mj))};
    if (!done) {
      cost = {variant.bytes, std::llround(std::ceil(seconds * 1000)),
              std::llround(std::ceil(play_mj + fetch_mj))};
    }
    out.variants.push_back(v);
    out.done.push_back(done);
    out.item.variants.push_back({worth * kRichness[static_cast<int>(variant.kind)], cost});
  }

  int Number(const std::string& skill) {
    return numbers_.emplace(skill, static_cast<int>(numbers_.size())).first->second;
  }

  const Shelf& shelf_;
  const Learner& learner_;
  const Request& request_;
  const BundleRequest& budgets_;
  const Policy& policy_;
  const LearnerColumns columns_;
  const Band band_;
  const Circumstances circumstances_;
  std::map<std::string, int> numbers_;
};

double BestValue(const BundleCandidate& candidate) {
  double best = 0;
  for (const auto& variant : candidate.item.variants) best = std::max(best, variant.value);
  return best;
}

}  // namespace

std::vector<BundleCandidate> FindBundleCandidates(const Shelf& shelf, const Learner& learner,
                                                  const Request& request, const BundleRequest& budgets,
                                                  const Policy& policy, std::size_t most_forms) {
  Finder finder(shelf, learner, request, budgets, policy);
  std::vector<BundleCandidate> candidates;
  for (std::uint32_t item = 0; item < shelf.items().size(); ++item) {
    if (!finder.Fits(shelf.items()[item].entry->content)) continue;
    BundleCandidate candidate = finder.Make(item);
    if (!candidate.variants.empty()) candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return BestValue(a) > BestValue(b); });
  std::size_t forms = 0;
  std::size_t count = 0;
  while (count < candidates.size() && forms + candidates[count].variants.size() <= most_forms)
    forms += candidates[count++].variants.size();
  candidates.resize(count);
  return candidates;
}

}  // namespace yachay::recommendation
