// What `yachay features export` makes rows of, read and checked before the log is.
#ifndef TOOLS_CLI_FEATURES_EXPORT_PLAN_H_
#define TOOLS_CLI_FEATURES_EXPORT_PLAN_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/features_labels.h"
#include "core/definitions.h"
#include "features/consent.h"

namespace yachay::cli {

struct ExportOptions;

struct ExportPlan {
  feature_store::Cut cut = feature_store::Cut::kArrival;
  features::ConsentRule consent = features::ConsentRule::kAssumed;
  feature_store::Definitions definitions;
  std::vector<features::FeatureRef> refs;  // into the definitions
  LabelTable table;
  std::set<std::string, std::less<>> learners;  // of the table
};

// INVALID_ARGUMENT: an option, a definition or the labels; NOT_FOUND: one of the files.
absl::StatusOr<std::unique_ptr<ExportPlan>> MakeExportPlan(const ExportOptions& options);

// Changes with everything that the rows depend on, but for the log.
std::string AboutExport(const ExportOptions& options, const ExportPlan& plan);

}  // namespace yachay::cli

#endif  // TOOLS_CLI_FEATURES_EXPORT_PLAN_H_
