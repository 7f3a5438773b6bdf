#include "adapters/serving.h"

#include "adapters/probe.h"
#include "core/readiness.h"

namespace yachay::inference {

Serving::Serving(const Options& options, const Ground& ground)
    : options_(options),
      shadow_(options.shadow_rows, TellProbe(ground.probe),
              [&probe = ground.probe](size_t rows) { probe.ShadowDropped(rows); }),
      predictor_({.models = &models_,
                  .executor = &ground.executor,
                  .probe = &ground.probe,
                  .features = ground.features,
                  .predictions = ground.predictions,
                  .shadow = &shadow_,
                  .arms = options.arms,
                  .serve_other_views = options.serve_other_views}),
      gate_(options.in_flight_rows),
      rpc_(models_, predictor_, gate_),
      open_rpc_(models_, predictor_, gate_, [this] { return Ready(); }) {}

absl::Status Serving::Ready() const { return CheckReady(models_, options_.models, options_.registry); }

}  // namespace yachay::inference
