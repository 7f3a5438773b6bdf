#include "cli/train_pipeline.h"

#include "absl/strings/str_cat.h"
#include "cli/train_candidate.h"
#include "cli/train_compare.h"
#include "models/other_views.h"
#include "scoring/open.h"
#include "training/fit.h"

namespace yachay::cli {
namespace {

// nullopt when there is none yet.
absl::StatusOr<std::optional<int>> ChampionOf(const models::Registry& registry, const std::string& model) {
  const auto aliases = registry.ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  const auto found = aliases->find(std::string(models::kChampion));
  return found == aliases->end() ? std::nullopt : std::optional<int>(found->second);
}

training::Decision FirstVersion(const TrainingJob& job, const TrainingOutcome& outcome) {
  const auto& labels = outcome.held_out.labels;
  const auto& candidate = outcome.result.evaluation.predicted;
  if (!job.incumbent) return training::DecidePromotion(labels, candidate, std::nullopt);
  const std::vector<int> incumbent = job.incumbent->classes(outcome.held_out);
  return training::DecidePromotion(labels, candidate, absl::MakeConstSpan(incumbent), job.incumbent->name);
}

// Why the champion has seen rows that are held out now; "" when it has not, or nothing is known of its split.
std::string SplitOtherwise(const models::Manifest& champion, const training::TrainOptions& options) {
  const bool same = champion.seed == options.seed && champion.held_out_share == options.held_out_share;
  if (same || champion.held_out_share <= 0) return "";
  return absl::StrCat("not comparable: the champion was trained with --seed ", champion.seed, " --held-out ",
                      champion.held_out_share,
                      " and has seen some of these held-out rows; train with the same, or "
                      "compare on new rows, then yachay models promote");
}

// Why these rows are none of the champion's features; "" when they are, or one of the two says nothing of
// views.
std::string ViewsOtherwise(const models::Manifest& champion, const models::Manifest& candidate) {
  const std::string others = candidate.views.empty() ? "" : models::OtherViews(champion, candidate.views);
  if (others.empty()) return "";
  return absl::StrCat("not comparable: the champion reads other definitions than these rows were made by: ",
                      others, "; yachay models promote once the feature store serves them");
}

// Of another calibration than the rows: whether it stays is no question of these rows alone.
training::Decision Beside(const models::Manifest& champion, training::Decision decision) {
  decision.promote = false;
  decision.reason = absl::StrCat("the champion was trained under the calibration ",
                                 champion.tracer_calibration.empty() ? "none" : champion.tracer_calibration,
                                 ": replace that file and the champion together (yachay models promote); ",
                                 decision.reason);
  return decision;
}

absl::Status CompareWithChampion(const models::Registry& registry, const TrainingJob& job,
                                 TrainingOutcome& outcome) {
  const auto& labels = outcome.held_out.labels;
  const auto& candidate = outcome.result.evaluation.predicted;
  if (!outcome.champion_before) {
    outcome.decision = FirstVersion(job, outcome);
    return absl::OkStatus();
  }
  const auto champion =
      LoadModel(registry, absl::StrCat(outcome.version.model, ":", *outcome.champion_before));
  if (!champion.ok()) return champion.status();
  if (champion->manifest.tracer_calibration != outcome.manifest.tracer_calibration) {
    outcome.decision = Beside(champion->manifest, FirstVersion(job, outcome));
    return absl::OkStatus();
  }
  outcome.decision.reason = ViewsOtherwise(champion->manifest, outcome.manifest);
  if (!outcome.decision.reason.empty()) return absl::OkStatus();
  outcome.decision.reason = SplitOtherwise(champion->manifest, job.options);
  if (!outcome.decision.reason.empty()) return absl::OkStatus();
  auto predicted = PredictClasses(*champion, outcome.held_out);
  if (absl::IsFailedPrecondition(predicted.status())) {
    outcome.decision.reason = absl::StrCat("not comparable: ", predicted.status().message(),
                                           "; compare by hand, then yachay models promote");
    return absl::OkStatus();
  }
  if (!predicted.ok()) return predicted.status();
  outcome.champion_predicted = std::move(predicted->classes);
  outcome.champion_scores = std::move(predicted->scores);
  outcome.decision =
      training::DecidePromotion(labels, candidate, absl::MakeConstSpan(outcome.champion_predicted));
  return absl::OkStatus();
}

absl::Status Move(const TrainingOutcome& outcome, const TrainingJob& job, models::Registry& registry) {
  const bool promote = outcome.decision.promote;
  const std::string evidence =
      absl::StrCat(outcome.decision.reason, job.cause.empty() ? "" : "; cause: ", job.cause);
  models::AliasChange change{outcome.version.model,
                             std::string(promote ? models::kChampion : models::kChallenger),
                             outcome.version.version,
                             std::nullopt,
                             job.who,
                             evidence};
  if (promote) change.expected_from = outcome.champion_before.value_or(0);
  return registry.MoveAlias(change).status();
}

absl::Status ChooseOptions(const training::Dataset& train, const TrainingJob& job, TrainingOutcome& outcome) {
  outcome.options = job.options;
  if (!job.search) return absl::OkStatus();
  if (auto status = training::CheckOptions(job.options); !status.ok()) return status;
  if (auto status = training::CheckData("training rows", train); !status.ok()) return status;
  auto search = training::Search(train, job.options, *job.search);
  if (!search.ok()) return search.status();
  outcome.options = search->best;
  outcome.search = *std::move(search);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TrainingOutcome> RunTraining(const training::Dataset& data, const TrainingJob& job,
                                            models::Registry& registry) {
  TrainingOutcome outcome;
  const auto champion = ChampionOf(registry, job.model);
  if (!champion.ok()) return champion.status();
  outcome.champion_before = *champion;

  const auto mask = data.held_out.empty()
                        ? training::HeldOutMask(data, job.options.held_out_share, job.options.seed)
                        : data.held_out;
  const training::Dataset train = training::Where(data, mask, 0);
  outcome.held_out = training::Where(data, mask, 1);
  outcome.train_rows = train.rows();
  outcome.held_out_rows = outcome.held_out.rows();
  if (auto status = ChooseOptions(train, job, outcome); !status.ok()) return status;
  auto result = training::Train(train, outcome.held_out, outcome.options);
  if (!result.ok()) return result.status();
  outcome.result = *std::move(result);
  if (auto status = scoring::Replay(*outcome.result.scorer, outcome.result.golden); !status.ok())
    return status;

  auto candidate = MakeCandidate(train, job, outcome);
  if (!candidate.ok()) return candidate.status();
  outcome.report = candidate->files.at("report.json");
  auto version = registry.Register(*candidate);
  if (!version.ok()) return version.status();
  outcome.version = *std::move(version);
  outcome.manifest = std::move(candidate->manifest);
  outcome.manifest.version = outcome.version.version;

  if (auto status = CompareWithChampion(registry, job, outcome); !status.ok()) return status;
  if (job.force) outcome.decision = training::Forced(std::move(outcome.decision));
  if (auto status = Move(outcome, job, registry); !status.ok()) return status;
  return outcome;
}

}  // namespace yachay::cli
