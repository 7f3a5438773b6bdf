#include "drift/retrain.h"

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
  int drifted = 0;
  int all = 0;
  std::vector<std::string> deaf;  // drifted, and moving no prediction

  double value() const { return all > 0 ? static_cast<double>(drifted) / all : 0; }
};

Share ShareOf(const Verdict& verdict, const RetrainRule& rule) {
  Share share;
  for (const ColumnVerdict& column : verdict.columns) {
    if (!Counts(column, rule)) {
      if (column.drifted) share.deaf.push_back(column.name);
      continue;
    }
    ++share.all;
    share.drifted += column.drifted ? 1 : 0;
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
  if (name == "published" || name == "sensitive") return rule;
  return absl::InvalidArgumentError(
      absl::StrCat("there is no rule ", std::string(name), "; expected published or sensitive"));
}

RetrainDecision Decide(const Verdict& verdict, const RetrainRule& rule) {
  if (verdict.state == VerdictState::kEmptyWindow)
    return {false, "", "the window is empty: nothing was compared"};
  const Share share = ShareOf(verdict, rule);
  if (share.value() > rule.share_above) {
    return {true, "share",
            absl::StrFormat("share of drifted columns %.2f > %.2f", share.value(), rule.share_above)};
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
