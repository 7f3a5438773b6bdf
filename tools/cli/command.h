// What a subcommand of `yachay` is given, and how it says what to do.
//
//   void AddTopicsCommand(CLI::App& app, Cli& cli) {
//     auto options = std::make_shared<Options>();
//     CLI::App* list = app.add_subcommand("topics", "…");
//     list->add_option("--brokers", options->brokers, "…")->required();
//     list->callback([options, &cli] { cli.run = [options, &cli] { return List(*options, cli); }; });
//   }
#ifndef TOOLS_CLI_COMMAND_H_
#define TOOLS_CLI_COMMAND_H_

#include <functional>
#include <ostream>

#include "absl/status/status.h"
#include "cli/dial.h"

namespace yachay::cli {

struct Cli {
  bool json = false;  // One JSON document on `out` instead of text.
  std::ostream& out;  // stdout; progress and logs go to stderr.
  DialOptions dial = {};
  // Set by the subcommand that was asked for. An error becomes "yachay: <message>" on stderr and exit code 1.
  std::function<absl::Status()> run = {};
};

}  // namespace yachay::cli

#endif  // TOOLS_CLI_COMMAND_H_
