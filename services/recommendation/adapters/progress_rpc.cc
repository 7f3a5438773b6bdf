#include "adapters/progress_rpc.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/feature_table.h"
#include "adapters/finish_on.h"
#include "adapters/learner_codec.h"
#include "adapters/progress_access.h"
#include "core/picture.h"
#include "service/trace.h"

namespace yachay::recommendation {
namespace {

constexpr std::size_t kMostLearners = 1000;  // of one question to the feature store
constexpr int kNextItems = 3;

grpc::Status NotKnown(const std::string& learner) {
  return {grpc::StatusCode::NOT_FOUND, absl::StrCat("learner_id: nothing is known of \"", learner, "\"")};
}

// What was violated first: the request, the state of the service, the caller's rights.
grpc::Status Admit(const std::vector<service::FieldViolation>& violations, const absl::Status& ready,
                   const std::function<grpc::Status()>& access) {
  if (!violations.empty()) return service::InvalidArgument(violations);
  if (!ready.ok()) return service::ToGrpc(ready);
  return access();
}

std::string Or(const std::string& first, const std::string& second, const std::string& third) {
  if (!first.empty()) return first;
  return second.empty() ? third : second;
}

}  // namespace

// Lives until all have answered.
struct ProgressRpc::Asking {
  std::vector<std::string> learners;
  Sources::Features features = absl::UnavailableError("not asked");
  Sources::Scores scores = absl::UnavailableError("not asked");
  Sources::Explanations why = absl::UnavailableError("not asked");
  std::atomic<int> left = 3;
};

ProgressRpc::ProgressRpc(Parts parts) : parts_(std::move(parts)) {}

grpc::ServerUnaryReactor* ProgressRpc::GetLearnerProgress(
    grpc::CallbackServerContext* context, const progress::v1::GetLearnerProgressRequest* request,
    progress::v1::GetLearnerProgressResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::string& id = request->learner_id();
  const grpc::Status admitted =
      Admit(CheckId(id, "learner_id", request->language()), parts_.roster_ready(),
            [&] { return MayReadLearner(parts_.caller_of(*context), id, *parts_.roster); });
  if (!admitted.ok()) return reactor->Finish(admitted), reactor;
  Ask(context, reactor, {id}, [=, this](const Found& found) {
    if (!found.facts.ok()) return service::ToGrpc(found.facts.status());
    const LearnerFacts& facts = found.facts->front();
    const auto learner = LearnerOf(*found.features);
    if (!learner.ok()) return service::ToGrpc(learner.status());
    if (!facts.known) return NotKnown(request->learner_id());
    const std::string language = Or(request->language(), learner->language, parts_.policy.default_language);
    Fill(facts, Next(*learner, facts, language), NowMs(),
         {parts_.texts, language, AudienceOf(request->audience())}, *response);
    return grpc::Status::OK;
  });
  return reactor;
}

grpc::ServerUnaryReactor* ProgressRpc::GetClassroomProgress(
    grpc::CallbackServerContext* context, const progress::v1::GetClassroomProgressRequest* request,
    progress::v1::GetClassroomProgressResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::string& id = request->classroom_id();
  grpc::Status admitted = Admit(CheckId(id, "classroom_id", request->language()), parts_.roster_ready(),
                                [&] { return MayReadClassroom(parts_.caller_of(*context), id); });
  const std::vector<std::string> learners = parts_.roster->LearnersOf(id);
  if (admitted.ok() && learners.empty()) {
    admitted = {grpc::StatusCode::NOT_FOUND, absl::StrCat("classroom_id: nobody is in \"", id, "\"")};
  } else if (admitted.ok() && learners.size() > kMostLearners) {
    admitted = {grpc::StatusCode::OUT_OF_RANGE,
                absl::StrCat("classroom_id: ", learners.size(), " learners, at most ", kMostLearners)};
  }
  if (!admitted.ok()) return reactor->Finish(admitted), reactor;
  Ask(context, reactor, learners, [=, this](const Found& found) {
    if (!found.facts.ok()) return service::ToGrpc(found.facts.status());
    response->set_learners(static_cast<std::uint32_t>(found.facts->size()));
    Fill(Overview(*found.facts, NowMs()),
         {parts_.texts, Or(request->language(), parts_.policy.default_language, ""), Audience::kTeacher},
         *response);
    return grpc::Status::OK;
  });
  return reactor;
}

grpc::ServerUnaryReactor* ProgressRpc::GetGuardianView(grpc::CallbackServerContext* context,
                                                       const progress::v1::GetGuardianViewRequest* request,
                                                       progress::v1::GetGuardianViewResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const std::string& id = request->learner_id();
  const grpc::Status admitted = Admit(CheckId(id, "learner_id", request->language()), parts_.roster_ready(),
                                      [&] { return MayReadGuardianView(parts_.caller_of(*context), id); });
  if (!admitted.ok()) return reactor->Finish(admitted), reactor;
  Ask(context, reactor, {id}, [=, this](const Found& found) {
    if (!found.facts.ok()) return service::ToGrpc(found.facts.status());
    const LearnerFacts& facts = found.facts->front();
    const auto learner = LearnerOf(*found.features);
    if (!learner.ok()) return service::ToGrpc(learner.status());
    if (!facts.known) return NotKnown(request->learner_id());
    const std::string language = Or(request->language(), learner->language, parts_.policy.default_language);
    Fill(facts, Next(*learner, facts, language), *learner, *parts_.roster, NowMs(),
         {parts_.texts, language, Audience::kParent}, *response);
    return grpc::Status::OK;
  });
  return reactor;
}

void ProgressRpc::Ask(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                      std::vector<std::string> learners, Tell tell) const {
  const absl::Time until =
      std::min(parts_.now() + parts_.longest_wait, absl::FromChrono(context->deadline()));
  auto asking = std::make_shared<Asking>();
  asking->learners = std::move(learners);
  const auto answered = [=, this, tell = std::move(tell)] {
    if (--asking->left > 0) return;
    FinishOn(*parts_.executor, context, reactor, [asking, tell] {
      Found found{
          asking->features.ok() ? FactsOf(asking->learners, *asking->features) : asking->features.status(),
          asking->features};
      const auto forecasts = asking->scores.ok() ? ForecastsOf(*asking->scores, asking->learners.size())
                                                 : asking->scores.status();
      for (std::size_t i = 0; found.facts.ok() && forecasts.ok() && i < forecasts->size(); ++i) {
        LearnerFacts& facts = (*found.facts)[i];
        if (facts.played) facts.forecast = (*forecasts)[i];
      }
      if (found.facts.ok() && asking->why.ok() && found.facts->front().forecast)
        AddWhy(*asking->why, *found.facts->front().forecast);
      return tell(found);
    });
  };
  const Sources::Terms terms{until, service::TraceparentOf(*context)};
  parts_.sources->AskFeatures(ProgressRequest(asking->learners), terms, [=](Sources::Features features) {
    asking->features = std::move(features);
    answered();
  });
  parts_.sources->AskScores(ForecastsRequest(parts_.model, asking->learners), terms,
                            [=](Sources::Scores scores) {
                              asking->scores = std::move(scores);
                              answered();
                            });
  if (asking->learners.size() != 1) return answered();  // of one learner only: it takes milliseconds a row
  parts_.sources->AskWhy(WhyRequest(parts_.model, asking->learners.front()), terms,
                         [=](Sources::Explanations why) {
                           asking->why = std::move(why);
                           answered();
                         });
}

// What a recommendation would say now, without chance and without a record: nobody is shown it to play.
Answer ProgressRpc::Next(const Learner& learner, const LearnerFacts& facts,
                         const std::string& language) const {
  Policy policy = parts_.policy;
  policy.exploration = 0;
  const Picture picture = PictureOf(learner, facts.forecast);
  Request request;
  request.count = kNextItems;
  request.now_ms = NowMs();
  if (learner.language.empty()) request.language = language;
  // Entries must outlive the answer: the catalogue may change while it is told.
  const std::shared_ptr<const Entries> entries = parts_.catalog->Published();
  Answer answer = recommendation::Recommend(*entries, picture.learner, picture.forecast, request, policy);
  answer.kept = entries;
  return answer;
}

}  // namespace yachay::recommendation
