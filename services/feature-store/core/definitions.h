#ifndef FEATURE_STORE_CORE_DEFINITIONS_H_
#define FEATURE_STORE_CORE_DEFINITIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "core/feature_services.h"
#include "features/fold.h"
#include "features/view.h"
#include "gamification/rules.h"
#include "learning/calibration.h"

namespace yachay::feature_store {

// What features mean: fixed while the process runs.
struct Definitions {
  learning::Calibration calibration;
  gamification::Rules rewards;
  features::ViewSet views;
  FeatureServices services;
  std::string calibration_fingerprint;  // learning::Fingerprint of the calibration

  features::FoldRules rules() const { return {calibration, views.plan(), &rewards}; }
};

// From a folder of views (empty: those compiled in), a calibration file (empty: none), and folders of feature
// services and of rewards (empty: those compiled in). The errors of features::ParseViews,
// learning::LoadCalibration, ParseFeatureServices and gamification::ParseRules.
absl::StatusOr<Definitions> LoadDefinitions(const std::string& views_folder,
                                            const std::string& calibration_file,
                                            const std::string& services_folder = "",
                                            const std::string& rewards_folder = "");

}  // namespace yachay::feature_store

#endif  // FEATURE_STORE_CORE_DEFINITIONS_H_
