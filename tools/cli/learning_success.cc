#include "cli/learning_success.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "cli/simulate_random.h"
#include "learning/success_features.h"

namespace yachay::cli {
namespace {

using learning::History;
using Histories = absl::Span<const History* const>;

training::Dataset Empty() {
  training::Dataset data;
  data.schema.id = "answer";
  data.schema.target = "outcome";
  data.schema.classes = {kWrong, kRight};
  for (const char* name : learning::SuccessFeatureNames()) data.schema.features.push_back({.name = name});
  return data;
}

void AddRows(const History& history, const learning::Calibration& calibration, training::Dataset& data) {
  size_t number = 0;
  learning::Replay(history, calibration,
                   [&](const learning::TracerState& state, const learning::Answer& answer) {
                     const size_t at = data.values.size();
                     data.values.resize(at + learning::kSuccessFeatures);
                     learning::SuccessRow(state, calibration, answer.item, answer.skills,
                                          answer.occurred_at_ms, absl::MakeSpan(data.values).subspan(at));
                     data.labels.push_back(answer.correct ? 1 : 0);
                     data.ids.push_back(absl::StrCat(history.learner, "/", ++number));
                   });
}

}  // namespace

training::Dataset SuccessRows(Histories histories, const learning::Calibration& calibration) {
  training::Dataset data = Empty();
  for (const History* history : histories) AddRows(*history, calibration, data);
  data.cleaning.rows_read = data.rows();
  return data;
}

training::Dataset CrossFittedRows(Histories histories, const learning::Calibration& calibration, int folds,
                                  uint64_t seed) {
  training::Dataset data = Empty();
  for (int fold = 0; fold < folds; ++fold) {
    std::vector<const History*> inside, outside;
    for (const History* history : histories) {
      const uint64_t hash = simulate::Mix(seed, {simulate::HashText(history->learner)});
      (hash % static_cast<uint64_t>(folds) == static_cast<uint64_t>(fold) ? inside : outside)
          .push_back(history);
    }
    learning::Calibration others =
        learning::FitCalibration(outside, {.start = calibration.parameters, .steps = false, .bkt = false});
    others.bkt = calibration.bkt;  // thousands of answers each: one learner more or less does not show
    for (const History* history : inside) AddRows(*history, others, data);
    data.held_out.resize(data.rows(), fold == 0 ? 1 : 0);
  }
  data.cleaning.rows_read = data.rows();
  return data;
}

std::vector<int> ByFormula(const training::Dataset& rows) {
  constexpr size_t kMargin = 0;  // place among learning::SuccessFeatureNames
  std::vector<int> classes;
  for (size_t r = 0; r < rows.rows(); ++r) classes.push_back(rows.row(r)[kMargin] > 0 ? 1 : 0);
  return classes;
}

training::TrainOptions SuccessOptions() {
  training::TrainOptions options;
  options.trees = 500;
  options.depth = 6;
  options.learning_rate = 0.05;
  options.column_share = 0.7;
  options.min_child_weight = 20;
  options.patience = 25;  // where answers are few, 500 trees learn them by heart
  return options;
}

}  // namespace yachay::cli
