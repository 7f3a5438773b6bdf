// Names of the verdict's words, as files and messages have them.
#include <array>

#include "absl/strings/str_cat.h"
#include "drift/verdict.h"

namespace yachay::drift {
namespace {

constexpr std::array<const char*, 10> kTests = {
    "none",          "ks",  "chisquare", "z",         "wasserstein_normed",
    "jensenshannon", "psi", "kl_div",    "hellinger", "homogeneity"};
constexpr std::array<const char*, 6> kColumnStates = {"compared",    "undecided", "no_reference_values",
                                                      "all_missing", "absent",    "type_changed"};
constexpr std::array<const char*, 3> kVerdictStates = {"compared", "empty_window", "schema_changed"};

}  // namespace

const char* Name(Test test) { return kTests[static_cast<size_t>(test)]; }
const char* Name(ColumnState state) { return kColumnStates[static_cast<size_t>(state)]; }
const char* Name(VerdictState state) { return kVerdictStates[static_cast<size_t>(state)]; }
const char* Name(Profile profile) { return profile == Profile::kYachay ? "yachay" : "evidently"; }

absl::StatusOr<Test> TestNamed(std::string_view name) {
  std::string names;
  for (size_t i = 1; i < kTests.size(); ++i) {
    if (name == kTests[i]) return static_cast<Test>(i);
    absl::StrAppend(&names, names.empty() ? "" : ", ", kTests[i]);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no test ", std::string(name), "; expected one of ", names));
}

bool IsPValue(Test test) {
  return test == Test::kKolmogorovSmirnov || test == Test::kChiSquare || test == Test::kProportions ||
         test == Test::kHomogeneity;
}

std::vector<std::string> Verdict::UnknownNames() const {
  std::vector<std::string> names;
  for (const auto& [name, rows] : unknown_columns) names.push_back(name);
  return names;
}

const ColumnVerdict* Verdict::Find(std::string_view name) const {
  for (const ColumnVerdict& column : columns) {
    if (column.name == name) return &column;
  }
  return nullptr;
}

}  // namespace yachay::drift
