// For the tests only: the rows that evaluators get wrong.
#ifndef FOREST_HARD_ROWS_H_
#define FOREST_HARD_ROWS_H_

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "forest/document.h"
#include "forest/xgboost_judge.h"

namespace yachay::forest {

inline size_t DifferingBits(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) throw std::runtime_error("sizes differ");
  size_t differing = 0;
  for (size_t i = 0; i < a.size(); ++i) differing += std::memcmp(&a[i], &b[i], sizeof(float)) != 0 ? 1 : 0;
  return differing;
}

// Every threshold of the model's trees.
inline std::vector<float> Thresholds(const std::string& bytes) {
  const auto document = ReadDocument(bytes);
  const Field booster = *Field(document.value(), "").Get("learner")->Get("gradient_booster");
  const Field model = *(booster.Has("gbtree") ? *booster.Get("gbtree") : booster).Get("model");
  std::set<float> thresholds;
  const auto trees = model.Get("trees")->Items();
  for (const Field& tree : *trees) {
    for (const double x : **tree.Get("split_conditions")->Numbers()) thresholds.insert(static_cast<float>(x));
  }
  return {thresholds.begin(), thresholds.end()};
}

// Thresholds themselves and their neighbours, infinities (unless not `infinite`), zeros of both signs.
inline Rows HardRows(size_t count, size_t width, const std::vector<float>& thresholds, unsigned seed,
                     bool infinite = true) {
  std::mt19937 random(seed);
  Rows rows = RandomRows(count, width, seed);
  const float inf = std::numeric_limits<float>::infinity();
  for (float& value : rows.values) {
    const float threshold = thresholds[random() % thresholds.size()];
    switch (random() % 10) {
      case 0:
        value = threshold;
        break;
      case 1:
        value = std::nextafter(threshold, inf);
        break;
      case 2:
        value = std::nextafter(threshold, -inf);
        break;
      case 3:
        if (infinite) value = random() % 2 == 0 ? inf : -inf;
        break;
      case 4:
        value = random() % 2 == 0 ? 0.0F : -0.0F;
        break;
      default:
        break;
    }
  }
  return rows;
}

}  // namespace yachay::forest

#endif  // FOREST_HARD_ROWS_H_
