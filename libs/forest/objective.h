// What an objective means for serving: the link that turns base_score into a margin, and the transform that
// turns margins into scores, in XGBoost's own float arithmetic.
#ifndef FOREST_OBJECTIVE_H_
#define FOREST_OBJECTIVE_H_

#include <optional>
#include <string_view>

#include "absl/types/span.h"

namespace yachay::forest {

enum class Transform { kIdentity, kSigmoid, kSoftmax, kExp, kStep };
enum class Link { kIdentity, kLogit, kLog };

struct Objective {
  std::string_view name;
  Transform transform;
  Link link;
};

// nullptr for an objective that is not understood.
const Objective* FindObjective(std::string_view name);

// nullopt when the base score is outside the link's domain.
std::optional<float> BaseMargin(Link link, float base_score);

// Margins to scores, in place, for rows of `outputs` scores. REQUIRES: whole rows.
void Apply(Transform transform, size_t outputs, absl::Span<float> scores);

}  // namespace yachay::forest

#endif  // FOREST_OBJECTIVE_H_
