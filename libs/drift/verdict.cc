#include "drift/verdict.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "drift/pair.h"

namespace yachay::drift {
namespace {

// As Evidently: a column with this few values is tested by value, with two by proportions.
constexpr size_t kFewDistinct = 5;
constexpr size_t kBinary = 2;

Test EvidentlysTest(const Pair& pair, const CompareOptions& options) {
  const bool number = pair.as_number() && pair.HoldsMoreThan(kFewDistinct);
  if (pair.reference_rows() > options.small_reference) {
    return number ? Test::kWasserstein : Test::kJensenShannon;
  }
  if (number) return Test::kKolmogorovSmirnov;
  return pair.HoldsMoreThan(kBinary) ? Test::kChiSquare : Test::kProportions;
}

Test YachaysTest(const Pair& pair) {
  const bool number = pair.as_number() && pair.HoldsMoreThan(kFewDistinct);
  return number ? Test::kKolmogorovSmirnov : Test::kHomogeneity;
}

void Decide(bool drifted, bool undecided, ColumnVerdict& column) {
  column.drifted = drifted;
  if (undecided) column.state = ColumnState::kUndecided;
  absl::StrAppend(&column.rule, drifted     ? ""
                                : undecided ? "; undecided: counts are not exact"
                                            : "; no drift");
}

void DecideByDistance(const CompareOptions& options, ColumnVerdict& column) {
  column.threshold = options.distance_threshold;
  const bool drifted = column.score_low >= column.threshold;
  column.rule = absl::StrFormat("%s %.4g %s %g", Name(column.test), column.score, drifted ? ">=" : "<",
                                column.threshold);
  Decide(drifted, !drifted && column.score_high >= column.threshold, column);
}

void DecideByPValue(const CompareOptions& options, ColumnVerdict& column) {
  column.threshold = options.p_threshold;
  const bool closed = column.test == Test::kKolmogorovSmirnov;
  const auto small = [&](double p) { return closed ? p <= column.threshold : p < column.threshold; };
  column.rule =
      absl::StrFormat("%s p %.4g %s %g", Name(column.test), column.score,
                      small(column.score) ? (closed ? "<=" : "<") : (closed ? ">" : ">="), column.threshold);
  Decide(small(column.score_high), small(column.score_low) && !small(column.score_high), column);
}

// What makes the counts of a column less than exact, and values that it lost.
std::string NoteOf(const Pair& pair, const ColumnCounts& current) {
  std::vector<std::string> notes;
  if (pair.error() > 0) notes.push_back(absl::StrCat("values are rounded by up to ", pair.error()));
  if (pair.other() > 0) {
    notes.push_back(
        absl::StrCat(pair.other(), " rows hold categories beyond the bound, counted as ",
                     absl::string_view(ColumnCounts::kOther.data(), ColumnCounts::kOther.size())));
  }
  if (current.misfits() > 0) notes.push_back(absl::StrCat(current.misfits(), " values are no numbers"));
  if (current.absent() > 0) notes.push_back(absl::StrCat("absent in ", current.absent(), " rows"));
  return absl::StrJoin(notes, "; ");
}

Test DistanceOf(const Pair& pair) {
  return YachaysTest(pair) == Test::kKolmogorovSmirnov ? Test::kWasserstein : Test::kJensenShannon;
}

absl::Status TestColumn(const ColumnCounts& reference, const ColumnCounts& current,
                        const CompareOptions& options, ColumnVerdict& verdict) {
  const Pair pair(reference, current);
  const auto chosen = options.tests.find(verdict.name);
  const bool yachay = options.profile == Profile::kYachay && chosen == options.tests.end();
  verdict.test = yachay                          ? YachaysTest(pair)
                 : chosen == options.tests.end() ? EvidentlysTest(pair, options)
                                                 : chosen->second;
  if (absl::Status s = pair.CheckFits(verdict.test); !s.ok()) return s;
  const Score score = pair.Of(verdict.test);
  verdict.score = score.value;
  verdict.score_low = score.low;
  verdict.score_high = score.high;
  verdict.note = NoteOf(pair, current);
  if (verdict.sensitivity.has_value()) {
    const double moved = IsPValue(verdict.test) ? pair.Of(DistanceOf(pair)).value : score.value;
    verdict.impact = moved * *verdict.sensitivity;
  }
  if (yachay) {
    const Score effect = pair.Of(DistanceOf(pair));
    verdict.effect = effect.low;
    verdict.effect_high = effect.high;
  } else if (IsPValue(verdict.test)) {
    DecideByPValue(options, verdict);
  } else {
    DecideByDistance(options, verdict);
  }
  return absl::OkStatus();
}

void SetState(ColumnState state, bool drifted, absl::string_view note, ColumnVerdict& verdict) {
  verdict.state = state;
  verdict.drifted = drifted;
  verdict.note = std::string(note);
  verdict.rule = verdict.note;
  if (drifted) verdict.impact = verdict.sensitivity;  // as if it had moved by 1
}

absl::Status CompareColumn(const ColumnCounts& reference, const ColumnCounts* current,
                           const CompareOptions& options, ColumnVerdict& verdict) {
  if (current != nullptr) {
    verdict.current_missing = current->missing();
    verdict.absent = current->absent();
    verdict.misfits = current->misfits();
  }
  if (current == nullptr || current->is_absent()) {
    SetState(ColumnState::kAbsent, true, "the current data has no such column", verdict);
    return absl::OkStatus();
  }
  if (current->kind() != reference.kind() || current->changed_kind()) {
    const bool was_number = reference.kind() == ColumnKind::kNumber;
    SetState(ColumnState::kTypeChanged, true,
             absl::StrCat("was a ", Name(reference.kind()), ", is a ",
                          Name(was_number ? ColumnKind::kCategory : ColumnKind::kNumber)),
             verdict);
  } else if (reference.present() == 0) {
    SetState(ColumnState::kNoReferenceValues, false, "no values in the reference", verdict);
  } else if (current->present() == 0) {
    SetState(ColumnState::kAllMissing, true, "no values in the current data", verdict);
  } else {
    return TestColumn(reference, *current, options, verdict);
  }
  return absl::OkStatus();
}

bool WasAdjusted(const ColumnVerdict& column, const CompareOptions& options) {
  return column.state == ColumnState::kCompared && !options.tests.contains(column.name);
}

std::vector<double> Adjusted(const Verdict& verdict, const CompareOptions& options,
                             double ColumnVerdict::*p_value) {
  std::vector<double> p_values;
  for (const ColumnVerdict& column : verdict.columns) {
    if (WasAdjusted(column, options)) p_values.push_back(column.*p_value);
  }
  return BenjaminiHochberg(p_values);
}

// The profile "yachay": all columns at once, each by the worst p-value that its rounding allows; undecided
// when the best one would be drift.
void DecideTogether(const CompareOptions& options, Verdict& verdict) {
  const std::vector<double> worst = Adjusted(verdict, options, &ColumnVerdict::score_high);
  const std::vector<double> best = Adjusted(verdict, options, &ColumnVerdict::score_low);
  size_t next = 0;
  for (ColumnVerdict& column : verdict.columns) {
    if (!WasAdjusted(column, options)) continue;
    column.adjusted_p = worst[next];
    const bool possible = best[next++] <= options.alarm_rate && column.effect_high >= options.least_effect;
    column.threshold = options.alarm_rate;
    const bool unlikely = column.adjusted_p <= options.alarm_rate;
    const bool matters = column.effect >= options.least_effect;
    column.rule =
        absl::StrFormat("%s adjusted p %.4g %s %g, %s %.4g %s %g", Name(column.test), column.adjusted_p,
                        unlikely ? "<=" : ">", options.alarm_rate,
                        column.test == Test::kKolmogorovSmirnov ? "wasserstein_normed" : "jensenshannon",
                        column.effect, matters ? ">=" : "<", options.least_effect);
    Decide(unlikely && matters, possible && !(unlikely && matters), column);
  }
}

bool SchemaChanged(const Verdict& verdict) {
  return !verdict.unknown_columns.empty() ||
         std::any_of(verdict.columns.begin(), verdict.columns.end(), [](const ColumnVerdict& column) {
           return column.misfits > 0 || column.state == ColumnState::kAbsent ||
                  column.state == ColumnState::kTypeChanged;
         });
}

void Sum(const CompareOptions& options, Verdict& verdict) {
  for (const ColumnVerdict& column : verdict.columns) {
    verdict.drifted_columns += column.drifted ? 1 : 0;
    verdict.impact += column.impact.value_or(0);
  }
  verdict.share = static_cast<double>(verdict.drifted_columns) / static_cast<double>(verdict.columns.size());
  verdict.drifted = verdict.share >= options.data_set_share;
  if (SchemaChanged(verdict)) verdict.state = VerdictState::kSchemaChanged;
}

}  // namespace

double AlarmRate(double days, double windows_per_day) { return std::min(0.5, 1 / (days * windows_per_day)); }

absl::StatusOr<Verdict> Compare(const Reference& reference, const Window& window,
                                const CompareOptions& options) {
  Verdict verdict{.columns = {},
                  .unknown_columns = {},
                  .reference_rows = reference.rows(),
                  .current_rows = window.rows()};
  if (window.rows() == 0) {
    verdict.state = VerdictState::kEmptyWindow;
    return verdict;
  }
  for (const ColumnCounts& column : reference.columns()) {
    ColumnVerdict one{.name = column.name(),
                      .kind = column.kind(),
                      .rule = "",
                      .sensitivity = std::nullopt,
                      .reference_missing = column.missing(),
                      .note = ""};
    const auto measured = reference.sensitivity().find(column.name());
    if (measured != reference.sensitivity().end()) one.sensitivity = measured->second;
    if (absl::Status s = CompareColumn(column, window.Find(column.name()), options, one); !s.ok()) return s;
    verdict.columns.push_back(std::move(one));
  }
  verdict.unknown_columns = window.unknown();
  for (const ColumnCounts& column : window.columns()) {
    if (reference.Find(column.name()) == nullptr) verdict.unknown_columns[column.name()] = column.rows();
  }
  if (options.profile == Profile::kYachay) DecideTogether(options, verdict);
  Sum(options, verdict);
  return verdict;
}

}  // namespace yachay::drift
