// From a PredictRequest to its answer, whichever protocol it came by: chooses the versions, reads the rows,
// scores them, and gives what was served to the log and to the shadow.
//
// Thread-safe. A request holds its versions to its end, whatever is swapped meanwhile.
#ifndef INFERENCE_ADAPTERS_PREDICTOR_H_
#define INFERENCE_ADAPTERS_PREDICTOR_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "adapters/answer.h"
#include "adapters/row_reader.h"
#include "core/arms.h"

namespace yachay::inference {

class ModelStore;
class PredictionLog;
class Probe;
class Shadow;

class Predictor {
 public:
  using Done = absl::AnyInvocable<void(grpc::Status)>;

  // Those that are not null outlive it.
  struct Parts {
    const ModelStore* models = nullptr;
    service::Executor* executor = nullptr;
    Probe* probe = nullptr;
    FeatureClient* features = nullptr;     // null: rows of learners are refused
    PredictionLog* predictions = nullptr;  // null: nothing is logged
    Shadow* shadow = nullptr;              // null: nothing is compared
    ArmsOptions arms = {};
    bool serve_other_views = false;  // as RowReader
  };
  explicit Predictor(const Parts& parts)
      : parts_(parts), reader_(*parts.executor, parts.features, *parts.probe, parts.serve_other_views) {}

  // Whether it takes no longer than a reaction may: few given rows.
  static bool IsQuick(const v1::PredictRequest& request);

  // NOT_FOUND: no such model, version or alias is loaded.
  absl::StatusOr<Arms> Choose(const v1::PredictRequest& request) const;

  // Here and now; what is logged carries `trace`, a traceparent or empty. REQUIRES: the request passed its
  // check and gives its features.
  grpc::Status Run(const Arms& arms, const v1::PredictRequest& request, const std::string& trace,
                   v1::PredictResponse& response);
  // On the executor, or after the feature store answered; calls `done` exactly once. Request, response and
  // the caller's cancellation live until then.
  void RunLater(const Caller& caller, Arms arms, const v1::PredictRequest& request,
                v1::PredictResponse& response, Done done);

  RowReader& reader() { return reader_; }

 private:
  grpc::Status Serve(const Arms& arms, const v1::FeatureMatrix& features, const Outputs& outputs,
                     v1::PredictResponse& response);
  Arms Fitting(Arms arms, const models::ViewHashes& served) const;
  grpc::Status ServeRows(const Arms& chosen, Rows rows, const Outputs& outputs, const std::string& trace,
                         v1::PredictResponse& response);
  void Count(const Arms& arms, size_t rows, const v1::PredictResponse& response) const;
  // Takes the matrix: it is copied only when it is logged.
  void Log(const Arms& arms, v1::FeatureMatrix features, const std::string& trace,
           v1::PredictResponse& response);
  bool IsLogged(const v1::FeatureMatrix& features) const;

  const Parts parts_;
  RowReader reader_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_PREDICTOR_H_
