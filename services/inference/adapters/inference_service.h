// yachay.inference.v1.Inference over gRPC's callback API.
//
// A request of few rows is scored in its reaction, which takes microseconds; a larger one runs on the
// executor. Rows of learners come from the feature store without a thread that waits. A request holds its
// model to its end, so that all its rows come from one version, whatever is swapped meanwhile.
#ifndef INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_
#define INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_

#include <memory>
#include <string>

#include "yachay/inference/v1/inference.grpc.pb.h"

namespace yachay::service {
class Executor;
}

namespace yachay::inference {

class FeatureClient;
class LoadedModel;
class ModelStore;
class PredictionLog;
class Probe;
struct LearnerFeatures;

class InferenceService final : public v1::Inference::CallbackService {
 public:
  // Those that are not null outlive the service.
  struct Parts {
    const ModelStore* models = nullptr;
    service::Executor* executor = nullptr;
    Probe* probe = nullptr;
    FeatureClient* features = nullptr;     // null: rows of learners are refused
    PredictionLog* predictions = nullptr;  // null: nothing is logged
  };
  explicit InferenceService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* Predict(grpc::CallbackServerContext* context, const v1::PredictRequest* request,
                                    v1::PredictResponse* response) override;
  grpc::ServerUnaryReactor* ListModels(grpc::CallbackServerContext* context,
                                       const v1::ListModelsRequest* request,
                                       v1::ListModelsResponse* response) override;

 private:
  using Model = std::shared_ptr<const LoadedModel>;

  grpc::ServerUnaryReactor* PredictRows(grpc::CallbackServerContext* context, Model model,
                                        const v1::PredictRequest& request, v1::PredictResponse& response);
  grpc::ServerUnaryReactor* PredictLearners(grpc::CallbackServerContext* context, Model model,
                                            const v1::PredictRequest& request, v1::PredictResponse& response);
  void FinishLearners(grpc::CallbackServerContext& context, grpc::ServerUnaryReactor& reactor,
                      const Model& model, LearnerFeatures read, v1::PredictResponse& response);
  grpc::Status ScoreLearners(const Model& model, LearnerFeatures read, v1::PredictResponse& response);
  grpc::Status Score(const Model& model, const v1::FeatureMatrix& features, v1::PredictResponse& response);
  // Takes the matrix: it is copied only when it is logged.
  void Log(const Model& model, v1::FeatureMatrix features, v1::PredictResponse& response);
  bool IsLogged(const v1::FeatureMatrix& features) const;

  const Parts parts_;
};

}  // namespace yachay::inference

#endif  // INFERENCE_ADAPTERS_INFERENCE_SERVICE_H_
