#include "adapters/model_codec.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "learning/success_features.h"

namespace yachay::recommendation {
namespace {

constexpr char kRight[] = "right";           // the class of a right answer
constexpr std::uint32_t kContributions = 8;  // of which those are told that speak for the item

// value(row, feature) of every pair.
template <typename Names, typename Value>
void Fill(const Names& names, std::size_t rows, Value value, inference::v1::FeatureMatrix& matrix) {
  for (std::size_t feature = 0; feature < names.size(); ++feature) {
    inference::v1::NamedColumn& column = *matrix.add_columns();
    column.set_name(names[feature]);
    column.mutable_numbers()->Reserve(static_cast<int>(rows));
    for (std::size_t row = 0; row < rows; ++row) column.add_numbers(static_cast<double>(value(row, feature)));
  }
}

void FillPairs(const std::vector<PairFeatures>& rows, inference::v1::FeatureMatrix& matrix) {
  Fill(
      PairFeatureNames(), rows.size(),
      [&](std::size_t row, std::size_t feature) { return rows[row][feature]; }, matrix);
}

// Rows of another calibration are numbers on another scale: the model would answer, and be wrong.
absl::Status SameCalibration(const inference::v1::PredictResponse& response, const Origin& origin) {
  const std::string& trained = response.tracer_calibration();
  if (!trained.empty() && trained == origin.items && trained == origin.learner) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(response.model(), ":", response.version(), " was trained under the calibration ",
                   trained.empty() ? "none" : trained, ", --calibration here is ", origin.items,
                   ", the feature store's is ", origin.learner.empty() ? "not told" : origin.learner,
                   ": give both services the calibration.json that the registry keeps with that version, or "
                   "train under theirs (yachay train --answers)"));
}

}  // namespace

inference::v1::PredictRequest RankerRequest(const std::string& model, const std::vector<PairFeatures>& rows) {
  auto request = AskOf<inference::v1::PredictRequest>(model);
  FillPairs(rows, *request.mutable_features());
  return request;
}

absl::StatusOr<ModelScores> RankerScoresOf(const inference::v1::PredictResponse& response, std::size_t rows) {
  ModelScores scores{{response.probabilities().begin(), response.probabilities().end()}, response.version()};
  const bool finite = std::all_of(scores.scores.begin(), scores.scores.end(),
                                  [](float score) { return std::isfinite(score); });
  if (response.classes_size() == 0 && scores.scores.size() == rows && finite) return scores;
  return absl::UnavailableError(absl::StrCat("inference: expected one finite score for each of ", rows,
                                             " rows of a ranker without classes, got ", scores.scores.size(),
                                             " and ", response.classes_size(), " classes"));
}

inference::v1::PredictRequest SuccessRequest(const std::string& model, const SuccessRows& rows) {
  auto request = AskOf<inference::v1::PredictRequest>(model);
  Fill(
      learning::SuccessFeatureNames(), rows.of.size(),
      [&](std::size_t row, std::size_t feature) {
        return rows.values[row * learning::kSuccessFeatures + feature];
      },
      *request.mutable_features());
  return request;
}

absl::StatusOr<ModelScores> SuccessChancesOf(const inference::v1::PredictResponse& response, std::size_t rows,
                                             const Origin& origin) {
  if (absl::Status same = SameCalibration(response, origin); !same.ok()) return same;
  const auto& classes = response.classes();
  const auto width = static_cast<std::size_t>(classes.size());
  const auto right =
      static_cast<std::size_t>(std::find(classes.begin(), classes.end(), kRight) - classes.begin());
  const bool in_range = std::all_of(response.probabilities().begin(), response.probabilities().end(),
                                    [](float chance) { return chance >= 0 && chance <= 1; });
  if (right == width || static_cast<std::size_t>(response.probabilities_size()) != rows * width ||
      !in_range) {
    return absl::UnavailableError(
        absl::StrCat("inference: expected the chance of \"", kRight, "\" for each of ", rows, " rows, got ",
                     response.probabilities_size(), " chances of ", width, " classes"));
  }
  ModelScores chances{{}, response.version()};
  for (std::size_t row = 0; row < rows; ++row)
    chances.scores.push_back(response.probabilities(static_cast<int>(row * width + right)));
  return chances;
}

inference::v1::ExplainRequest RankerWhyRequest(const std::string& model, std::uint64_t version,
                                               const std::vector<PairFeatures>& rows) {
  auto request = AskOf<inference::v1::ExplainRequest>(model);
  request.set_version(version);  // in place of the alias: that may have moved since it ranked
  request.set_top(kContributions);
  FillPairs(rows, *request.mutable_features());
  return request;
}

absl::StatusOr<std::vector<std::vector<Contribution>>> RankerWhyOf(
    const inference::v1::ExplainResponse& response, std::size_t rows) {
  if (static_cast<std::size_t>(response.rows_size()) != rows) {
    return absl::UnavailableError(
        absl::StrCat("inference: expected ", rows, " explanations, got ", response.rows_size()));
  }
  std::vector<std::vector<Contribution>> why;
  for (const inference::v1::Explanation& row : response.rows()) {
    std::vector<Contribution>& said = why.emplace_back();
    for (const inference::v1::Contribution& one : row.contributions())
      said.push_back({.feature = one.feature(), .amount = static_cast<double>(one.contribution())});
  }
  return why;
}

}  // namespace yachay::recommendation
