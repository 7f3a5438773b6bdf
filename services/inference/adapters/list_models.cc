#include "adapters/list_models.h"

#include "adapters/timestamps.h"
#include "core/loaded_model.h"

namespace yachay::inference {
namespace {

void AddAliases(const Snapshot& snapshot, const VersionKey& key, v1::ModelVersion& to) {
  const auto aliases = snapshot.serving.find(key.model);
  if (aliases == snapshot.serving.end()) return;
  for (const auto& [alias, version] : aliases->second) {
    if (version == key.version) to.add_aliases(alias);
  }
}

void Describe(const models::Manifest& manifest, v1::ModelVersion& to) {
  to.set_algorithm(manifest.algorithm);
  to.mutable_classes()->Add(manifest.classes.begin(), manifest.classes.end());
  to.set_tracer_calibration(manifest.tracer_calibration);
  for (const models::Feature& feature : manifest.features) to.add_features(feature.name);
}

}  // namespace

void ListVersions(const Snapshot& snapshot, v1::ListModelsResponse& response) {
  for (const auto& [key, version] : snapshot.versions) {
    v1::ModelVersion& to = *response.add_models();
    to.set_model(key.model);
    to.set_version(key.version);
    AddAliases(snapshot, key, to);
    to.set_state(version.model != nullptr ? v1::ModelVersion::STATE_READY : v1::ModelVersion::STATE_REFUSED);
    to.set_reason(version.reason);
    if (version.model != nullptr) Describe(version.model->manifest(), to);
    SetTimestamp(version.decided_at, *to.mutable_decided_at());
  }
}

}  // namespace yachay::inference
