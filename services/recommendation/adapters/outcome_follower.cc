#include "adapters/outcome_follower.h"

#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "adapters/cloud_event.h"
#include "adapters/probe.h"
#include "events/codec.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace yachay::recommendation {
namespace {

constexpr double kEnough = 0.5;  // share of the points that is a success

void Tell(const events::Event& event, OutcomeWindow& window) {
  if (const auto* shown = std::get_if<events::ContentShown>(&event.payload)) {
    window.Happened(shown->recommendation_id, OutcomeKind::kTaken);
  } else if (const auto* left = std::get_if<events::ContentAbandoned>(&event.payload)) {
    window.Happened(left->recommendation_id, OutcomeKind::kTaken);
    window.Happened(left->recommendation_id, OutcomeKind::kAbandoned);
  } else if (const auto* done = std::get_if<events::ContentCompleted>(&event.payload)) {
    window.Happened(done->recommendation_id, OutcomeKind::kTaken);
    window.Happened(done->recommendation_id, OutcomeKind::kCompleted);
    if (done->score.value_or(1) >= kEnough) window.Happened(done->recommendation_id, OutcomeKind::kSucceeded);
  }
}

}  // namespace

OutcomeFollower::OutcomeFollower(Topics topics, Probe& probe)
    : topics_(std::move(topics)),
      window_(kWindow, [&probe](const OutcomeWindow::Source& source, OutcomeKind kind) {
        probe.Became(source.policy, source.fallback, Name(kind));
      }) {}

absl::StatusOr<std::unique_ptr<OutcomeFollower>> OutcomeFollower::Create(const std::string& brokers,
                                                                         const Topics& topics, Probe& probe) {
  std::unique_ptr<OutcomeFollower> follower(new OutcomeFollower(topics, probe));
  auto consumer =
      kafka::Consumer::Create({.brokers = brokers,
                               .group = absl::StrCat("recommendation-outcomes-", topics.recommendations),
                               .topics = {topics.recommendations, topics.learner_events},
                               .client_id = "yachay-recommendation",
                               .log = &LogKafka},
                              {.handle = [self = follower.get()](kafka::Batch batch) {
                                for (const kafka::ReceivedRecord& record : batch) self->Take(record);
                                return absl::OkStatus();
                              }});
  if (!consumer.ok()) return consumer.status();
  follower->consumer_ = *std::move(consumer);
  return follower;
}

void OutcomeFollower::Start() { consumer_->Start(); }
void OutcomeFollower::Stop() { consumer_->Stop(); }

void OutcomeFollower::Take(const kafka::ReceivedRecord& record) {
  if (record.topic == topics_.recommendations) {
    v1::RecommendationLogged logged;
    if (!logged.ParseFromString(record.value)) return;
    window_.Answered(logged.recommendation_id(), {logged.policy(), logged.fallback()});
  } else if (const auto event = events::Decode(record.value); event.ok()) {
    Tell(*event, window_);
  }
}

}  // namespace yachay::recommendation
