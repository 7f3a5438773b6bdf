#include "cli/train_flags.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "cli/learning_success.h"

namespace yachay::cli {
namespace {

void AddModelFlags(CLI::App* command, TrainFlags& flags) {
  training::TrainOptions& train = flags.job.options;
  command->add_option("--algorithm", flags.algorithm, "How to learn")
      ->check(CLI::IsMember(training::AlgorithmNames()))
      ->capture_default_str();
  command->add_option("--trees", train.trees, "Trees in all; boosting makes one a class and round")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  command->add_option("--depth", flags.depth, "Depth of a tree (default 7; random-forest 12)")
      ->check(CLI::Range(1, 16));
  command->add_option("--learning-rate", train.learning_rate, "Of gradient boosting")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str();
  command->add_option("--row-share", train.row_share, "Boosting: share of the rows that a round sees")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  command->add_option("--column-share", train.column_share, "Boosting: share of the columns that a tree sees")
      ->check(CLI::Range(0.01, 1.0))
      ->capture_default_str();
  command->add_option("--min-child-weight", train.min_child_weight, "Boosting: least weight of a leaf")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_option("--hidden", train.hidden, "mlp: units in the middle")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  command->add_option("--epochs", train.epochs, "mlp: times over the rows")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_option("--step", train.step, "mlp: first step of Adam")
      ->check(CLI::Range(1e-6, 1.0))
      ->capture_default_str();
  command->add_option("--l2", train.l2, "logistic and mlp: pull of the weights towards 0")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
}

void AddLearningFlags(CLI::App* command, TrainFlags& flags) {
  training::TrainOptions& train = flags.job.options;
  command->add_option("--held-out", train.held_out_share, "Share of each class kept to measure")
      ->check(CLI::Range(0.01, 0.9))
      ->capture_default_str();
  command
      ->add_option("--seed", train.seed,
                   "Of split, sampling and intervals: the same seed gives the same model")
      ->capture_default_str();
  command->add_option("--threads", train.threads, "For training")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--folds", train.folds, "Cross-validate over the training rows with so many folds")
      ->check(CLI::Range(2, 20));
  command->add_option("--search", flags.search, "Try so many settings of the grid, each cross-validated")
      ->check(CLI::Range(1, 100000));
  command->add_option("--budget", flags.budget, "Search until this much time is over, such as 60s or 5m");
  command
      ->add_option("--patience", train.patience,
                   "Stop early after so many rounds or epochs that help nothing")
      ->check(CLI::Range(1, 10000));
  command->add_flag("--balance", train.balance_classes, "Give every class the same weight");
  command->add_option("--augment", flags.augment, "Add training rows; the report says what it changed")
      ->check(CLI::IsMember({"none", "jitter", "smote"}))
      ->capture_default_str();
  command->add_option("--calibrate", train.calibration, "Make probabilities mean what they say")
      ->check(CLI::IsMember({"temperature", "isotonic"}));
}

// Added before the flags of the model: those are read in this order, and what is given there replaces what
// answers are learned with else.
CLI::Option* AddAnswersFlag(CLI::App* command, TrainFlags& flags) {
  const auto choose = [&flags](const std::string& file) {
    flags.answers = file;
    flags.job.options = SuccessOptions();
    flags.depth = flags.job.options.depth;
  };
  return command->add_option_function<std::string>(
      "--answers", choose,
      "In place of --data, for the model 'success': user_id, item_id, timestamp, correct, skill_id. Learned "
      "with --trees 500 --depth 6 --learning-rate 0.05 --column-share 0.7 --min-child-weight 20 --patience "
      "25");
}

// What rows of a table need and answers do not have; folds of rows would part the answers of one learner.
void AnswersStandAlone(CLI::App* command, CLI::Option* answers) {
  for (const char* flag : {"--data", "--watch", "--target", "--id", "--classes", "--held-out", "--folds",
                           "--search", "--budget", "--calibrate", "--augment"})
    answers->excludes(command->get_option(flag));
  answers->needs(command->get_option("--calibration"));
}

// --watch trains from the log instead of --data.
void AddWatchFlags(CLI::App* command, CLI::Option* data, TrainFlags& flags) {
  TrainWatchOptions& waiting = flags.waiting;
  CLI::Option* watch = command->add_flag("--watch", flags.watch,
                                         "Wait for retrain requests and answer each once, from the log");
  CLI::Option* brokers =
      command->add_option("--brokers", waiting.brokers, "Kafka brokers, host:port,…")->needs(watch);
  CLI::Option* base =
      command->add_option("--base-data", waiting.base_data, "CSV that weighs as much as the log's rows")
          ->check(CLI::ExistingFile)
          ->needs(watch);
  command->add_option("--topic-prefix", waiting.topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  const DefinitionOptions read = AddDefinitionFlags(*command, waiting.definitions);
  read.views->needs(watch);
  read.calibration->excludes(data);
  read.consent->needs(watch);
  command->add_flag("--once", waiting.once, "End after one answer, or when nothing that was asked needs one")
      ->needs(watch);
  command
      ->add_option(
          "--tries", waiting.patience.tries,
          "Of a request whose failure may pass, with pauses of 1 s, 2 s … 5 min; then it is rejected")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->needs(watch);
  command
      ->add_option(
          "--guard-every", flags.guard_every,
          "Judge the champion against the one before so often, such as 24h; it goes back when it does worse")
      ->needs(watch);
  watch->needs(brokers)->needs(base)->excludes(data);
}

}  // namespace

void AddTrainFlags(CLI::App* command, TrainFlags& flags) {
  CLI::Option* data = command->add_option(
      "--data", flags.data, "CSV file with a header; every column but id and target is a feature");
  CLI::Option* answers = AddAnswersFlag(command, flags);
  command->add_option("--model", flags.job.model, "Name in the registry")->required();
  command
      ->add_option("--registry", flags.registry,
                   "Model registry: a folder (made when missing), or http(s)://… of an MLflow server")
      ->required();
  command->add_option("--target", flags.infer.target, "Column to learn")->capture_default_str();
  command->add_option("--id", flags.infer.id, "Column that names a row")->capture_default_str();
  command->add_option("--classes", flags.infer.classes, "Order of the classes (default: sorted)")
      ->delimiter(',');
  AddModelFlags(command, flags);
  AddLearningFlags(command, flags);
  command->add_option("--report", flags.report.folder, "Folder for report.html, report.md and report.json");
  command->add_option("--groups", flags.report.groups, "Columns whose groups the report compares")
      ->delimiter(',')
      ->capture_default_str();
  command->add_flag("--force", flags.job.force, "Promote whatever the comparison says; the ledger tells");
  AddWatchFlags(command, data, flags);
  AnswersStandAlone(command, answers);
}

namespace {

absl::Status ReadDuration(const char* flag, const std::string& text, absl::Duration* duration) {
  if (absl::ParseDuration(text, duration) && *duration > absl::ZeroDuration()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " '", text, "': expected a duration above 0 such as 60s or 5m"));
}

}  // namespace

absl::Status FinishFlags(TrainFlags& flags) {
  training::TrainOptions& train = flags.job.options;
  const auto algorithm = training::ParseAlgorithm(flags.algorithm);
  if (!algorithm.ok()) return algorithm.status();
  train.algorithm = *algorithm;
  train.depth = flags.depth > 0 ? flags.depth : *algorithm == training::Algorithm::kRandomForest ? 12 : 7;
  if (flags.augment == "jitter") train.augmentation = training::Augmentation::kJitter;
  if (flags.augment == "smote") train.augmentation = training::Augmentation::kSmote;
  train.permutation = !flags.report.folder.empty();
  if (!flags.guard_every.empty()) {
    if (auto s = ReadDuration("--guard-every", flags.guard_every, &flags.waiting.guard_every); !s.ok())
      return s;
  }
  if (flags.search == 0 && flags.budget.empty()) return absl::OkStatus();
  auto& search = flags.job.search.emplace();
  search.tries = flags.search;
  search.now = absl::Now;
  if (train.folds > 0) search.folds = train.folds;
  return flags.budget.empty() ? absl::OkStatus() : ReadDuration("--budget", flags.budget, &search.budget);
}

}  // namespace yachay::cli
