// What the registry's models say of a shortlist: the ranker in which order, the success model how likely each
// item is won, both asked at once; and why the ranker orders so.
#ifndef RECOMMENDATION_ADAPTERS_SHORTLIST_MODELS_H_
#define RECOMMENDATION_ADAPTERS_SHORTLIST_MODELS_H_

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/model_codec.h"
#include "adapters/sources.h"

namespace yachay::recommendation {

// A model that a registry may not have. Thread-safe.
class OptionalModel {
 public:
  // name: "name@alias"; empty: there is none. retry: how long it is left alone after it was said to be
  // missing.
  OptionalModel(std::string name, absl::Duration retry) : name_(std::move(name)), retry_(retry) {}

  const std::string& name() const { return name_; }
  bool WorthAsking(absl::Time now) const {
    return !name_.empty() && absl::ToUnixMillis(now) >= not_before_ms_;
  }
  // A model that does not fit (FAILED_PRECONDITION) is told in the log, once for each reason.
  void Heard(const absl::Status& answer, absl::Time now) const;

 private:
  const std::string name_;
  const absl::Duration retry_;
  mutable std::atomic<std::int64_t> not_before_ms_ = 0;
  mutable absl::Mutex mutex_;
  mutable std::set<std::string> told_ ABSL_GUARDED_BY(mutex_);  // few: versions × files, as they are replaced
};

// Thread-safe. Blocks nobody: answers come on one of gRPC's threads, at the latest at terms.until.
class ShortlistModels {
 public:
  struct Said {
    // NOT_FOUND: there is no such model, or nothing to ask it. Other errors: there is one, and it did not
    // answer in time, reads other features, stands on another calibration, or answered what is no score a
    // row.
    absl::StatusOr<ModelScores> ranker = absl::NotFoundError("not asked");
    absl::StatusOr<ModelScores> success = absl::NotFoundError("not asked");
  };
  using Done = absl::AnyInvocable<void(Said)>;
  using Why = absl::StatusOr<std::vector<std::vector<Contribution>>>;

  // sources outlive it.
  ShortlistModels(const Sources& sources, std::string ranker, std::string success, absl::Duration retry)
      : sources_(sources), ranker_(std::move(ranker), retry), success_(std::move(success), retry) {}

  // Whether asking may be worth it: one is named, and it was not said to be missing a moment ago.
  bool has_ranker(absl::Time now) const;
  bool has_success(absl::Time now) const;

  // Asks each that there is; an empty list: that one is not asked. `done` is called exactly once, at once
  // when there is none to ask.
  void Ask(const std::vector<PairFeatures>& pairs, const SuccessRows& success, absl::Time now,
           const Sources::Terms& terms, Done done) const;

  // Why this version of the ranker scores the pairs as it does. `done` is called exactly once.
  void AskWhy(std::uint64_t version, const std::vector<PairFeatures>& pairs, const Sources::Terms& terms,
              std::function<void(Why)> done) const;

 private:
  const Sources& sources_;
  const OptionalModel ranker_, success_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_SHORTLIST_MODELS_H_
