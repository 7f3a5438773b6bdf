#ifndef EVENTS_TOPICS_H_
#define EVENTS_TOPICS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "events/local_day.h"

namespace yachay::events {

inline constexpr std::int64_t kForever = -1;  // Kafka's retention.ms for "never delete"

// A topic as it is to be made. Partition counts are set once: another count moves keys to other partitions.
struct TopicDefinition {
  std::string name;
  int partitions = 0;  // 0: the deployment's default, the same for all topics keyed by learner
  std::int64_t retention_ms = kForever;  // none is compacted
};

// Names of the topics under one prefix, for example "yachay" → "yachay.learner-events.v1".
// A value type without state but its prefix; safe to copy and to share.
class Topics {
 public:
  explicit Topics(std::string prefix = "yachay") : prefix_(std::move(prefix)) {}

  std::string learner_events() const { return Name("learner-events.v1"); }      // key: learner id
  std::string dead_letters() const { return Name("learner-events.v1.dlq"); }    // key: as received
  std::string rewards() const { return Name("rewards.v1"); }                    // key: learner id
  std::string recommendations() const { return Name("recommendations.v1"); }    // key: learner id
  std::string predictions() const { return Name("predictions.v1"); }            // key: learner id
  std::string catalog() const { return Name("catalog.v1"); }                    // key: content id
  std::string retrain_requests() const { return Name("retrain-requests.v1"); }  // key: model name
  std::string outcomes() const { return Name("outcomes.v1"); }                  // key: prediction id
  std::string drift_panes() const { return Name("drift-panes.v1"); }            // key: writer
  std::string model_events() const { return Name("model-events.v1"); }          // key: model name

  // All of them. The catalogue and what concerns models have one partition, because their order is their
  // meaning. Panes are kept as long as requests for retraining: a monitor counts its windows on from them.
  std::vector<TopicDefinition> All() const {
    return {{learner_events(), 0, 400 * kDayMs},  {dead_letters(), 0, 30 * kDayMs},
            {rewards(), 0, 30 * kDayMs},          {recommendations(), 0, 400 * kDayMs},
            {predictions(), 0, 90 * kDayMs},      {catalog(), 1, kForever},
            {retrain_requests(), 1, 90 * kDayMs}, {drift_panes(), 1, 90 * kDayMs},
            {outcomes(), 0, 90 * kDayMs},                     {model_events(), 1, kForever}};
  }

 private:
  std::string Name(const char* rest) const { return prefix_ + "." + rest; }

  std::string prefix_;
};

}  // namespace yachay::events

#endif  // EVENTS_TOPICS_H_
