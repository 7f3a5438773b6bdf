// yachay recommend train: a ranker from what was shown and what became of it.
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/command.h"
#include "cli/recommend_commands.h"
#include "cli/recommend_rows.h"
#include "mlflow/open_registry.h"
#include "models/registry.h"
#include "scoring/open.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kPlaces = 10;  // of nDCG
constexpr char kHeuristic[] = "heuristic";

struct Options {
  RecommendLogOptions log;
  std::string registry;
  std::string model = "ranker";
  double held_out = 0.25;
  bool force = false;
  training::RankingOptions ranking;
};

struct Judged {
  models::Metric ndcg, baseline, difference;  // on the held-out learners
  std::string against;                        // what the baseline is
  std::size_t learners = 0;
};

std::vector<float> Score(const scoring::Scorer& scorer, const training::RankingData& data) {
  std::vector<float> scores(data.relevance.size());
  scorer.Score(data.values, absl::MakeSpan(scores));
  return scores;
}

// What orders now: the champion, when it reads these features, else the heuristic, whose score is one of
// them.
absl::StatusOr<std::pair<std::string, std::vector<float>>> Baseline(const models::Registry& registry,
                                                                    const Options& options,
                                                                    const training::RankingData& data) {
  const auto champion = registry.Resolve(absl::StrCat(options.model, "@champion"));
  if (champion.ok()) {
    const auto manifest = registry.ReadManifest(*champion);
    if (!manifest.ok()) return manifest.status();
    if (manifest->features == data.features) {
      const auto bytes = registry.ReadFile(*champion, manifest->model_file);
      if (!bytes.ok()) return bytes.status();
      const auto scorer = scoring::Open(*manifest, *bytes);
      if (!scorer.ok()) return scorer.status();
      return std::pair(absl::StrCat("champion ", champion->version), Score(**scorer, data));
    }
  }
  const std::size_t width = data.features.size();
  const auto column = std::find_if(data.features.begin(), data.features.end(),
                                   [](const models::Feature& feature) { return feature.name == kHeuristic; });
  if (column == data.features.end())
    return absl::FailedPreconditionError("the log has no feature 'heuristic' to compare with");
  std::vector<float> scores;
  for (auto at = static_cast<std::size_t>(column - data.features.begin()); at < data.values.size();
       at += width)
    scores.push_back(data.values[at]);
  return std::pair(std::string(kHeuristic), std::move(scores));
}

absl::StatusOr<Judged> Judge(const training::RankingResult& result, const models::Registry& registry,
                             const Options& options, const training::RankingData& held_out) {
  const auto baseline = Baseline(registry, options, held_out);
  if (!baseline.ok()) return baseline.status();
  const auto ours = training::NdcgPerGroup(held_out, Score(*result.scorer, held_out), kPlaces);
  const auto theirs = training::NdcgPerGroup(held_out, baseline->second, kPlaces);
  if (ours.empty())
    return absl::FailedPreconditionError("no held-out learner had items that ended differently");
  std::vector<double> difference(ours.size());
  std::transform(ours.begin(), ours.end(), theirs.begin(), difference.begin(), std::minus<>());
  const std::uint64_t seed = options.ranking.seed;
  return Judged{.ndcg = training::MeanWithInterval(ours, seed),
                .baseline = training::MeanWithInterval(theirs, seed),
                .difference = training::MeanWithInterval(difference, seed),
                .against = baseline->first,
                .learners = ours.size()};
}

ordered_json ToJson(const models::Metric& metric) {
  return {{"value", metric.value}, {"low", metric.low}, {"high", metric.high}};
}

ordered_json ToJson(const Judged& judged) {
  return {{"ndcg_at_10", ToJson(judged.ndcg)},
          {"against", judged.against},
          {"baseline_ndcg_at_10", ToJson(judged.baseline)},
          {"difference", ToJson(judged.difference)},
          {"held_out_learners", judged.learners}};
}

