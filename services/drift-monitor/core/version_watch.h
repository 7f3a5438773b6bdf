// What one version of a model has been served since its last window closed. Not thread-safe.
#ifndef DRIFT_MONITOR_CORE_VERSION_WATCH_H_
#define DRIFT_MONITOR_CORE_VERSION_WATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "drift/html_report.h"
#include "drift/performance.h"
#include "drift/reference.h"
#include "drift/window.h"

namespace yachay::drift_monitor {

// One row as it was scored. What it does not name is missing.
struct ServedRow {
  std::string prediction_id;
  std::string model;
  uint64_t version = 0;
  absl::Time served_at = absl::UnixEpoch();
  std::vector<std::pair<std::string, drift::Value>>
      values;                             // features, and the prediction under its column's name
  std::vector<float> probabilities = {};  // of the classes; empty when they were not served
};

class VersionWatch {
 public:
  // Ids stay known for `remembered_windows` windows after their own.
  VersionWatch(std::shared_ptr<const drift::Reference> reference, uint64_t remembered_windows);

  // Whether the row's id is in the open window or in one that is remembered.
  bool Knows(std::string_view prediction_id) const;
  // Adds a row that it does not know. Numbers in a column of categories count as their text; text in a column
  // of numbers, and columns that the reference lacks, are passed over.
  void Add(const ServedRow& row);
  // Forgets the rows, and the ids that are no longer remembered, which it returns.
  std::vector<std::string> Clear();
  // All ids that are known.
  std::vector<std::string> Ids() const;

  const drift::Reference& reference() const { return *reference_; }
  const drift::Window& window() const { return window_; }
  absl::Time start() const { return start_; }
  absl::Time end() const { return end_; }
  // When the version last served a row that was taken in.
  absl::Time last_served() const { return last_served_; }

  // Windows closed. Ids are kept under the number that this was when they came.
  uint64_t closed_windows() const { return closed_windows_; }

  // Number of the model's window that asked for retraining last; 0: none did.
  uint64_t last_asked = 0;

  // What the served probabilities say of the open window; absent when none were served.
  std::optional<drift::Performance> performance() const { return performance_; }
  std::vector<drift::GroupQuality> groups() const;

  // What Restore takes; without ids.
  std::string ToJson() const;
  // DATA_LOSS when the text is no state, or does not fit the reference.
  absl::Status Restore(std::string_view json);
  // After Restore. `closed_windows`: as it was when the id came.
  void RestoreId(std::string_view id, uint64_t closed_windows);

 private:
  void AddPerformance(const ServedRow& row);

  const std::shared_ptr<const drift::Reference> reference_;
  absl::flat_hash_map<std::string, size_t> index_;  // column name → place in the reference
  drift::Window window_;
  std::optional<drift::Performance> performance_;
  std::map<std::pair<std::string, std::string>, drift::Performance> groups_;  // column and value
  absl::Time start_ = absl::InfiniteFuture();
  absl::Time end_ = absl::InfinitePast();
  absl::Time last_served_ = absl::InfinitePast();
  uint64_t closed_windows_ = 0;
  const uint64_t remembered_windows_;
  std::map<uint64_t, absl::flat_hash_set<std::string>> ids_;  // by closed_windows_ when they came
};

}  // namespace yachay::drift_monitor

#endif  // DRIFT_MONITOR_CORE_VERSION_WATCH_H_
