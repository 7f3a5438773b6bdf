// yachay simulate --compare
#include "cli/simulate_compare.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/catalog_seed.h"
#include "cli/command.h"
#include "cli/compare/figures.h"
#include "cli/learning_success.h"
#include "cli/simulate_learners.h"
#include "learning/success_features.h"
#include "training/promotion.h"
#include "training/trainer.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;
using compare::Figure;

delivery::VariantKind KindOf(catalog::v1::Variant::Kind kind) {
  return static_cast<delivery::VariantKind>(static_cast<int>(kind) -
                                            static_cast<int>(catalog::v1::Variant::KIND_TEXT));
}

compare::Lesson LessonOf(const catalog::v1::ContentItem& item) {
  compare::Lesson lesson{
      .id = item.content_id(),
      .skill = item.skill_ids(0),
      .prerequisites = {item.prerequisite_skill_ids().begin(), item.prerequisite_skill_ids().end()},
      .stated = item.difficulty(),
      .seconds = static_cast<int>(item.expected_seconds()),
      .grade_min = static_cast<int>(item.grade_min()),
      .grade_max = static_cast<int>(item.grade_max()),
      .variants = {}};
  for (const auto& variant : item.variants()) {
    lesson.variants.push_back({variant.variant_id(), KindOf(variant.kind()),
                               static_cast<std::int64_t>(variant.bytes()),
                               static_cast<std::int64_t>(variant.min_ram_mib())});
  }
  return lesson;
}

// The demo catalogue in one language: the others are the same lessons.
compare::Course DemoCourse() {
  compare::Course course;
  for (const auto& item : SeedCatalog()) {
    if (item.language() == "es") course.push_back(LessonOf(item));
  }
  return course;
}

std::vector<compare::Profile> DrawProfiles(size_t count, uint64_t seed, const std::string& prefix) {
  std::vector<compare::Profile> profiles;
  for (const simulate::Learner& learner :
       simulate::DrawLearners({.learners = count, .seed = seed, .prefix = prefix})) {
    simulate::Random random(simulate::Mix(learner.seed, {simulate::HashText("compare")}));
    profiles.push_back({.id = learner.id,
                        .grade = static_cast<int>(random.Integer(1, 6)),
                        .device = {learner.device.ram_mib},
                        .connection = {learner.connection.rtt_ms, learner.connection.downlink_kbps},
                        .seed = random.Next()});
  }
  return profiles;
}

// As `yachay train --answers` does. None, so the formula, where it is not better than that on the held-out
// fold, or cannot be learned.
compare::Foretell TrainSuccess(absl::Span<const learning::History* const> histories,
                               const learning::Calibration& calibration) {
  const training::TrainOptions options = SuccessOptions();
  const training::Dataset answers = CrossFittedRows(histories, calibration, 5, options.seed);
  const training::Dataset held_out = training::Where(answers, answers.held_out, 1);
  const auto fitted = training::Train(training::Where(answers, answers.held_out, 0), held_out, options);
  if (!fitted.ok()) return nullptr;
  const std::vector<int> formula = ByFormula(held_out);
  if (!training::DecidePromotion(held_out.labels, fitted->evaluation.predicted, absl::MakeConstSpan(formula))
           .promote)
    return nullptr;
  return [scorer = fitted->scorer](absl::Span<const float> rows) {
    std::vector<float> both(2 * rows.size() / learning::kSuccessFeatures), right;
    scorer->Score(rows, absl::MakeSpan(both));
    for (size_t i = 1; i < both.size(); i += 2) right.push_back(both[i]);
    return right;
  };
}

compare::Run RunSeeds(const CompareFlags& flags) {
  compare::Run all;
  for (int i = 0; i < flags.seeds; ++i) {
    compare::Options options;
    options.weeks = flags.weeks;
    options.parameters.free = !flags.equal_play;
    options.parameters.crammed = flags.crammed;
    if (flags.success_model) options.train_success = TrainSuccess;
    options.seed = flags.seed + static_cast<uint64_t>(i);
    const compare::Run run = compare::Compare(
        DemoCourse(), DrawProfiles(flags.learners, options.seed, "child"),
        DrawProfiles(std::max<size_t>(flags.learners / 2, 30), options.seed, "before"), options);
    all.policies = run.policies;
    all.results.resize(run.results.size());
    for (size_t p = 0; p < run.results.size(); ++p)
      all.results[p].insert(all.results[p].end(), run.results[p].begin(), run.results[p].end());
    all.clairvoyant.insert(all.clairvoyant.end(), run.clairvoyant.begin(), run.clairvoyant.end());
  }
  return all;
}

