#include "adapters/gamification_rpc.h"

#include <algorithm>
#include <utility>

#include "adapters/gamification_codec.h"
#include "adapters/proto_time.h"
#include "gamification/codec.h"
#include "service/status.h"
#include "service/trace.h"

namespace yachay::recommendation {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(2);  // for the feature store, and for what is next
constexpr std::size_t kPlaces = 10;
constexpr std::int64_t kSkewMs = 5000;  // of the clocks of pods

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::Status GamificationRpc::Permit(const grpc::CallbackServerContext& context,
                                     const std::string& learner_id) const {
  return MayReadPlay(parts_.caller_of(context), learner_id, parts_.enrolment);
}

grpc::ServerUnaryReactor* GamificationRpc::GetProfile(grpc::CallbackServerContext* context,
                                                      const gamification::v1::GetProfileRequest* request,
                                                      gamification::v1::GetProfileResponse* response) {
  if (const auto violations = Violations(*request); !violations.empty())
    return Finish(context, service::InvalidArgument(violations));
  if (const grpc::Status permit = Permit(*context, request->learner_id()); !permit.ok())
    return Finish(context, permit);
  const absl::Time until = std::min(absl::FromChrono(context->deadline()), parts_.now() + kLongestWait);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  parts_.sources->AskFeatures(
      ProfileRequest(request->learner_id()), {until, service::TraceparentOf(*context)},
      [=, this](const Sources::Features& features) {
        reactor->Finish(service::ToGrpc(features.ok() ? FillProfile(*features, *parts_.rules, response)
                                                      : features.status()));
      });
  return reactor;
}

grpc::Status GamificationRpc::Board(const service::Caller& caller,
                                    const gamification::v1::GetLeaderboardRequest& request,
                                    gamification::v1::GetLeaderboardResponse* response) const {
  if (const absl::Status ready = parts_.rewards->ready(); !ready.ok()) return service::ToGrpc(ready);
  const auto board = parts_.rewards->Find(request.learner_id(), gamification::ParseWeek(request.week()),
                                          absl::ToUnixMillis(parts_.now()));
  if (!board) return {grpc::StatusCode::NOT_FOUND, "learner_id: has earned nothing in the last four weeks"};
  const auto may_read = [&](const std::string& learner) {
    return MayReadRow(caller, learner, parts_.enrolment);
  };
  FillLeaderboard(*board, request.count() == 0 ? kPlaces : request.count(), may_read, response);
  return grpc::Status::OK;
}

grpc::ServerUnaryReactor* GamificationRpc::GetLeaderboard(
    grpc::CallbackServerContext* context, const gamification::v1::GetLeaderboardRequest* request,
    gamification::v1::GetLeaderboardResponse* response) {
  if (const auto violations = Violations(*request); !violations.empty())
    return Finish(context, service::InvalidArgument(violations));
  if (const grpc::Status permit = Permit(*context, request->learner_id()); !permit.ok())
    return Finish(context, permit);
  return Finish(context, Board(parts_.caller_of(*context), *request, response));
}

grpc::ServerUnaryReactor* GamificationRpc::ListBadges(grpc::CallbackServerContext* context,
                                                      const gamification::v1::ListBadgesRequest*,
                                                      gamification::v1::ListBadgesResponse* response) {
  FillBadges(*parts_.rules, response);
  return Finish(context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* GamificationRpc::ListQuests(grpc::CallbackServerContext* context,
                                                      const gamification::v1::ListQuestsRequest*,
                                                      gamification::v1::ListQuestsResponse* response) {
  FillQuests(*parts_.rules, response);
  return Finish(context, grpc::Status::OK);
}

std::shared_ptr<WatchStream> GamificationRpc::MakeStream(
    const gamification::v1::WatchRequest& request) const {
  WatchStream::Parts parts;
  parts.learner_id = request.learner_id();
  parts.on_done = [watchers = parts_.watchers](WatchStream* stream) { watchers->Remove(stream); };
  if (request.items() > 0) {
    parts.next_items = [this, id = request.learner_id(), count = static_cast<int>(request.items())](
                           std::optional<EventPlace> after, auto done) {
      const absl::Time now = parts_.now();
      const Question question{.learner_id = id, .now = now, .deadline = now + kLongestWait, .after = after};
      parts_.next_items->Ask(question, {.request = {.count = count}}, [done](absl::StatusOr<Advice> advice) {
        done(advice.ok() ? absl::StatusOr<Hint>(HintOf(*advice)) : advice.status());
      });
    };
  }
  return WatchStream::Create(std::move(parts));
}

grpc::Status GamificationRpc::Begin(const gamification::v1::WatchRequest& request,
                                    const std::shared_ptr<WatchStream>& stream) const {
  if (const auto violations = Violations(request); !violations.empty())
    return service::InvalidArgument(violations);
  if (const absl::Status ready = parts_.rewards->ready(); !ready.ok()) return service::ToGrpc(ready);
  const std::int64_t now_ms = absl::ToUnixMillis(parts_.now());
  const std::int64_t since_ms = request.has_since() ? MillisecondsOf(request.since()) - kSkewMs : INT64_MAX;
  absl::Status added;
  parts_.rewards->Listen(request.learner_id(), since_ms,
                         [&](const std::vector<ToldReward>& missed, bool all) {
                           added = parts_.watchers->Add(stream);
                           if (!added.ok()) return;
                           gamification::v1::WatchResponse first;
                           *first.mutable_watching()->mutable_since() = TimestampOf(now_ms);
                           *first.mutable_logged_at() = TimestampOf(now_ms);
                           stream->Push(std::move(first));
                           gamification::v1::WatchResponse gap;
                           gap.mutable_gap();
                           if (!all) stream->Push(std::move(gap));
                           for (const ToldReward& told : missed) stream->PushReward(told);
                         });
  stream->Refresh();
  return service::ToGrpc(added);
}

grpc::ServerWriteReactor<gamification::v1::WatchResponse>* GamificationRpc::Watch(
    grpc::CallbackServerContext* context, const gamification::v1::WatchRequest* request) {
  const std::shared_ptr<WatchStream> stream = MakeStream(*request);
  grpc::Status begun = Permit(*context, request->learner_id());
  if (begun.ok()) begun = Begin(*request, stream);
  if (!begun.ok()) stream->Close(begun);
  return stream.get();
}

}  // namespace yachay::recommendation
