#include "adapters/grpc_feature_store.h"

#include <utility>

#include "adapters/messages.h"
#include "core/query.h"
#include "service/status.h"
#include "service/unary.h"

namespace yachay::feature_store {

grpc::ServerUnaryReactor* GrpcFeatureStore::GetFeatures(grpc::CallbackServerContext* context,
                                                        const features::v1::GetFeaturesRequest* request,
                                                        features::v1::GetFeaturesResponse* response) {
  return service::RunUnary(context, parts_.executor, [=, this] { return Get(*request, response); });
}

grpc::Status GrpcFeatureStore::Get(const features::v1::GetFeaturesRequest& request,
                                   features::v1::GetFeaturesResponse* response) const {
  const auto current = parts_.generations.current();
  const Definitions& definitions = current->definitions();
  FeatureQuery query;
  const auto violations = ReadRequest(request, definitions.views, parts_.now_ms(), &query);
  if (!violations.empty()) return service::InvalidArgument(violations);
  const auto states = current->store().Read(query.learner_ids);
  if (!states.ok()) return service::ToGrpc(states.status());
  WriteResponse(ReadColumns(query.refs, *states, definitions.calibration, query.as_of_ms), response);
  return grpc::Status::OK;
}

grpc::ServerUnaryReactor* GrpcFeatureStore::ListFeatureViews(
    grpc::CallbackServerContext* context, const features::v1::ListFeatureViewsRequest*,
    features::v1::ListFeatureViewsResponse* response) {
  const auto current = parts_.generations.current();
  for (const features::View& view : current->definitions().views.views())
    WriteView(view, response->add_views());
  auto* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerUnaryReactor* GrpcFeatureStore::GetLogPosition(grpc::CallbackServerContext* context,
                                                           const features::v1::GetLogPositionRequest*,
                                                           features::v1::GetLogPositionResponse* response) {
  return service::RunUnary(context, parts_.executor, [=, this] { return Position(response); });
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
  }
  return grpc::Status::OK;
}

}  // namespace yachay::feature_store
