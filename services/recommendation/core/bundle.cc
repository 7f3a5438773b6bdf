#include "core/bundle.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "core/bundle_candidates.h"

namespace yachay::recommendation {
namespace {

constexpr std::size_t kMostForms = 1'000;  // planned in about 0.1 s of one core

}  // namespace

std::string Etag(const delivery::Variant& variant) {
  return variant.sha256.empty() ? absl::StrCat("size-", variant.bytes) : variant.sha256;
}

absl::StatusOr<Bundle> PlanBundle(const Shelf& shelf, const Learner& learner, const Request& request,
                                  const BundleRequest& budgets, const Policy& policy) {
  const std::vector<BundleCandidate> candidates =
      FindBundleCandidates(shelf, learner, request, budgets, policy, kMostForms);
  std::vector<delivery::BundleItem> items;
  Bundle bundle;
  for (const BundleCandidate& candidate : candidates) {
    items.push_back(candidate.item);
    bundle.candidates += candidate.variants.size();
  }
  const auto plan =
      delivery::PlanOfflineBundle(items, {budgets.bytes, budgets.download_ms, budgets.battery_mj});
  if (!plan.ok()) return plan.status();
  for (const auto& [item, variant] : plan->taken) {
    const BundleCandidate& taken = candidates[item];
    bundle.items.push_back({.entry = taken.entry,
                            .variant = taken.variants[variant],
                            .download_ms = taken.item.variants[variant].cost.download_ms,
                            .value = taken.item.variants[variant].value,
                            .done = taken.done[variant]});
  }
  bundle.bytes = plan->cost.bytes;
  bundle.download_ms = plan->cost.download_ms;
  bundle.battery_mj = plan->cost.battery_mj;
  bundle.value = plan->value;
  bundle.gap = plan->gap;
  return bundle;
}

}  // namespace yachay::recommendation
