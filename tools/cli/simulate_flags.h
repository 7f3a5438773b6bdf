// What the subcommands of `yachay simulate` share.
#ifndef CLI_SIMULATE_FLAGS_H_
#define CLI_SIMULATE_FLAGS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "absl/status/status.h"
#include "cli/simulate_learners.h"

namespace CLI {
class App;
}

namespace yachay::cli {

struct Cli;

// The options that name a cohort.
class CohortFlags {
 public:
  // `this` must outlive the parsing.
  void AddTo(CLI::App& app);
  // The cohort asked for; learner ids begin with the cohort's name unless told otherwise.
  simulate::CohortOptions Get() const;

 private:
  simulate::CohortOptions options_;
  std::string cohort_ = "base";
};

// Prints the document, as JSON or line by line; then an error with `problem` when `failed`.
absl::Status PrintDocument(Cli& cli, const nlohmann::ordered_json& document, const std::string& problem,
                           bool failed);

void AddSimulatePlay(CLI::App& parent, Cli& cli);
void AddSimulateVisit(CLI::App& parent, Cli& cli);
void AddSimulatePredict(CLI::App& parent, Cli& cli);

}  // namespace yachay::cli

#endif  // CLI_SIMULATE_FLAGS_H_
