#ifndef FEATURES_LEARNER_STATE_H_
#define FEATURES_LEARNER_STATE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "features/event_id.h"
#include "features/local_day.h"
#include "features/plan.h"
#include "gamification/grant.h"
#include "gamification/play.h"
#include "learning/tracer.h"

namespace yachay::features {

// The newest device report; fields as in events::DeviceReported.
struct Device {
  std::uint32_t ram_mib = 0, free_storage_mib = 0, screen_width_px = 0, screen_height_px = 0;
  std::string os;

  bool operator==(const Device&) const = default;
};

struct Connection {
  double rtt_ms = 0;         // smoothed, by delivery::Smooth
  double downlink_kbps = 0;  // the same; 0: offline
  double newest_rtt_ms = 0, newest_downlink_kbps = 0;
  bool metered = false;    // newest
  std::uint32_t type = 0;  // newest; events::ConnectionMeasured::Type
  bool measured = false;   // while online, so that the round trip counts

  bool operator==(const Connection&) const = default;
};

struct ContentMet {
  std::int64_t seen_ms = kNever;
  std::int64_t completed_ms = kNever;

  bool operator==(const ContentMet&) const = default;
};

// All that the store keeps of one learner, but for what was already applied (features/event_window.h). A
// plain value; features/fold.h changes it, features/builtins.h reads it, features/state_codec.h stores it.
struct LearnerState {
  static constexpr std::size_t kMaxPreferences = 64;
  static constexpr std::size_t kMaxContents = 256;  // those met last
  static constexpr std::size_t kMaxClassrooms = 16;

  std::uint64_t events = 0;         // that had an effect; 0: an unknown learner
  std::int64_t erased_ms = kNever;  // what happened up to here was erased and stays so
  Latest<std::int64_t> utc_offset_ms;

  Latest<std::uint32_t> birth_year, grade;
  Latest<std::string> language, region, gender;
  Latest<bool> personalisation, training;  // consents

  Aggregates aggregates;  // of the declared features

  Latest<Device> device;
  Latest<Connection> connection;
  absl::btree_map<std::string, Latest<std::string>> preferences;  // "" : removed
  absl::btree_map<std::string, ContentMet> contents;
  absl::btree_map<std::string, Latest<bool>> classrooms;  // false: left

  learning::TracerState tracer;
  std::int64_t tracer_ms = kNever;  // latest answer

  gamification::Play play;

  bool operator==(const LearnerState&) const = default;
};

// Where the learner stands among others. Of several classrooms the one that was joined last.
gamification::Standing StandingOf(const LearnerState& state);

}  // namespace yachay::features

#endif  // FEATURES_LEARNER_STATE_H_
