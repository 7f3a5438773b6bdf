#include "cli/features_definitions.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "models/other_views.h"

namespace yachay::cli {

DefinitionOptions AddDefinitionFlags(CLI::App& command, DefinitionFlags& flags) {
  return {.views = command.add_option("--views", flags.views,
                                      "Folder of views, as the feature store is started with"),
          .calibration =
              command.add_option("--calibration", flags.calibration, "As the feature store is started with"),
          .consent = command.add_option("--consent", flags.consent, "As the feature store is started with")
                         ->check(CLI::IsMember({"assumed", "required"}))
                         ->capture_default_str()};
}

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

std::string TrainedOnOthers(const models::Manifest& model, const feature_store::Definitions& given) {
  models::ViewHashes hashes;
  for (const features::View& view : given.views.views()) hashes[view.name] = view.hash;
  const std::string difference = models::OtherViews(model, hashes);
  if (difference.empty()) return "";
  return absl::StrCat(model.name, ":", model.version,
                      " was trained on other definitions than are given: ", difference);
}

absl::Status CheckTrainedOn(const models::Manifest& model, const feature_store::Definitions& given) {
  const std::string others = TrainedOnOthers(model, given);
  if (others.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      others,
      ". Give --views and --calibration as it was trained with, or train it on these and promote it"));
}

}  // namespace yachay::cli
