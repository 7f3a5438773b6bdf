#include "core/learner.h"

#include <cmath>
#include <limits>

namespace yachay::recommendation {
namespace {

// The least that a connection has that was offline when it was last measured, kbit/s.
constexpr double kBackOnlineKbps = 50;

delivery::Connection Known(const Learner& learner) {
  delivery::Connection connection = learner.connection;
  if (connection.downlink_kbps <= 0) connection.downlink_kbps = kBackOnlineKbps;
  return connection;
}

// A goodput that the game measured with a round trip that it did not measure says nothing about an older one.
delivery::Connection ConnectionOf(const Request& request, const Learner& learner) {
  if (!request.rtt_ms && !request.downlink_kbps) return Known(learner);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  return {request.rtt_ms.value_or(kNan), request.downlink_kbps.value_or(kNan)};
}

}  // namespace

Circumstances Merge(const Request& request, const Learner& learner, const std::string& default_language) {
  Circumstances merged;
  merged.language = request.language.value_or(learner.language);
  if (merged.language.empty()) merged.language = default_language;
  merged.grade = request.grade.value_or(learner.grade);
  merged.device = {request.ram_mib.value_or(learner.device.ram_mib), request.codecs};
  merged.connection = ConnectionOf(request, learner);
  merged.download_seconds = request.download_seconds;
  return merged;
}

}  // namespace yachay::recommendation
