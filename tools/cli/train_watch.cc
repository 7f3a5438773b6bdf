#include "cli/train_watch.h"

#include <atomic>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/model_events.h"
#include "cli/models_judge.h"
#include "cli/retrain.h"
#include "events/topics.h"
#include "google/protobuf/util/time_util.h"
#include "kafka/consumer.h"
#include "mlflow/open_registry.h"
#include "service/log.h"
#include "service/signals.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::cli {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(200);

// Keys of the requests whose answer stands on the log.
absl::StatusOr<std::set<std::string>> AnsweredKeys(const ModelEvents& log, const std::string& model) {
  const auto events = log.Events(model);
  if (!events.ok()) return events.status();
  std::set<std::string> keys;
  for (const models::v1::ModelEvent& event : *events) {
    if (event.kind() != models::v1::ModelEvent::KIND_CANDIDATE) keys.insert(event.request_key());
  }
  return keys;
}

// How the ledger's evidence names a request, so that one that was answered and not told is known.
std::string Named(const std::string& key) { return absl::StrCat("request ", key); }

class Watch {
 public:
  Watch(const TrainWatchOptions& options, ModelEvents& events, std::set<std::string> answered)
      : options_(options), topics_(options.topic_prefix), events_(events), answered_(std::move(answered)) {}

  // On the consumer's thread.
  absl::Status Handle(kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      models::v1::RetrainRequested request;
      if (!request.ParseFromString(record.value)) {
        service::LogError("a record that is no RetrainRequested was passed over",
                          {{"offset", record.offset}});
        continue;
      }
      if (request.model() != options_.model) continue;
      if (answered_.contains(request.idempotency_key())) {
        service::LogInfo("answered before", {{"request", request.idempotency_key()}});
        continue;
      }
      if (absl::Status status = Answer(request); !status.ok()) {
        service::LogError("retraining failed; it will be tried again",
                          {{"request", request.idempotency_key()}, {"reason", status.message()}});
        return status;
      }
      answered_.insert(request.idempotency_key());
      ++count_;
    }
    return absl::OkStatus();
  }

  int count() const { return count_; }

 private:
  absl::Status Answer(const models::v1::RetrainRequested& request) {
    service::LogInfo("retraining", {{"request", request.idempotency_key()},
                                    {"version", request.version()},
                                    {"reason", request.reason()}});
    auto outcome = Done(request.idempotency_key());
    if (outcome.ok() && !outcome->has_value()) outcome = RetrainFor(request);
    if (!outcome.ok()) return outcome.status();
    return TellAll(request, **outcome);
  }

  // What a process that died before it could tell has left in the ledger.
  absl::StatusOr<std::optional<RetrainOutcome>> Done(const std::string& key) const {
    const auto registry = mlflow::OpenRegistry(options_.registry);
    if (!registry.ok()) return registry.status();
    const auto moves = (*registry)->History(options_.model);
    if (!moves.ok()) return moves.status();
    for (const models::AliasMove& move : *moves) {
      if (move.alias == models::kPrevious || !absl::EndsWith(move.evidence, Named(key))) continue;
      const bool promoted = move.alias == models::kChampion;
      return RetrainOutcome{move.to, promoted ? move.from : 0, promoted, move.evidence};
    }
    return std::nullopt;
  }

  absl::StatusOr<std::optional<RetrainOutcome>> RetrainFor(
      const models::v1::RetrainRequested& request) const {
    using google::protobuf::util::TimeUtil;
    auto outcome = Retrain({.brokers = options_.brokers,
                            .events_topic = topics_.learner_events(),
                            .registry = options_.registry,
                            .model = options_.model,
                            .base_data = options_.base_data,
                            .cause = absl::StrCat(request.reason(), "; ", Named(request.idempotency_key())),
                            .predictions_topic = topics_.predictions(),
                            .window_start_ms = TimeUtil::TimestampToMilliseconds(request.window_start()),
                            .window_end_ms = TimeUtil::TimestampToMilliseconds(request.window_end()),
                            .train = options_.train,
                            .definitions = options_.definitions});
    if (!outcome.ok()) return outcome.status();
    return std::optional(*std::move(outcome));
  }

  absl::Status TellAll(const models::v1::RetrainRequested& request, const RetrainOutcome& outcome) {
    models::v1::ModelEvent event;
    event.set_model(options_.model);
    event.set_version(static_cast<uint64_t>(outcome.version));
    event.set_previous_champion(static_cast<uint64_t>(outcome.champion_before));
    event.set_actor("train-job");
    event.set_evidence(outcome.reason);
    event.set_request_key(request.idempotency_key());
    event.set_kind(models::v1::ModelEvent::KIND_CANDIDATE);
    if (absl::Status told = events_.Tell(event); !told.ok()) return told;
    event.set_kind(outcome.promoted ? models::v1::ModelEvent::KIND_PROMOTED
                                    : models::v1::ModelEvent::KIND_REJECTED);
    service::LogInfo(outcome.promoted ? "promoted" : "not promoted",
                     {{"version", outcome.version}, {"reason", outcome.reason}});
    return events_.Tell(event);
  }

  const TrainWatchOptions& options_;
  const events::Topics topics_;
  ModelEvents& events_;
  std::set<std::string> answered_;
  std::atomic<int> count_ = 0;
};

// Between two requests or beside one: moves are compare-and-set, so both can want to move the champion.
void Guard(const TrainWatchOptions& options, ModelEvents& events) {
  const auto judgement = GuardChampion({.brokers = options.brokers,
                                        .topic_prefix = options.topic_prefix,
                                        .registry = options.registry,
                                        .model = options.model,
                                        .until_ms = absl::ToUnixMillis(absl::Now())},
                                       events);
  if (!judgement.ok()) {
    service::LogWarn("the guard could not judge", {{"reason", judgement.status().message()}});
  } else {
    service::LogInfo(judgement->moved ? "rolled back" : "the champion stays",
                     {{"reason", judgement->reason}});
  }
}

}  // namespace

absl::Status WatchRetrainRequests(const TrainWatchOptions& options) {
  service::Signals signals;
  service::InitLog("train", "info", service::LogTo::kStderr);  // stdout belongs to --json.
  const events::Topics topics(options.topic_prefix);
  auto events = ModelEvents::Open(options.brokers, options.topic_prefix);
  if (!events.ok()) return events.status();
  auto answered = AnsweredKeys(*events, options.model);
  if (!answered.ok()) return answered.status();
  Watch watch(options, *events, *std::move(answered));
  // A long training is no dead consumer: it may take hours between two polls.
  auto consumer =
      kafka::Consumer::Create({.brokers = options.brokers,
                               .group = absl::StrCat(options.topic_prefix, "-train-", options.model),
                               .topics = {topics.retrain_requests()},
                               .max_batch = 1,
                               .properties = {{"max.poll.interval.ms", "14400000"}},
                               .log = service::LogSyslog},
                              {.handle = [&](kafka::Batch batch) { return watch.Handle(batch); }});
  if (!consumer.ok()) return consumer.status();
  (*consumer)->Start();
  service::LogInfo("waiting for retrain requests",
                   {{"topic", topics.retrain_requests()}, {"model", options.model}});
  absl::Time next_guard = absl::Now() + options.guard_every;
  while (!signals.Wait(kPoll)) {
    if (options.once && watch.count() > 0) break;
    if (absl::Now() < next_guard) continue;
    Guard(options, *events);
    next_guard = absl::Now() + options.guard_every;
  }
  (*consumer)->Stop();
  return absl::OkStatus();
}

}  // namespace yachay::cli
