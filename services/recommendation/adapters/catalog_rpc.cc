#include "adapters/catalog_rpc.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/catalog_access.h"
#include "adapters/catalog_requests.h"
#include "adapters/catalog_write.h"
#include "adapters/cloud_event.h"

namespace yachay::recommendation {
namespace {

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

bool MayMove(State from, State to) { return to == State::kInReview ? from == State::kDraft : from != to; }

}  // namespace

CatalogRpc::CatalogRpc(recommendation::Catalog& catalog, CatalogLog& log, const Demand& demand,
                       std::function<std::int64_t()> now_ms, CallerOf caller_of)
    : catalog_(catalog),
      log_(log),
      demand_(demand),
      now_ms_(std::move(now_ms)),
      caller_of_(std::move(caller_of)) {}

grpc::ServerUnaryReactor* CatalogRpc::CreateContent(grpc::CallbackServerContext* context,
                                                    const catalog::v1::CreateContentRequest* request,
                                                    catalog::v1::CreateContentResponse* response) {
  ContentChange change;
  const grpc::Status prepared = Prepare(*context, FromProto(request->item()), 0, change);
  return Write(context, prepared, std::move(change), request->validate_only(), response);
}

grpc::ServerUnaryReactor* CatalogRpc::ReviseContent(grpc::CallbackServerContext* context,
                                                    const catalog::v1::ReviseContentRequest* request,
                                                    catalog::v1::ReviseContentResponse* response) {
  ContentChange change;
  const grpc::Status prepared =
      request->base_revision() == 0
          ? service::InvalidArgument(
                {service::FieldViolation{"base_revision", "expected the revision that was looked at"}})
          : Prepare(*context, FromProto(request->item()), request->base_revision(), change);
  return Write(context, prepared, std::move(change), request->validate_only(), response);
}

grpc::ServerUnaryReactor* CatalogRpc::GetContent(grpc::CallbackServerContext* context,
                                                 const catalog::v1::GetContentRequest* request,
                                                 catalog::v1::GetContentResponse* response) {
  return Finish(context, Get(*request, *response));
}

grpc::ServerUnaryReactor* CatalogRpc::ListContent(grpc::CallbackServerContext* context,
                                                  const catalog::v1::ListContentRequest* request,
                                                  catalog::v1::ListContentResponse* response) {
  return Finish(context, List(*request, *response));
}

grpc::ServerUnaryReactor* CatalogRpc::SubmitContent(grpc::CallbackServerContext* context,
                                                    const catalog::v1::SubmitContentRequest* request,
                                                    catalog::v1::SubmitContentResponse* response) {
  ContentChange change;
  const grpc::Status prepared = PrepareMove(*context, *request, State::kInReview, change);
  return Write(context, prepared, std::move(change), false, response);
}

grpc::ServerUnaryReactor* CatalogRpc::PublishContent(grpc::CallbackServerContext* context,
                                                     const catalog::v1::PublishContentRequest* request,
                                                     catalog::v1::PublishContentResponse* response) {
  ContentChange change;
  const grpc::Status prepared = PrepareMove(*context, *request, State::kPublished, change);
  return Write(context, prepared, std::move(change), false, response);
}

grpc::ServerUnaryReactor* CatalogRpc::ArchiveContent(grpc::CallbackServerContext* context,
                                                     const catalog::v1::ArchiveContentRequest* request,
                                                     catalog::v1::ArchiveContentResponse* response) {
  ContentChange change;
  const grpc::Status prepared = PrepareMove(*context, *request, State::kArchived, change);
  return Write(context, prepared, std::move(change), false, response);
}

grpc::ServerUnaryReactor* CatalogRpc::FindGaps(grpc::CallbackServerContext* context,
                                               const catalog::v1::FindGapsRequest* request,
                                               catalog::v1::FindGapsResponse* response) {
  return Finish(context, Gaps(*request, *response));
}

grpc::Status CatalogRpc::Prepare(grpc::CallbackServerContext& context, Content content, std::uint64_t base,
                                 ContentChange& change) const {
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const service::Caller caller = caller_of_(context);
  const EntryPtr now = base == 0 ? nullptr : catalog_.Find(content.id);
  if (grpc::Status may = MayWrite(caller, now.get()); !may.ok()) return may;
  content.owner = OwnerOf(caller, content);
  change = {.change_id = NewUuid(),
            .base_revision = base,
            .content = std::move(content),
            .state = now ? StateOnRevision(caller, now->state) : State::kDraft,
            .changed_at_ms = now_ms_()};
  return grpc::Status::OK;
}

template <typename Request>
grpc::Status CatalogRpc::PrepareMove(grpc::CallbackServerContext& context, const Request& request, State to,
                                     ContentChange& change) const {
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const EntryPtr now = catalog_.Find(request.content_id());
  const service::Caller caller = caller_of_(context);
  if (grpc::Status may = to == State::kInReview ? MayWrite(caller, now.get()) : MayRelease(caller); !may.ok())
    return may;
  if (!now) return NoContent(request.content_id());
  change = {.change_id = NewUuid(),
            .base_revision = request.base_revision(),
            .content = now->content,
            .state = to,
            .changed_at_ms = now_ms_()};
  if (request.base_revision() != now->revision)
    return StatusOf(change, {.applied = false, .entry = now, .invalid = {}});
  if (MayMove(now->state, to)) return grpc::Status::OK;
  return {grpc::StatusCode::FAILED_PRECONDITION,
          absl::StrCat("\"", now->content.id, "\" is ", Name(now->state), " and cannot become ", Name(to))};
}

// Tried before it is written, so that the log holds few records that will be passed over.
template <typename Response>
grpc::ServerUnaryReactor* CatalogRpc::Write(grpc::CallbackServerContext* context,
                                            const grpc::Status& prepared, ContentChange change,
                                            bool validate_only, Response* response) {
  if (!prepared.ok()) return Finish(context, prepared);
  const recommendation::Catalog::Outcome tried = catalog_.Try(change);
  if (grpc::Status status = StatusOf(change, tried); !status.ok() || validate_only) {
    if (status.ok()) *response->mutable_entry() = ToProto(*tried.entry);
    return Finish(context, status);
  }
  return new WriteReactor(log_, std::move(change), response);
}

grpc::Status CatalogRpc::Get(const catalog::v1::GetContentRequest& request,
                             catalog::v1::GetContentResponse& response) const {
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const EntryPtr entry = catalog_.Find(request.content_id());
  if (!entry) return NoContent(request.content_id());
  *response.mutable_entry() = ToProto(*entry);
  return grpc::Status::OK;
}

grpc::Status CatalogRpc::List(const catalog::v1::ListContentRequest& request,
                              catalog::v1::ListContentResponse& response) const {
  if (const auto violations = Violations(request); !violations.empty())
    return service::InvalidArgument(violations);
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const recommendation::Catalog::Page page =
      catalog_.List(request.page_token(), PageSize(request), FilterOf(request));
  for (const EntryPtr& entry : page.entries) *response.add_entries() = ToProto(*entry);
  response.set_next_page_token(page.next_after);
  response.set_total(static_cast<std::uint32_t>(page.total));
  return grpc::Status::OK;
}

grpc::Status CatalogRpc::Gaps(const catalog::v1::FindGapsRequest& request,
                              catalog::v1::FindGapsResponse& response) const {
  if (const auto violations = Violations(request); !violations.empty())
    return service::InvalidArgument(violations);
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const DemandCounts demand = demand_.Counts();
  for (const Gap& gap : recommendation::FindGaps(*catalog_.Published(), demand, QueryOf(request)))
    *response.add_gaps() = ToProto(gap);
  response.set_answers(demand.answers);
  response.set_short_answers(demand.shortened);
  return grpc::Status::OK;
}

}  // namespace yachay::recommendation
