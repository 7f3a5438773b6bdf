// Versions judged on what learners did: the same rows of the log for each, with the engagement that followed.
#ifndef TOOLS_CLI_MODELS_JUDGE_H_
#define TOOLS_CLI_MODELS_JUDGE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "cli/features_definitions.h"
#include "cli/model_events.h"
#include "models/registry.h"
#include "training/promotion.h"

namespace yachay::cli {

struct JudgeOptions {
  std::string brokers;
  std::string topic_prefix = "yachay";
  std::string registry;  // folder
  std::string model = "engagement";
  DefinitionFlags definitions;  // that both versions were trained on
  int64_t until_ms = 0;         // labels are the week up to here; features are as of a week before
  size_t fewest_rows = 100;     // learners; fewer judge nothing
  std::string who = "guard";    // for the ledger
};

struct Judgement {
  bool moved = false;
  int champion = 0;  // when it was asked
  int other = 0;     // the version that it was compared with; 0: there was none
  std::optional<training::Comparison> comparison;
  std::string reason;  // a sentence with the figures, also when nothing was judged
};

// The guard after a promotion: when the previous champion is right more often than the champion beyond chance
// (exact McNemar, p < 0.05), the champion goes back to it. A champion that is older than the previous one was
// rolled back before, and stays. A rollback whose event is not on model-events is told, whoever died before.
// Where the other version was trained on other definitions than options.definitions nothing is judged, and
// the reason says so. NOT_FOUND: no champion; FAILED_PRECONDITION: it was trained on other definitions;
// UNAVAILABLE, DEADLINE_EXCEEDED: no broker; the errors of the definitions.
absl::StatusOr<Judgement> GuardChampion(const JudgeOptions& options, ModelEvents& events);

// The challenger becomes champion when it is better beyond chance on these rows.
absl::StatusOr<Judgement> SelectChampion(const JudgeOptions& options, ModelEvents& events);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_MODELS_JUDGE_H_
