// What the feature store and inference answer, as the core reads it.
#ifndef RECOMMENDATION_ADAPTERS_LEARNER_CODEC_H_
#define RECOMMENDATION_ADAPTERS_LEARNER_CODEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "adapters/dependencies.h"
#include "core/learner.h"
#include "yachay/features/v1/features.pb.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::recommendation {

// All that ranking reads of one learner.
features::v1::GetFeaturesRequest LearnerRequest(const std::string& learner_id);

// The answer to it. What is not there keeps the value of a new learner. UNAVAILABLE when the answer lacks a
// column that was asked, or a column is not as long as it should be.
absl::StatusOr<Learner> LearnerOf(const features::v1::GetFeaturesResponse& response);

// One row of the model, by the learner's id. model: "name@alias".
inference::v1::PredictRequest ForecastRequest(const std::string& model, const std::string& learner_id);

// The answer to it. A learner whom the feature store does not know has no chance of "Low" worth acting on: 0.
// UNAVAILABLE when the answer does not have one row.
absl::StatusOr<Forecast> ForecastOf(const inference::v1::PredictResponse& response);

// What speaks for the forecasts of these learners, the strongest contributions. model: "name@alias".
inference::v1::ExplainRequest WhyRequest(const std::string& model, const std::string& learner_id);

// The answer to it, into the forecast: nothing when it is of another version or class than the forecast.
void AddWhy(const inference::v1::ExplainResponse& response, Forecast& forecast);

// Rows of pair features, column by column. model: "name@alias".
inference::v1::PredictRequest RankerRequest(const std::string& model, const std::vector<PairFeatures>& rows);

// The answer to it; UNAVAILABLE when it is not one finite number a row.
absl::StatusOr<RankerScores> RankerScoresOf(const inference::v1::PredictResponse& response, std::size_t rows);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_LEARNER_CODEC_H_
