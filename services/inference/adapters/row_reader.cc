#include "adapters/row_reader.h"

#include <memory>
#include <utility>

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
                 [this, caller, use = std::move(use)](absl::StatusOr<LearnerFeatures> read) mutable {
                   if (!read.ok()) return use(read.status());
                   Rows rows{nullptr, *std::move(read)};
                   if (rows.read.rows.size() <= kRowsInReaction) return use(std::move(rows));
                   UseLater(caller, std::move(rows), std::move(use));
                 });
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
