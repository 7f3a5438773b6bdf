// What was recommended and what became of it: [recommendations] joined with [learner-events] on the id of the
// recommendation and the content.
#ifndef TOOLS_CLI_RECOMMEND_LOG_H_
#define TOOLS_CLI_RECOMMEND_LOG_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "events/event.h"
#include "features/consent.h"
#include "yachay/recommendation/v1/recommendation_log.pb.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace yachay::cli {

// Worst first; of several events about one item the best counts.
enum class Outcome { kNone, kShown, kAbandoned, kCompleted, kSucceeded };

// What became of one item: 0 ignored, shown or abandoned; 0.5 completed without success; 1 succeeded:
// completed with at least half of the points, or where there were none to be had.
double RewardOf(Outcome outcome);

// Folds events; the order does not matter.
class Outcomes {
 public:
  explicit Outcomes(features::ConsentRule consent = features::ConsentRule::kRequired) : consent_(consent) {}

  void Add(const events::Event& event);

  Outcome Of(const std::string& recommendation_id, const std::string& content_id) const;
  // By learner and content: the weight of a completion (1) or of 3 to 5 stars (1 to 3).
  const std::map<std::pair<std::string, std::string>, double>& likings() const { return likings_; }
  // Whether the learner may be in training rows: as features::MayTrain says, and never after an erasure.
  bool MayTrain(const std::string& learner_id) const;

 private:
  void Raise(const std::string& recommendation_id, const std::string& content_id, Outcome outcome);
  void Like(const std::string& learner_id, const std::string& content_id, double weight);

  std::map<std::pair<std::string, std::string>, Outcome> outcomes_;
  std::map<std::pair<std::string, std::string>, double> likings_;
  std::map<std::string, features::Latest<bool>> training_;  // consents
  std::set<std::string> erased_;
  features::ConsentRule consent_;
};

struct RecommendLogOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string consent = "required";            // as the feature store is started with
  absl::Duration timeout = absl::Minutes(10);  // for each of the two topics
};

// --brokers, --topic-prefix and --consent; returns the first.
CLI::Option* AddLogFlags(CLI::App& command, RecommendLogOptions& options);

struct RecommendLog {
  std::vector<recommendation::v1::RecommendationLogged> answers;  // each recommendation once
  Outcomes outcomes;
  std::string fingerprint;  // of how far both logs were read
};

// Reads both topics from their beginnings to the ends that they have now. Records that cannot be parsed are
// passed over. The errors of kafka::LogReader.
absl::StatusOr<RecommendLog> ReadRecommendLog(const RecommendLogOptions& options);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_RECOMMEND_LOG_H_
