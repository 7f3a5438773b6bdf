// The two services that make an answer better: the feature store and inference. Both are asked at once;
// neither may keep a learner waiting.
#ifndef RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_
#define RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_

#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "core/learner.h"

namespace grpc {
class Channel;
}

namespace yachay::service {
struct TlsOptions;
}

namespace yachay::recommendation {

// Where the two services are.
struct Addresses {
  std::string feature_store;  // host:port; empty: there is none
  std::string inference;
};

// What could be found out in time; an error says why not.
struct Known {
  absl::StatusOr<Learner> learner;
  absl::StatusOr<Forecast> forecast;
};

// Thread-safe. Blocks nobody: the answer comes on one of gRPC's threads.
class Dependencies {
 public:
  struct Options {
    std::string model = "engagement@champion";  // name@alias
    absl::Duration longest_wait = absl::Milliseconds(300);
    double share = 0.6;  // of the time that the caller has left; the rest is for ranking and the way back
  };
  using Done = absl::AnyInvocable<void(Known)>;

  // A null channel means that the service is not there: its part of the answer is an error at once.
  Dependencies(std::shared_ptr<grpc::Channel> feature_store, std::shared_ptr<grpc::Channel> inference,
               Options options);
  // Over channels of service/channel.h; its errors. Nothing is connected before the first question.
  static absl::StatusOr<std::unique_ptr<Dependencies>> Connect(const Addresses& addresses,
                                                               const service::TlsOptions& tls,
                                                               const std::string& token_file,
                                                               Options options);
  ~Dependencies();

  // `done` is called exactly once, at the latest after the share of the time left until the caller's
  // deadline. Both calls carry `trace`, a traceparent; empty: none.
  void Ask(const std::string& learner_id, absl::Time now, absl::Time deadline, const std::string& trace,
           Done done) const;

 private:
  struct Stubs;
  const std::unique_ptr<const Stubs> stubs_;
  const Options options_;
};

// The longest wait: longest_wait or the share of the time left, whichever is less; never below 0.
absl::Duration Patience(const Dependencies::Options& options, absl::Time now, absl::Time deadline);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_DEPENDENCIES_H_
