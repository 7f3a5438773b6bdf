#include "adapters/dependencies.h"

#include <algorithm>
#include <memory>

#include "adapters/learner_codec.h"

namespace yachay::recommendation {

Picture PictureOf(Known known) {
  std::optional<Learner> learner;
  std::optional<Forecast> forecast;
  if (known.learner.ok()) learner = *std::move(known.learner);
  if (known.forecast.ok()) forecast = *std::move(known.forecast);
  return PictureOf(std::move(learner), std::move(forecast));
}

// One question to both. Lives until all have answered; the last one in calls done.
struct Dependencies::Asking {
  std::string learner_id;
  Sources::Terms terms;
  bool why = false;
  Done done;
  Known known{absl::UnavailableError("not asked"), absl::UnavailableError("not asked")};
  Sources::Explanations explained = absl::UnavailableError("not asked");
  std::atomic<int> left = 3;

  void Answered() {
    if (--left > 0) return;
    if (explained.ok() && known.forecast.ok()) AddWhy(*explained, *known.forecast);
    done(std::move(known));
  }
};

void Dependencies::Ask(const Question& question, Done done) const {
  const bool in_turn = question.after.has_value();  // inference reads the same store, and cannot wait for it
  auto asking = std::make_shared<Asking>();
  asking->learner_id = question.learner_id;
  asking->terms = in_turn ? Sources::Terms{question.deadline, question.trace}
                          : TermsOf(question.now, question.deadline, question.trace);
  asking->why = question.why;
  asking->done = std::move(done);
  features::v1::GetFeaturesRequest request =
      LearnerRequest(question.learner_id, question.tracer && models_.has_success(question.now));
  if (in_turn) {
    features::v1::LogOffset& offset = *request.add_min_offsets();
    offset.set_partition(question.after->partition);
    offset.set_offset(question.after->offset);
  }
  sources_.AskFeatures(request, asking->terms, [this, asking, in_turn](const Sources::Features& features) {
    asking->known.learner = features.ok() ? LearnerOf(*features) : features.status();
    if (in_turn) AskForecast(asking);
    asking->Answered();
  });
  if (!in_turn) AskForecast(asking);
}

void Dependencies::AskForecast(const std::shared_ptr<Asking>& asking) const {
  sources_.AskScores(ForecastRequest(options_.model, asking->learner_id), asking->terms,
                     [asking](const Sources::Scores& scores) {
                       asking->known.forecast = scores.ok() ? ForecastOf(*scores) : scores.status();
                       asking->Answered();
                     });
  if (!asking->why) return asking->Answered();
  sources_.AskWhy(WhyRequest(options_.model, asking->learner_id), asking->terms,
                  [asking](Sources::Explanations explained) {
                    asking->explained = std::move(explained);
                    asking->Answered();
                  });
}

Sources::Terms Dependencies::TermsOf(absl::Time now, absl::Time deadline, const std::string& trace) const {
  return {now + Patience(options_, now, deadline), trace};
}

absl::Duration Patience(const Dependencies::Options& options, absl::Time now, absl::Time deadline) {
  return std::max(absl::ZeroDuration(), std::min(options.longest_wait, (deadline - now) * options.share));
}

}  // namespace yachay::recommendation