Json ToJson(const Figure& figure) {
  return {{"value", figure.value}, {"low", figure.low}, {"high", figure.high}};
}

Json ToJson(const compare::PolicyFigures& p) {
  return {{"policy", p.policy},
          {"mastered_per_hour", ToJson(p.mastered_per_hour)},
          {"mastered_per_learner", ToJson(p.mastered)},
          {"hours_per_learner", ToJson(p.hours)},
          {"retention", ToJson(p.retention)},
          {"megabytes_per_mastery_2g", ToJson(p.megabytes_per_mastery)}};
}

Json ToJson(const compare::Summary& summary, const CompareFlags& flags) {
  Json policies = Json::array(), losses = Json::array(), ratios = Json::object();
  for (const auto& p : summary.policies) policies.push_back(ToJson(p));
  for (size_t p = 0; p < summary.ratios.size(); ++p)
    ratios[summary.policies[p].policy] = ToJson(summary.ratios[p]);
  for (const auto& loss : summary.losses) {
    losses.push_back({{"where", loss.where},
                      {"figure", loss.figure},
                      {"policy", loss.policy},
                      {"ours", loss.ours},
                      {"other", loss.other}});
  }
  return {{"learners", flags.learners * static_cast<size_t>(flags.seeds)},
          {"weeks", flags.weeks},
          {"seed", flags.seed},
          {"seeds", flags.seeds},
          {"equal_play", flags.equal_play},
          {"crammed", flags.crammed},
          {"success_model", flags.success_model},
          {"policies", policies},
          {"clairvoyant", ToJson(summary.clairvoyant)},
          {"best_other", summary.best_other},
          {"ours_to_others", ratios},
          {"losses", losses}};
}

std::string Cell(const Figure& figure) {
  return absl::StrFormat("%6.2f (%.2f-%.2f)", figure.value, figure.low, figure.high);
}

void PrintRow(const compare::PolicyFigures& p, Cli& cli) {
  cli.out << absl::StrFormat("%-13s %-20s %-22s %-20s %-20s %s\n", p.policy, Cell(p.mastered_per_hour),
                             Cell(p.mastered), Cell(p.hours), Cell(p.retention),
                             Cell(p.megabytes_per_mastery));
}

void Print(const compare::Summary& summary, Cli& cli) {
  cli.out << absl::StrFormat("%-13s %-20s %-22s %-20s %-20s %s\n", "policy", "mastered/hour",
                             "mastered/learner", "hours/learner", "retention", "MB/mastery on 2g");
  for (const auto& p : summary.policies) PrintRow(p, cli);
  PrintRow(summary.clairvoyant, cli);
  cli.out << "\n";
  for (size_t p = 0; p < summary.ratios.size(); ++p) {
    const Figure& ratio = summary.ratios[p];
    cli.out << absl::StrFormat("ours masters %.2f times (%.2f-%.2f) as much an hour as %s\n", ratio.value,
                               ratio.low, ratio.high, summary.policies[p].policy);
  }
  for (const auto& loss : summary.losses) {
    cli.out << absl::StrFormat("ours loses: %s of %s: %.2f, %s %.2f\n", loss.figure, loss.where, loss.ours,
                               loss.policy, loss.other);
  }
  if (summary.losses.empty()) cli.out << "ours loses nowhere beyond chance\n";
}

}  // namespace

void CompareFlags::AddTo(CLI::App& app) {
  app.add_flag("--compare", compare,
               "Random, popular, rule-based and our choice of lessons against each other");
  app.add_flag("--equal-play", equal_play, "With --compare: all play the same time, whatever their mood");
  app.add_flag("--success-model", success_model,
               "With --compare: our chances of success by the model that is trained on the past");
  app.add_option("--crammed", crammed, "With --compare: how much faster fades what was practised in a row")
      ->check(CLI::Range(0.0, 2.0))
      ->capture_default_str();
  app.add_option("--learners", learners, "With --compare: how many, for each seed")
      ->check(CLI::Range(10, 100'000))
      ->capture_default_str();
  app.add_option("--weeks", weeks, "With --compare: how long they play")
      ->check(CLI::Range(1, 104))
      ->capture_default_str();
  app.add_option("--seed", seed, "With --compare: the first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "With --compare: how many courses and cohorts")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

absl::Status ComparePolicies(const CompareFlags& flags, Cli& cli) {
  const compare::Summary summary = compare::Summarise(RunSeeds(flags), flags.seed);
  if (cli.json) {
    cli.out << ToJson(summary, flags).dump(2) << "\n";
  } else {
    Print(summary, cli);
  }
  return absl::OkStatus();
}

}  // namespace yachay::cli
