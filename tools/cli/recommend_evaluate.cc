// yachay recommend evaluate: what became of recommendations, and what other policies would have earned.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/recommend_commands.h"
#include "cli/recommend_rows.h"
#include "mlflow/open_registry.h"
#include "models/registry.h"
#include "scoring/open.h"
#include "training/evaluation.h"

namespace yachay::cli {
namespace {

using nlohmann::ordered_json;
using training::LoggedDecision;
using training::TargetPolicy;

struct Options {
  RecommendLogOptions log;
  std::string registry;
  std::vector<std::string> rankers;  // references into the registry
  training::OffPolicyOptions estimate;
};

// What became of the answers of one policy and fallback.
struct Counts {
  std::size_t answers = 0, taken = 0, completed = 0, succeeded = 0;
};
using CountsBy = std::map<std::pair<std::string, std::string>, Counts>;

CountsBy Count(const RecommendLog& log) {
  CountsBy by;
  for (const auto& answer : log.answers) {
    Outcome best = Outcome::kNone;
    for (const auto& item : answer.items())
      best = std::max(best, log.outcomes.Of(answer.recommendation_id(), item.content_id()));
    Counts& counts = by[{answer.policy(), answer.fallback()}];
    ++counts.answers;
    counts.taken += best >= Outcome::kShown ? 1 : 0;
    counts.completed += best >= Outcome::kCompleted ? 1 : 0;
    counts.succeeded += best >= Outcome::kSucceeded ? 1 : 0;
  }
  return by;
}

std::vector<double> OneHot(std::size_t size, std::size_t at) {
  std::vector<double> target(size, 0);
  target[at] = 1;
  return target;
}

std::size_t Largest(absl::Span<const float> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<double> AsLogged(const LoggedDecision& decision) { return decision.propensities; }
std::vector<double> Uniform(const LoggedDecision& decision) {
  const std::size_t n = decision.propensities.size();
  return std::vector<double>(n, 1 / static_cast<double>(n));
}
// The choices are logged best first.
std::vector<double> Greedy(const LoggedDecision& decision) { return OneHot(decision.propensities.size(), 0); }

TargetPolicy ByScorer(std::shared_ptr<const scoring::Scorer> scorer) {
  return [scorer = std::move(scorer)](const LoggedDecision& decision) {
    std::vector<float> scores(decision.propensities.size());
    scorer->Score(decision.features, absl::MakeSpan(scores));
    return OneHot(scores.size(), Largest(scores));
  };
}

absl::StatusOr<TargetPolicy> ByRanker(const std::string& directory, const std::string& reference,
                                      const std::vector<std::string>& names) {
  const auto opened = mlflow::OpenRegistry(directory);
  if (!opened.ok()) return opened.status();
  const models::Registry& registry = **opened;
  const auto ref = registry.Resolve(reference);
  if (!ref.ok()) return ref.status();
  const auto manifest = registry.ReadManifest(*ref);
  if (!manifest.ok()) return manifest.status();
  const bool same =
      std::equal(names.begin(), names.end(), manifest->features.begin(), manifest->features.end(),
                 [](const auto& name, const auto& feature) { return name == feature.name; });
  if (!same)
    return absl::FailedPreconditionError(absl::StrCat(reference, " reads other features than the log has"));
  const auto bytes = registry.ReadFile(*ref, manifest->model_file);
  if (!bytes.ok()) return bytes.status();
  auto scorer = scoring::Open(*manifest, *bytes);
  if (!scorer.ok()) return scorer.status();
  return ByScorer(*std::move(scorer));
}

absl::StatusOr<std::vector<std::pair<std::string, TargetPolicy>>> Targets(
    const Options& options, const std::vector<std::string>& names) {
  std::vector<std::pair<std::string, TargetPolicy>> targets = {
      {"as logged", AsLogged}, {"greedy", Greedy}, {"uniform", Uniform}};
  for (const std::string& reference : options.rankers) {
    auto ranker = ByRanker(options.registry, reference, names);
    if (!ranker.ok()) return ranker.status();
    targets.emplace_back(reference, *std::move(ranker));
  }
  return targets;
}

ordered_json ToJson(const models::Metric& metric) {
  return {{"value", metric.value}, {"low", metric.low}, {"high", metric.high}};
}

ordered_json ToJson(const std::string& policy, const training::OffPolicyEstimate& estimate) {
  return {{"policy", policy},
          {"decisions", estimate.decisions},
          {"ips", ToJson(estimate.ips)},
          {"snips", ToJson(estimate.snips)},
          {"doubly_robust", ToJson(estimate.doubly_robust)},
          {"effective_decisions", estimate.effective_decisions},
          {"largest_weight", estimate.largest_weight}};
}

ordered_json RatesOf(const CountsBy& by) {
  ordered_json rates = ordered_json::array();
  for (const auto& [key, counts] : by) {
    rates.push_back({{"policy", key.first},
                     {"fallback", key.second},
                     {"answers", counts.answers},
                     {"taken", ToJson(training::Wilson(counts.taken, counts.answers))},
                     {"completed", ToJson(training::Wilson(counts.completed, counts.answers))},
                     {"succeeded", ToJson(training::Wilson(counts.succeeded, counts.answers))}});
  }
  return rates;
}

std::string Text(const ordered_json& metric) {
  return absl::StrFormat("%.3f (%.3f … %.3f)", metric["value"].get<double>(), metric["low"].get<double>(),
                         metric["high"].get<double>());
}

void Print(const ordered_json& document, std::ostream& out) {
  out << "what became of the answers (95 % intervals)\n";
  for (const auto& row : document["rates"]) {
    out << absl::StrFormat("  %-22s %-32s %7d answers  taken %s  completed %s  succeeded %s\n",
                           row["policy"].get<std::string>(), row["fallback"].get<std::string>(),
                           row["answers"].get<int>(), Text(row["taken"]), Text(row["completed"]),
                           Text(row["succeeded"]));
  }
  out << "what a policy earns at the first place, per answer: 1 succeeded, 0.5 completed, 0 else\n";
  for (const auto& row : document["policies"]) {
    out << absl::StrFormat("  %-22s IPS %s  SNIPS %s  doubly robust %s  worth %.0f of %d decisions\n",
                           row["policy"].get<std::string>(), Text(row["ips"]), Text(row["snips"]),
                           Text(row["doubly_robust"]), row["effective_decisions"].get<double>(),
                           row["decisions"].get<int>());
  }
}

absl::Status Evaluate(const Options& options, Cli& cli) {
  const auto log = ReadRecommendLog(options.log);
  if (!log.ok()) return log.status();
  const auto targets = Targets(options, FeatureNames(*log));
  if (!targets.ok()) return targets.status();
  const auto decisions = MakeDecisions(*log);
  ordered_json document = {{"rates", RatesOf(Count(*log))}, {"policies", ordered_json::array()}};
  for (const auto& [name, target] : *targets) {
    const auto estimate = training::EvaluateOffPolicy(decisions, target, options.estimate);
    if (!estimate.ok()) return estimate.status();
    document["policies"].push_back(ToJson(name, *estimate));
  }
  if (cli.json) {
    cli.out << document.dump(2) << "\n";
  } else {
    Print(document, cli.out);
  }
  return absl::OkStatus();
}

}  // namespace

void AddRecommendEvaluate(CLI::App& recommend, Cli& cli) {
  auto options = std::make_shared<Options>();
  CLI::App* evaluate = recommend.add_subcommand(
      "evaluate", "What became of recommendations, by policy; what other policies would have earned");
  AddLogFlags(*evaluate, options->log)->envname("YACHAY_KAFKA")->required();
  CLI::Option* registry =
      evaluate->add_option("--registry", options->registry, "Folder of the model registry");
  evaluate
      ->add_option("--ranker", options->rankers,
                   "Judge this one too, for example ranker@challenger; repeat it")
      ->needs(registry);
  evaluate->add_option("--seed", options->estimate.seed, "Of the intervals")->capture_default_str();
  evaluate->callback([options, &cli] { cli.run = [options, &cli] { return Evaluate(*options, cli); }; });
}

}  // namespace yachay::cli
