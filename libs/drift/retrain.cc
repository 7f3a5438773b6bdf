#include "drift/retrain.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace yachay::drift {
namespace {

std::string Sentence(const ColumnVerdict& column) {
  if (column.test == Test::kNone) return absl::StrCat(column.name, " drifted: ", column.note);
  return absl::StrFormat("%s drifted: %s %.4f, threshold %.2f", column.name, Name(column.test), column.score,
                         column.threshold);
}

bool HasDrifted(const Verdict& verdict, const std::string& name) {
  const ColumnVerdict* column = verdict.Find(name);
  return column != nullptr && column->drifted;
}

}  // namespace

RetrainDecision Decide(const Verdict& verdict, const RetrainRule& rule) {
  if (verdict.share > rule.share_above) {
    return {true, "share",
            absl::StrFormat("share of drifted columns %.2f > %.2f", verdict.share, rule.share_above)};
  }
  if (HasDrifted(verdict, rule.prediction_column)) {
    return {true, "prediction", Sentence(*verdict.Find(rule.prediction_column))};
  }
  for (const std::string& name : rule.key_columns) {
    if (HasDrifted(verdict, name))
      return {true, absl::StrCat("column:", name), Sentence(*verdict.Find(name))};
  }
  return {};
}

}  // namespace yachay::drift
