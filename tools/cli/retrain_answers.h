// Retrain requests as they come from their topic, each answered once: by a version, or by why there is none.
#ifndef TOOLS_CLI_RETRAIN_ANSWERS_H_
#define TOOLS_CLI_RETRAIN_ANSWERS_H_

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "cli/model_events.h"
#include "cli/retrain.h"
#include "cli/retrain_tries.h"
#include "cli/train_watch.h"
#include "kafka/consumer.h"

namespace yachay::cli {

class RetrainAnswers {
 public:
  // Both must outlive it. The errors of ModelEvents::Events.
  static absl::StatusOr<std::unique_ptr<RetrainAnswers>> Open(const TrainWatchOptions& options,
                                                              ModelEvents& events);

  // For one thread, the consumer's. OK: answered, or nothing to answer. An error: to be tried again; with
  // options.once also CANCELLED for what comes after the first answer.
  absl::Status Handle(kafka::Batch batch);

  int count() const { return count_; }  // requests answered; for any thread

 private:
  struct Asked {
    models::v1::RetrainRequested request;
    std::string trace;  // of the answer

    const std::string& key() const { return request.idempotency_key(); }
  };
  using Outcome = std::optional<RetrainOutcome>;

  RetrainAnswers(const TrainWatchOptions& options, ModelEvents& events, std::set<std::string> answered);

  absl::Status HandleOne(const kafka::ReceivedRecord& record);
  absl::Status Answer(const Asked& asked);
  absl::StatusOr<Outcome> Done(const std::string& key) const;
  absl::StatusOr<Outcome> RetrainFor(const models::v1::RetrainRequested& request) const;
  absl::Status TellOutcome(const Asked& asked, const RetrainOutcome& outcome);
  absl::Status TellNone(const Asked& asked, const std::string& why);
  models::v1::ModelEvent EventOf(const Asked& asked, const std::string& evidence) const;

  const TrainWatchOptions& options_;
  const events::Topics topics_;
  ModelEvents& events_;
  std::set<std::string> answered_;  // keys
  RetrainTries tries_;
  std::atomic<int> count_ = 0;
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RETRAIN_ANSWERS_H_
