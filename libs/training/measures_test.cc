// Folds, search, augmentation, calibration and permutation importance.
#include <algorithm>
#include <cmath>
#include <map>

#include "absl/strings/str_cat.h"
#include "models/encoder.h"
#include "scoring/calibration.h"
#include "testing/catch.h"
#include "training/augment.h"
#include "training/calibrate.h"
#include "training/fit.h"
#include "training/random.h"
#include "training/search.h"
#include "training/trainer.h"

namespace yachay::training {
namespace {

// The class is Rare when x0 > 0.8, with one label in ten wrong; x1 and the kind say nothing.
Dataset Rows(size_t count, uint64_t seed) {
  Random random(seed);
  Dataset data;
  data.schema = {"id",
                 "level",
                 {"Common", "Rare"},
                 {{"x0"}, {"x1"}, {"kind", models::FeatureKind::kCategory, {"a", "b"}}}};
  for (size_t r = 0; r < count; ++r) {
    const double x = random.Uniform();
    data.values.insert(data.values.end(), {static_cast<float>(x), static_cast<float>(random.Uniform()),
                                           static_cast<float>(random.Below(2))});
    data.labels.push_back((x > 0.8) != (random.Below(10) == 0) ? 1 : 0);
    data.ids.push_back(absl::StrCat("l", seed, "-", r));
  }
  return data;
}

TrainOptions Small() { return {.trees = 20, .depth = 3, .learning_rate = 0.3, .threads = 1}; }

TEST_CASE("every class is spread evenly over the folds, and equal rows share one") {
  Dataset data = Rows(1003, 1);
  data.ids[1] = data.ids[0];
  data.labels[1] = data.labels[0];
  const auto folds = FoldOf(data, 4, 7);
  CHECK(folds[0] == folds[1]);
  std::map<std::pair<int, int>, int> counts;
  for (size_t r = 0; r < data.rows(); ++r) ++counts[{data.labels[r], folds[r]}];
  for (int label = 0; label < 2; ++label) {
    for (int fold = 1; fold < 4; ++fold) CHECK(std::abs(counts[{label, fold}] - counts[{label, 0}]) <= 2);
  }
}

TEST_CASE("cross-validation scores every row by a model that has not seen it") {
  Dataset data = Rows(400, 2);
  for (size_t r = 0; r < data.rows(); ++r) {  // a column that tells rows apart, and labels that are noise
    data.values[3 * r] = static_cast<float>(r);
    data.labels[r] = static_cast<int>(Random(r).Next() >> 63);
  }
  TrainOptions options = Small();
  options.depth = 10;
  options.trees = 100;
  const auto validated = CrossValidate(data, options, 4);
  REQUIRE(validated.ok());
  CHECK(validated->fold_accuracy.size() == 4);
  CHECK(validated->evaluation.accuracy.value < 0.6);
  const auto fitted = Fit(data, options);
  const auto seen = Evaluate(data.labels, Score(*fitted->scorer, data), 2);
  CHECK(seen.accuracy.value > 0.8);
}

TEST_CASE("a search keeps the best it saw, begins with the start and stays in its budget") {
  TrainOptions start = Small();
  start.algorithm = Algorithm::kLogistic;
  start.l2 = 1000;  // so strong that nothing is learned
  int asked = 0;
  const auto now = [&] { return absl::UnixEpoch() + absl::Seconds(asked++); };
  const auto result = Search(Rows(400, 3), start, {.budget = absl::Seconds(3), .folds = 2, .now = now});
  REQUIRE(result.ok());
  CHECK(result->tries.size() == 3);  // asked at 0 for the end at 3, then at 1 and 2
  CHECK(result->tries[0].setting == "l2=1000");
  CHECK(result->chosen > 0);
  CHECK(result->best.l2 < 1000);
  CHECK(Search(Rows(400, 3), start, {.tries = 2, .folds = 2})->tries.size() == 2);
  CHECK(Search(Rows(400, 3), start, {.folds = 2})->tries.size() == Grid(start).size() + 1);
}

TEST_CASE("SMOTE makes the classes even with rows inside their class, jitter adds a share") {
  const Dataset data = Rows(500, 4);
  TrainOptions options = Small();
  options.augmentation = Augmentation::kSmote;
  const Dataset more = Augmented(data, options);
  const auto rare = std::count(more.labels.begin(), more.labels.end(), 1);
  CHECK(rare * 2 == static_cast<std::ptrdiff_t>(more.rows()));
  for (size_t r = data.rows(); r < more.rows(); ++r) {
    CHECK(more.labels[r] == 1);
    CHECK((more.row(r)[2] == 0.0F || more.row(r)[2] == 1.0F));
    CHECK((more.row(r)[0] >= 0.0F && more.row(r)[0] <= 1.0F));
  }
  CHECK(Augmented(data, options).values == more.values);
  options.augmentation = Augmentation::kJitter;
  const Dataset jittered = Augmented(data, options);
  CHECK(jittered.rows() == 750);
  options.augmentation = Augmentation::kNone;
  options.balance_classes = true;
  const Dataset balanced = Augmented(data, options);
  double sums[2] = {};
  for (size_t r = 0; r < balanced.rows(); ++r)
    sums[balanced.labels[r]] += static_cast<double>(balanced.weights[r]);
  CHECK(sums[0] == Approx(250).epsilon(1e-4));
  CHECK(sums[1] == Approx(250).epsilon(1e-4));
}

TEST_CASE("a training with all options says what each of them did") {
  TrainOptions options = Small();
  options.augmentation = Augmentation::kSmote;
  options.balance_classes = true;
  options.calibration = "isotonic";
  options.folds = 3;
  options.patience = 3;
  options.permutation = true;
  for (const Algorithm algorithm : {Algorithm::kGradientBoosting, Algorithm::kMlp, Algorithm::kLogistic}) {
    options.algorithm = algorithm;
    const auto result = Train(Rows(1500, 5), Rows(500, 6), options);
    INFO(result.status());
    REQUIRE(result.ok());
    CHECK(result->cross_validation->folds == 3);
    CHECK(result->calibration->method == "isotonic");
    CHECK(result->evaluation.calibration_error < result->uncalibrated->calibration_error);
    CHECK(result->augmentation->rows_added > 500);
    CHECK(result->permutation[0] > 0.1);
    CHECK(std::abs(result->permutation[1]) < 0.05);
    CHECK(result->importance[0] > result->importance[1]);
    CHECK(result->golden.size() == 64);
  }
}

TEST_CASE("patience stops before the rounds that only learn noise") {
  TrainOptions options{.trees = 600, .depth = 6, .learning_rate = 0.3, .threads = 1};
  const auto all = Fit(Rows(600, 7), options);
  options.patience = 5;
  const auto early = Fit(Rows(600, 7), options);
  REQUIRE(early.ok());
  CHECK(all->rounds == 300);
  CHECK(early->rounds < 60);
  const Dataset unseen = Rows(2000, 8);
  CHECK(LogLoss(unseen.labels, Score(*early->scorer, unseen), 2) <
        LogLoss(unseen.labels, Score(*all->scorer, unseen), 2));
}

TEST_CASE("calibration mends scores that are too sure") {
  Random random(9);
  std::vector<int> labels;
  std::vector<float> scores;
  for (int r = 0; r < 5000; ++r) {
    const double truth = random.Uniform();
    labels.push_back(random.Uniform() < truth ? 1 : 0);
    const double odds = std::pow(truth / (1 - truth), 3);  // three times too sure
    scores.push_back(static_cast<float>(1 / (1 + odds)));
    scores.push_back(1 - scores.back());
  }
  const double before = LogLoss(labels, scores, 2);
  for (const char* method : {"temperature", "isotonic"}) {
    const auto calibration = LearnCalibration(method, labels, scores, 2);
    REQUIRE(scoring::CheckCalibration(calibration, 2).ok());
    if (calibration.method == "temperature") CHECK(calibration.temperature == Approx(3).epsilon(0.1));
    std::vector<float> mended = scores;
    scoring::Calibrate(calibration, 2, absl::MakeSpan(mended));
    CHECK(LogLoss(labels, mended, 2) < before - 0.1);
    CHECK(Evaluate(labels, mended, 2).calibration_error < 0.03);
  }
}

}  // namespace
}  // namespace yachay::training
