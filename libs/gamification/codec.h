#ifndef GAMIFICATION_CODEC_H_
#define GAMIFICATION_CODEC_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "gamification/grant.h"

namespace yachay::gamification::v1 {
class RewardGranted;
}

// Between the records of the topic rewards and the domain's structs. Target: gamification_proto.
namespace yachay::gamification {

v1::RewardGranted ToProto(const Grant& grant);
// INVALID_ARGUMENT: no learner or reward, a week that is no Monday.
absl::StatusOr<Grant> FromProto(const v1::RewardGranted& proto);
// The value of a record; INVALID_ARGUMENT also for bytes that are no RewardGranted.
absl::StatusOr<Grant> Decode(std::string_view bytes);

// The Monday of the week, "2026-11-16".
std::string WeekName(std::int32_t week);
// nullopt: no date of that form, or no Monday.
std::optional<std::int32_t> ParseWeek(const std::string& monday);

}  // namespace yachay::gamification

#endif  // GAMIFICATION_CODEC_H_
