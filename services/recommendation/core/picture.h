#ifndef RECOMMENDATION_CORE_PICTURE_H_
#define RECOMMENDATION_CORE_PICTURE_H_

#include <optional>

#include "core/learner.h"

namespace yachay::recommendation {

// What an answer to or about a learner may rest on. Whoever ranks or tells goes by it, so that consent is
// looked at in one place.
struct Picture {
  Learner learner;                        // a stranger unless personal
  std::optional<Forecast> forecast = {};  // only where personal, and only of who has played
  bool personal = false;                  // consent is given, and the feature store was there to say so
};

// learner, forecast: nullopt: who knows them did not answer.
Picture PictureOf(std::optional<Learner> learner, std::optional<Forecast> forecast);

// The learner as anybody with this language, grade, device and connection.
Learner AsStranger(const Learner& learner);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_PICTURE_H_
