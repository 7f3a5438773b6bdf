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
#include "drift/groups.h"
#include "drift/performance.h"

namespace yachay::drift_monitor {

struct LabelledRow {
  std::string prediction_id;
  std::string model;
  uint64_t version = 0;
  absl::Time served_at = absl::UnixEpoch();
  std::vector<float> probabilities;  // of the classes; empty: nobody found the prediction
  std::optional<size_t> label;       // an index of them; absent: none of the classes
  std::vector<std::pair<std::string, std::string>> categories = {};  // as they were served: column and value
};

// Real figures of a stretch of time, and how wrong the estimate over the same rows was.
struct Labelled {
  drift::Quality real;
  drift::Performance::Error error;
  std::vector<drift::GroupQuality> groups;  // both figures over the labelled rows
};

class LabelBook {
 public:
  // Replaced: the prediction had a label. Unknown ones are counted in no window.
  enum class Taken { kCounted, kReplaced, kUnknownPrediction, kUnknownLabel };

  // Keeps so many rows of a version; those that were served longest ago go first. Of their categories it
  // keeps those of `group_columns`, and of each version GroupFigures::kMost different ones.
  explicit LabelBook(std::vector<std::string> group_columns = {}, size_t most_rows = 200'000)
      : group_columns_(std::move(group_columns)), most_rows_(most_rows) {}

  Taken Take(const LabelledRow& row) ABSL_LOCKS_EXCLUDED(mutex_);
  // The rows that were served from `first` to `last`, both included; absent without any.
  std::optional<Labelled> Of(const std::string& model, uint64_t version, absl::Time first,
                             absl::Time last) const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Row {
    std::vector<float> probabilities;
    size_t label;
    std::vector<uint8_t> groups;  // indices of Version::groups
  };
  struct Version {
    std::map<std::pair<int64_t, std::string>, Row> rows;  // by microsecond and prediction
    std::vector<drift::GroupFigures::Key> groups;
  };

  std::vector<uint8_t> GroupsOf(const LabelledRow& row, Version& version) const;

  const std::vector<std::string> group_columns_;
  const size_t most_rows_;
  mutable absl::Mutex mutex_;
  std::map<std::pair<std::string, uint64_t>, Version> versions_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_LABEL_BOOK_H_
