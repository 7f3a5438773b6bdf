#ifndef RECOMMENDATION_CORE_CANDIDATES_H_
#define RECOMMENDATION_CORE_CANDIDATES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/learner_columns.h"
#include "core/policy.h"
#include "core/shelf.h"

namespace yachay::recommendation {

// An item that this learner may be shown, in the form that arrives. Points into the entries it came from.
struct Candidate {
  const CatalogEntry* entry = nullptr;
  std::size_t variant = 0;  // index into the content's variants
  std::uint32_t item = 0;   // on the shelf
};

// Why items were left out; each item counts once, under the first rule it broke, in this order.
struct LeftOut {
  std::size_t language = 0;
  std::size_t grade = 0;
  std::size_t skills = 0;
  std::size_t prerequisites = 0;
  std::size_t delivery = 0;  // no form that the device can run and that arrives in time
  std::size_t resting = 0;   // seen less than policy.rest_hours ago
};

// The items that fit, in their order. When fewer than request.count are left, those that rest come back, the
// longest unseen first, as far as they are needed; no other rule ever gives way.
std::vector<Candidate> FindCandidates(const Shelf& shelf, const LearnerColumns& learner,
                                      const Request& request, const Circumstances& circumstances,
                                      const Policy& policy, LeftOut& left_out);

// "3 of 240 items fit; left out: 120 by language, …". Empty when found is at least the wanted number.
std::string Shortfall(int wanted, std::size_t found, std::size_t of, const LeftOut& left_out);

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_CORE_CANDIDATES_H_
