#include "adapters/grpc_feature_store.h"

#include <utility>

#include "absl/time/clock.h"
#include "adapters/messages.h"
#include "adapters/offset_wait.h"
#include "core/query.h"
#include "events/topics.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::feature_store {
namespace {

grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext* context, grpc::Status status) {
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
  if (!violations.empty()) return Refuse(context, service::InvalidArgument(violations));
  MinOffsets offsets = std::move(asked.query.min_offsets);
  auto answer = [=, this, asked = std::move(asked)] { return Get(asked, *request, response); };
  if (Applied(parts_.generations, offsets).ok())
    return service::RunUnary(context, parts_.executor, std::move(answer));
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
  Positions read_at;
  auto columns = with_read_at ? ReadAt(asked, &read_at) : ReadCached(asked);
  if (!columns.ok()) return service::ToGrpc(columns.status());
  parts_.probe.Served(*columns, asked.query.as_of_ms);
  WriteResponse(*std::move(columns), response);
  for (const auto& [partition, position] : read_at) {
    auto* at = response->add_read_at();
    at->set_partition(partition);
    at->set_offset(position.next_offset - 1);
  }
  return grpc::Status::OK;
}

// All of one moment, and which.
absl::StatusOr<std::vector<Column>> GrpcFeatureStore::ReadAt(const Asked& asked, Positions* at) const {
  const auto states = asked.generation->store().Read(asked.query.learner_ids, at);
  if (!states.ok()) return states.status();
  return ReadColumns(asked.query.refs, *states, asked.generation->definitions().calibration,
                     asked.query.as_of_ms, &asked.generation->definitions().rewards);
}

absl::StatusOr<std::vector<Column>> GrpcFeatureStore::ReadCached(const Asked& asked) const {
  const auto states = asked.generation->store().ReadShared(asked.query.learner_ids);
  if (!states.ok()) return states.status();
  std::vector<const features::LearnerState*> pointers;
  pointers.reserve(states->size());
  for (const StatePtr& state : *states) pointers.push_back(state.get());
  return ReadColumns(asked.query.refs, pointers, asked.generation->definitions().calibration,
                     asked.query.as_of_ms, &asked.generation->definitions().rewards);
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
  return service::RunUnary(context, parts_.executor, [=, this] { return Position(response); });
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
    return service::InvalidArgument({{{"learner_id", "expected 1 to 64 characters"}}});
  const auto current = parts_.generations.current();
  const auto erasure = current->store().FindErasure(learner_id);
  if (!erasure.ok()) return service::ToGrpc(erasure.status());
  if (!*erasure) return {grpc::StatusCode::NOT_FOUND, "no erasure of this learner was applied"};
  const std::int64_t retention_ms = events::Topics().All().front().retention_ms;
  WriteReceipt(**erasure, current->store().erasure_hash()(learner_id), retention_ms, response);
  response->set_files_purged(current->purge().Covers((*erasure)->partition, (*erasure)->offset));
  return grpc::Status::OK;
}

grpc::Status GrpcFeatureStore::Position(features::v1::GetLogPositionResponse* response) const {
  Positions positions = parts_.generations.current()->store().positions();
  for (const std::int32_t partition : parts_.follower.Assigned()) positions.try_emplace(partition);
  bool answered = true;  // one silent broker is waited for once, not once per partition
  for (const auto& [partition, position] : positions) {
    const std::int64_t end = answered ? parts_.follower.EndOffset(partition) : -1;
    answered = end >= 0;
    auto* out = response->add_partitions();
    out->set_partition(partition);
    out->set_next_offset(position.next_offset);
    out->set_end_offset(end);
    out->set_applied(position.applied);
    out->set_duplicates(position.duplicates);
    out->set_dead_lettered(position.dead_lettered);
    out->set_erased(position.erased);
  }
  return grpc::Status::OK;
}

}  // namespace yachay::feature_store
