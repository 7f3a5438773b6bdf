#include "core/picture.h"

#include <utility>

namespace yachay::recommendation {

Picture PictureOf(std::optional<Learner> learner, std::optional<Forecast> forecast) {
  if (!learner || learner->without_consent) return {.learner = AsStranger(learner.value_or(Learner{}))};
  if (!learner->played) forecast.reset();
  return {.learner = *std::move(learner), .forecast = std::move(forecast), .personal = true};
}

// Starts from nothing, so that a field which is added is not used unless it is named here.
Learner AsStranger(const Learner& learner) {
  Learner stranger;
  stranger.language = learner.language;
  stranger.grade = learner.grade;
  stranger.device = learner.device;
  stranger.connection = learner.connection;
  stranger.without_consent = learner.without_consent;
  stranger.stranger = true;
  return stranger;
}

}  // namespace yachay::recommendation
