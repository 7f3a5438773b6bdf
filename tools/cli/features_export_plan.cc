#include "cli/features_export_plan.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/features_export.h"
#include "cli/features_rows.h"

namespace yachay::cli {
namespace {

using feature_store::Cut;

absl::StatusOr<Cut> ParseCut(const std::string& name) {
  if (name == "arrival") return Cut::kArrival;
  if (name == "event-time") return Cut::kEventTime;
  if (name == "position") return Cut::kPosition;
  return absl::InvalidArgumentError(
      absl::StrCat("--cut: expected arrival, event-time or position, found ", name));
}

absl::StatusOr<std::vector<features::FeatureRef>> Resolve(const ExportOptions& options,
                                                          const feature_store::Definitions& definitions) {
  if (!options.features.empty()) return definitions.views.Resolve(options.features);
  const auto service = definitions.services.find(options.feature_service);
  if (service != definitions.services.end()) return definitions.views.Resolve(service->second.features);
  return absl::InvalidArgumentError(
      absl::StrCat("--feature-service: there is no \"", options.feature_service, "\""));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ExportPlan>> MakeExportPlan(const ExportOptions& options) {
  const auto cut = ParseCut(options.cut);
  if (!cut.ok()) return cut.status();
  auto definitions = feature_store::LoadDefinitions(
      options.definitions.views, options.definitions.calibration, options.feature_services, options.rewards);
  if (!definitions.ok()) return definitions.status();
  auto table = ReadLabels(options.labels, *cut);
  if (!table.ok()) return table.status();
  // The references point into the definitions: resolved only where those stay.
  auto plan = std::make_unique<ExportPlan>(
      ExportPlan{*cut, ConsentOf(options.definitions), *std::move(definitions), {}, *std::move(table), {}});
  for (const auto& label : plan->table.labels) plan->learners.insert(label.learner_id);
  auto refs = Resolve(options, plan->definitions);
  if (!refs.ok()) return refs.status();
  plan->refs = *std::move(refs);
  return plan;
}

std::string AboutExport(const ExportOptions& options, const ExportPlan& plan) {
  std::string about =
      absl::StrCat(plan.table.fingerprint, "\n", options.cut, "\n", options.definitions.consent, "\n",
                   options.log.brokers, "\n", options.log.topic_prefix, "\n",
                   absl::StrJoin(options.log.recorded, "\n"), "\n", HeaderLine(plan.refs), "\n");
  for (const auto& ref : plan.refs) absl::StrAppend(&about, ref.view->hash, "\n");
  return about;
}

}  // namespace yachay::cli
