#include "core/definitions.h"

#include "core/default_views.h"

namespace yachay::feature_store {

absl::StatusOr<Definitions> LoadDefinitions(const std::string& views_folder,
                                            const std::string& calibration_file,
                                            const std::string& services_folder) {
  absl::StatusOr<learning::Calibration> calibration = learning::Calibration{};
  if (!calibration_file.empty()) calibration = learning::LoadCalibration(calibration_file);
  if (!calibration.ok()) return calibration.status();
  absl::StatusOr<std::vector<features::ViewSource>> sources = DefaultViews();
  if (!views_folder.empty()) sources = features::ReadViewFolder(views_folder);
  if (!sources.ok()) return sources.status();
  auto views = features::ParseViews(*sources, calibration->version);
  if (!views.ok()) return views.status();
  auto services = LoadFeatureServices(services_folder, *views);
  if (!services.ok()) return services.status();
  return Definitions{*std::move(calibration), *std::move(views), *std::move(services)};
}

}  // namespace yachay::feature_store
