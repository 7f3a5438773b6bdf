// What a learner should play next: the one way to it, for Recommend, for those who watch and for Progress.
// What is known → a shortlist → what the registry's models say of it → the order.
#ifndef RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_
#define RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/dependencies.h"
#include "adapters/learned_files.h"
#include "adapters/shelf_cache.h"
#include "core/policy.h"
#include "core/recommender.h"
#include "service/executor.h"
#include "yachay/recommendation/v1/recommendation.pb.h"

namespace yachay::recommendation {

// As it is now; null: there is none. Thread-safe; an empty function: there is never any.
using CalibrationNow = std::function<std::shared_ptr<const FittedCalibration>()>;

// What the order of an answer came from.
struct Served {
  v1::Fallback fallback = v1::FALLBACK_NONE;
  std::string policy;
  std::uint64_t ranker_version = 0;   // 0: the heuristic
  std::uint64_t success_version = 0;  // 0: the tracer's formula
};

struct Advice {
  Request request;  // with the time of the answer
  Answer answer;
  std::optional<Forecast> forecast = {};  // only where it may be told
  Served served = {};
  bool personal = false;                    // consent not known is none
  absl::Time begun = {};                    // when ranking began
  std::shared_ptr<const Shelf> shelf = {};  // keeps the entries of the answer
};

// Thread-safe. Blocks nobody: a slow model holds up its own question alone.
class NextItems {
 public:
  // All outlive it. Ranking runs on the executor.
  struct Parts {
    ShelfCache* shelves;
    const Dependencies* dependencies;
    service::Executor* executor;
    Policy policy = {};
    CalibrationNow calibration = {};  // without one the success model is not asked
    std::function<absl::Time()> now;
  };
  struct Wish {
    Request request = {};   // now_ms is set when ranking begins
    bool explores = false;  // else every place gets its best: nothing is shown, nothing to be learnt
  };
  using Done = absl::AnyInvocable<void(absl::StatusOr<Advice>)>;

  explicit NextItems(Parts parts);

  // Asks who the learner is, then ranks. Costs inference at most three calls: forecast, ranker, success model
  // (and one more with question.why). `done` is called exactly once: on the executor, some time after the
  // question's deadline at the latest; at once with the executor's error when that is full or stopping.
  void Ask(Question question, Wish wish, Done done) const;

  // The same for whom somebody has asked about already. caller: until is the caller's deadline.
  void Rank(Known known, Wish wish, Sources::Terms caller, Done done) const;

 private:
  struct Call;
  using CallPtr = std::shared_ptr<Call>;
  void Shorten(const CallPtr& call) const;
  void AskModels(const CallPtr& call) const;
  void Finish(const CallPtr& call) const;
  // Goes on with the call on the executor; when that is full or stopping, the call ends here.
  void Continue(const CallPtr& call, void (NextItems::*step)(const CallPtr&) const) const;

  const Parts parts_;
  const Policy without_chance_;
};

// How much of the picture an answer rests on.
v1::Fallback FallbackOf(const Known& known);

// The same, once the models were asked: what is missing of the learner weighs more than a model.
v1::Fallback FallbackOf(v1::Fallback known, const ShortlistModels::Said& said);

// Whether the feature store answered.
bool KnowsLearner(v1::Fallback fallback);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_NEXT_ITEMS_H_
