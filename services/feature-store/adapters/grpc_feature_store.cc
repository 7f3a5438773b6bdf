#include "adapters/grpc_feature_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/messages.h"
#include "adapters/offset_wait.h"
#include "core/query.h"
#include "events/topics.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::feature_store {
namespace {

// That many values take less than the way to another thread: they are answered on gRPC's own.
constexpr std::size_t kValuesAtOnce = 2000;

constexpr absl::Duration kLongestAsk = absl::Seconds(2);  // of the brokers

const features::LearnerState* PointerTo(const StatePtr& state) { return state.get(); }
const features::LearnerState* PointerTo(const std::optional<features::LearnerState>& state) {
  return state ? &*state : nullptr;
}
template <typename States>
std::vector<const features::LearnerState*> Pointers(const States& states) {
  std::vector<const features::LearnerState*> pointers;
  pointers.reserve(states.size());
  for (const auto& state : states) pointers.push_back(PointerTo(state));
  return pointers;
}

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, grpc::Status status) {
  auto* reactor = context->DefaultReactor();
  reactor->Finish(std::move(status));
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* GrpcFeatureStore::GetFeatures(grpc::CallbackServerContext* context,
                                                        const features::v1::GetFeaturesRequest* request,
                                                        features::v1::GetFeaturesResponse* response) {
  Asked asked{parts_.generations.current(), {}};
  const auto violations =
      ReadRequest(*request, asked.generation->definitions(), parts_.now_ms(), &asked.query);
  if (!violations.empty()) return Finish(context, service::InvalidArgument(violations));
  MinOffsets offsets = std::move(asked.query.min_offsets);
  if (offsets.empty() && AnswerAtOnce(asked, request->with_read_at(), response))
    return Finish(context, grpc::Status::OK);
  auto answer = [=, this, asked = std::move(asked)] { return Get(asked, *request, response); };
  if (offsets.empty()) return service::RunUnary(context, parts_.executor, std::move(answer));
  const absl::Time end = EndOfWait(absl::Now(), absl::FromChrono(context->deadline()));
  return AnswerAfter(context, parts_.executor, parts_.generations, std::move(offsets), end,
                     std::move(answer));
}

// A call that waited may find that other definitions have taken over: then it is read by those.
grpc::Status GrpcFeatureStore::Get(const Asked& asked, const features::v1::GetFeaturesRequest& request,
                                   features::v1::GetFeaturesResponse* response) const {
  Asked now{parts_.generations.current(), {}};
  if (now.generation == asked.generation) return Answer(asked, request.with_read_at(), response);
  const auto violations =
      ReadRequest(request, now.generation->definitions(), asked.query.as_of_ms, &now.query);
  if (!violations.empty()) return service::InvalidArgument(violations);
  return Answer(now, request.with_read_at(), response);
}

grpc::Status GrpcFeatureStore::Answer(const Asked& asked, bool with_read_at,
                                      features::v1::GetFeaturesResponse* response) const {
  return with_read_at ? AnswerOfOneMoment(asked, response) : AnswerShared(asked, response);
}

grpc::Status GrpcFeatureStore::AnswerShared(const Asked& asked,
                                            features::v1::GetFeaturesResponse* response) const {
  const auto states = asked.generation->store().ReadShared(asked.query.learner_ids);
  if (!states.ok()) return service::ToGrpc(states.status());
  Write(asked, Pointers(*states), response);
  return grpc::Status::OK;
}

// And of which.
grpc::Status GrpcFeatureStore::AnswerOfOneMoment(const Asked& asked,
                                                 features::v1::GetFeaturesResponse* response) const {
  Positions read_at;
  const auto states = asked.generation->store().Read(asked.query.learner_ids, &read_at);
  if (!states.ok()) return service::ToGrpc(states.status());
  Write(asked, Pointers(*states), response);
  for (const auto& [partition, position] : read_at) {
    auto* at = response->add_read_at();
    at->set_partition(partition);
    at->set_offset(position.next_offset - 1);
  }
  return grpc::Status::OK;
}

bool GrpcFeatureStore::AnswerAtOnce(const Asked& asked, bool with_read_at,
                                    features::v1::GetFeaturesResponse* response) const {
  if (with_read_at || asked.query.refs.size() * asked.query.learner_ids.size() > kValuesAtOnce) return false;
  const auto states = asked.generation->store().ReadCached(asked.query.learner_ids);
  if (states) Write(asked, Pointers(*states), response);
  return states.has_value();
}

void GrpcFeatureStore::Write(const Asked& asked, absl::Span<const features::LearnerState* const> states,
                             features::v1::GetFeaturesResponse* response) const {
  auto columns = ReadColumns(asked.query.refs, states, asked.generation->definitions().calibration,
                             asked.query.as_of_ms, &asked.generation->definitions().rewards);
  parts_.probe.Served(columns, asked.query.as_of_ms);
  WriteResponse(std::move(columns), response);
  response->set_tracer_calibration(asked.generation->definitions().calibration_fingerprint);
  response->mutable_without_consent()->Reserve(static_cast<int>(states.size()));
  for (const features::LearnerState* state : states)
    response->add_without_consent(!asked.generation->store().MayPersonalise(state));
}

grpc::ServerUnaryReactor* GrpcFeatureStore::ListFeatureViews(
    grpc::CallbackServerContext* context, const features::v1::ListFeatureViewsRequest*,
    features::v1::ListFeatureViewsResponse* response) {
  const auto current = parts_.generations.current();
  for (const features::View& view : current->definitions().views.views())
    WriteView(view, response->add_views());
  for (const auto& [name, service] : current->definitions().services)
    WriteService(service, response->add_services());
  auto* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerUnaryReactor* GrpcFeatureStore::GetLogPosition(grpc::CallbackServerContext* context,
                                                           const features::v1::GetLogPositionRequest*,
                                                           features::v1::GetLogPositionResponse* response) {
  return service::RunUnary(context, parts_.executor, [=, this] {
    const absl::Duration left = absl::FromChrono(context->deadline()) - absl::Now();
    return Position(std::clamp(left / 2, absl::Milliseconds(1), kLongestAsk), response);
  });
}

grpc::ServerUnaryReactor* GrpcFeatureStore::GetErasureReceipt(
    grpc::CallbackServerContext* context, const features::v1::GetErasureReceiptRequest* request,
    features::v1::GetErasureReceiptResponse* response) {
  return service::RunUnary(context, parts_.executor,
                           [=, this] { return Receipt(request->learner_id(), response); });
}

grpc::Status GrpcFeatureStore::Receipt(const std::string& learner_id,
                                       features::v1::GetErasureReceiptResponse* response) const {
  if (learner_id.empty() || learner_id.size() > 64)
    return service::InvalidArgument(
        {{"learner_id", absl::StrCat("expected 1 to 64 characters, found ", learner_id.size())}});
  const auto current = parts_.generations.current();
  const auto erasure = current->store().FindErasure(learner_id);
  if (!erasure.ok()) return service::ToGrpc(erasure.status());
  if (!*erasure) return {grpc::StatusCode::NOT_FOUND, "no erasure of this learner was applied"};
  const std::int64_t retention_ms = events::Topics().All().front().retention_ms;
  WriteReceipt(**erasure, current->store().erasure_hash()(learner_id), retention_ms, response);
  response->set_files_purged(current->purge().Covers((*erasure)->partition, (*erasure)->offset));
  return grpc::Status::OK;
}

grpc::Status GrpcFeatureStore::Position(absl::Duration timeout,
                                        features::v1::GetLogPositionResponse* response) const {
  Positions positions = parts_.generations.current()->store().positions();
  for (const std::int32_t partition : parts_.follower.Assigned()) positions.try_emplace(partition);
  std::vector<std::int32_t> partitions;
  for (const auto& [partition, position] : positions) partitions.push_back(partition);
  const auto ends = parts_.follower.EndOffsets(partitions, timeout);
  for (const auto& [partition, position] : positions) {
    const auto end = ends.find(partition);
    auto* out = response->add_partitions();
    out->set_partition(partition);
    out->set_next_offset(position.next_offset);
    out->set_end_offset(end != ends.end() ? end->second : -1);
    out->set_applied(position.applied);
    out->set_duplicates(position.duplicates);
    out->set_dead_lettered(position.dead_lettered);
    out->set_erased(position.erased);
  }
  return grpc::Status::OK;
}

}  // namespace yachay::feature_store
