// yachay models: what is registered, and who moved which alias.
#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/model_events.h"
#include "cli/models_loop.h"
#include "cli/models_request.h"
#include "cli/models_story.h"
#include "mlflow/open_registry.h"
#include "service/log.h"

namespace yachay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  std::string registry, model;
  std::string alias{models::kChampion};
  std::string evidence = "moved by hand";
  std::string who;
  int expected = -1;
  std::string brokers;
  std::string topic_prefix = "yachay";
};

// Aliases of one version, such as "champion, challenger".
std::string AliasesOf(const models::Aliases& aliases, int version) {
  std::vector<std::string> names;
  for (const auto& [alias, at] : aliases) {
    if (at == version) names.push_back(alias);
  }
  return absl::StrJoin(names, ", ");
}

Json RowOf(const models::Manifest& manifest) {
  const auto accuracy = manifest.metrics.find("accuracy");
  return {{"algorithm", manifest.algorithm},
          {"accuracy", accuracy == manifest.metrics.end() ? Json() : Json(accuracy->second.value)},
          {"created_at", manifest.created_at},
          {"golden_rows", manifest.golden_rows}};
}

// A version that cannot be read (another's model on a shared server, a damaged file) does not hide the
// others.
absl::Status AddRows(const models::Registry& registry, const std::string& model, Json& rows) {
  const auto versions = registry.ListVersions(model);
  if (!versions.ok()) return versions.status();
  const auto aliases = registry.ReadAliases(model);
  if (!aliases.ok()) return aliases.status();
  for (const int version : *versions) {
    const auto manifest = registry.ReadManifest({model, version});
    if (absl::IsUnavailable(manifest.status())) return manifest.status();
    Json row = {{"model", model}, {"version", version}, {"aliases", AliasesOf(*aliases, version)}};
    row.update(manifest.ok() ? RowOf(*manifest)
                             : Json{{"problem", std::string(manifest.status().message())}});
    rows.push_back(std::move(row));
  }
  return absl::OkStatus();
}

void PrintRow(const Json& row, std::ostream& out) {
  out << absl::StreamFormat("%-20s %7d  %-22s ", row["model"].get<std::string>(), row["version"].get<int>(),
                            row["aliases"].get<std::string>());
  if (row.contains("problem")) {
    out << row["problem"].get<std::string>() << "\n";
    return;
  }
  const Json& accuracy = row["accuracy"];
  out << absl::StreamFormat("%-18s %8s  %s%s\n", row["algorithm"].get<std::string>(),
                            accuracy.is_null() ? "-" : absl::StrFormat("%.4f", accuracy.get<double>()),
                            row["created_at"].get<std::string>(),
                            row["golden_rows"].get<bool>() ? "" : "  no golden rows");
}

absl::Status List(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto names =
      options.model.empty() ? (*registry)->ListModels() : std::vector<std::string>{options.model};
  if (!names.ok()) return names.status();
  Json rows = Json::array();
  for (const std::string& model : *names) {
    if (auto status = AddRows(**registry, model, rows); !status.ok()) return status;
  }
  if (cli.json) {
    cli.out << Json{{"registry", options.registry}, {"versions", rows}}.dump(2) << "\n";
    return absl::OkStatus();
  }
  cli.out << absl::StreamFormat("%-20s %7s  %-22s %-18s %8s  %s\n", "model", "version", "aliases",
                                "algorithm", "accuracy", "created");
  for (const Json& row : rows) PrintRow(row, cli.out);
  return absl::OkStatus();
}

absl::Status Show(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto ref = (*registry)->Resolve(options.model);
  if (!ref.ok()) return ref.status();
  const auto manifest = (*registry)->ReadManifest(*ref);
  if (!manifest.ok()) return manifest.status();
  cli.out << models::ManifestToJson(*manifest);
  return absl::OkStatus();
}

Json MoveToJson(const std::string& model, const models::AliasMove& move) {
  return {{"model", model},    {"alias", move.alias}, {"from", move.from},        {"to", move.to},
          {"when", move.when}, {"who", move.who},     {"evidence", move.evidence}};
}

absl::Status PrintMove(const std::string& model, const absl::StatusOr<models::AliasMove>& move, Cli& cli) {
  if (!move.ok()) return move.status();
  if (cli.json) {
    cli.out << MoveToJson(model, *move).dump(2) << "\n";
  } else {
    cli.out << model << "@" << move->alias << ": " << move->from << " -> " << move->to << "\n";
  }
  return absl::OkStatus();
}

absl::Status Promote(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto ref = (*registry)->Resolve(options.model);
  if (!ref.ok()) return ref.status();
  models::AliasChange change{ref->model,   options.alias, ref->version,
                             std::nullopt, options.who,   options.evidence};
  if (options.expected >= 0) change.expected_from = options.expected;
  return PrintMove(ref->model, (*registry)->MoveAlias(change), cli);
}

