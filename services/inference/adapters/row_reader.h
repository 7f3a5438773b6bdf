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

// Thread-safe.
class RowReader {
 public:
  using Use = absl::AnyInvocable<void(absl::StatusOr<Rows>)>;

  // Both outlive it. `features` null: rows of learners fail the precondition.
  RowReader(service::Executor& executor, FeatureClient* features)
      : executor_(executor), features_(features) {}

  // Calls `use` exactly once. One of `given` and `learners` is not null; they, the model and the caller's
  // cancellation live until then. RESOURCE_EXHAUSTED: the executor's queue is full; CANCELLED: the caller has
  // gone; UNAVAILABLE: stopping. Else as FeatureClient::Get.
  void Read(const Caller& caller, const LoadedModel& model, const v1::FeatureMatrix* given,
            const v1::LearnerRows* learners, Use use);

 private:
  void UseLater(const Caller& caller, Rows rows, Use use);

  service::Executor& executor_;
  FeatureClient* const features_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_ROW_READER_H_
