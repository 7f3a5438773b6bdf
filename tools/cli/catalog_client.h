// The catalogue service, as the commands of `yachay catalog` ask it.
#ifndef CLI_CATALOG_CLIENT_H_
#define CLI_CATALOG_CLIENT_H_

#include <grpcpp/client_context.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/dial.h"
#include "yachay/catalog/v1/catalog.grpc.pb.h"

namespace yachay::cli {

// Errors are the service's, with its address, or UNAVAILABLE. Each call waits at most 10 s. For one thread.
class CatalogClient {
 public:
  using Entry = catalog::v1::CatalogEntry;
  using Item = catalog::v1::ContentItem;

  static absl::StatusOr<CatalogClient> Connect(const std::string& address, const DialOptions& dial);

  absl::StatusOr<Entry> Get(const std::string& content_id);
  // Calls `use` for each entry that fits, in the order of ids.
  absl::Status List(catalog::v1::ListContentRequest request, const std::function<void(const Entry&)>& use);

  absl::StatusOr<Entry> Create(const Item& item, bool validate_only = false);
  absl::StatusOr<Entry> Revise(const Item& item, std::uint64_t base_revision, bool validate_only = false);
  absl::StatusOr<Entry> Submit(const std::string& content_id, std::uint64_t base_revision);
  absl::StatusOr<Entry> Publish(const std::string& content_id, std::uint64_t base_revision);
  absl::StatusOr<Entry> Archive(const std::string& content_id, std::uint64_t base_revision);

  absl::StatusOr<catalog::v1::FindGapsResponse> FindGaps(const catalog::v1::FindGapsRequest& request);
  catalog::v1::Catalog::Stub& stub() { return *stub_; }

 private:
  CatalogClient(std::string address, std::unique_ptr<catalog::v1::Catalog::Stub> stub)
      : address_(std::move(address)), stub_(std::move(stub)) {}
  absl::Status Check(const grpc::Status& status) const;

  std::string address_;
  std::unique_ptr<catalog::v1::Catalog::Stub> stub_;
};

}  // namespace yachay::cli

#endif  // CLI_CATALOG_CLIENT_H_
