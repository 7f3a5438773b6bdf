#include "adapters/dependencies.h"

#include <algorithm>
#include <memory>

#include "adapters/learner_codec.h"

namespace yachay::recommendation {
namespace {

// One question to both. Lives until both have answered; the last one in calls done.
struct Asking {
  Known known{absl::UnavailableError("not asked"), absl::UnavailableError("not asked")};
  std::atomic<int> left = 2;
  Dependencies::Done done;

  void Answered() {
    if (--left == 0) done(std::move(known));
  }
};

}  // namespace

void Dependencies::Ask(const std::string& learner_id, absl::Time now, absl::Time deadline,
                       const std::string& trace, Done done) const {
  auto asking = std::make_shared<Asking>();
  asking->done = std::move(done);
  const Sources::Terms terms{now + Patience(options_, now, deadline), trace};
  sources_.AskFeatures(LearnerRequest(learner_id), terms, [asking](const Sources::Features& features) {
    asking->known.learner = features.ok() ? LearnerOf(*features) : features.status();
    asking->Answered();
  });
  sources_.AskScores(ForecastRequest(options_.model, learner_id), terms,
                     [asking](const Sources::Scores& scores) {
                       asking->known.forecast = scores.ok() ? ForecastOf(*scores) : scores.status();
                       asking->Answered();
                     });
}

bool Dependencies::has_ranker(absl::Time now) const {
  return sources_.has_inference() && !options_.ranker.empty() &&
         absl::ToUnixMillis(now) >= no_ranker_until_ms_;
}

void Dependencies::AskRanker(const std::vector<PairFeatures>& rows, absl::Time now, absl::Time deadline,
                             const std::string& trace, Ranked ranked) const {
  const auto done = std::make_shared<Ranked>(std::move(ranked));
  sources_.AskScores(RankerRequest(options_.ranker, rows), {now + Patience(options_, now, deadline), trace},
                     [this, done, now, count = rows.size()](const Sources::Scores& scores) {
                       if (absl::IsNotFound(scores.status()))
                         no_ranker_until_ms_ = absl::ToUnixMillis(now + options_.ranker_retry);
                       scores.ok() ? (*done)(RankerScoresOf(*scores, count)) : (*done)(scores.status());
                     });
}

absl::Duration Patience(const Dependencies::Options& options, absl::Time now, absl::Time deadline) {
  return std::max(absl::ZeroDuration(), std::min(options.longest_wait, (deadline - now) * options.share));
}

}  // namespace yachay::recommendation
