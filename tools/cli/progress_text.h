// Answers of yachay.progress.v1.Progress as JSON and as text.
#ifndef CLI_PROGRESS_TEXT_H_
#define CLI_PROGRESS_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "yachay/progress/v1/progress.pb.h"

namespace yachay::cli {

nlohmann::ordered_json ToJson(const progress::v1::GetLearnerProgressResponse& learner);
nlohmann::ordered_json ToJson(const progress::v1::GetClassroomProgressResponse& classroom);
nlohmann::ordered_json ToJson(const progress::v1::GetGuardianViewResponse& view);

std::string ToText(const progress::v1::GetLearnerProgressResponse& learner);
std::string ToText(const progress::v1::GetClassroomProgressResponse& classroom);
std::string ToText(const progress::v1::GetGuardianViewResponse& view);

}  // namespace yachay::cli

#endif  // CLI_PROGRESS_TEXT_H_
