// Brings the rows of a request to the executor: those that the caller gave, or those of learners, read from
// the feature store first without a thread that waits.
#ifndef INFERENCE_ADAPTERS_ROW_READER_H_
#define INFERENCE_ADAPTERS_ROW_READER_H_

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "adapters/cancellation.h"
#include "adapters/feature_client.h"

namespace yachay::service {
class Executor;
}

namespace yachay::inference {

// About as many as are scored in the time that a task takes to another thread.
inline constexpr size_t kRowsInReaction = 32;

struct Rows {
  const v1::FeatureMatrix* given = nullptr;  // null: `read` holds them
  LearnerFeatures read;

  const v1::FeatureMatrix& features() const { return given != nullptr ? *given : read.features; }
};

class Probe;

// Thread-safe.
class RowReader {
 public:
  using Use = absl::AnyInvocable<void(absl::StatusOr<Rows>)>;

  // All outlive it. `features` null: rows of learners fail the precondition. `serve_other_views`: rows of
  // other views than the model's are scored; they are counted either way.
  RowReader(service::Executor& executor, FeatureClient* features, Probe& probe, bool serve_other_views)
      : executor_(executor), features_(features), probe_(probe), serve_other_views_(serve_other_views) {}

  // Calls `use` exactly once. One of `given` and `learners` is not null; they, the model and the caller's
  // cancellation live until then. RESOURCE_EXHAUSTED: the executor's queue is full; CANCELLED: the caller has
  // gone; UNAVAILABLE: stopping; FAILED_PRECONDITION: the store's views are others than those that the model
  // was trained on. Else as FeatureClient::Get.
  void Read(const Caller& caller, const LoadedModel& model, const v1::FeatureMatrix* given,
            const v1::LearnerRows* learners, Use use);

 private:
  absl::Status CheckViews(const LoadedModel& model, const LearnerFeatures& read) const;
  void UseLater(const Caller& caller, Rows rows, Use use);

  service::Executor& executor_;
  FeatureClient* const features_;
  Probe& probe_;
  const bool serve_other_views_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_ROW_READER_H_
