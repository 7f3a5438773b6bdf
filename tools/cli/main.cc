// yachay: what data teams and operators type. Exit codes: 0 done, 1 failed, 2 misused.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "cli/command.h"
#include "cli/commands.h"
#include "service/flags.h"

namespace {

// Without the destructors of globals: threads of gRPC that are still ending would meet them, and abort a
// command that had done its work (once in some two hundred with gRPC 1.51).
[[noreturn]] void Exit(int code) {
  std::cout.flush();
  std::fflush(nullptr);
  std::_Exit(code);
}

void RefuseNan(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_type_name().find("FLOAT") != std::string::npos) option->check(yachay::service::RefuseNan);
  }
  for (CLI::App* command : app.get_subcommands({})) RefuseNan(*command);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Yachay: a personalisation engine for learning games.", "yachay");
  yachay::cli::Cli cli{.out = std::cout};
  app.require_subcommand(1);
  app.fallthrough();
  app.add_flag("--json", cli.json, "Print one JSON document on stdout");
  app.add_option_function<std::string>(
         "--kafka-config", [](const std::string& file) { setenv("YACHAY_KAFKA_CONFIG", file.c_str(), 1); },
         "File of librdkafka properties for TLS and SASL, NAME=VALUE a line")
      ->envname("YACHAY_KAFKA_CONFIG");
  yachay::cli::AddDialFlags(app, cli.dial);
  app.footer("Exit codes: 0 done, 1 failed, 2 misused.");

  yachay::cli::AddTrainCommand(app, cli);
  yachay::cli::AddEvaluateCommand(app, cli);
  yachay::cli::AddPredictCommand(app, cli);
  yachay::cli::AddModelsCommand(app, cli);
  yachay::cli::AddDriftCommand(app, cli);
  yachay::cli::AddEventsCommand(app, cli);
  yachay::cli::AddFeaturesCommand(app, cli);
  yachay::cli::AddRecommendCommand(app, cli);
  yachay::cli::AddCatalogCommand(app, cli);
  yachay::cli::AddPlayCommand(app, cli);
  yachay::cli::AddBundleCommand(app, cli);
  yachay::cli::AddProgressCommand(app, cli);
  yachay::cli::AddTopicsCommand(app, cli);
  yachay::cli::AddSimulateCommand(app, cli);
  yachay::cli::AddTokenCommand(app, cli);
  yachay::cli::AddLearningCommand(app, cli);
  RefuseNan(app);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (!cli.run) {
    std::cerr << app.help("", CLI::AppFormatMode::All);
    return 2;
  }
  const absl::Status status = cli.run();
  if (status.ok()) Exit(0);
  std::cerr << "yachay: " << status.message() << "\n";
  Exit(1);
}
