#include "cli/recommend_log.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <variant>

#include "absl/strings/str_cat.h"
#include "events/codec.h"
#include "events/topics.h"
#include "kafka/log_reader.h"
#include "models/manifest.h"

namespace yachay::cli {
namespace {

using recommendation::v1::RecommendationLogged;

constexpr double kEnough = 0.5;  // share of the points that is a success
constexpr double kFewestLikedStars = 3;

// Hands each record's value to `take`; returns where each partition was read to.
template <typename F>
absl::StatusOr<std::string> ReadTopic(const RecommendLogOptions& options, const std::string& topic, F take) {
  auto reader =
      kafka::LogReader::Create({.brokers = options.brokers, .topic = topic, .client_id = "yachay-recommend"});
  if (!reader.ok()) return reader.status();
  const auto handle = [&](kafka::Batch batch) {
    for (const kafka::ReceivedRecord& record : batch) take(record.value);
    return absl::OkStatus();
  };
  if (absl::Status read = (*reader)->ReadToEnd(handle, options.timeout); !read.ok()) return read;
  std::string ends;
  for (const auto& [partition, offset] : (*reader)->positions())
    absl::StrAppend(&ends, partition.topic, "/", partition.partition, "@", offset, "\n");
  return ends;
}

}  // namespace

double RewardOf(Outcome outcome) {
  if (outcome == Outcome::kSucceeded) return 1;
  return outcome == Outcome::kCompleted ? 0.5 : 0;
}

void Outcomes::Add(const events::Event& event) {
  if (const auto* shown = std::get_if<events::ContentShown>(&event.payload)) {
    Raise(shown->recommendation_id, shown->content_id, Outcome::kShown);
  } else if (const auto* left = std::get_if<events::ContentAbandoned>(&event.payload)) {
    Raise(left->recommendation_id, left->content_id, Outcome::kAbandoned);
  } else if (const auto* done = std::get_if<events::ContentCompleted>(&event.payload)) {
    const bool enough = done->score.value_or(1) >= kEnough;
    Raise(done->recommendation_id, done->content_id, enough ? Outcome::kSucceeded : Outcome::kCompleted);
    Like(event.learner_id, done->content_id, 1);
  } else if (const auto* rated = std::get_if<events::ContentRated>(&event.payload)) {
    if (rated->stars >= kFewestLikedStars)
      Like(event.learner_id, rated->content_id, 1 + rated->stars - kFewestLikedStars);
  } else if (const auto* consent = std::get_if<events::ConsentChanged>(&event.payload)) {
    if (consent->purpose != events::ConsentChanged::Purpose::kTraining) return;
    training_[event.learner_id].Set(
        consent->granted, {event.occurred_at_ms.value_or(0), features::ParseEventId(event.event_id)});
  } else if (std::holds_alternative<events::ErasureRequested>(event.payload)) {
    erased_.insert(event.learner_id);
  }
}

void Outcomes::Raise(const std::string& recommendation_id, const std::string& content_id, Outcome outcome) {
  if (recommendation_id.empty()) return;
  Outcome& known = outcomes_[{recommendation_id, content_id}];
  known = std::max(known, outcome);
}

void Outcomes::Like(const std::string& learner_id, const std::string& content_id, double weight) {
  double& known = likings_[{learner_id, content_id}];
  known = std::max(known, weight);
}

Outcome Outcomes::Of(const std::string& recommendation_id, const std::string& content_id) const {
  const auto found = outcomes_.find({recommendation_id, content_id});
  return found == outcomes_.end() ? Outcome::kNone : found->second;
}

bool Outcomes::MayTrain(const std::string& learner_id) const {
  if (erased_.count(learner_id) > 0) return false;
  const auto said = training_.find(learner_id);
  return features::MayTrain(said == training_.end() ? features::Latest<bool>() : said->second, consent_);
}

CLI::Option* AddLogFlags(CLI::App& command, RecommendLogOptions& options) {
  CLI::Option* brokers =
      command.add_option("--brokers", options.brokers, "Kafka brokers, host:port,…: the log");
  command.add_option("--topic-prefix", options.topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  command.add_option("--consent", options.consent, "To training, as the feature store is started with")
      ->check(CLI::IsMember({"assumed", "required"}))
      ->capture_default_str();
  return brokers;
}

absl::StatusOr<RecommendLog> ReadRecommendLog(const RecommendLogOptions& options) {
  const events::Topics topics(options.topic_prefix);
  RecommendLog log;
  log.outcomes = Outcomes(options.consent == "assumed" ? features::ConsentRule::kAssumed
                                                       : features::ConsentRule::kRequired);
  std::set<std::string> seen;
  auto answers = ReadTopic(options, topics.recommendations(), [&](const std::string& bytes) {
    RecommendationLogged answer;
    if (!answer.ParseFromString(bytes) || !seen.insert(answer.recommendation_id()).second) return;
    log.answers.push_back(std::move(answer));
  });
  if (!answers.ok()) return answers.status();
  auto events = ReadTopic(options, topics.learner_events(), [&](const std::string& bytes) {
    if (const auto event = events::Decode(bytes); event.ok()) log.outcomes.Add(*event);
  });
  if (!events.ok()) return events.status();
  log.fingerprint = absl::StrCat("sha256:", models::Sha256(absl::StrCat(*answers, *events, options.consent)));
  return log;
}

}  // namespace yachay::cli
