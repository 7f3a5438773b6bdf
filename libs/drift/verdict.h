// Whether a window has drifted from its reference: one test per column, and the share of drifted columns.
//
//   auto verdict = drift::Compare(reference, window);
//   if (verdict.ok() && drift::Decide(*verdict).retrain) …
#ifndef DRIFT_VERDICT_H_
#define DRIFT_VERDICT_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "drift/reference.h"
#include "drift/window.h"

namespace yachay::drift {

enum class Test {
  kNone,  // a side has no values
  kKolmogorovSmirnov,
  kChiSquare,
  kProportions,
  kWasserstein,
  kJensenShannon,
  kPopulationStability,
  kKullbackLeibler,
};

// "ks", "chisquare", "z", "wasserstein_normed", "jensenshannon", "psi", "kl_div", "none".
const char* Name(Test test);
// The inverse of Name, without "none". INVALID_ARGUMENT lists the names.
absl::StatusOr<Test> TestNamed(std::string_view name);
// Whether the score is a p-value (drifted when small) and not a distance (drifted when large).
bool IsPValue(Test test);

// How columns are compared. The defaults are Evidently's.
struct CompareOptions {
  // Up to this many reference rows p-values decide, beyond it distances.
  int64_t small_reference = 1000;
  // p-values: KS drifts at or below, chi² and z below.
  double p_threshold = 0.05;
  // Distances drift at or above.
  double distance_threshold = 0.1;
  // The data set has drifted when at least this share of its columns has.
  double data_set_share = 0.5;
  // Column name → test, in place of the default choice. Categories cannot take KS or Wasserstein.
  std::map<std::string, Test> tests = {};
};

struct ColumnVerdict {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  Test test = Test::kNone;
  double score = 0;  // 0 when test is kNone
  double threshold = 0;
  bool drifted = false;
  int64_t reference_missing = 0;  // rows
  int64_t current_missing = 0;    // rows
  std::string note;               // why there is no score; or that counts were not exact, and by how much
};

struct Verdict {
  std::vector<ColumnVerdict> columns;  // in the reference's order
  int64_t reference_rows = 0;
  int64_t current_rows = 0;
  int64_t drifted_columns = 0;
  double share = 0;  // drifted columns of all columns, 0 to 1
  bool drifted = false;

  // Null when there is no such column.
  const ColumnVerdict* Find(std::string_view name) const;
};

// Compares each column of the reference; further columns of the window are passed over. A column that has no
// values in the window but has in the reference has drifted; one that has none in the reference has not.
// INVALID_ARGUMENT when a column is not in the window, is of the other kind there, or a chosen test does not
// fit it.
absl::StatusOr<Verdict> Compare(const Reference& reference, const Window& window,
                                const CompareOptions& options = {});

}  // namespace yachay::drift

#endif  // DRIFT_VERDICT_H_
