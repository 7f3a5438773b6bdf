#ifndef FEATURES_TRAINING_ROWS_H_
#define FEATURES_TRAINING_ROWS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "events/event.h"
#include "features/consent.h"
#include "features/event_window.h"
#include "features/fold.h"
#include "features/learner_state.h"
#include "features/view.h"

namespace yachay::features {

// What one learner was like at a time, and what the learner did after it.
struct TrainingRow {
  std::string learner_id;
  std::vector<FeatureValue> features;  // in the view's order
  double played_minutes_after = 0;     // sessions that ended in (as_of, as_of + horizon]
};

struct TrainingRowOptions {
  std::int64_t as_of_ms = 0;                     // features know what happened up to here, by event time
  std::int64_t horizon_ms = 7 * kDayMs;          // and the label what happened in this time after
  bool need_session = true;                      // leave out learners without a session up to as_of
  ConsentRule consent = ConsentRule::kRequired;  // as the store's
};

// Rows for training from a replay of learner-events: each event once, features as the store would have served
// them as of as_of (the same fold and the same reading), the label from what followed. An event that happened
// before as_of counts although it may have arrived after it. Learners who have not consented to training, or
// were erased, have no row.
//
//   TrainingRows rows({.as_of_ms = t}, view, rules);
//   for (each record of the log, in the order of its partition) rows.Add(event, {partition, offset});
//   for (const TrainingRow& row : rows.Rows()) …
//
// Not thread-safe. Holds one state per learner in memory.
class TrainingRows {
 public:
  // `view` is what is read, `rules` those of all views of the store; both must outlive it.
  TrainingRows(const TrainingRowOptions& options, const View& view, const FoldRules& rules)
      : options_(options), view_(view), rules_(rules) {}

  // REQUIRES: an event that events::Decode accepted.
  void Add(const events::Event& event, const LogPosition& position);

  // By learner id, as of all events added so far.
  std::vector<TrainingRow> Rows() const;

  std::uint64_t duplicates() const { return duplicates_; }  // events that were there before

 private:
  struct Learner {
    LearnerState state;
    EventWindow window;
    bool session = false;  // one started up to as_of
    std::int64_t played_after_ms = 0;
    Latest<bool> training;  // consent over all time: it may be withdrawn after as_of
    bool erased = false;
  };
  void AddAfter(Learner& learner, const events::Event& event) const;

  const TrainingRowOptions options_;
  const View& view_;
  const FoldRules rules_;
  std::map<std::string, Learner> learners_;
  std::uint64_t duplicates_ = 0;
};

// Classes of engagement by minutes played in a week.
struct EngagementClasses {
  double low_below = 250;    // less: Low
  double high_above = 1350;  // more: High; Medium in between
};
const char* EngagementLabel(double played_minutes, const EngagementClasses& classes = {});

}  // namespace yachay::features

#endif  // FEATURES_TRAINING_ROWS_H_
