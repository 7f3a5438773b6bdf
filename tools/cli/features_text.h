// Answers of the feature store, as JSON and as text.
#ifndef TOOLS_CLI_FEATURES_TEXT_H_
#define TOOLS_CLI_FEATURES_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "yachay/features/v1/features.pb.h"

namespace yachay::cli {

nlohmann::ordered_json ViewsJson(const features::v1::ListFeatureViewsResponse& response);
void PrintViews(const features::v1::ListFeatureViewsResponse& response, std::ostream& out);

// {"learners": [{"learner_id": …, "known": …, "features": {"view:feature": {"value", "status", "time_ms"}}}],
// "view_hashes": …}. `learners` as they were asked. A value that is not present is null.
nlohmann::ordered_json FeaturesJson(const std::vector<std::string>& learners,
                                    const features::v1::GetFeaturesResponse& response);
void PrintFeatures(const std::vector<std::string>& learners,
                   const features::v1::GetFeaturesResponse& response, std::ostream& out);

// {"partitions": […], "totals": {"next_offset", "end_offset", "applied", "duplicates", "dead_lettered",
// "lag"}}; an end that the broker did not tell is -1, and then so are the totals of end and lag.
nlohmann::ordered_json PositionJson(const features::v1::GetLogPositionResponse& response);
void PrintPosition(const features::v1::GetLogPositionResponse& response, std::ostream& out);

nlohmann::ordered_json ReceiptJson(const features::v1::GetErasureReceiptResponse& receipt);
void PrintReceipt(const features::v1::GetErasureReceiptResponse& receipt, std::ostream& out);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_TEXT_H_
