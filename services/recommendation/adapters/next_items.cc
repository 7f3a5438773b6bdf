#include "adapters/next_items.h"

#include <utility>
#include <vector>

namespace yachay::recommendation {
namespace {

Policy WithoutChance(Policy policy) {
  policy.exploration = 0;
  return policy;
}

}  // namespace

// What a question carries from step to step.
struct NextItems::Call {
  Advice advice;
  const Policy& policy;
  Sources::Terms caller;
  Done done;
  Learner learner = {};
  Shortlist shortlist = {};
  SuccessRows success_rows = {};
};

NextItems::NextItems(Parts parts) : parts_(std::move(parts)), without_chance_(WithoutChance(parts_.policy)) {}

void NextItems::Ask(Question question, Wish wish, Done done) const {
  question.tracer = true;
  Sources::Terms caller{question.deadline, question.trace};
  auto rank = [this, wish = std::move(wish), caller = std::move(caller),
               done = std::move(done)](Known known) mutable {
    Rank(std::move(known), std::move(wish), std::move(caller), std::move(done));
  };
  parts_.dependencies->Ask(question, std::move(rank));
}

void NextItems::Rank(Known known, Wish wish, Sources::Terms caller, Done done) const {
  const Policy& policy = wish.explores ? parts_.policy : without_chance_;
  const auto call = std::make_shared<Call>(
      Call{{.request = std::move(wish.request)}, policy, std::move(caller), std::move(done)});
  call->advice.served = {.fallback = FallbackOf(known), .policy = policy.name};
  Picture picture = PictureOf(std::move(known));
  call->learner = std::move(picture.learner);
  call->advice.forecast = std::move(picture.forecast);
  call->advice.personal = picture.personal;
  Continue(call, &NextItems::Shorten);
}

void NextItems::Continue(const CallPtr& call, void (NextItems::*step)(const CallPtr&) const) const {
  const absl::Status queued = parts_.executor->Submit([=, this] { (this->*step)(call); });
  if (!queued.ok()) call->done(queued);
}

void NextItems::Shorten(const CallPtr& call) const {
  Advice& advice = call->advice;
  advice.begun = parts_.now();
  advice.request.now_ms = absl::ToUnixMillis(advice.begun);
  advice.shelf = parts_.shelves->Current();
  call->shortlist =
      MakeShortlist(*advice.shelf, call->learner, advice.forecast, advice.request, call->policy);
  if (const auto calibration = parts_.calibration ? parts_.calibration() : nullptr) {
    call->success_rows = SuccessRowsOf(call->shortlist, call->learner, calibration->values);
    call->success_rows.origin.items = calibration->fingerprint;
  }
  const ShortlistModels& models = parts_.dependencies->models();
  const bool asks = models.has_ranker(advice.begun) || models.has_success(advice.begun);
  // Of a learner whom nobody knows a model has nothing to say.
  KnowsLearner(advice.served.fallback) && asks && !call->shortlist.features.empty() ? AskModels(call)
                                                                                    : Finish(call);
}

void NextItems::AskModels(const CallPtr& call) const {
  const auto apply = [this, call](const ShortlistModels::Said& said) {
    Served& served = call->advice.served;
    served.fallback = FallbackOf(served.fallback, said);
    if (said.success.ok() &&
        ApplySuccess(said.success->scores, call->success_rows, call->policy, call->shortlist)) {
      served.policy += "+success";
      served.success_version = said.success->version;
    }
    if (said.ranker.ok() && ApplyRanker(said.ranker->scores, call->policy, call->shortlist)) {
      served.policy += "+ranker";
      served.ranker_version = said.ranker->version;
    }
    Continue(call, &NextItems::Finish);
  };
  static const std::vector<PairFeatures> kNothingToOrder;
  const std::vector<PairFeatures>& pairs = call->shortlist.features;
  const absl::Time begun = call->advice.begun;
  parts_.dependencies->models().Ask(
      pairs.size() < 2 ? kNothingToOrder : pairs, call->success_rows, begun,
      parts_.dependencies->TermsOf(begun, call->caller.until, call->caller.trace), apply);
}

void NextItems::Finish(const CallPtr& call) const {
  call->advice.answer =
      recommendation::Finish(std::move(call->shortlist), call->learner, call->advice.request, call->policy);
  call->done(std::move(call->advice));
}

v1::Fallback FallbackOf(const Known& known) {
  if (known.learner.ok()) return known.forecast.ok() ? v1::FALLBACK_NONE : v1::FALLBACK_NO_SCORES;
  return known.forecast.ok() ? v1::FALLBACK_NO_FEATURES : v1::FALLBACK_NO_FEATURES_NO_SCORES;
}

v1::Fallback FallbackOf(v1::Fallback known, const ShortlistModels::Said& said) {
  if (known != v1::FALLBACK_NONE) return known;
  const bool ranker_failed = !said.ranker.ok() && !absl::IsNotFound(said.ranker.status());
  const bool success_failed = !said.success.ok() && !absl::IsNotFound(said.success.status());
  if (ranker_failed) return success_failed ? v1::FALLBACK_NO_RANKER_NO_SUCCESS : v1::FALLBACK_NO_RANKER;
  return success_failed ? v1::FALLBACK_NO_SUCCESS : v1::FALLBACK_NONE;
}

bool KnowsLearner(v1::Fallback fallback) {
  return fallback != v1::FALLBACK_NO_FEATURES && fallback != v1::FALLBACK_NO_FEATURES_NO_SCORES;
}

}  // namespace yachay::recommendation
