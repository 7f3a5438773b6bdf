#include "cli/train_watch.h"

#include <atomic>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "cli/retrain.h"
#include "events/topics.h"
#include "google/protobuf/util/time_util.h"
#include "kafka/consumer.h"
#include "kafka/log_reader.h"
#include "kafka/producer.h"
#include "service/log.h"
#include "service/signals.h"
#include "yachay/models/v1/models.pb.h"

namespace yachay::cli {
namespace {

constexpr absl::Duration kReadTimeout = absl::Minutes(2);
constexpr absl::Duration kPoll = absl::Milliseconds(200);

// Tells model-events what became of a version, and waits until the broker has it.
absl::Status Tell(kafka::Producer& producer, const std::string& topic, const models::v1::ModelEvent& event) {
  absl::Notification answered;
  absl::Status status;
  const kafka::Record record{.key = event.model(),
                             .value = event.SerializeAsString(),
                             .headers = {{"ce_specversion", "1.0"},
                                         {"ce_id", absl::StrCat(event.request_key(), "/", event.kind())},
                                         {"ce_source", "/yachay/train"},
                                         {"ce_type", "yachay.models.v1.ModelEvent"},
                                         {"content-type", "application/protobuf"}}};
  const absl::Status queued = producer.Produce(topic, record, [&](const absl::StatusOr<kafka::Position>& at) {
    status = at.status();
    answered.Notify();
  });
  if (!queued.ok()) return queued;
  answered.WaitForNotification();
  return status;
}

// Keys of the requests whose answer stands on the log.
absl::StatusOr<std::set<std::string>> AnsweredKeys(const std::string& brokers, const std::string& topic) {
  auto reader = kafka::LogReader::Create({.brokers = brokers, .topic = topic, .log = service::LogSyslog});
  if (!reader.ok()) return reader.status();
  std::set<std::string> keys;
  const auto collect = [&keys](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) {
      models::v1::ModelEvent event;
      const bool decided =
          event.ParseFromString(record.value) && event.kind() != models::v1::ModelEvent::KIND_CANDIDATE;
      if (decided && !event.request_key().empty()) keys.insert(event.request_key());
    }
    return absl::OkStatus();
  };
  if (absl::Status read = (*reader)->ReadToEnd(collect, kReadTimeout); !read.ok()) return read;
  return keys;
}

class Watch {
 public:
  Watch(const TrainWatchOptions& options, kafka::Producer& producer, std::set<std::string> answered)
      : options_(options),
        topics_(options.topic_prefix),
        producer_(producer),
        answered_(std::move(answered)) {}

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
    auto outcome = Retrain(
        {.brokers = options_.brokers,
         .events_topic = topics_.learner_events(),
         .registry = options_.registry,
         .model = options_.model,
         .base_data = options_.base_data,
         .cause = request.reason(),
         .window_end_ms = google::protobuf::util::TimeUtil::TimestampToMilliseconds(request.window_end()),
         .train = options_.train,
         .definitions = options_.definitions});
    if (!outcome.ok()) return outcome.status();
    models::v1::ModelEvent event;
    event.set_model(options_.model);
    event.set_version(static_cast<uint64_t>(outcome->version));
    event.set_previous_champion(static_cast<uint64_t>(outcome->champion_before));
    event.set_actor("train-job");
    event.set_evidence(outcome->reason);
    event.set_request_key(request.idempotency_key());
    *event.mutable_at() = google::protobuf::util::TimeUtil::GetCurrentTime();
    event.set_kind(models::v1::ModelEvent::KIND_CANDIDATE);
    if (absl::Status told = Tell(producer_, topics_.model_events(), event); !told.ok()) return told;
    event.set_kind(outcome->promoted ? models::v1::ModelEvent::KIND_PROMOTED
                                     : models::v1::ModelEvent::KIND_REJECTED);
    service::LogInfo(outcome->promoted ? "promoted" : "not promoted",
                     {{"version", outcome->version}, {"reason", outcome->reason}});
    return Tell(producer_, topics_.model_events(), event);
  }

  const TrainWatchOptions& options_;
  const events::Topics topics_;
  kafka::Producer& producer_;
  std::set<std::string> answered_;
  std::atomic<int> count_ = 0;
};

}  // namespace

absl::Status WatchRetrainRequests(const TrainWatchOptions& options) {
  service::Signals signals;
  service::InitLog("train", "info", service::LogTo::kStderr);  // stdout belongs to --json.
  const events::Topics topics(options.topic_prefix);
  auto producer = kafka::Producer::Create({.brokers = options.brokers, .log = service::LogSyslog});
  if (!producer.ok()) return producer.status();
  auto answered = AnsweredKeys(options.brokers, topics.model_events());
  if (!answered.ok()) return answered.status();
  Watch watch(options, **producer, *std::move(answered));
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
  while (!signals.Wait(kPoll)) {
    if (options.once && watch.count() > 0) break;
  }
  (*consumer)->Stop();
  return (*producer)->Flush(absl::Seconds(10));
}

}  // namespace yachay::cli
