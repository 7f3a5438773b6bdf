#include "cli/train_pipeline.h"

#include "absl/strings/str_cat.h"
#include "cli/train_candidate.h"
#include "cli/train_compare.h"

namespace yachay::cli {
namespace {

// nullopt when there is none yet.
absl::StatusOr<std::optional<int>> ChampionOf(const models::FolderRegistry& registry,
                                              const std::string& model) {
  const auto aliases = registry.ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  const auto found = aliases->find(std::string(models::kChampion));
  return found == aliases->end() ? std::nullopt : std::optional<int>(found->second);
}

absl::StatusOr<training::Decision> Decide(const models::FolderRegistry& registry,
                                          const TrainingOutcome& outcome, const training::Dataset& held_out) {
  const auto& candidate = outcome.result.evaluation.predicted;
  if (!outcome.champion_before) return training::DecidePromotion(held_out.labels, candidate, std::nullopt);
  const auto champion =
      LoadModel(registry, absl::StrCat(outcome.version.model, ":", *outcome.champion_before));
  if (!champion.ok()) return champion.status();
  const auto predicted = PredictClasses(*champion, held_out);
  if (absl::IsFailedPrecondition(predicted.status())) {
    return training::Decision{false,
                              absl::StrCat("not comparable: ", predicted.status().message(),
                                           "; compare by hand, then yachay models promote"),
                              std::nullopt};
  }
  if (!predicted.ok()) return predicted.status();
  return training::DecidePromotion(held_out.labels, candidate, absl::MakeConstSpan(*predicted));
}

absl::Status Move(const TrainingOutcome& outcome, const TrainingJob& job, models::FolderRegistry& registry) {
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

absl::Status CheckGolden(const training::TrainResult& result) {
  return models::ReplayGolden(result.golden, [&](absl::Span<const float> row, absl::Span<float> out) {
    result.forest.Predict(row, out);
  });
}

}  // namespace

absl::StatusOr<TrainingOutcome> RunTraining(const training::Dataset& data, const TrainingJob& job,
                                            models::FolderRegistry& registry) {
  TrainingOutcome outcome;
  const auto champion = ChampionOf(registry, job.model);
  if (!champion.ok()) return champion.status();
  outcome.champion_before = *champion;

  const auto mask = data.held_out.empty()
                        ? training::HeldOutMask(data, job.options.held_out_share, job.options.seed)
                        : data.held_out;
  const training::Dataset train = training::Where(data, mask, 0);
  const training::Dataset held_out = training::Where(data, mask, 1);
  outcome.train_rows = train.rows();
  outcome.held_out_rows = held_out.rows();
  auto result = training::Train(train, held_out, job.options);
  if (!result.ok()) return result.status();
  outcome.result = *std::move(result);
  if (auto status = CheckGolden(outcome.result); !status.ok()) return status;

  auto candidate = MakeCandidate(train, job, outcome);
  if (!candidate.ok()) return candidate.status();
  outcome.report = candidate->files.at("report.json");
  auto version = registry.Register(*candidate);
  if (!version.ok()) return version.status();
  outcome.version = *std::move(version);
  outcome.manifest = std::move(candidate->manifest);
  outcome.manifest.version = outcome.version.version;

  auto decision = Decide(registry, outcome, held_out);
  if (!decision.ok()) return decision.status();
  outcome.decision = *std::move(decision);
  if (auto status = Move(outcome, job, registry); !status.ok()) return status;
  return outcome;
}

}  // namespace yachay::cli
