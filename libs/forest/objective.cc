#include "forest/objective.h"

#include <algorithm>
#include <cmath>

namespace yachay::forest {
namespace {

constexpr Objective kObjectives[] = {
    {"binary:logistic", Transform::kSigmoid, Link::kLogit},
    {"binary:logitraw", Transform::kIdentity,
     Link::kIdentity},  // the base score of 1.4 and later is a margin
    {"binary:hinge", Transform::kStep, Link::kIdentity},
    {"multi:softprob", Transform::kSoftmax, Link::kIdentity},
    {"multi:softmax", Transform::kSoftmax, Link::kIdentity},
    {"reg:squarederror", Transform::kIdentity, Link::kIdentity},
    {"reg:linear", Transform::kIdentity, Link::kIdentity},  // the name before 1.0
    {"reg:squaredlogerror", Transform::kIdentity, Link::kIdentity},
    {"reg:absoluteerror", Transform::kIdentity, Link::kIdentity},
    {"reg:pseudohubererror", Transform::kIdentity, Link::kIdentity},
    {"reg:quantileerror", Transform::kIdentity,
     Link::kIdentity},  // one quantile: several are several targets
    {"reg:logistic", Transform::kSigmoid, Link::kLogit},
    {"reg:gamma", Transform::kExp, Link::kLog},
    {"reg:tweedie", Transform::kExp, Link::kLog},
    {"count:poisson", Transform::kExp, Link::kLog},
    {"rank:pairwise", Transform::kIdentity, Link::kIdentity},
    {"rank:ndcg", Transform::kIdentity, Link::kIdentity},
    {"rank:map", Transform::kIdentity, Link::kIdentity},
};

float Sigmoid(float margin) {
  const float x = std::min(-margin, 88.7F);
  return 1.0F / (expf(x) + 1.0F + 1e-16F);
}

// The sum is kept in double and divides as float: XGBoost's order.
void Softmax(absl::Span<float> scores) {
  float max = scores[0];
  for (const float score : scores) max = fmaxf(score, max);
  double sum = 0;
  for (float& score : scores) {
    score = expf(score - max);
    sum += static_cast<double>(score);
  }
  for (float& score : scores) score /= static_cast<float>(sum);
}

}  // namespace

const Objective* FindObjective(std::string_view name) {
  const auto* found = std::find_if(std::begin(kObjectives), std::end(kObjectives),
                                   [&](const Objective& objective) { return objective.name == name; });
  return found == std::end(kObjectives) ? nullptr : found;
}

std::optional<float> BaseMargin(Link link, float base_score) {
  switch (link) {
    case Link::kLogit:
      if (!(base_score > 0.0F && base_score < 1.0F)) return std::nullopt;
      return -logf(1.0F / base_score - 1.0F);
    case Link::kLog:
      if (!(base_score > 0.0F)) return std::nullopt;
      return logf(base_score);
    case Link::kIdentity:
      break;
  }
  return base_score;
}

void Apply(Transform transform, size_t outputs, absl::Span<float> scores) {
  switch (transform) {
    case Transform::kSigmoid:
      for (float& score : scores) score = Sigmoid(score);
      break;
    case Transform::kExp:
      for (float& score : scores) score = expf(score);
      break;
    case Transform::kSoftmax:
      for (size_t at = 0; at < scores.size(); at += outputs) Softmax(scores.subspan(at, outputs));
      break;
    case Transform::kStep:
      for (float& score : scores) score = score > 0.0F ? 1.0F : 0.0F;
      break;
    case Transform::kIdentity:
      break;
  }
}

}  // namespace yachay::forest
