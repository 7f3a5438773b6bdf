// A data set in; a registered version and a decision about the champion out. The command and the watcher of
// retrain requests both run this.
//
//   auto registry = mlflow::OpenRegistry(location);
//   auto outcome = RunTraining(*data, {.model = "engagement"}, **registry);
#ifndef CLI_TRAIN_PIPELINE_H_
#define CLI_TRAIN_PIPELINE_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "learning/calibration.h"
#include "models/registry.h"
#include "training/dataset.h"
#include "training/promotion.h"
#include "training/search.h"
#include "training/trainer.h"

namespace yachay::cli {

// What foretells where there is no champion: the first version has to be better than that.
struct Incumbent {
  std::string name;  // for the ledger, for example "the tracer's formula"
  std::function<std::vector<int>(const training::Dataset& rows)> classes;
};

struct TrainingJob {
  std::string model;  // name in the registry
  training::TrainOptions options = {};
  std::string who = "yachay train";  // for the ledger
  std::string cause = {};            // why this was trained, for the ledger; "" when somebody just asked
  bool force = false;                // promote whatever the comparison says; the ledger tells
  std::optional<Incumbent> incumbent = {};
  std::optional<training::SearchOptions> search = {};  // choose options on the training rows first
  // That the rows were made under, when they are tracer state: named in the manifest, kept with the version.
  std::optional<learning::Calibration> tracer = {};
  // What the version's reference is made of, when there are at least 50 rows; else the training rows are.
  std::optional<training::Dataset> reference = {};
  std::function<absl::Time()> now = absl::Now;
};

struct TrainingOutcome {
  models::VersionRef version;
  models::Manifest manifest;
  training::TrainResult result;
  training::Decision decision;
  std::optional<int> champion_before;  // version
  size_t train_rows = 0;
  size_t held_out_rows = 0;
  std::string report;  // JSON: data, options, evaluation, importance; also the version's report.json
  training::TrainOptions options;                // that were used: the job's, or what the search chose
  std::optional<training::SearchResult> search;  // when the job asked for one
  training::Dataset held_out;
  // On the held-out rows; empty without a comparable champion.
  std::vector<int> champion_predicted;
  std::vector<float> champion_scores;  // per row and class
};

// Rows with held_out = 1 (chosen by the seed when the data set has no mask) are kept from training; on them
// the candidate is measured and compared with the champion. The candidate is registered in any case; champion
// moves to it when DecidePromotion says so, else challenger does. A champion that reads other columns, or
// columns of other views, stays, and so does one whose rows were made under another calibration of the
// tracer: both are replaced together.
//
// InvalidArgument: data or options. FailedPrecondition: serving and trainer disagree on a golden row.
// Aborted: another moved the champion meanwhile; the candidate is registered. Else as Registry.
absl::StatusOr<TrainingOutcome> RunTraining(const training::Dataset& data, const TrainingJob& job,
                                            models::Registry& registry);

}  // namespace yachay::cli

#endif  // CLI_TRAIN_PIPELINE_H_
