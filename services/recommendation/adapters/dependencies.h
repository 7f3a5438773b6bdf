// What makes an answer better: the feature store and inference are asked at once, and inference once more for
// what its models say of the shortlist; neither may keep a learner waiting.
#ifndef RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_
#define RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/shortlist_models.h"
#include "adapters/sources.h"
#include "core/picture.h"

namespace yachay::recommendation {

// What could be found out in time; an error says why not.
struct Known {
  absl::StatusOr<Learner> learner;
  absl::StatusOr<Forecast> forecast;
};

// What of it may be used.
Picture PictureOf(Known known);

// A record of the topic of learner events.
struct EventPlace {
  std::int32_t partition = 0;
  std::int64_t offset = 0;
};

// Who is asked about, and how long.
struct Question {
  std::string learner_id;
  absl::Time now;
  absl::Time deadline;     // the caller's
  std::string trace = {};  // a traceparent that the calls carry; empty: none
  bool why = false;        // also why the forecast is as it is
  bool tracer = false;     // also what the success model reads, where there may be one
  // With the effect of this event: the feature store is waited for until the deadline, inference asked after
  // it.
  std::optional<EventPlace> after = {};
};

// Thread-safe. Blocks nobody: the answer comes on one of gRPC's threads.
class Dependencies {
 public:
  struct Options {
    std::string model = "engagement@champion";       // name@alias
    std::string ranker = "ranker@champion";          // name@alias; empty: there is none
    std::string success = "success@champion";        // name@alias; empty: there is none
    absl::Duration model_retry = absl::Seconds(10);  // after inference said that there is no such model
    absl::Duration longest_wait = absl::Milliseconds(300);
    double share = 0.6;  // of the time that the caller has left; the rest is for ranking and the way back
  };
  using Done = absl::AnyInvocable<void(Known)>;

  // The sources outlive it.
  Dependencies(const Sources& sources, Options options)
      : sources_(sources),
        options_(std::move(options)),
        models_(sources, options_.ranker, options_.success, options_.model_retry) {}

  // `done` is called exactly once, at the latest after the share of the time left until the caller's
  // deadline; with `after` at the latest at the deadline.
  void Ask(const Question& question, Done done) const;

  const ShortlistModels& models() const { return models_; }
  // How the models are to be asked now, in a call that must have ended at the deadline.
  Sources::Terms TermsOf(absl::Time now, absl::Time deadline, const std::string& trace) const;

 private:
  struct Asking;
  void AskForecast(const std::shared_ptr<Asking>& asking) const;

  const Sources& sources_;
  const Options options_;
  const ShortlistModels models_;
};

// The longest wait: longest_wait or the share of the time left, whichever is less; never below 0.
absl::Duration Patience(const Dependencies::Options& options, absl::Time now, absl::Time deadline);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_
