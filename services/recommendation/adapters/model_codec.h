// Rows that a shortlist's models read, and what they answer.
#ifndef RECOMMENDATION_ADAPTERS_MODEL_CODEC_H_
#define RECOMMENDATION_ADAPTERS_MODEL_CODEC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/pair_features.h"
#include "core/success_rows.h"
#include "yachay/inference/v1/inference.pb.h"

namespace yachay::recommendation {

// What a model said of each row, in their order.
struct ModelScores {
  std::vector<float> scores;
  std::uint64_t version = 0;
};

// A request to the model "name@alias".
template <typename Request>
Request AskOf(const std::string& model) {
  Request request;
  const std::size_t at = model.find('@');
  request.set_model(model.substr(0, at));
  if (at != std::string::npos) request.set_alias(model.substr(at + 1));
  return request;
}

// Rows of pair features, column by column.
inference::v1::PredictRequest RankerRequest(const std::string& model, const std::vector<PairFeatures>& rows);

// The answer to it; UNAVAILABLE when it is not one finite number a row.
absl::StatusOr<ModelScores> RankerScoresOf(const inference::v1::PredictResponse& response, std::size_t rows);

// Rows of learning::SuccessFeatureNames, column by column.
inference::v1::PredictRequest SuccessRequest(const std::string& model, const SuccessRows& rows);

// The answer to it: the chance of "right" of each row. FAILED_PRECONDITION, with all three and what to do,
// when the version was trained under another calibration than the rows' two. UNAVAILABLE when there is no
// such class, or not one chance a row.
absl::StatusOr<ModelScores> SuccessChancesOf(const inference::v1::PredictResponse& response, std::size_t rows,
                                             const Origin& origin);

// Why the ranker's version scores these rows as it does; at most 100 rows. model: the "@alias" is passed
// over.
inference::v1::ExplainRequest RankerWhyRequest(const std::string& model, std::uint64_t version,
                                               const std::vector<PairFeatures>& rows);

// The answer to it, by row; UNAVAILABLE when there are not as many.
absl::StatusOr<std::vector<std::vector<Contribution>>> RankerWhyOf(
    const inference::v1::ExplainResponse& response, std::size_t rows);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_MODEL_CODEC_H_
