#include "cli/retrain_answers.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/util/time_util.h"
#include "mlflow/open_registry.h"
#include "service/log.h"
#include "service/trace.h"

namespace yachay::cli {
namespace {

using models::v1::ModelEvent;

// How the ledger's evidence names a request, so that one that was answered and not told is known.
std::string Named(const std::string& key) { return absl::StrCat("request ", key); }

std::string TraceId(const std::string& trace) { return std::string(service::TraceIdOf(trace)); }

// Of the answer: one that was not carried here begins here.
std::string TraceOf(const kafka::Record& record) {
  const std::string given = service::TraceparentOf(kafka::FindHeader(record, service::kTraceparent));
  return given.empty() ? service::NewTraceparent() : service::NextSpan(given);
}

}  // namespace

RetrainAnswers::RetrainAnswers(const TrainWatchOptions& options, ModelEvents& events,
                               std::set<std::string> answered)
    : options_(options),
      topics_(options.topic_prefix),
      events_(events),
      answered_(std::move(answered)),
      tries_(options.patience) {}

absl::StatusOr<std::unique_ptr<RetrainAnswers>> RetrainAnswers::Open(const TrainWatchOptions& options,
                                                                     ModelEvents& events) {
  const auto told = events.Events(options.model);
  if (!told.ok()) return told.status();
  std::set<std::string> answered;
  for (const ModelEvent& event : *told) {
    if (event.kind() != ModelEvent::KIND_CANDIDATE) answered.insert(event.request_key());
  }
  return absl::WrapUnique(new RetrainAnswers(options, events, std::move(answered)));
}

absl::Status RetrainAnswers::Handle(kafka::Batch batch) {
  for (const kafka::ReceivedRecord& record : batch) {
    if (options_.once && count_ > 0) return absl::CancelledError("one request was answered");
    if (absl::Status status = HandleOne(record); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RetrainAnswers::HandleOne(const kafka::ReceivedRecord& record) {
  const std::string trace = service::TraceIdOfHeader(kafka::FindHeader(record, service::kTraceparent));
  Asked asked;
  if (!asked.request.ParseFromString(record.value) || asked.key().empty()) {
    service::LogError("a record that is no RetrainRequested with a key was passed over",
                      {{"partition", record.partition}, {"offset", record.offset}, {"trace_id", trace}});
    return absl::OkStatus();
  }
  if (asked.request.model() != options_.model) return absl::OkStatus();
  if (answered_.contains(asked.key())) {
    service::LogInfo("answered before", {{"request", asked.key()}, {"trace_id", trace}});
    return absl::OkStatus();
  }
  asked.trace = TraceOf(record);
  if (absl::Status status = Answer(asked); !status.ok()) return status;
  answered_.insert(asked.key());
  ++count_;
  return absl::OkStatus();
}

absl::Status RetrainAnswers::Answer(const Asked& asked) {
  service::LogInfo("retraining", {{"request", asked.key()},
                                  {"version", asked.request.version()},
                                  {"reason", asked.request.reason()},
                                  {"trace_id", TraceId(asked.trace)}});
  auto outcome = Done(asked.key());
  if (outcome.ok() && !outcome->has_value()) outcome = RetrainFor(asked.request);
  if (outcome.ok()) return TellOutcome(asked, **outcome);
  const std::string why = tries_.Failed(asked.request, outcome.status(), absl::Now());
  if (!why.empty()) return TellNone(asked, why);
  service::LogWarn(
      "retraining failed; it will be tried again",
      {{"request", asked.key()}, {"reason", outcome.status().message()}, {"trace_id", TraceId(asked.trace)}});
  return outcome.status();
}

// What a process that died before it could tell has left in the ledger.
absl::StatusOr<RetrainAnswers::Outcome> RetrainAnswers::Done(const std::string& key) const {
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

absl::StatusOr<RetrainAnswers::Outcome> RetrainAnswers::RetrainFor(
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
  return Outcome(*std::move(outcome));
}

ModelEvent RetrainAnswers::EventOf(const Asked& asked, const std::string& evidence) const {
  ModelEvent event;
  event.set_model(options_.model);
  event.set_kind(ModelEvent::KIND_REJECTED);
  event.set_actor("train-job");
  event.set_evidence(evidence);
  event.set_request_key(asked.key());
  return event;
}

absl::Status RetrainAnswers::TellOutcome(const Asked& asked, const RetrainOutcome& outcome) {
  ModelEvent event = EventOf(asked, outcome.reason);
  event.set_version(static_cast<uint64_t>(outcome.version));
  event.set_previous_champion(static_cast<uint64_t>(outcome.champion_before));
  event.set_kind(ModelEvent::KIND_CANDIDATE);
  if (absl::Status told = events_.Tell(event, asked.trace); !told.ok()) return told;
  event.set_kind(outcome.promoted ? ModelEvent::KIND_PROMOTED : ModelEvent::KIND_REJECTED);
  service::LogInfo(
      outcome.promoted ? "promoted" : "not promoted",
      {{"version", outcome.version}, {"reason", outcome.reason}, {"trace_id", TraceId(asked.trace)}});
  return events_.Tell(event, asked.trace);
}

absl::Status RetrainAnswers::TellNone(const Asked& asked, const std::string& why) {
  service::LogError("a request was given up",
                    {{"request", asked.key()}, {"reason", why}, {"trace_id", TraceId(asked.trace)}});
  return events_.Tell(EventOf(asked, why), asked.trace);
}

}  // namespace yachay::cli
