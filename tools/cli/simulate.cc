// yachay simulate: a seeded population of learners that plays through the real services.
#include <CLI/CLI.hpp>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/simulate_compare.h"
#include "cli/simulate_flags.h"
#include "cli/simulate_population.h"

namespace yachay::cli {
namespace {

absl::Status RunPlayers(Cli& cli, size_t rows, uint64_t seed, double noise, const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  simulate::WritePlayers(file, simulate::DrawPlayers(rows, seed), seed, noise);
  file.close();
  if (!file) return absl::InternalError(absl::StrCat(path, ": cannot be written; is its folder writable?"));
  return PrintDocument(cli, {{"rows", rows}, {"seed", seed}, {"file", path}}, "", false);
}

void AddPlayers(CLI::App& parent, Cli& cli) {
  struct Flags {
    size_t rows = 10000;
    uint64_t seed = 1;
    double noise = 0.065;
    std::string out;
  };
  CLI::App* app =
      parent.add_subcommand("players", "Writes players in the shape of the public data set, with labels");
  auto flags = std::make_shared<Flags>();
  app->add_option("--rows", flags->rows, "How many")->check(CLI::Range(1, 10'000'000))->capture_default_str();
  app->add_option("--seed", flags->seed, "The same seed gives the same file")->capture_default_str();
  app->add_option("--noise", flags->noise, "Share of labels that do not follow the rule")
      ->check(CLI::Range(0.0, 1.0));
  app->add_option("--out", flags->out, "File to write")->required();
  app->callback([&cli, flags] {
    cli.run = [&cli, flags] { return RunPlayers(cli, flags->rows, flags->seed, flags->noise, flags->out); };
  });
}

}  // namespace

void AddSimulateCommand(CLI::App& app, Cli& cli) {
  CLI::App* simulate =
      app.add_subcommand("simulate", "A seeded population of learners that plays through the services");
  simulate->require_subcommand(0, 1);
  auto flags = std::make_shared<CompareFlags>();
  flags->AddTo(*simulate);
  simulate->callback([&cli, flags, simulate] {
    if (!simulate->get_subcommands().empty()) return;
    if (!flags->compare) throw CLI::RequiredError("A subcommand or --compare");
    cli.run = [&cli, flags] { return ComparePolicies(*flags, cli); };
  });
  AddSimulatePlay(*simulate, cli);
  AddSimulateVisit(*simulate, cli);
  AddPlayers(*simulate, cli);
  AddSimulatePredict(*simulate, cli);
}

}  // namespace yachay::cli
