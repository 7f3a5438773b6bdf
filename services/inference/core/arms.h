// Who scores a learner while the champion's traffic is split, and which challenger looks over its shoulder.
//
// The arm of a learner is a pure function of learner, model and the challenger's version: the same in every
// process, call and restart, and drawn anew for the next challenger.
#ifndef INFERENCE_CORE_ARMS_H_
#define INFERENCE_CORE_ARMS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "core/model_store.h"

namespace yachay::inference {

class LoadedModel;

// Of the learners that ask for the champion, `share` (0 to 1) are given the version of `alias`.
struct Split {
  std::string alias;  // empty: no split
  double share = 0;
};

// "challenger=0.1"; empty is no split. INVALID_ARGUMENT says what was expected.
absl::StatusOr<Split> ParseSplit(absl::string_view text);

struct ArmsOptions {
  Split split;
  std::string shadow;  // alias of the version that scores the champion's rows too, unseen; empty: none
};

// The versions that one request is scored with. `arm` and `shadow` are null when there are none.
struct Arms {
  std::shared_ptr<const LoadedModel> main;
  std::shared_ptr<const LoadedModel> arm;
  Split split;
  std::shared_ptr<const LoadedModel> shadow;

  bool InArm(const std::string& learner_id) const;  // REQUIRES: arm
};

// A request that names neither alias nor version is split and shadowed; every other is scored by what it
// names. A challenger that takes other features or gives other classes than the champion is left out. Errors
// as ModelStore::Find.
absl::StatusOr<Arms> ChooseArms(const ModelStore& store, const Selector& selector,
                                const ArmsOptions& options);

}  // namespace yachay::inference

#endif  // INFERENCE_CORE_ARMS_H_
