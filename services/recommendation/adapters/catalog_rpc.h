// yachay.catalog.v1.Catalog over the catalogue in memory and its log.
#ifndef RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_
#define RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_

#include <cstdint>
#include <functional>

#include "adapters/catalog_log.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"

namespace yachay::recommendation {

// Reads are answered from memory at once; a write's answer waits for the log, without a thread. Reads and
// writes end UNAVAILABLE until the log has been read once.
class CatalogRpc : public catalog::v1::Catalog::CallbackService {
 public:
  // All outlive it. now_ms: milliseconds since 1970 UTC.
  CatalogRpc(recommendation::Catalog& catalog, CatalogLog& log, std::function<std::int64_t()> now_ms);

  grpc::ServerUnaryReactor* CreateContent(grpc::CallbackServerContext* context,
                                          const catalog::v1::CreateContentRequest* request,
                                          catalog::v1::CreateContentResponse* response) override;
  grpc::ServerUnaryReactor* GetContent(grpc::CallbackServerContext* context,
                                       const catalog::v1::GetContentRequest* request,
                                       catalog::v1::GetContentResponse* response) override;
  grpc::ServerUnaryReactor* ListContent(grpc::CallbackServerContext* context,
                                        const catalog::v1::ListContentRequest* request,
                                        catalog::v1::ListContentResponse* response) override;
  grpc::ServerUnaryReactor* PublishContent(grpc::CallbackServerContext* context,
                                           const catalog::v1::PublishContentRequest* request,
                                           catalog::v1::PublishContentResponse* response) override;

 private:
  grpc::Status Create(const catalog::v1::CreateContentRequest& request, ContentChange& change) const;
  grpc::Status Get(const catalog::v1::GetContentRequest& request,
                   catalog::v1::GetContentResponse& response) const;
  grpc::Status List(const catalog::v1::ListContentRequest& request,
                    catalog::v1::ListContentResponse& response) const;
  grpc::Status Publish(const catalog::v1::PublishContentRequest& request, ContentChange& change) const;

  recommendation::Catalog& catalog_;
  CatalogLog& log_;
  const std::function<std::int64_t()> now_ms_;
};

}  // namespace yachay::recommendation

#endif  // RECOMMENDATION_ADAPTERS_CATALOG_RPC_H_
