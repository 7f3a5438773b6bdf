#include "adapters/catalog_rpc.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/catalog_codec.h"
#include "adapters/cloud_event.h"
#include "service/status.h"

namespace yachay::recommendation {
namespace {

constexpr std::uint32_t kDefaultPage = 100;
constexpr std::uint32_t kMostPage = 1000;

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

grpc::Status NotFound(const std::string& id) {
  return {grpc::StatusCode::NOT_FOUND, absl::StrCat("content_id: no content \"", id, "\"")};
}

grpc::Status Taken(const std::string& id) {
  return {grpc::StatusCode::ALREADY_EXISTS,
          absl::StrCat("item.content_id: \"", id, "\" is taken; choose another id")};
}

grpc::Status Stale(const CatalogEntry& now, std::uint64_t base) {
  return {grpc::StatusCode::ABORTED,
          absl::StrCat("base_revision: ", base, " is stale, \"", now.content.id, "\" is at revision ",
                       now.revision, "; read it again and repeat")};
}

// A write that has been queued: lives until the log or the caller ends it.
template <typename Response>
class WriteReactor : public grpc::ServerUnaryReactor {
 public:
  WriteReactor(CatalogLog& log, ContentChange change, Response* response)
      : log_(log), change_(std::move(change)), response_(response) {
    log_.Write(change_, [this](absl::StatusOr<Catalog::Outcome> outcome) { Finish(Answer(outcome)); });
  }
  void OnCancel() override { log_.Abandon(change_.change_id); }
  void OnDone() override { delete this; }

 private:
  grpc::Status Answer(const absl::StatusOr<Catalog::Outcome>& outcome) {
    if (!outcome.ok()) return service::ToGrpc(outcome.status());
    if (outcome->applied) {
      *response_->mutable_entry() = ToProto(*outcome->entry);
      return grpc::Status::OK;
    }
    if (change_.base_revision == 0) return Taken(change_.content.id);
    return outcome->entry ? Stale(*outcome->entry, change_.base_revision) : NotFound(change_.content.id);
  }

  CatalogLog& log_;
  const ContentChange change_;
  Response* const response_;
};

}  // namespace

CatalogRpc::CatalogRpc(recommendation::Catalog& catalog, CatalogLog& log,
                       std::function<std::int64_t()> now_ms)
    : catalog_(catalog), log_(log), now_ms_(std::move(now_ms)) {}

grpc::ServerUnaryReactor* CatalogRpc::CreateContent(grpc::CallbackServerContext* context,
                                                    const catalog::v1::CreateContentRequest* request,
                                                    catalog::v1::CreateContentResponse* response) {
  ContentChange change;
  const grpc::Status status = Create(*request, change);
  if (!status.ok()) return Finish(context, status);
  return new WriteReactor(log_, std::move(change), response);
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

grpc::ServerUnaryReactor* CatalogRpc::PublishContent(grpc::CallbackServerContext* context,
                                                     const catalog::v1::PublishContentRequest* request,
                                                     catalog::v1::PublishContentResponse* response) {
  ContentChange change;
  const grpc::Status status = Publish(*request, change);
  if (!status.ok()) return Finish(context, status);
  return new WriteReactor(log_, std::move(change), response);
}

grpc::Status CatalogRpc::Create(const catalog::v1::CreateContentRequest& request,
                                ContentChange& change) const {
  absl::StatusOr<Content> content = FromProto(request.item());
  if (!content.ok()) return service::ToGrpc(content.status());
  std::vector<service::FieldViolation> violations;
  for (const Violation& violation : Validate(*content)) {
    violations.push_back({absl::StrCat("item.", violation.field), violation.description});
  }
  if (!violations.empty()) return service::InvalidArgument(violations);
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  if (catalog_.Find(content->id)) return Taken(content->id);
  change = {.change_id = NewUuid(),
            .base_revision = 0,
            .content = *std::move(content),
            .published = false,
            .changed_at_ms = now_ms_()};
  return grpc::Status::OK;
}

grpc::Status CatalogRpc::Get(const catalog::v1::GetContentRequest& request,
                             catalog::v1::GetContentResponse& response) const {
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const EntryPtr entry = catalog_.Find(request.content_id());
  if (!entry) return NotFound(request.content_id());
  *response.mutable_entry() = ToProto(*entry);
  return grpc::Status::OK;
}

grpc::Status CatalogRpc::List(const catalog::v1::ListContentRequest& request,
                              catalog::v1::ListContentResponse& response) const {
  if (request.page_size() > kMostPage) {
    return service::InvalidArgument({{{"page_size", absl::StrCat("expected at most ", kMostPage)}}});
  }
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const std::uint32_t size = request.page_size() == 0 ? kDefaultPage : request.page_size();
  const recommendation::Catalog::Page page =
      catalog_.List(request.page_token(), size, request.skill_id(), request.published_only());
  for (const EntryPtr& entry : page.entries) *response.add_entries() = ToProto(*entry);
  response.set_next_page_token(page.next_after);
  response.set_total(static_cast<std::uint32_t>(page.total));
  return grpc::Status::OK;
}

grpc::Status CatalogRpc::Publish(const catalog::v1::PublishContentRequest& request,
                                 ContentChange& change) const {
  if (absl::Status ready = log_.ready(); !ready.ok()) return service::ToGrpc(ready);
  const EntryPtr entry = catalog_.Find(request.content_id());
  if (!entry) return NotFound(request.content_id());
  if (request.base_revision() != entry->revision) return Stale(*entry, request.base_revision());
  change = {.change_id = NewUuid(),
            .base_revision = entry->revision,
            .content = entry->content,
            .published = true,
            .changed_at_ms = now_ms_()};
  return grpc::Status::OK;
}

}  // namespace yachay::recommendation
