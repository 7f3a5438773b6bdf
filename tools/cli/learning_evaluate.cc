#include "cli/learning_evaluate.h"

#include <chrono>
#include <set>

#include "absl/strings/str_cat.h"
#include "cli/learning_success.h"
#include "learning/counts_model.h"
#include "training/fit.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

using learning::Answer;
using learning::Calibration;
using learning::History;
using learning::TracerState;

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// What is needed to score: the answers of the test file, in its order of learners.
class Bench {
 public:
  explicit Bench(const AnswerData& test) : test_(test) {
    for (const History& history : test.histories) {
      for (const auto& answer : history.answers) correct_.push_back(answer.correct ? 1 : 0);
    }
  }

  // foretell(history, chances) appends a chance per answer.
  template <typename Foretell>
  ForetellingResult Score(std::string model, double fit_seconds, Foretell foretell) const {
    std::vector<double> chances;
    chances.reserve(correct_.size());
    const Stopwatch watch;
    for (const History& history : test_.histories) foretell(history, chances);
    const double seconds = watch.Seconds();
    return {std::move(model), learning::Measure(chances, correct_), fit_seconds,
            1e6 * seconds / static_cast<double>(correct_.size())};
  }

  const AnswerData& test() const { return test_; }
  const std::vector<int>& correct() const { return correct_; }

 private:
  const AnswerData& test_;
  std::vector<int> correct_;
};

ForetellingResult Elo(const Bench& bench, const Calibration& calibration, double seconds) {
  return bench.Score("elo", seconds, [&](const History& history, std::vector<double>& chances) {
    learning::Replay(history, calibration, [&](const TracerState& state, const Answer& answer) {
      chances.push_back(learning::SuccessChance(state, calibration, answer.item, answer.skills,
                                                answer.occurred_at_ms, answer.choices));
    });
  });
}

// The mean of what each skill of the item says.
double BktChance(const TracerState& state, const Calibration& calibration, const Answer& answer) {
  if (answer.skills.empty()) return learning::BktRight(calibration.parameters.bkt, 0.5);
  double sum = 0;
  for (const std::string& skill : answer.skills) {
    const auto found = state.skills.find(skill);
    const auto& bkt = calibration.Bkt(skill);
    sum += learning::BktRight(bkt, found == state.skills.end() ? bkt.known_at_first : found->second.known);
  }
  return sum / static_cast<double>(answer.skills.size());
}

ForetellingResult Bkt(const Bench& bench, const Calibration& calibration, double seconds) {
  return bench.Score("bkt", seconds, [&](const History& history, std::vector<double>& chances) {
    learning::Replay(history, calibration, [&](const TracerState& state, const Answer& answer) {
      chances.push_back(BktChance(state, calibration, answer));
    });
  });
}

ForetellingResult Logistic(const Bench& bench, absl::Span<const History* const> train) {
  const Stopwatch watch;
  const auto model = learning::CountsModel::Fit(train);
  return bench.Score("logistic", watch.Seconds(), [&](const History& history, std::vector<double>& chances) {
    const std::vector<double> foretold = model.Foretell(history);
    chances.insert(chances.end(), foretold.begin(), foretold.end());
  });
}

absl::StatusOr<ForetellingResult> Trees(const Bench& bench, absl::Span<const History* const> train,
                                        const Calibration& calibration,
                                        const training::TrainOptions& options) {
  const Stopwatch fitting;
  const auto fitted = training::Fit(CrossFittedRows(train, calibration, 5, options.seed), options);
  if (!fitted.ok()) return fitted.status();
  const double fit_seconds = fitting.Seconds();
  const Stopwatch scoring;
  const auto scores =
      training::Score(*fitted->scorer, SuccessRows(Pointers(bench.test().histories), calibration));
  const double seconds = scoring.Seconds();
  std::vector<double> chances;
  for (size_t i = 1; i < scores.size(); i += 2) chances.push_back(static_cast<double>(scores[i]));
  return ForetellingResult{"trees", learning::Measure(chances, bench.correct()), fit_seconds,
                           1e6 * seconds / static_cast<double>(bench.correct().size())};
}

absl::Status CheckApart(const AnswerData& train, const AnswerData& test) {
  std::set<std::string_view> learners;
  for (const History& history : train.histories) learners.insert(history.learner);
  for (const History& history : test.histories) {
    if (learners.count(history.learner) == 0) continue;
    return absl::InvalidArgumentError(absl::StrCat("learner '", history.learner, "' stands in both ",
                                                   train.path, " and ", test.path,
                                                   "; split by learner, or the figures are too good"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ForetellingResult>> EvaluateForetelling(const AnswerData& train,
                                                                   const AnswerData& test,
                                                                   const training::TrainOptions& trees) {
  if (auto status = CheckApart(train, test); !status.ok()) return status;
  const auto histories = Pointers(train.histories);
  const Bench bench(test);
  const Stopwatch watch;
  const Calibration calibration = learning::FitCalibration(histories);
  const double seconds = watch.Seconds();
  std::vector<ForetellingResult> results = {Elo(bench, calibration, seconds),
                                            Bkt(bench, calibration, seconds), Logistic(bench, histories)};
  auto boosted = Trees(bench, histories, calibration, trees);
  if (!boosted.ok()) return boosted.status();
  results.push_back(*std::move(boosted));
  return results;
}

}  // namespace yachay::cli
