// What turned out to be true of served predictions, by when they were served. Labels may come in any order,
// again, and corrected: the last one of a prediction counts.
//
//   book.Take({.prediction_id = id, .model = "engagement", …, .label = 2});
//   if (auto labelled = book.Of("engagement", 7, report.start, report.end)) Show(labelled->real);
//
// Times count to the microsecond, as reports have them. Thread-safe.
#ifndef DRIFT_MONITOR_CORE_LABEL_BOOK_H_
#define DRIFT_MONITOR_CORE_LABEL_BOOK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "drift/performance.h"

namespace yachay::drift_monitor {

struct LabelledRow {
  std::string prediction_id;
  std::string model;
  uint64_t version = 0;
  absl::Time served_at = absl::UnixEpoch();
  std::vector<float> probabilities;  // of the classes; empty: nobody found the prediction
  std::optional<size_t> label;       // an index of them; absent: none of the classes
};

// Real figures of a stretch of time, and how wrong the estimate over the same rows was.
struct Labelled {
  drift::Quality real;
  drift::Performance::Error error;
};

class LabelBook {
 public:
  // Replaced: the prediction had a label. Unknown ones are counted in no window.
  enum class Taken { kCounted, kReplaced, kUnknownPrediction, kUnknownLabel };

  // Keeps so many rows of a version; those that were served longest ago go first.
  explicit LabelBook(size_t most_rows = 200'000) : most_rows_(most_rows) {}

  Taken Take(const LabelledRow& row) ABSL_LOCKS_EXCLUDED(mutex_);
  // The rows that were served from `first` to `last`, both included; absent without any.
  std::optional<Labelled> Of(const std::string& model, uint64_t version, absl::Time first,
                             absl::Time last) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Row {
    std::vector<float> probabilities;
    size_t label;
  };
  using Rows = std::map<std::pair<int64_t, std::string>, Row>;  // by microsecond and prediction

  const size_t most_rows_;
  mutable absl::Mutex mutex_;
  std::map<std::pair<std::string, uint64_t>, Rows> versions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_LABEL_BOOK_H_
