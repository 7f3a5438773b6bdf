#include "drift/retrain.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace yachay::drift {
namespace {

std::string Sentence(const ColumnVerdict& column) {
  if (column.test == Test::kNone) return absl::StrCat(column.name, " drifted: ", column.note);
  return absl::StrCat(column.name, " drifted: ", column.rule);
}

bool Counts(const ColumnVerdict& column, const RetrainRule& rule) {
  return rule.deaf_below < 0 || !column.sensitivity.has_value() || *column.sensitivity > rule.deaf_below;
}

struct Share {
  double drifted = 0;
  double all = 0;
  std::vector<std::string> deaf;  // drifted, and moving no prediction

  double value() const { return all > 0 ? drifted / all : 0; }
};

bool IsWeighted(const Verdict& verdict, const RetrainRule& rule) {
  return rule.weighted && std::any_of(verdict.columns.begin(), verdict.columns.end(),
                                      [](const auto& column) { return column.sensitivity.has_value(); });
}

Share ShareOf(const Verdict& verdict, const RetrainRule& rule) {
  const bool weighted = IsWeighted(verdict, rule);
  Share share;
  for (const ColumnVerdict& column : verdict.columns) {
    if (!Counts(column, rule)) {
      if (column.drifted) share.deaf.push_back(column.name);
      continue;
    }
    const double weight = weighted ? column.sensitivity.value_or(0) : 1;
    share.all += weight;
    share.drifted += column.drifted ? weight : 0;
  }
  return share;
}

const ColumnVerdict* Drifted(const Verdict& verdict, const std::string& name, const RetrainRule& rule) {
  const ColumnVerdict* column = verdict.Find(name);
  return column != nullptr && column->drifted && Counts(*column, rule) ? column : nullptr;
}

}  // namespace

absl::StatusOr<RetrainRule> RetrainRuleNamed(std::string_view name) {
  RetrainRule rule;
  if (name == "published") rule.deaf_below = -1;
  rule.weighted = name == "weighted";
  if (name == "published" || name == "sensitive" || name == "weighted") return rule;
  return absl::InvalidArgumentError(
      absl::StrCat("there is no rule ", std::string(name), "; expected published, sensitive or weighted"));
}

RetrainDecision Decide(const Verdict& verdict, const RetrainRule& rule) {
  if (verdict.state == VerdictState::kEmptyWindow)
    return {false, "", "the window is empty: nothing was compared"};
  const Share share = ShareOf(verdict, rule);
  if (share.value() > rule.share_above) {
    return {true, "share",
            absl::StrFormat("%s of drifted columns %.2f > %.2f",
                            IsWeighted(verdict, rule) ? "weighted share" : "share", share.value(),
                            rule.share_above)};
  }
  if (const ColumnVerdict* column = Drifted(verdict, rule.prediction_column, rule)) {
    return {true, "prediction", Sentence(*column)};
  }
  for (const std::string& name : rule.key_columns) {
    if (const ColumnVerdict* column = Drifted(verdict, name, rule)) {
      return {true, absl::StrCat("column:", name), Sentence(*column)};
    }
  }
  if (share.deaf.empty()) return {};
  return {false, "", absl::StrCat("drifted, and moves no prediction: ", absl::StrJoin(share.deaf, ", "))};
}

}  // namespace yachay::drift
