#include "cli/simulate_flags.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace yachay::cli {

using nlohmann::ordered_json;

void CohortFlags::AddTo(CLI::App& app) {
  app.add_option("--learners", options_.learners, "How many")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--seed", options_.seed, "The same seed gives the same learners")->capture_default_str();
  app.add_option("--cohort", cohort_,
                 "base: steady; shifted: play much, and most stop in the second week; devoted: play as much, "
                 "and go on")
      ->check(CLI::IsMember({"base", "shifted", "devoted"}))
      ->capture_default_str();
  app.add_option("--prefix-id", options_.prefix,
                 "Learner ids are PREFIX-00000 …; default: the cohort's name");
}

simulate::CohortOptions CohortFlags::Get() const {
  simulate::CohortOptions result = options_;
  if (cohort_ == "shifted") result.cohort = simulate::Cohort::kShifted;
  if (cohort_ == "devoted") result.cohort = simulate::Cohort::kDevoted;
  if (result.prefix.empty()) result.prefix = cohort_;
  return result;
}

absl::Status PrintDocument(Cli& cli, const ordered_json& document, const std::string& problem, bool failed) {
  if (cli.json) {
    cli.out << document.dump(2) << "\n";
  } else {
    for (const auto& [name, value] : document.items()) cli.out << name << ": " << value.dump() << "\n";
  }
  return failed ? absl::InternalError(problem) : absl::OkStatus();
}

}  // namespace yachay::cli
