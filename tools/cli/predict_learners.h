// Batch predictions over learners: their features come from a running feature store, as inference reads them.
#ifndef CLI_PREDICT_LEARNERS_H_
#define CLI_PREDICT_LEARNERS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/csv_blocks.h"
#include "cli/dial.h"
#include "cli/features_log.h"
#include "models/manifest.h"
#include "training/csv.h"
#include "yachay/features/v1/features.grpc.pb.h"

namespace yachay::cli {

inline constexpr char kLearnerColumn[] = "learner_id";

struct LearnerRowsOptions {
  std::string feature_store;           // host:port
  std::string view = "engagement";     // of features that do not name their own ("view:feature")
  std::string other_views = "refuse";  // or "serve": rows by definitions that the model was not trained on
  absl::Duration timeout = absl::Seconds(30);  // of an answer
};

class LearnerRows {
 public:
  // Calls nobody yet. The errors of Dial.
  static absl::StatusOr<LearnerRows> Connect(const LearnerRowsOptions& options, models::Manifest model,
                                             const DialOptions& dial = {});

  // The block's column learner_id as rows of the model's columns, in the same order; learners that the store
  // does not know (never seen, erased) or that have not consented to personalisation are left out; nullopt
  // when that is all of them. A store that does not answer is Unavailable or DeadlineExceeded; one without
  // the model's features, or with other definitions of them, FailedPrecondition. Thread-safe.
  absl::StatusOr<std::optional<training::CsvTable>> Read(CsvBlock block) const;

 private:
  LearnerRows() = default;
  absl::StatusOr<features::v1::GetFeaturesResponse> Ask(
      const features::v1::GetFeaturesRequest& request) const;
  absl::Status CheckViews(const features::v1::GetFeaturesResponse& response) const;
  absl::Status Append(const std::vector<std::string>& learners, std::string& csv) const;

  std::shared_ptr<features::v1::FeatureStore::Stub> stub_;
  LearnerRowsOptions options_;
  models::Manifest model_;
};

// Writes `path`, a CSV file of one column learner_id: every learner on the log, once. Memory grows
// with their ids. The errors of the log.
absl::Status WriteLearners(const FeaturesLog& log, const std::string& path);

}  // namespace yachay::cli

#endif  // CLI_PREDICT_LEARNERS_H_