absl::Status Rollback(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  return PrintMove(options.model, (*registry)->Rollback(options.model, options.who, options.evidence), cli);
}

Json LineToJson(const StoryLine& line) {
  return {{"when", line.when}, {"what", line.what}, {"version", line.version},
          {"who", line.who},   {"why", line.why},   {"request_key", line.request_key}};
}

// What the topics add to the ledger; nothing without brokers.
absl::StatusOr<std::vector<StoryLine>> Story(const Options& options,
                                             const std::vector<models::AliasMove>& moves) {
  if (options.brokers.empty()) return TellStory(moves, {}, {});
  service::InitLog("models", "warn", service::LogTo::kStderr);  // stdout belongs to --json
  const auto log = ModelEvents::Open(options.brokers, options.topic_prefix);
  if (!log.ok()) return log.status();
  const auto events = log->Events(options.model);
  if (!events.ok()) return events.status();
  const auto requests = log->Requests(options.model);
  if (!requests.ok()) return requests.status();
  return TellStory(moves, *events, *requests);
}

absl::Status History(const Options& options, Cli& cli) {
  const auto registry = mlflow::OpenRegistry(options.registry);
  if (!registry.ok()) return registry.status();
  const auto moves = (*registry)->History(options.model);
  if (!moves.ok()) return moves.status();
  const auto story = Story(options, *moves);
  if (!story.ok()) return story.status();
  if (cli.json) {
    Json rows = Json::array();
    for (const models::AliasMove& move : *moves) rows.push_back(MoveToJson(options.model, move));
    Json lines = Json::array();
    for (const StoryLine& line : *story) lines.push_back(LineToJson(line));
    cli.out << Json{{"model", options.model}, {"moves", rows}, {"story", lines}}.dump(2) << "\n";
    return absl::OkStatus();
  }
  for (const StoryLine& line : *story) {
    cli.out << absl::StreamFormat("%s  %-11s version %-4s %s: %s\n", line.when, line.what,
                                  line.version == 0 ? "-" : absl::StrCat(line.version), line.who, line.why);
  }
  return absl::OkStatus();
}

// The user of this process, for the ledger.
std::string User() {
  if (const char* user = std::getenv("USER")) return user;
  const passwd* entry = getpwuid(geteuid());  // a container or a cron job has no $USER
  return entry == nullptr ? absl::StrCat("uid ", geteuid()) : entry->pw_name;
}

using Action = absl::Status (*)(const Options&, Cli&);

CLI::App* Add(CLI::App* parent, Cli& cli, std::shared_ptr<Options> options, const char* name,
              const char* help, Action action) {
  CLI::App* command = parent->add_subcommand(name, help);
  command
      ->add_option("--registry", options->registry,
                   "Model registry: a folder, or http(s)://… of an MLflow server")
      ->required();
  command->callback(
      [options, action, &cli] { cli.run = [options, action, &cli] { return action(*options, cli); }; });
  return command;
}

void AddWhoAndWhy(CLI::App* command, Options& options) {
  command->add_option("--who", options.who, "Who moves it, for the ledger")->capture_default_str();
  command->add_option("--evidence", options.evidence, "Why, for the ledger")->capture_default_str();
}

}  // namespace

void AddModelsCommand(CLI::App& app, Cli& cli) {
  auto options = std::make_shared<Options>();
  options->who = User();
  CLI::App* models = app.add_subcommand("models", "List, show, promote and roll back registered models");
  models->require_subcommand(1);
  Add(models, cli, options, "list", "Every version with its aliases", List)
      ->add_option("--model", options->model, "Only this model");
  Add(models, cli, options, "show", "The manifest of one version", Show)
      ->add_option("--model", options->model, "NAME, NAME@alias or NAME:version")
      ->required();
  CLI::App* promote = Add(models, cli, options, "promote", "Move an alias to a version", Promote);
  promote->add_option("--model", options->model, "NAME:version, or NAME@alias")->required();
  promote->add_option("--alias", options->alias, "Alias to move")
      ->check(CLI::IsMember({"champion", "challenger"}))
      ->capture_default_str();
  promote->add_option("--expected", options->expected,
                      "Fail unless the alias stands at this version (0: nowhere)");
  AddWhoAndWhy(promote, *options);
  CLI::App* rollback =
      Add(models, cli, options, "rollback", "Champion back to the previous champion", Rollback);
  rollback->add_option("--model", options->model, "NAME")->required();
  AddWhoAndWhy(rollback, *options);
  CLI::App* history = Add(models, cli, options, "history", "A model's life, oldest first", History);
  history->add_option("--model", options->model, "NAME")->required();
  history->add_option("--brokers", options->brokers,
                      "Kafka brokers: tells what was asked, trained and decided too, not only the moves");
  history->add_option("--topic-prefix", options->topic_prefix, "First part of every topic's name")
      ->capture_default_str();
  AddModelsRequestCommand(*models, cli, options->who);
  AddModelsLoopCommands(*models, cli);
}

}  // namespace yachay::cli
