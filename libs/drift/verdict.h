// Whether a window has drifted from its reference: one test per column, and the share of drifted columns.
//
//   auto verdict = drift::Compare(reference, window);
//   if (verdict.ok() && drift::Decide(*verdict).retrain) …
#ifndef DRIFT_VERDICT_H_
#define DRIFT_VERDICT_H_

#include <cstdint>
#include <map>
#include <optional>
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
  kHellinger,
  kHomogeneity,  // chi² of two samples
};

// "ks", "chisquare", "z", "wasserstein_normed", "jensenshannon", "psi", "kl_div", "hellinger", "homogeneity",
// "none".
const char* Name(Test test);
// The inverse of Name, without "none". INVALID_ARGUMENT lists the names.
absl::StatusOr<Test> TestNamed(std::string_view name);
// Whether the score is a p-value (drifted when small) and not a distance (drifted when large).
bool IsPValue(Test test);

// Who chooses tests and decides.
enum class Profile {
  // Evidently's tests and thresholds, column by column.
  kEvidently,
  // A p-value and an effect decide together: Kolmogorov–Smirnov for numbers, homogeneity for categories,
  // adjusted over the columns by Benjamini and Hochberg (1995) to `alarm_rate`, and a distance of at least
  // `least_effect`. A window that only differs by chance alarms with at most that rate; a large window does
  // not alarm for a difference that is real and too small to matter.
  kYachay,
};
// "evidently", "yachay".
const char* Name(Profile profile);

// How columns are compared. The defaults are Evidently's.
struct CompareOptions {
  Profile profile = Profile::kEvidently;
  // kYachay: the chance that a window without drift has a column that is called drifted; 0 to 1. One false
  // alarm in N days at w windows a day is 1 / (N·w).
  double alarm_rate = 0.01;
  // kYachay: normed Wasserstein distance (numbers) or Jensen–Shannon distance (categories).
  double least_effect = 0.05;
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

// The alarm_rate at which windows without drift alarm once in `days` days at most; 0.5 where that is more.
// REQUIRES: both above 0.
double AlarmRate(double days, double windows_per_day);

// What became of a column. Only a compared column has a score.
enum class ColumnState {
  kCompared,
  kUndecided,          // counts are not exact, and the score's interval holds the threshold: not drifted
  kNoReferenceValues,  // not drifted: there is nothing to compare with
  kAllMissing,         // drifted: the reference has values, the window none
  kAbsent,             // drifted: the window lacks the column
  kTypeChanged,        // drifted: numbers became categories, or the other way round; of a stream, when more
                       // values were of the other kind than of the column's
};
// "compared", "undecided", "no_reference_values", "all_missing", "absent", "type_changed".
const char* Name(ColumnState state);

struct ColumnVerdict {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  ColumnState state = ColumnState::kCompared;
  Test test = Test::kNone;
  double score = 0;  // 0 when test is kNone
  // Where the score of the exact values lies; both are the score while no value was rounded.
  double score_low = 0;
  double score_high = 0;
  double threshold = 0;
  double adjusted_p = 1;   // kYachay: Benjamini–Hochberg over the columns
  double effect = 0;       // kYachay: the distance that `least_effect` is about, its least …
  double effect_high = 0;  // … and its greatest value
  bool drifted = false;
  std::string rule;  // that decided, with its figures: "wasserstein_normed 0.4479 >= 0.1"
  // Share of the reference's rows whose prediction changes when this column is shuffled; absent: not
  // measured.
  std::optional<double> sensitivity;
  // How far the column moved, times its sensitivity: the score where it is a distance, else the normed
  // Wasserstein (numbers) or Jensen–Shannon distance (categories), 1 for a column that lost its values or
  // kind. Absent: not measured.
  std::optional<double> impact = std::nullopt;
  int64_t reference_missing = 0;  // rows
  int64_t current_missing = 0;    // rows
  int64_t absent = 0;             // of these: rows that did not carry the column
  int64_t misfits = 0;            // of these: rows whose value was of the other kind
  std::string note;               // why there is no score; or that counts were not exact, and by how much
};

enum class VerdictState {
  kCompared,
  kEmptyWindow,  // no rows: nothing was compared, and nothing is said about drift
  // A column is absent, is not known, or has values of the other kind, be it in one row; the others were
  // compared.
  kSchemaChanged,
};
// "compared", "empty_window", "schema_changed".
const char* Name(VerdictState state);

struct Verdict {
  VerdictState state = VerdictState::kCompared;
  std::vector<ColumnVerdict> columns;              // in the reference's order; none for an empty window
  std::map<std::string, int64_t> unknown_columns;  // that the reference lacks: rows that carried them
  int64_t reference_rows = 0;
  int64_t current_rows = 0;
  int64_t drifted_columns = 0;
  double share = 0;  // drifted columns of all columns, 0 to 1
  bool drifted = false;
  double impact = 0;  // the sum of the columns'

  // The names of unknown_columns.
  std::vector<std::string> UnknownNames() const;
  // Null when there is no such column.
  const ColumnVerdict* Find(std::string_view name) const;
};

// Compares each column of the reference. INVALID_ARGUMENT when a chosen test does not fit its column; all
// else that can be wrong with data is a state.
absl::StatusOr<Verdict> Compare(const Reference& reference, const Window& window,
                                const CompareOptions& options = {});

}  // namespace yachay::drift

#endif  // DRIFT_VERDICT_H_
