#ifndef CLI_SIMULATE_LEARNERS_H_
#define CLI_SIMULATE_LEARNERS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/simulate_population.h"

namespace yachay::simulate {

// What a learner plays on.
struct Device {
  uint32_t ram_mib = 4096;
  uint32_t free_storage_mib = 16000;
  uint32_t width_px = 1080;
  uint32_t height_px = 2400;
  std::string os = "Android 14";
};

// How a learner is connected.
struct Connection {
  double rtt_ms = 60;
  double downlink_kbps = 20000;
  bool metered = false;
  bool wifi = true;
};

// A learner of the simulation: a player of the public data's shape, and what a game server sees of them.
struct Learner {
  std::string id;
  Player player;
  // Sessions in each of the two weeks, oldest first; both are player.sessions_per_week for a steady learner.
  int sessions_in_week[2] = {0, 0};
  std::string language = "es";
  int utc_offset_minutes = 0;
  double ability = 0;  // logits
  Device device;
  Connection connection;
  bool late = false;  // plays without connection, sends days later, and sends some batches twice
  uint64_t seed = 0;  // of everything this learner does
};

// Whose learners.
enum class Cohort {
  kBase,     // steady: both weeks are alike, marginals as in the public data
  kShifted,  // play much in the first week; in the second only those with many achievements go on
  kDevoted,  // play as much in the first week, and go on in the second
};

struct CohortOptions {
  Cohort cohort = Cohort::kBase;
  size_t learners = 300;
  uint64_t seed = 1;
  std::string prefix;  // ids are "<prefix>-00003"
  double late_share = 0.15;
};

// The learners of a cohort, the same for the same options. The first three of a base cohort of three or more
// are "demo-thriving", "demo-struggling" and "demo-phone2g".
std::vector<Learner> DrawLearners(const CohortOptions& options);

// The engagement that the learner came to in the second week, by the rule of EngagementLabel.
std::string SecondWeekLabel(const Learner& learner);

// Their ids alone, in the same order.
std::vector<std::string> LearnerIds(const CohortOptions& options);

}  // namespace yachay::simulate

#endif  // CLI_SIMULATE_LEARNERS_H_
