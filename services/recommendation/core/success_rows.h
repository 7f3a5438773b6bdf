#ifndef RECOMMENDATION_CORE_SUCCESS_ROWS_H_
#define RECOMMENDATION_CORE_SUCCESS_ROWS_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "core/recommender.h"
#include "learning/calibration.h"

namespace yachay::recommendation {

// Under which calibrations rows were made, as learning::Fingerprint names them. A model says something of the
// rows only when both are the one that it was trained under.
struct Origin {
  std::string items;    // what is known of the items: ours
  std::string learner;  // what is known of the learner: the feature store's
};

// What the model "success" reads of a shortlist, in the order of learning::SuccessFeatureNames; made by the
// function that its training rows are made by.
struct SuccessRows {
  std::vector<std::size_t> of;  // Scored::row of each
  std::vector<float> values;    // of.size() × learning::kSuccessFeatures
  Origin origin = {};
};

// What the calibration knows of a content: the mean of the items that it asks. These are the item of the
// content's own id, and those whose id goes on from it with "-": "frac-7" asks "frac-7-q1" and "frac-7-q2".
learning::ItemKnowledge ContentKnowledge(const Content& content, const learning::Calibration& calibration);

// The pairs whose content has items that the calibration was fitted on. Of another content the model knows no
// more than its skills: there the tracer's formula stays, with the difficulty that the catalogue states.
// Empty when learner.tracer is. origin.items is left to who read the calibration.
SuccessRows SuccessRowsOf(const Shortlist& shortlist, const Learner& learner,
                          const learning::Calibration& calibration);

// Gives the pairs the model's chances of success; challenge and heuristic score follow, and the order. What a
// ranker reads stays as it was: it is trained on the tracer's chances, and asked at the same time. False, and
// nothing changed, when chances are not one of 0 to 1 a row.
bool ApplySuccess(absl::Span<const float> chances, const SuccessRows& rows, const Policy& policy,
                  Shortlist& shortlist);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_SUCCESS_ROWS_H_