models::Candidate MakeCandidate(const RankingRows& rows, const training::RankingResult& result,
                                const Judged& judged, const Options& options,
                                const std::string& fingerprint) {
  models::Candidate candidate;
  models::Manifest& manifest = candidate.manifest;
  manifest.name = options.model;
  manifest.algorithm = "ranking";
  manifest.target = "outcome";
  manifest.features = rows.train.features;
  manifest.metrics = {{"ndcg_at_10", judged.ndcg}, {"ndcg_at_10_gain", judged.difference}};
  manifest.data_fingerprint = fingerprint;
  manifest.code_version = std::string(training::CodeVersion());
  manifest.created_at = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone());
  manifest.seed = options.ranking.seed;
  ordered_json report = ToJson(judged);
  report["rows"] = {{"train", rows.train.relevance.size()}, {"held_out", rows.held_out.relevance.size()}};
  for (std::size_t i = 0; i < result.importance.size(); ++i)
    report["importance"][manifest.features[i].name] = result.importance[i];
  candidate.files[manifest.model_file] = result.model;
  candidate.files["golden.json"] = models::GoldenToJson(result.golden);
  candidate.files["report.json"] = report.dump(2) + "\n";
  return candidate;
}

std::string Evidence(const Judged& judged) {
  return absl::StrFormat(
      "nDCG@10 %.4f against %.4f of the %s on %d held-out learners, difference %.4f (95 %%: %.4f … %.4f)",
      judged.ndcg.value, judged.baseline.value, judged.against, judged.learners, judged.difference.value,
      judged.difference.low, judged.difference.high);
}

absl::Status Train(const Options& options, Cli& cli) {
  const auto log = ReadRecommendLog(options.log);
  if (!log.ok()) return log.status();
  const auto rows = MakeRankingRows(*log, options.held_out, options.ranking.seed);
  if (!rows.ok()) return rows.status();
  const auto result = training::TrainRanking(rows->train, options.ranking);
  if (!result.ok()) return result.status();
  if (absl::Status same = scoring::Replay(*result->scorer, result->golden); !same.ok()) return same;
  const auto opened = mlflow::OpenRegistry(options.registry);
  if (!opened.ok()) return opened.status();
  models::Registry& registry = **opened;
  const auto judged = Judge(*result, registry, options, rows->held_out);
  if (!judged.ok()) return judged.status();
  const auto version = registry.Register(MakeCandidate(*rows, *result, *judged, options, log->fingerprint));
  if (!version.ok()) return version.status();
  const bool better = judged->difference.low > 0;
  const std::string alias(better || options.force ? models::kChampion : models::kChallenger);
  const auto moved = registry.MoveAlias({.model = options.model,
                                         .alias = alias,
                                         .to = version->version,
                                         .who = "yachay recommend train",
                                         .evidence = (better          ? "better: "
                                                      : options.force ? "forced: "
                                                                      : "not better: ") +
                                                     Evidence(*judged)});
  if (!moved.ok()) return moved.status();
  ordered_json document = {{"model", options.model},
                           {"version", version->version},
                           {"alias", alias},
                           {"answers", rows->answers},
                           {"train_learners", rows->train.groups.size()}};
  document.update(ToJson(*judged));
  if (cli.json) {
    cli.out << document.dump(2) << "\n";
  } else {
    cli.out << options.model << ":" << version->version << " is now " << alias << "\n"
            << moved->evidence << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddRecommendTrain(CLI::App& recommend, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* train = recommend.add_subcommand(
      "train", "Train a ranker from the log of recommendations and what became of them");
  AddLogFlags(*train, options->log)->envname("YACHAY_KAFKA")->required();
  train->add_option("--registry", options->registry, "Folder of the model registry; made when missing")
      ->required();
  train->add_option("--model", options->model, "Name in the registry")->capture_default_str();
  train->add_option("--held-out", options->held_out, "Share of the learners kept to measure")
      ->check(CLI::Range(0.05, 0.9))
      ->capture_default_str();
  train->add_option("--rounds", options->ranking.rounds, "Trees")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  train->add_option("--depth", options->ranking.depth, "Depth of a tree")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  train->add_option("--learning-rate", options->ranking.learning_rate, "Step of a tree")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str();
  train->add_option("--seed", options->ranking.seed, "Of split, training and intervals")
      ->capture_default_str();
  train->add_flag("--force", options->force, "Promote whatever the comparison says; the ledger tells");
  train->callback([options, &cli] { cli.run = [options, &cli] { return Train(*options, cli); }; });
}

}  // namespace yachay::cli
