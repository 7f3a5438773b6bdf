#ifndef RECOMMENDATION_CORE_LEARNER_H_
#define RECOMMENDATION_CORE_LEARNER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "delivery/connection.h"
#include "delivery/device.h"
#include "learning/success_features.h"

namespace yachay::recommendation {

using Numbers = std::map<std::string, double, std::less<>>;

// All that the tracer knows of a learner, as the success model reads it.
struct TracerKnowledge {
  learning::LearnerKnowledge learner;
  std::map<std::string, learning::SkillKnowledge, std::less<>> skills;  // those that were tried
  std::string calibration = {};  // learning::Fingerprint of the one that it was folded under
};

// What is known of a learner; a new one is what the defaults say.
struct Learner {
  double ability = 0;               // overall, in logits
  Numbers abilities;                // by skill, in logits, after forgetting
  Numbers mastery;                  // by skill, 0 to 1, after forgetting
  Numbers recall;                   // by skill, 0 to 1: what was learnt is still there
  Numbers seen_at_ms;               // by content id: when it was last seen
  Numbers completed_at_ms;          // by content id
  double answers = 0, correct = 0;  // items answered, and answered right, ever
  std::map<std::string, std::string> preferences;
  std::string language;  // BCP 47; empty: not known
  int grade = 0;         // 0: not known
  delivery::Device device;
  delivery::Connection connection = delivery::UnknownConnection();
  bool without_consent = false;                // to personalisation; then what needs it is not known
  bool played = false;                         // a session or an answer is known: enough for a forecast
  bool stranger = false;                       // what they did may not be used, or nobody can say it now
  std::optional<TracerKnowledge> tracer = {};  // absent: it was not asked for
};

// Cold start: nothing that this learner did is known.
inline bool IsNew(const Learner& learner) { return learner.answers == 0 && learner.mastery.empty(); }

// What one feature adds to the margin of the forecast's class; below 0: takes away. Neither number nor text:
// the feature is not known.
struct Contribution {
  std::string feature;
  double amount = 0;
  std::optional<double> number = {};
  std::string text = {};
};

// What inference says about the learner's engagement.
struct Forecast {
  std::string label;      // most probable class
  double low_chance = 0;  // chance of the class "Low", 0 to 1
  std::uint64_t model_version = 0;
  std::vector<Contribution> why = {};  // the strongest; empty: not asked, or the model cannot say
};

// One call. What the game says goes before what is known of the learner.
struct Request {
  std::string recommendation_id;  // also seeds exploration: the same id and state give the same answer
  int count = 5;
  std::int64_t now_ms = 0;
  std::optional<std::string> language;
  std::optional<int> grade;
  std::optional<std::int64_t> ram_mib;
  std::optional<double> rtt_ms;
  std::optional<double> downlink_kbps;
  std::optional<std::set<std::string>> codecs;  // that the device decodes; absent: everything
  int download_seconds = 20;                    // longest wait for a download
  std::vector<std::string> skills;              // only these; empty: all
};

// The circumstances that an answer is made for: the request over the learner over the policy's default.
// Offline only when the request says so: who asks is connected, whatever was measured last.
struct Circumstances {
  std::string language;
  int grade = 0;  // 0: any
  delivery::Device device;
  delivery::Connection connection = delivery::UnknownConnection();
  int download_seconds = 20;
};
Circumstances Merge(const Request& request, const Learner& learner, const std::string& default_language);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_LEARNER_H_
