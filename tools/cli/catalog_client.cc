#include "cli/catalog_client.h"

#include <grpcpp/channel.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/status.h"

namespace yachay::cli {
namespace {

using Stub = catalog::v1::Catalog::Stub;

// One call of `method` with a deadline.
template <typename Request, typename Response>
grpc::Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const Request& request, Response& response) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  return (stub.*method)(&context, request, &response);
}

template <typename Request>
Request MoveRequest(const std::string& content_id, std::uint64_t base_revision) {
  Request request;
  request.set_content_id(content_id);
  request.set_base_revision(base_revision);
  return request;
}

}  // namespace

absl::StatusOr<CatalogClient> CatalogClient::Connect(const std::string& address, const DialOptions& dial) {
  auto channel = Dial(address, dial);
  if (!channel.ok()) return channel.status();
  return CatalogClient(address, catalog::v1::Catalog::NewStub(*channel));
}

absl::Status CatalogClient::Check(const grpc::Status& status) const {
  if (status.ok()) return absl::OkStatus();
  return service::FromGrpc(status, absl::StrCat("recommendation at ", address_));
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Get(const std::string& content_id) {
  catalog::v1::GetContentRequest request;
  request.set_content_id(content_id);
  catalog::v1::GetContentResponse response;
  if (auto status = Check(Call(*stub_, &Stub::GetContent, request, response)); !status.ok()) return status;
  return response.entry();
}

absl::Status CatalogClient::List(catalog::v1::ListContentRequest request,
                                 const std::function<void(const Entry&)>& use) {
  request.set_page_size(1000);
  do {
    catalog::v1::ListContentResponse page;
    if (auto status = Check(Call(*stub_, &Stub::ListContent, request, page)); !status.ok()) return status;
    for (const Entry& entry : page.entries()) use(entry);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Create(const Item& item, bool validate_only) {
  catalog::v1::CreateContentRequest request;
  *request.mutable_item() = item;
  request.set_validate_only(validate_only);
  catalog::v1::CreateContentResponse response;
  if (auto status = Check(Call(*stub_, &Stub::CreateContent, request, response)); !status.ok()) return status;
  return response.entry();
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Revise(const Item& item, std::uint64_t base_revision,
                                                                bool validate_only) {
  catalog::v1::ReviseContentRequest request;
  *request.mutable_item() = item;
  request.set_base_revision(base_revision);
  request.set_validate_only(validate_only);
  catalog::v1::ReviseContentResponse response;
  if (auto status = Check(Call(*stub_, &Stub::ReviseContent, request, response)); !status.ok()) return status;
  return response.entry();
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Submit(const std::string& content_id,
                                                                std::uint64_t base_revision) {
  catalog::v1::SubmitContentResponse response;
  const auto request = MoveRequest<catalog::v1::SubmitContentRequest>(content_id, base_revision);
  if (auto status = Check(Call(*stub_, &Stub::SubmitContent, request, response)); !status.ok()) return status;
  return response.entry();
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Publish(const std::string& content_id,
                                                                 std::uint64_t base_revision) {
  catalog::v1::PublishContentResponse response;
  const auto request = MoveRequest<catalog::v1::PublishContentRequest>(content_id, base_revision);
  if (auto status = Check(Call(*stub_, &Stub::PublishContent, request, response)); !status.ok())
    return status;
  return response.entry();
}

absl::StatusOr<catalog::v1::CatalogEntry> CatalogClient::Archive(const std::string& content_id,
                                                                 std::uint64_t base_revision) {
  catalog::v1::ArchiveContentResponse response;
  const auto request = MoveRequest<catalog::v1::ArchiveContentRequest>(content_id, base_revision);
  if (auto status = Check(Call(*stub_, &Stub::ArchiveContent, request, response)); !status.ok())
    return status;
  return response.entry();
}

absl::StatusOr<catalog::v1::FindGapsResponse> CatalogClient::FindGaps(
    const catalog::v1::FindGapsRequest& request) {
  catalog::v1::FindGapsResponse response;
  if (auto status = Check(Call(*stub_, &Stub::FindGaps, request, response)); !status.ok()) return status;
  return response;
}

}  // namespace yachay::cli
