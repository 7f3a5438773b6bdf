#include "adapters/progress_rpc.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/feature_table.h"
#include "adapters/finish_on.h"
#include "adapters/learner_codec.h"
#include "adapters/progress_access.h"
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
  AskOne(context, reactor, id, [=, this](const One& one) {
    Fill(one.facts, one.next, NowMs(),
         {parts_.texts, LanguageOf(request->language(), one.learner), AudienceOf(request->audience())},
         *response);
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
    if (!found.facts.ok()) return reactor->Finish(service::ToGrpc(found.facts.status()));
    response->set_learners(static_cast<std::uint32_t>(found.facts->size()));
    Fill(Overview(*found.facts, NowMs()),
         {parts_.texts, LanguageOf(request->language(), {}), Audience::kTeacher}, *response);
    reactor->Finish(grpc::Status::OK);
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
  AskOne(context, reactor, id, [=, this](const One& one) {
    Fill(one.facts, one.next, one.learner, *parts_.roster, NowMs(),
         {parts_.texts, LanguageOf(request->language(), one.learner), Audience::kParent}, *response);
  });
  return reactor;
}

std::string ProgressRpc::LanguageOf(const std::string& asked, const Learner& learner) const {
  if (!asked.empty()) return asked;
  return learner.language.empty() ? parts_.default_language : learner.language;
}

void ProgressRpc::Ask(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                      std::vector<std::string> learners, std::function<void(const Found&)> then) const {
  const absl::Time until =
      std::min(parts_.now() + parts_.longest_wait, absl::FromChrono(context->deadline()));
  auto asking = std::make_shared<Asking>();
  asking->learners = std::move(learners);
  const auto answered = [=, this, then = std::move(then)] {
    if (--asking->left > 0) return;
    const absl::Status queued = parts_.executor->Submit([asking, then] { then(FoundBy(*asking)); });
    if (!queued.ok()) Refuse(queued, context, reactor);
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

ProgressRpc::Found ProgressRpc::FoundBy(const Asking& asking) {
  Found found{
      asking.features.ok() ? FactsOf(asking.learners, *asking.features) : asking.features.status(),
      asking.features,
      asking.scores.ok() ? ForecastsOf(*asking.scores, asking.learners.size()) : asking.scores.status()};
  for (std::size_t i = 0; found.facts.ok() && found.forecasts.ok() && i < found.forecasts->size(); ++i) {
    LearnerFacts& facts = (*found.facts)[i];
    if (facts.played) facts.forecast = (*found.forecasts)[i];
  }
  if (found.facts.ok() && asking.why.ok() && found.facts->front().forecast)
    AddWhy(*asking.why, *found.facts->front().forecast);
  return found;
}

void ProgressRpc::AskOne(grpc::CallbackServerContext* context, grpc::ServerUnaryReactor* reactor,
                         const std::string& id, std::function<void(const One&)> tell) const {
  Ask(context, reactor, {id}, [=, this, tell = std::move(tell)](const Found& found) {
    if (!found.facts.ok()) return reactor->Finish(service::ToGrpc(found.facts.status()));
    const auto learner = LearnerOf(*found.features);
    if (!learner.ok()) return reactor->Finish(service::ToGrpc(learner.status()));
    if (!found.facts->front().known) return reactor->Finish(NotKnown(id));
    const auto one = std::make_shared<One>(One{found.facts->front(), *learner});
    auto forecast =
        found.forecasts.ok() ? absl::StatusOr<Forecast>(found.forecasts->front()) : found.forecasts.status();
    parts_.next_items->Rank({*learner, std::move(forecast)}, {.request = {.count = kNextItems}},
                            {absl::FromChrono(context->deadline()), service::TraceparentOf(*context)},
                            [=](absl::StatusOr<Advice> next) {
                              if (!next.ok()) return Refuse(next.status(), context, reactor);
                              one->next = *std::move(next);
                              tell(*one);
                              reactor->Finish(grpc::Status::OK);
                            });
  });
}

}  // namespace yachay::recommendation
