#ifndef RECOMMENDATION_CORE_REASONS_H_
#define RECOMMENDATION_CORE_REASONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "core/ranking.h"

namespace yachay::recommendation {

enum class ReasonCode {
  kRightChallenge,      // the chance of success lies where one learns most
  kPractiseSkill,       // a skill that was tried and is not mastered
  kNewSkill,            // a skill that was never tried
  kNewForYou,           // content that was never seen
  kPreferred,           // what the learner said they like
  kShort,               // quickly done, for who may lose interest
  kLightForConnection,  // a lighter form, because of the connection
  kFitsDevice,          // a lighter form, because of the device's memory
  kExploring,           // placed to learn whether it helps
  kBestLeft,            // nothing better is left
  kReviewDue,           // a skill that was known and is about to be forgotten
  // Of the ranker alone (core/ranker_reasons.h):
  kLikelySuccess,   // it will probably be won
  kStretch,         // it asks for an effort
  kFamiliar,        // it was seen lately
  kNotSeenLately,   // it was seen, and not lately
  kLikedByOthers,   // who played alike liked it
  kDifficultyFits,  // its difficulty
  kYourProgress,    // how the learner has done so far
  kForEngagement,   // the forecast
  kFormFits,        // the form that it comes in
  kFitsGrade,       // the grades that it is for
  kBuildsOn,        // it builds on mastered skills
  // Of the rules, for who is a stranger:
  kGoodStart,  // right for a learner of whom nothing is known
};

// The stable code, for example "RIGHT_CHALLENGE"; core/texts.h has a sentence for each.
std::string_view Code(ReasonCode reason);

// Why the item stands at its place, strongest first; at least one. Of a stranger none that says what the
// learner did or can.
std::vector<ReasonCode> ReasonsFor(const Placed& placed, const Learner& learner,
                                   const Circumstances& circumstances, double low_chance,
                                   const Policy& policy);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_REASONS_H_
