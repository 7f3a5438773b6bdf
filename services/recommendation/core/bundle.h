#ifndef RECOMMENDATION_CORE_BUNDLE_H_
#define RECOMMENDATION_CORE_BUNDLE_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "core/learner.h"
#include "core/policy.h"
#include "core/shelf.h"

namespace yachay::recommendation {

inline constexpr std::int64_t kNoLimit = std::int64_t{1} << 50;

// What a bundle may cost. `done`: (content, variant) → etag of what the device has.
struct BundleRequest {
  std::int64_t bytes = kNoLimit;
  std::int64_t download_ms = kNoLimit;
  std::int64_t battery_mj = kNoLimit;
  std::map<std::pair<std::string, std::string>, std::string> done;
};

struct BundledItem {
  const CatalogEntry* entry = nullptr;  // on the shelf, whose entries must outlive the bundle
  std::size_t variant = 0;
  std::int64_t download_ms = 0;  // 0 when done
  double value = 0;
  bool done = false;
};

struct Bundle {
  std::vector<BundledItem> items;  // in an order in which they can be played
  std::int64_t bytes = 0;          // of what is not done
  std::int64_t download_ms = 0;
  std::int64_t battery_mj = 0;
  double value = 0;
  double gap = 0;
  std::size_t candidates = 0;  // forms that were looked at
};

// The items and forms that teach this learner most within the budgets (libs/delivery/bundle.h), each with
// items that teach what it needs and the learner has not mastered.
//
// An item is worth gap × challenge × novelty of its signals (core/scoring.h), halved for each skill that must
// be learnt from the bundle first, as it may not come to that; a lighter form is worth a little less (text
// 0.70, audio 0.85, low 0.90, standard 0.96 of high). Energy: fetching 1 kB takes 36 mJ on 2g, 25 mJ on 3g
// and 7 mJ on 4g, taken as Wi-Fi (Balasubramanian et al., IMC 2009, table of linear fits); playing takes 0.9
// W (screen, sound and processor of a small phone; an assumption). Offline, as the request says: only what is
// done.
absl::StatusOr<Bundle> PlanBundle(const Shelf& shelf, const Learner& learner, const Request& request,
                                  const BundleRequest& budgets, const Policy& policy);

// Names the bytes of a form: its SHA-256, else its size.
std::string Etag(const delivery::Variant& variant);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_BUNDLE_H_
