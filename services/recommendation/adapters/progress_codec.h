// Progress between the core and the wire.
#ifndef RECOMMENDATION_ADAPTERS_PROGRESS_CODEC_H_
#define RECOMMENDATION_ADAPTERS_PROGRESS_CODEC_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/next_items.h"
#include "core/classroom.h"
#include "core/roster.h"
#include "service/status.h"
#include "yachay/inference/v1/inference.pb.h"
#include "yachay/progress/v1/progress.pb.h"

namespace yachay::recommendation {

// How sentences are to be said.
struct Voice {
  const Texts* texts;
  std::string language;
  Audience audience;
};
Audience AudienceOf(progress::v1::Audience audience);

// Every violated rule at once.
std::vector<service::FieldViolation> CheckId(const std::string& id, const char* field,
                                             const std::string& language);

// The forecasts of these learners, in their order. UNAVAILABLE: the answer has not one row for each.
inference::v1::PredictRequest ForecastsRequest(const std::string& model,
                                               const std::vector<std::string>& learners);
absl::StatusOr<std::vector<Forecast>> ForecastsOf(const inference::v1::PredictResponse& response,
                                                  std::size_t learners);

void Fill(const LearnerFacts& learner, const Advice& next, std::int64_t now_ms, const Voice& voice,
          progress::v1::GetLearnerProgressResponse& response);
void Fill(const Classroom& classroom, const Voice& voice,
          progress::v1::GetClassroomProgressResponse& response);
void Fill(const LearnerFacts& learner, const Advice& next, const Learner& known, const Roster& roster,
          std::int64_t now_ms, const Voice& voice, progress::v1::GetGuardianViewResponse& response);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_PROGRESS_CODEC_H_
