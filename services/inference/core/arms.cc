#include "core/arms.h"

#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "core/loaded_model.h"

namespace yachay::inference {
namespace {

using Model = std::shared_ptr<const LoadedModel>;

// Null when the alias serves nothing, the champion itself, or what cannot stand in for it.
Model StandIn(const ModelStore& store, const LoadedModel& champion, const std::string& alias) {
  if (alias.empty()) return nullptr;
  auto model = store.Find({.model = champion.manifest().name, .alias = alias});
  if (!model.ok()) return nullptr;
  const models::Manifest& manifest = (*model)->manifest();
  const bool fits = manifest.version != champion.manifest().version &&
                    manifest.features == champion.manifest().features &&
                    manifest.classes == champion.manifest().classes;
  return fits ? *std::move(model) : nullptr;
}

// Uniform in [0, 1): 52 bits of a hash.
double Place(const std::string& learner_id, const models::Manifest& arm) {
  const std::string hash = models::Sha256(absl::StrCat(arm.name, "\n", arm.version, "\n", learner_id));
  return static_cast<double>(std::strtoull(hash.substr(0, 13).c_str(), nullptr, 16)) / 4503599627370496.0;
}

}  // namespace

absl::StatusOr<Split> ParseSplit(absl::string_view text) {
  if (text.empty()) return Split{};
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  Split split{parts.first, 0};
  const bool aliased = split.alias == models::kChallenger || split.alias == models::kPrevious;
  if (aliased && absl::SimpleAtod(parts.second, &split.share) && split.share >= 0 && split.share <= 1)
    return split;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", text, "\"; expected challenger=SHARE or previous=SHARE, SHARE from 0 to 1"));
}

bool Arms::InArm(const std::string& learner_id) const {
  return Place(learner_id, arm->manifest()) < split.share;
}

absl::StatusOr<Arms> ChooseArms(const ModelStore& store, const Selector& selector,
                                const ArmsOptions& options) {
  auto found = store.Find(selector);
  if (!found.ok()) return found.status();
  Arms arms{.main = *std::move(found), .arm = nullptr, .split = options.split, .shadow = nullptr};
  if (selector.version != 0 || !selector.alias.empty()) return arms;
  if (options.split.share > 0) arms.arm = StandIn(store, *arms.main, options.split.alias);
  arms.shadow = StandIn(store, *arms.main, options.shadow);
  return arms;
}

}  // namespace yachay::inference
