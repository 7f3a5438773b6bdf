#ifndef RECOMMENDATION_CORE_FORECAST_REASONS_H_
#define RECOMMENDATION_CORE_FORECAST_REASONS_H_

#include <vector>

#include "core/learner.h"
#include "core/texts.h"

namespace yachay::recommendation {

// What speaks for the forecast, by the model's own contributions, strongest first, at most 3: "AGE" and its
// like are one sentence without a value, and a feature that there are no words for is named. Empty: the model
// said nothing, or nothing in it speaks for the forecast.
std::vector<Statement> ForecastReasons(const Forecast& forecast);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_FORECAST_REASONS_H_
