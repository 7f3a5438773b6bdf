#include "cli/train_watch.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cli/model_events.h"
#include "cli/models_judge.h"
#include "cli/retrain_answers.h"
#include "events/topics.h"
#include "kafka/consumer.h"
#include "service/log.h"

namespace yachay::cli {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(200);

// Between two requests or beside one: moves are compare-and-set, so both can want to move the champion.
void Guard(const TrainWatchOptions& options, ModelEvents& events) {
  const auto judgement = GuardChampion({.brokers = options.brokers,
                                        .topic_prefix = options.topic_prefix,
                                        .registry = options.registry,
                                        .model = options.model,
                                        .definitions = options.definitions,
                                        .until_ms = absl::ToUnixMillis(absl::Now())},
                                       events);
  if (!judgement.ok()) {
    service::LogWarn("the guard could not judge", {{"reason", judgement.status().message()}});
  } else {
    service::LogInfo(judgement->moved ? "rolled back" : "the champion stays",
                     {{"reason", judgement->reason}});
  }
}

// Passed over up to the end that the topic had when it was begun, or the topic is not there.
bool NothingLeft(const kafka::Consumer& consumer) {
  return consumer.caught_up() || (consumer.assigned().empty() && absl::IsNotFound(consumer.status()));
}

}  // namespace

absl::Status WatchRetrainRequests(const TrainWatchOptions& options, const StopWait& stopped) {
  const events::Topics topics(options.topic_prefix);
  auto events = ModelEvents::Open(options.brokers, options.topic_prefix);
  if (!events.ok()) return events.status();
  const auto answers = RetrainAnswers::Open(options, *events);
  if (!answers.ok()) return answers.status();
  // A long training is no dead consumer: it may take hours between two polls.
  auto consumer =
      kafka::Consumer::Create({.brokers = options.brokers,
                               .group = absl::StrCat(options.topic_prefix, "-train-", options.model),
                               .topics = {topics.retrain_requests()},
                               .max_batch = 1,
                               .first_retry = options.patience.first_pause,
                               .last_retry = options.patience.last_pause,
                               .properties = {{"max.poll.interval.ms", "14400000"}},
                               .log = service::LogSyslog},
                              {.handle = [&](kafka::Batch batch) { return (*answers)->Handle(batch); }});
  if (!consumer.ok()) return consumer.status();
  (*consumer)->Start();
  service::LogInfo("waiting for retrain requests",
                   {{"topic", topics.retrain_requests()}, {"model", options.model}});
  absl::Time next_guard = absl::Now() + options.guard_every;
  while (!stopped(kPoll)) {
    if (options.once && ((*answers)->count() > 0 || NothingLeft(**consumer))) break;
    if (absl::Now() < next_guard) continue;
    Guard(options, *events);
    next_guard = absl::Now() + options.guard_every;
  }
  (*consumer)->Stop();
  return absl::OkStatus();
}

}  // namespace yachay::cli
