#ifndef CLI_SIMULATE_PLAY_H_
#define CLI_SIMULATE_PLAY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/simulate_learners.h"
#include "cli/simulate_life.h"
#include "cli/simulate_schedule.h"
#include "cli/simulate_sender.h"

namespace grpc {
class ChannelCredentials;
}

namespace yachay::simulate {

struct PlayOptions {
  std::string ingestion;       // host:port
  std::string recommendation;  // host:port; its catalogue is played; empty: the built-in lessons
  CohortOptions cohort;
  LifeOptions life;
  ScheduleOptions schedule;
  RetryOptions retry;
  std::shared_ptr<grpc::ChannelCredentials> credentials;  // null: plain text
  double spread_seconds = 0;  // at least this long, deliveries evenly over it; 0: as fast as they are taken
};

struct PlayResult {
  PlayReport report;
  size_t learners = 0;
  size_t late_learners = 0;
  size_t recommendations = 0;           // answers
  size_t fallback_recommendations = 0;  // of those, marked as simpler
  size_t failed_recommendations = 0;    // calls of Recommend that never succeeded
  double seconds = 0;
};

// The lessons to play: the catalogue of options.recommendation, or the built-in ones. FAILED_PRECONDITION: it
// is empty.
absl::StatusOr<std::vector<Lesson>> LessonsOf(const PlayOptions& options);

// Draws the cohort, lives its days, and sends them like game servers would, one thread per lane. An error:
// the catalogue could not be read. What happens to calls is counted, not returned as an error.
absl::StatusOr<PlayResult> Play(const PlayOptions& options);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_PLAY_H_
