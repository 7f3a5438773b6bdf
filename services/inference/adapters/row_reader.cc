#include "adapters/row_reader.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/probe.h"
#include "core/loaded_model.h"
#include "service/executor.h"

namespace yachay::inference {

void RowReader::Read(const Caller& caller, const LoadedModel& model, const v1::FeatureMatrix* given,
                     const v1::LearnerRows* learners, Use use) {
  if (given != nullptr) return UseLater(caller, {given, {}}, std::move(use));
  if (features_ == nullptr) {
    return use(
        absl::FailedPreconditionError("learners: this process knows no feature store; start it with "
                                      "--feature-store, or give the features"));
  }
  features_->Get(caller, model, *learners,
                 [this, caller, &model, use = std::move(use)](absl::StatusOr<LearnerFeatures> read) mutable {
                   if (!read.ok()) return use(read.status());
                   if (absl::Status fits = CheckViews(model, *read); !fits.ok()) return use(std::move(fits));
                   Rows rows{nullptr, *std::move(read)};
                   if (rows.read.rows.size() <= kRowsInReaction) return use(std::move(rows));
                   UseLater(caller, std::move(rows), std::move(use));
                 });
}

absl::Status RowReader::CheckViews(const LoadedModel& model, const LearnerFeatures& read) const {
  const std::string difference = models::OtherViews(model.manifest(), read.view_hashes);
  if (difference.empty()) return absl::OkStatus();
  probe_.OtherViews(model.manifest(), read.rows.size());
  if (serve_other_views_) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("learners: ", model.manifest().name, ":", model.manifest().version,
                   " was trained on other definitions than the feature store serves: ", difference,
                   ". Train it on these and promote it, or start this service with --other-views serve"));
}

void RowReader::UseLater(const Caller& caller, Rows rows, Use use) {
  // Shared: a task that is not taken must leave `use` to be called here.
  auto shared = std::make_shared<Use>(std::move(use));
  const absl::Status queued = executor_.Submit([caller, shared, rows = std::move(rows)]() mutable {
    if (caller.cancellation->cancelled()) return (*shared)(absl::CancelledError("the caller has gone"));
    (*shared)(std::move(rows));
  });
  if (queued.ok()) return;
  (*shared)(absl::IsCancelled(queued) ? absl::UnavailableError("stopping") : queued);
}

}  // namespace yachay::inference
