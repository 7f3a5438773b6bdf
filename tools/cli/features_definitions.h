// What features mean, for commands that read the log as a feature store does.
#ifndef TOOLS_CLI_FEATURES_DEFINITIONS_H_
#define TOOLS_CLI_FEATURES_DEFINITIONS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/definitions.h"
#include "features/consent.h"
#include "models/manifest.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace yachay::cli {

// As the feature store is started with, all of these.
struct DefinitionFlags {
  std::string views;        // folder; empty: those compiled in
  std::string calibration;  // file; empty: none
  std::string consent = "required";
};

// The flags as they were declared, for what a command makes of them beside.
struct DefinitionOptions {
  CLI::Option* views;
  CLI::Option* calibration;
  CLI::Option* consent;
};

// --views, --calibration and --consent; `flags` outlives `command`.
DefinitionOptions AddDefinitionFlags(CLI::App& command, DefinitionFlags& flags);

features::ConsentRule ConsentOf(const DefinitionFlags& flags);

// The errors of feature_store::LoadDefinitions.
absl::StatusOr<feature_store::Definitions> Load(const DefinitionFlags& flags);

// The view that engagement is learnt from. INVALID_ARGUMENT: `definitions` have none of that name.
absl::StatusOr<const features::View*> EngagementView(const feature_store::Definitions& definitions);

// That the model was trained on other definitions than are given, so that rows made by these are no features
// of its: a sentence with view and both hashes. Empty: on these, or the model says nothing of views.
std::string TrainedOnOthers(const models::Manifest& model, const feature_store::Definitions& given);

// FAILED_PRECONDITION: the same, and what to do.
absl::Status CheckTrainedOn(const models::Manifest& model, const feature_store::Definitions& given);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_DEFINITIONS_H_
