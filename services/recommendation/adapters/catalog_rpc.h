// yachay.catalog.v1.Catalog over the catalogue in memory and its log.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_

#include <cstdint>
#include <functional>
#include <string>

#include "adapters/catalog_log.h"
#include "core/demand.h"
#include "service/caller.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"

namespace yachay::recommendation {

// Reads are answered from memory at once; a write's answer waits for the log, without a thread. Reads and
// writes end UNAVAILABLE until the log has been read once.
class CatalogRpc : public catalog::v1::Catalog::CallbackService {
 public:
  using CallerOf = std::function<service::Caller(const grpc::ServerContextBase&)>;

  // All outlive it. now_ms: milliseconds since 1970 UTC.
  CatalogRpc(recommendation::Catalog& catalog, CatalogLog& log, const Demand& demand,
             std::function<std::int64_t()> now_ms, CallerOf caller_of = &service::CallerOf);

  grpc::ServerUnaryReactor* CreateContent(grpc::CallbackServerContext* context,
                                          const catalog::v1::CreateContentRequest* request,
                                          catalog::v1::CreateContentResponse* response) override;
  grpc::ServerUnaryReactor* ReviseContent(grpc::CallbackServerContext* context,
                                          const catalog::v1::ReviseContentRequest* request,
                                          catalog::v1::ReviseContentResponse* response) override;
  grpc::ServerUnaryReactor* GetContent(grpc::CallbackServerContext* context,
                                       const catalog::v1::GetContentRequest* request,
                                       catalog::v1::GetContentResponse* response) override;
  grpc::ServerUnaryReactor* ListContent(grpc::CallbackServerContext* context,
                                        const catalog::v1::ListContentRequest* request,
                                        catalog::v1::ListContentResponse* response) override;
  grpc::ServerUnaryReactor* SubmitContent(grpc::CallbackServerContext* context,
                                          const catalog::v1::SubmitContentRequest* request,
                                          catalog::v1::SubmitContentResponse* response) override;
  grpc::ServerUnaryReactor* PublishContent(grpc::CallbackServerContext* context,
                                           const catalog::v1::PublishContentRequest* request,
                                           catalog::v1::PublishContentResponse* response) override;
  grpc::ServerUnaryReactor* ArchiveContent(grpc::CallbackServerContext* context,
                                           const catalog::v1::ArchiveContentRequest* request,
                                           catalog::v1::ArchiveContentResponse* response) override;
  grpc::ServerUnaryReactor* FindGaps(grpc::CallbackServerContext* context,
                                     const catalog::v1::FindGapsRequest* request,
                                     catalog::v1::FindGapsResponse* response) override;

 private:
  // Fills the change that the request asks for; an error is the answer.
  grpc::Status Prepare(grpc::CallbackServerContext& context, Content content, std::uint64_t base,
                       ContentChange& change) const;
  template <typename Request>
  grpc::Status PrepareMove(grpc::CallbackServerContext& context, const Request& request, State to,
                           ContentChange& change) const;
  template <typename Response>
  grpc::ServerUnaryReactor* Write(grpc::CallbackServerContext* context, const grpc::Status& prepared,
                                  ContentChange change, bool validate_only, Response* response);

  grpc::Status Get(const catalog::v1::GetContentRequest& request,
                   catalog::v1::GetContentResponse& response) const;
  grpc::Status List(const catalog::v1::ListContentRequest& request,
                    catalog::v1::ListContentResponse& response) const;
  grpc::Status Gaps(const catalog::v1::FindGapsRequest& request,
                    catalog::v1::FindGapsResponse& response) const;

  recommendation::Catalog& catalog_;
  CatalogLog& log_;
  const Demand& demand_;
  const std::function<std::int64_t()> now_ms_;
  const CallerOf caller_of_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_
