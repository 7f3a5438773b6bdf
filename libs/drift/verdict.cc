#include "drift/verdict.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "drift/tests.h"

namespace yachay::drift {
namespace {

// As Evidently: a whole-number column with this few values in the reference is a category, …
constexpr int64_t kCategoryDistinct = 5;
// … a column with this few values is tested by value, with two by proportions, …
constexpr size_t kFewDistinct = 5;
constexpr size_t kBinary = 2;
// … and numbers with more than this many values in the reference are binned.
constexpr int64_t kBinnedDistinct = 20;

// Both sides of one column, in the forms that the tests read.
struct Pair {
  const ColumnCounts& reference;
  const ColumnCounts& current;
  bool as_number;
  Counts<double> reference_numbers = reference.Numbers();
  Counts<double> current_numbers = current.Numbers();
  Aligned by_value = reference.kind() == ColumnKind::kNumber
                         ? AlignValues(reference_numbers, current_numbers)
                         : AlignValues(reference.Categories(), current.Categories());

  // What PSI, KL and Jensen–Shannon compare.
  Aligned Bins() const {
    const bool binned = as_number && reference.distinct() > kBinnedDistinct;
    return binned ? AlignBins(reference_numbers, current_numbers) : by_value;
  }
};

bool IsWhole(const ColumnCounts& column) {
  if (column.missing() > 0) return false;  // a pandas column of integers cannot hold a missing value
  for (const auto& [value, times] : column.Numbers()) {
    if (value != std::trunc(value)) return false;
  }
  return true;
}

bool ActsAsNumber(const ColumnCounts& reference, const ColumnCounts& current) {
  if (reference.kind() == ColumnKind::kCategory) return false;
  return reference.distinct() > kCategoryDistinct || !IsWhole(current);
}

Test DefaultTest(const Pair& pair, const CompareOptions& options) {
  const size_t distinct = pair.by_value.reference.size();
  const bool number = pair.as_number && distinct > kFewDistinct;
  if (pair.reference.present() > options.small_reference) {
    return number ? Test::kWasserstein : Test::kJensenShannon;
  }
  if (number) return Test::kKolmogorovSmirnov;
  return distinct > kBinary ? Test::kChiSquare : Test::kProportions;
}

double Score(const Pair& pair, Test test) {
  switch (test) {
    case Test::kKolmogorovSmirnov:
      return KolmogorovSmirnovTest(pair.reference_numbers, pair.current_numbers).p_value;
    case Test::kChiSquare:
      return ChiSquarePValue(pair.by_value);
    case Test::kProportions:
      return ProportionsPValue(pair.by_value);
    case Test::kWasserstein:
      return NormedWasserstein(pair.reference_numbers, pair.current_numbers);
    case Test::kJensenShannon:
      return JensenShannonDistance(pair.Bins());
    case Test::kPopulationStability:
      return PopulationStabilityIndex(pair.Bins());
    case Test::kKullbackLeibler:
      return KullbackLeiblerDivergence(pair.Bins());
    case Test::kNone:
      break;
  }
  return 0;
}

absl::Status CheckFits(Test test, const Pair& pair) {
  const bool needs_numbers = test == Test::kKolmogorovSmirnov || test == Test::kWasserstein;
  if (needs_numbers && pair.reference.kind() == ColumnKind::kCategory) {
    return absl::InvalidArgumentError(absl::StrCat(pair.reference.name(), ": the test ", Name(test),
                                                   " needs numbers, and this column has categories"));
  }
  if (test == Test::kProportions && pair.by_value.reference.size() > kBinary) {
    return absl::InvalidArgumentError(absl::StrCat(pair.reference.name(),
                                                   ": the test z needs at most 2 values, and ",
                                                   "this column has ", pair.by_value.reference.size()));
  }
  return absl::OkStatus();
}

bool Drifted(Test test, double score, const CompareOptions& options) {
  if (!IsPValue(test)) return score >= options.distance_threshold;
  return test == Test::kKolmogorovSmirnov ? score <= options.p_threshold : score < options.p_threshold;
}

absl::Status TestColumn(const Pair& pair, const CompareOptions& options, ColumnVerdict& verdict) {
  const auto chosen = options.tests.find(verdict.name);
  const Test test = chosen == options.tests.end() ? DefaultTest(pair, options) : chosen->second;
  if (absl::Status s = CheckFits(test, pair); !s.ok()) return s;
  verdict.test = test;
  verdict.score = Score(pair, test);
  verdict.threshold = IsPValue(test) ? options.p_threshold : options.distance_threshold;
  verdict.drifted = test != Test::kNone && Drifted(test, verdict.score, options);
  const double error = pair.reference.error() + pair.current.error();
  if (error > 0) verdict.note = absl::StrCat("values are rounded by up to ", error);
  return absl::OkStatus();
}

absl::StatusOr<ColumnVerdict> CompareColumn(const ColumnCounts& reference, const ColumnCounts& current,
                                            const CompareOptions& options) {
  ColumnVerdict verdict;
  verdict.name = reference.name();
  verdict.kind = reference.kind();
  verdict.reference_missing = reference.missing();
  verdict.current_missing = current.missing();
  if (reference.present() == 0) {
    verdict.note = "no values in the reference";
  } else if (current.present() == 0) {
    verdict.note = "no values in the current data";
    verdict.drifted = true;
  } else {
    const Pair pair{reference, current, ActsAsNumber(reference, current)};
    if (absl::Status s = TestColumn(pair, options, verdict); !s.ok()) return s;
  }
  return verdict;
}

}  // namespace

const char* Name(Test test) {
  switch (test) {
    case Test::kNone:
      return "none";
    case Test::kKolmogorovSmirnov:
      return "ks";
    case Test::kChiSquare:
      return "chisquare";
    case Test::kProportions:
      return "z";
    case Test::kWasserstein:
      return "wasserstein_normed";
    case Test::kJensenShannon:
      return "jensenshannon";
    case Test::kPopulationStability:
      return "psi";
    case Test::kKullbackLeibler:
      return "kl_div";
  }
  return "none";
}

absl::StatusOr<Test> TestNamed(std::string_view name) {
  std::string names;
  for (const Test test : {Test::kKolmogorovSmirnov, Test::kChiSquare, Test::kProportions, Test::kWasserstein,
                          Test::kJensenShannon, Test::kPopulationStability, Test::kKullbackLeibler}) {
    if (name == Name(test)) return test;
    absl::StrAppend(&names, names.empty() ? "" : ", ", Name(test));
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no test ", std::string(name), "; expected one of ", names));
}

bool IsPValue(Test test) {
  return test == Test::kKolmogorovSmirnov || test == Test::kChiSquare || test == Test::kProportions;
}

const ColumnVerdict* Verdict::Find(std::string_view name) const {
  for (const ColumnVerdict& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

absl::StatusOr<Verdict> Compare(const Reference& reference, const Window& window,
                                const CompareOptions& options) {
  Verdict verdict{.reference_rows = reference.rows(), .current_rows = window.rows()};
  for (const ColumnCounts& column : reference.columns()) {
    const ColumnCounts* current = window.Find(column.name());
    if (current == nullptr || current->kind() != column.kind()) {
      return absl::InvalidArgumentError(absl::StrCat("the current data has no column ", column.name(),
                                                     " of kind ", Name(column.kind()),
                                                     ", which the reference has"));
    }
    auto one = CompareColumn(column, *current, options);
    if (!one.ok()) return one.status();
    verdict.drifted_columns += one->drifted ? 1 : 0;
    verdict.columns.push_back(*std::move(one));
  }
  verdict.share = static_cast<double>(verdict.drifted_columns) / static_cast<double>(verdict.columns.size());
  verdict.drifted = verdict.share >= options.data_set_share;
  return verdict;
}

}  // namespace yachay::drift
