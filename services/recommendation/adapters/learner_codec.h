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

// All that ranking reads of one learner; with_tracer: also what the success model reads.
features::v1::GetFeaturesRequest LearnerRequest(const std::string& learner_id, bool with_tracer = false);

// The answer to it. What is not there keeps the value of a new learner. UNAVAILABLE when the answer lacks a
// column of the first kind; Learner::tracer is absent when it lacks one of the second.
absl::StatusOr<Learner> LearnerOf(const features::v1::GetFeaturesResponse& response);

// One row of the model, by the learner's id. model: "name@alias".
inference::v1::PredictRequest ForecastRequest(const std::string& model, const std::string& learner_id);

// The answer to it, which PictureOf (core/picture.h) uses only for who has played. UNAVAILABLE when the
// answer does not have one row.
absl::StatusOr<Forecast> ForecastOf(const inference::v1::PredictResponse& response);

// What speaks for the forecasts of these learners, the strongest contributions. model: "name@alias".
inference::v1::ExplainRequest WhyRequest(const std::string& model, const std::string& learner_id);

// The answer to it, into the forecast: nothing when it is of another version or class than the forecast.
void AddWhy(const inference::v1::ExplainResponse& response, Forecast& forecast);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_LEARNER_CODEC_H_
