// What features mean, for commands that read the log as a feature store does.
#ifndef TOOLS_CLI_FEATURES_DEFINITIONS_H_
#define TOOLS_CLI_FEATURES_DEFINITIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "core/definitions.h"
#include "features/consent.h"

namespace yachay::cli {

// As the feature store is started with, all of these.
struct DefinitionFlags {
  std::string views;        // folder; empty: those compiled in
  std::string calibration;  // file; empty: none
  std::string consent = "required";
};

features::ConsentRule ConsentOf(const DefinitionFlags& flags);

// The errors of feature_store::LoadDefinitions.
absl::StatusOr<feature_store::Definitions> Load(const DefinitionFlags& flags);

// The view that engagement is learnt from. INVALID_ARGUMENT: `definitions` have none of that name.
absl::StatusOr<const features::View*> EngagementView(const feature_store::Definitions& definitions);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_DEFINITIONS_H_
