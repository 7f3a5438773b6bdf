#include "adapters/shortlist_models.h"

#include <memory>

#include "service/log.h"

namespace yachay::recommendation {
namespace {

// One question to both. Lives until both have answered; the last one in calls done.
struct Asking {
  ShortlistModels::Done done;
  ShortlistModels::Said said;
  std::atomic<int> left = 2;

  void Answered() {
    if (--left == 0) done(std::move(said));
  }
};

}  // namespace

void OptionalModel::Heard(const absl::Status& answer, absl::Time now) const {
  if (absl::IsNotFound(answer)) not_before_ms_ = absl::ToUnixMillis(now + retry_);
  if (!absl::IsFailedPrecondition(answer)) return;
  const std::string reason(answer.message());
  absl::MutexLock lock(&mutex_);
  if (told_.insert(reason).second)
    service::LogWarn("a model does not fit, and is gone without", {{"model", name_}, {"reason", reason}});
}

bool ShortlistModels::has_ranker(absl::Time now) const {
  return sources_.has_inference() && ranker_.WorthAsking(now);
}

bool ShortlistModels::has_success(absl::Time now) const {
  return sources_.has_inference() && success_.WorthAsking(now);
}

void ShortlistModels::Ask(const std::vector<PairFeatures>& pairs, const SuccessRows& success, absl::Time now,
                          const Sources::Terms& terms, Done done) const {
  const auto asking = std::make_shared<Asking>();
  asking->done = std::move(done);
  if (success.of.empty() || !has_success(now)) {
    asking->Answered();
  } else {
    sources_.AskScores(SuccessRequest(success_.name(), success), terms,
                       [this, asking, now, rows = success.of.size(),
                        origin = success.origin](const Sources::Scores& scores) {
                         auto& said = asking->said.success;
                         said = scores.ok() ? SuccessChancesOf(*scores, rows, origin) : scores.status();
                         success_.Heard(said.status(), now);
                         asking->Answered();
                       });
  }
  if (pairs.empty() || !has_ranker(now)) return asking->Answered();
  sources_.AskScores(RankerRequest(ranker_.name(), pairs), terms,
                     [this, asking, now, rows = pairs.size()](const Sources::Scores& scores) {
                       ranker_.Heard(scores.status(), now);
                       asking->said.ranker = scores.ok() ? RankerScoresOf(*scores, rows) : scores.status();
                       asking->Answered();
                     });
}

void ShortlistModels::AskWhy(std::uint64_t version, const std::vector<PairFeatures>& pairs,
                             const Sources::Terms& terms, std::function<void(Why)> done) const {
  sources_.AskWhy(RankerWhyRequest(ranker_.name(), version, pairs), terms,
                  [done = std::move(done), rows = pairs.size()](const Sources::Explanations& explained) {
                    done(explained.ok() ? RankerWhyOf(*explained, rows) : explained.status());
                  });
}

}  // namespace yachay::recommendation
