#ifndef FEATURE_STORE_CORE_POINT_IN_TIME_H_
#define FEATURE_STORE_CORE_POINT_IN_TIME_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/log_record.h"
#include "core/query.h"
#include "features/consent.h"
#include "features/event_window.h"
#include "features/fold.h"

namespace yachay::feature_store {

// Which of a learner's records a row knows.
enum class Cut {
  kEventTime,  // those that happened up to as_of, whenever they arrived
  kArrival,    // those before the first one that ingestion had after as_of: what a store without lag served
  kPosition,   // those up to the label's offsets: exactly what the store served (read_at of GetFeatures)
};

// A row that is wanted: the values of a learner as of a time.
struct Label {
  std::string learner_id;
  std::int64_t as_of_ms = 0;
  MinOffsets offsets;  // kPosition: by partition; of a partition that is not there, nothing is known
};

// Whether the event can change whose rows count, however old they are: an erasure, or a consent to training
// that is given or withdrawn.
bool ChangesWhoCounts(const events::Event& event);

// Makes point-in-time rows from a replay of learner-events, by the fold and the reading that serve: equal
// cut, equal bits. Learners who were erased have no row, nor have those without consent to training; as_of
// does not matter to either. Holds the state of labelled learners only (with kEventTime: one state per
// label).
//
//   PointInTime rows(labels, Cut::kArrival, consent, refs, rules,
//                    [&](std::size_t label, std::vector<Column> columns) { … });
//   for (each record of the log, in the order of its partition) rows.Add(record);
//   for (std::size_t label : rows.Finish()) …  // these rows count
//
// Not thread-safe. What it is given by reference must outlive it.
class PointInTime {
 public:
  // Called once per label at most, during Add and Finish, with columns of one value each.
  using Emit = std::function<void(std::size_t label, std::vector<Column> columns)>;

  PointInTime(const std::vector<Label>& labels, Cut cut, features::ConsentRule consent,
              std::vector<features::FeatureRef> refs, const features::FoldRules& rules, Emit emit);

  void Add(const LogRecord& record);

  // Emits what is open. Returns the labels whose rows count, ascending: of learners with a record among those
  // added, who were not erased and may be trained on.
  std::vector<std::size_t> Finish();

 private:
  struct Open {
    std::size_t label = 0;
    features::LearnerState state;  // kEventTime
  };
  struct Learner {
    std::vector<Open> open;
    std::vector<std::size_t> labels;
    features::LearnerState state;  // kArrival, kPosition
    features::EventWindow window;
    features::Latest<bool> training;  // of all time: it may be withdrawn after as_of
    bool met = false;
    bool erased = false;
  };
  void Fold(Learner& learner, const LogRecord& record);
  bool IsBehind(const Label& label, const LogRecord& record) const;
  void EmitRow(std::size_t label, const features::LearnerState& state);

  const std::vector<Label>& labels_;
  const Cut cut_;
  const features::ConsentRule consent_;
  const std::vector<features::FeatureRef> refs_;
  const features::FoldRules rules_;
  const Emit emit_;
  std::map<std::string, Learner, std::less<>> learners_;
};

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_POINT_IN_TIME_H_
