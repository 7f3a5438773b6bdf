#include "cli/features_definitions.h"

namespace yachay::cli {

features::ConsentRule ConsentOf(const DefinitionFlags& flags) {
  return flags.consent == "assumed" ? features::ConsentRule::kAssumed : features::ConsentRule::kRequired;
}

absl::StatusOr<feature_store::Definitions> Load(const DefinitionFlags& flags) {
  return feature_store::LoadDefinitions(flags.views, flags.calibration);
}

absl::StatusOr<const features::View*> EngagementView(const feature_store::Definitions& definitions) {
  for (const features::View& view : definitions.views.views()) {
    if (view.name == "engagement") return &view;
  }
  return absl::InvalidArgumentError("the views have none of the name 'engagement', from which rows are made");
}

}  // namespace yachay::cli
