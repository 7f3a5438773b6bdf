#include "cli/train_html_champion.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/svg.h"
#include "training/curves.h"

namespace yachay::cli {
namespace {

// Every (row, class) is a yes or no of its own, so that one line stands for the whole model.
struct Flat {
  std::vector<int> labels;
  std::vector<float> scores;  // of "no" and "yes"
};

Flat Flatten(const std::vector<int>& labels, const std::vector<float>& scores, size_t classes) {
  Flat flat;
  for (size_t i = 0; i < scores.size(); ++i) {
    flat.labels.push_back(labels[i / classes] == static_cast<int>(i % classes) ? 1 : 0);
    flat.scores.push_back(1 - scores[i]);
    flat.scores.push_back(scores[i]);
  }
  return flat;
}

std::string BothCurves(const TrainingOutcome& outcome) {
  std::vector<Series> roc, reliability;
  for (const auto& [name, scores] :
       {std::pair{absl::StrCat("candidate ", outcome.version.version), &outcome.result.scores},
        {absl::StrCat("champion ", *outcome.champion_before), &outcome.champion_scores}}) {
    const Flat flat = Flatten(outcome.held_out.labels, *scores, outcome.manifest.classes.size());
    const training::RocCurve curve = training::Roc(flat.labels, flat.scores, 2, 1);
    Series& line = roc.emplace_back(Series{absl::StrFormat("%s, area %.4f", name, curve.area), {}});
    for (size_t i = 0; i < curve.false_positive.size(); ++i)
      line.points.emplace_back(curve.false_positive[i], curve.true_positive[i]);
    Series& dots = reliability.emplace_back(Series{name, {}, true});
    for (const auto& bin : training::Reliability(flat.labels, flat.scores, 2, 1))
      dots.points.emplace_back(bin.said, bin.right);
  }
  return absl::StrCat("<div class='pair'><figure><figcaption>ROC over all classes</figcaption>",
                      UnitChart("false alarms", "found", roc),
                      "</figure><figure><figcaption>Reliability over all classes</figcaption>",
                      UnitChart("said probability", "share that came true", reliability), "</figure></div>");
}

}  // namespace

std::string ChampionSection(const TrainingOutcome& outcome) {
  const auto& compared = outcome.decision.comparison;
  if (!compared) return absl::StrCat("<p>", Escape(outcome.decision.reason), ".</p>");
  const auto rows = static_cast<double>(compared->rows);
  const auto share = [&](size_t right) { return absl::StrFormat("%.4f", static_cast<double>(right) / rows); };
  const double lead =
      (static_cast<double>(compared->candidate_right) - static_cast<double>(compared->champion_right)) / rows;
  return absl::StrCat(
      "<table><tr><th></th><th>accuracy</th><th>right</th><th>only this one "
      "right</th></tr><tr><th>candidate ",
      outcome.version.version, "</th><td>", share(compared->candidate_right), "</td><td>",
      compared->candidate_right, "</td><td>", compared->only_candidate_right, "</td></tr><tr><th>champion ",
      *outcome.champion_before, "</th><td>", share(compared->champion_right), "</td><td>",
      compared->champion_right, "</td><td>", compared->only_champion_right, "</td></tr></table>",
      absl::StrFormat(
          "<p>The candidate leads by <b>%+.2f points</b>; the noise floor is %.2f points: on these %d rows "
          "any smaller lead is chance (exact McNemar test, p = %.3g).</p>",
          100 * lead, 100 * compared->noise_floor, compared->rows, compared->p),
      BothCurves(outcome));
}

}  // namespace yachay::cli
